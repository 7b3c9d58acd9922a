"""A monitoring system's payload in, Alerts out: pure, one file a sender; `senders` has the table."""
