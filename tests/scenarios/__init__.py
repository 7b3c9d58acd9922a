"""Stories of a team at work, told as people see them."""
