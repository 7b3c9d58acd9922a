"""How people are reached beyond Slack, and the proof that it works, before it is needed."""
