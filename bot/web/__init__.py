"""HTTP doors: alert webhooks, Slack over HTTP, health, metrics; the event loop never waits for the database."""
