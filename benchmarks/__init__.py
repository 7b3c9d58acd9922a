"""What is fast, against what: each module is one command, and prints ratios measured in one run."""
