"""Which policy is followed: a service's own, or the one that the first of its branches that holds leads to."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.people import local_instant, local_time
from bot.domain.setup import MINUTES_PER_DAY, Branch, LocalHours, Policy, Setup, Severity, Weekday

_ALL_DAY = LocalHours(0, MINUTES_PER_DAY)


def policy_at(setup: Setup, service: str | None, severity: Severity, now: datetime | None) -> Policy | None:
    """The policy that pages for a service with this severity at this moment.

    `now` None: at any time, so that branches with hours or days do not hold.
    """
    policy = setup.policy_for(service)
    return policy and followed(setup, policy, service, severity, now)


def followed(
    setup: Setup, policy: Policy, service: str | None, severity: Severity, now: datetime | None
) -> Policy:
    """The policy itself, or the one that a branch leads to; that one's own branches are not asked."""
    held = (b for b in policy.branches if _holds(b, service, severity, now))
    found = next(held, None)
    return setup.policies.get(found.policy, policy) if found else policy


def _holds(branch: Branch, service: str | None, severity: Severity, now: datetime | None) -> bool:
    if branch.severities and severity not in branch.severities:
        return False
    if branch.services and service not in branch.services:
        return False
    if branch.hours is None and len(branch.days) == len(Weekday):
        return True
    return now is not None and _in_hours(branch, now)


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
