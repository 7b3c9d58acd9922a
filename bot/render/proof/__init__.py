"""What the proof of an on-call set-up says: in a terminal, as JSON, as a page."""
