"""Steps from one schema to the next; `versions/` holds them in order."""
