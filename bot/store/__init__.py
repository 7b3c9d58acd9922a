"""What the bot remembers; the only room that knows SQL; one file a table family."""
