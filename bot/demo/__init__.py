"""The bot beside a Slack of its own: six people, a small shop that breaks on command, and a clock that can be moved."""
