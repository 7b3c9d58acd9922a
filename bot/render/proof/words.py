"""The smallest pieces: alerts, names, days, waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.proof.sweep import Wait
from bot.domain.setup import Severity
from bot.render.text import lasting

Alert = tuple[str, Severity]

NEVER = "never"

NAMED_MOST = 4
"""Names in a row; a longer list is counted, so that a line stays a line."""


def alerts(found: Sequence[Alert]) -> str:
    """`checkout and search, every severity`, `checkout, P2 to P4`."""
    by_severities: dict[tuple[Severity, ...], list[str]] = {}
    for service in dict.fromkeys(service for service, _ in found):
        own = tuple(severity for name, severity in found if name == service)
        by_severities.setdefault(own, []).append(service)
    return "; ".join(f"{named(services)}, {severities(own)}" for own, services in by_severities.items())


def severities(found: Sequence[Severity]) -> str:
    """`every severity`, `P1`, `P2 to P4`, `P1 and P3`."""
    places = [list(Severity).index(severity) for severity in found]
    if len(places) == len(Severity):
        return "every severity"
    if len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        return f"{found[0].value} to {found[-1].value}"
    return named([severity.value for severity in found])


def named(names: Sequence[str], last: str = " and ") -> str:
    """`ana, bruno and carla`; of a long list the first few, and how many more."""
    if len(names) > NAMED_MOST:
        return f"{', '.join(names[:NAMED_MOST])} and {len(names) - NAMED_MOST} more"
    return last.join(filter(None, [", ".join(names[:-1]), names[-1]]))


def wait(found: Wait | None) -> str:
    """`5 min`, `at once`, or `never`."""
    if found is None or found.lasts is None:
        return NEVER
    return lasting(found.lasts) if found.lasts else "at once"


def clock(minute: int) -> str:
    """`08:30`; 1440 is `24:00`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def day(at: datetime) -> str:
    """`Thu 26 Nov`, whatever the machine's language."""
    return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}"


def moment(at: datetime) -> str:
    """`Thu 26 Nov 03:00`, in UTC."""
    at = at.astimezone(UTC)
    return f"{day(at)} {at:%H:%M}"


DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
