"""What is decided, and nothing else: pure functions of values, with the time as an argument."""
