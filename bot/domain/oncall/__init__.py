"""Who has the pager, and when they sleep: layers and turns, covers and time off, quiet hours, and what it weighs."""
