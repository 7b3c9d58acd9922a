"""The proof that a set-up pages somebody: an alert at every minute of a period, for every service and severity.

Nothing here decides who is paged. `steps` asks the escalation itself, once for each state of the world that its
answer can depend on; `world` knows when that state changes; `sweep` walks from change to change, not from minute
to minute. A test holds the outcome against a brute force that lets the bot decide every minute for itself.
"""
