"""The river: a request becomes a decision, is saved with what it leads to, and is told."""
