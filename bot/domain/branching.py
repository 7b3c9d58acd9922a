"""Which policy is followed: a service's own, or the one that the first of its branches that holds leads to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from bot.domain.people import hours_between, local_instant, local_time
from bot.domain.setup import MINUTES_PER_DAY, Branch, LocalHours, Policy, Setup, Severity, Weekday

_ALL_DAY = LocalHours(0, MINUTES_PER_DAY)


def policy_at(setup: Setup, service: str | None, severity: Severity, now: datetime) -> Policy | None:
    """The policy that pages for a service with this severity at this moment."""
    policy = setup.policy_for(service)
    return policy and followed(setup, policy, service, severity, now)


def policies_between(
    setup: Setup, service: str | None, severity: Severity, since: datetime, until: datetime
) -> Iterator[tuple[datetime, Policy | None]]:
    """What `policy_at` says over [since, until): each from its instant on; neighbours may be the same."""
    policy = setup.policy_for(service)
    edges = {since}
    for branch in policy.branches if policy else ():
        if not _is_timeless(branch) and _concerns(branch, service, severity):
            hours = hours_between(branch.zone, branch.hours or _ALL_DAY, since, until)
            edges.update(edge for span in hours for edge in span if since < edge < until)
    return ((at, policy_at(setup, service, severity, at)) for at in sorted(edges))


def followed(setup: Setup, policy: Policy, service: str | None, severity: Severity, now: datetime) -> Policy:
    """The policy itself, or the one that a branch leads to; that one's own branches are not asked."""
    held = (b for b in policy.branches if _holds(b, service, severity, now))
    found = next(held, None)
    return setup.policies.get(found.policy, policy) if found else policy


def _holds(branch: Branch, service: str | None, severity: Severity, now: datetime) -> bool:
    return _concerns(branch, service, severity) and (_is_timeless(branch) or _in_hours(branch, now))


def _concerns(branch: Branch, service: str | None, severity: Severity) -> bool:
    if branch.severities and severity not in branch.severities:
        return False
    return not branch.services or service in branch.services


def _is_timeless(branch: Branch) -> bool:
    return branch.hours is None and len(branch.days) == len(Weekday)


def _in_hours(branch: Branch, now: datetime) -> bool:
    """A stretch that wraps midnight belongs to the day on which it begins."""
    hours = branch.hours or _ALL_DAY
    end = hours.end + MINUTES_PER_DAY if hours.wraps else hours.end
    today = local_time(branch.zone, now).toordinal()
    for ordinal in range(today - hours.wraps, today + 2):  # tomorrow: a clock set back over midnight
        day = date.fromordinal(ordinal)
        begins, ends = (local_instant(branch.zone, day, minute) for minute in (hours.start, end))
        if begins <= now < ends and Weekday(day.weekday()) in branch.days:
            return True
    return False
