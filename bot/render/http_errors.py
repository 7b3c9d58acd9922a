"""What whoever comes over HTTP reads when it does not work: senders, browsers, strangers. Never an exception's text."""

from __future__ import annotations

KIB, MIB = 1024, 1024 * 1024


def wrong_token() -> str:
    """The same whether the token is wrong or nobody has this name: names are not to be found by trying."""
    return "Invalid token for this integration. Check the integration's name and token in meridian.yml."


def not_now() -> str:
    """Nothing was stored."""
    return "This can't be stored now. Send it again in a few seconds."


def too_large(most: int) -> str:
    """`most` in bytes."""
    size = f"{most // KIB} KiB" if most < MIB else f"{most // MIB} MiB"
    return f"The body is larger than {size}. Send fewer alerts at a time (in Alertmanager: max_alerts)."


def failed() -> str:
    """A fault of ours; the answer brings its id."""
    return "Something went wrong here. It is in the log under this id."


def not_found() -> str:
    """Nothing is at this path."""
    return "Not found."


def wrong_method() -> str:
    """Something is at this path, for another method."""
    return "Method not allowed."


def no_page() -> str:
    """A timeline's key is wrong, or there is no such incident."""
    return "There is no such page. Use the link from the incident's room."


def no_calendar() -> str:
    """A calendar's key is wrong, or there is no such person or schedule."""
    return "There is no such calendar. Ask for its address: /incident oncall feed."


def wrong_routing_key() -> str:
    """As PagerDuty's clients show it."""
    return "routing_key opens no integration of kind pagerduty in meridian.yml"
