"""What the proof of an on-call set-up says, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import reduce

from bot.domain.events import HeldBecause
from bot.domain.proof.proving import Failure, Gap, Proof, Waits
from bot.domain.proof.sweep import Reason, Wait
from bot.domain.setup import Setup, Severity
from bot.render.text import lasting, plural

Alert = tuple[str, Severity]

NAMED_MOST = 4
"""Names in a row; a longer list is counted, so that a line stays a line."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Gaps that are alike: the same alerts, hours (UTC) and reason, on several days."""

    alerts: tuple[Alert, ...]
    stretches: tuple[tuple[datetime, datetime], ...]
    why: tuple[Reason, ...]


def scope(proof: Proof, setup: Setup) -> str:
    """`From Thu 26 Nov 2026 to Wed 24 Feb 2027 (90 days): an alert at every minute, …`"""
    since, until = proof.period.since, proof.period.until
    days = plural((until - since).days, "day")
    counted = f"{plural(len(setup.services), 'service')}, {plural(len(setup.people), 'person', 'people')}"
    return f"{_day(since)} {since.year} to {_day(until)} {until.year}, {days}: an alert at every minute, for {counted}."


def verdict(proof: Proof) -> str:
    """The one sentence to remember."""
    if not proof.waits and not proof.gaps:
        return "There are no services in the file, so no alert pages anybody. Add `services:` with a team and a policy."
    if not proof.gaps:
        return "Every alert pages somebody in its first round."
    hours = max(_hours_of(one.stretches) for one in patterns(proof.gaps))
    return f"There are gaps: for up to {hours:,.4g} hours of this time an alert would page nobody in its first round."


def patterns(gaps: Sequence[Gap]) -> tuple[Pattern, ...]:
    """The gaps in as few patterns as can be, the longest first."""
    alike: dict[tuple[tuple[tuple[datetime, datetime], ...], tuple[Reason, ...]], list[Alert]] = {}
    for alert, own in _by_alert(gaps).items():
        for why, stretches in _recurring(own).items():
            alike.setdefault((stretches, why[1]), []).append(alert)
    found = [Pattern(tuple(alerts), stretches, why) for (stretches, why), alerts in alike.items()]
    return tuple(sorted(found, key=lambda one: -_hours_of(one.stretches)))


def _by_alert(gaps: Sequence[Gap]) -> dict[Alert, list[Gap]]:
    found: dict[Alert, list[Gap]] = {}
    for gap in gaps:
        found.setdefault((gap.service, gap.severity), []).append(gap)
    return found


def _recurring(
    gaps: list[Gap],
) -> dict[tuple[tuple[time, timedelta], tuple[Reason, ...]], tuple[tuple[datetime, datetime], ...]]:
    found: dict[tuple[tuple[time, timedelta], tuple[Reason, ...]], list[tuple[datetime, datetime]]] = {}
    for gap in gaps:
        hours = (gap.starts_at.time(), gap.ends_at - gap.starts_at)
        found.setdefault((hours, gap.why), []).append((gap.starts_at, gap.ends_at))
    return {key: tuple(stretches) for key, stretches in found.items()}


def _hours_of(stretches: Iterable[tuple[datetime, datetime]]) -> float:
    return sum((end - start) / timedelta(hours=1) for start, end in stretches)


def gap(pattern: Pattern) -> str:
    """`checkout, every severity: 17:00–19:00 UTC, 90 times, first on Thu 26 Nov: nobody is on call on primary.`"""
    (start, end), count = pattern.stretches[0], len(pattern.stretches)
    if count == 1:
        when = f"{_moment(start)} to {_moment(end)} UTC"
    else:
        last = pattern.stretches[-1][0]
        when = f"{start:%H:%M} to {_end_of_day(start, end)} UTC, {count} times from {_day(start)} to {_day(last)}"
    return f"{alerts(pattern.alerts)}: {when}: {reasons(pattern.why)}."


def alerts(found: Sequence[Alert]) -> str:
    """`checkout and search, every severity`, `checkout, P2 to P4`."""
    by_severities: dict[tuple[Severity, ...], list[str]] = {}
    for service in dict.fromkeys(service for service, _ in found):
        own = tuple(severity for name, severity in found if name == service)
        by_severities.setdefault(own, []).append(service)
    return "; ".join(f"{named(services)}, {severities(own)}" for own, services in by_severities.items())


def severities(found: Sequence[Severity]) -> str:
    """`every severity`, `P1`, `P2 to P4`, `P1, P3`."""
    places = [list(Severity).index(severity) for severity in found]
    if len(places) == len(Severity):
        return "every severity"
    if len(places) > 1 and places == list(range(places[0], places[-1] + 1)):
        return f"{found[0].value} to {found[-1].value}"
    return ", ".join(severity.value for severity in found)


def named(names: Sequence[str]) -> str:
    """`ana, bruno and carla`; of a long list the first few, and how many more."""
    if len(names) > NAMED_MOST:
        return f"{', '.join(names[:NAMED_MOST])} and {len(names) - NAMED_MOST} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def reasons(why: Sequence[Reason]) -> str:
    """`nobody is on call on primary and backup; ana has no Slack id`"""
    by_cause: dict[HeldBecause | None, list[str]] = {}
    for reason in why:
        by_cause.setdefault(reason.because, []).append(reason.target.partition(":")[2] or reason.target)
    return "; ".join(_reason(because, named(targets)) for because, targets in by_cause.items())


def _reason(because: HeldBecause | None, targets: str) -> str:
    match because:
        case None:
            return f"only the channel {targets} is told, and a channel wakes nobody"
        case HeldBecause.NOBODY_ON_CALL:
            return f"nobody is on call on {targets}"
        case HeldBecause.NO_ADDRESS:
            return f"{targets} has no Slack id"
        case HeldBecause.UNKNOWN_TARGET:
            return f"{targets} names nobody"
        case HeldBecause.NO_POLICY:
            return f"no policy pages for {targets}"
        case HeldBecause.PRIVATE:
            return f"the channel {targets} hears of no private incident"
        case HeldBecause.QUIET_HOURS:
            return f"{targets} is in quiet hours"


def instead(pattern: Pattern) -> str:
    """What to write in the file."""
    match pattern.why[0].because:
        case None:
            return "Add schedule:NAME or person:NAME to a level of the policy."
        case HeldBecause.NOBODY_ON_CALL:
            name = pattern.why[0].target.partition(":")[2]
            return f"Add a layer to {name} for these hours, make a layer's hours longer, or page a person in a later level."
        case HeldBecause.NO_ADDRESS:
            return "Add `slack:` with the member ID from their Slack profile."
        case HeldBecause.NO_POLICY:
            return "Give the service a `team:` and the team a `policy:`."
        case HeldBecause.UNKNOWN_TARGET | HeldBecause.PRIVATE | HeldBecause.QUIET_HOURS:
            return "Add a level that pages somebody else."


WAITS = ("Alerts", "First page after at most", "Somebody awake after at most", "Only sleepers")
WAITS_MEAN = (
    "How long until somebody is paged (only sleepers: the share of time when the policy finds nobody awake)"
)

FAILURES = ("Does not answer", "Next page after", "Alerts", "For the first time")
FAILURES_MEAN = "If one does not answer: the longest time until somebody else is paged"

PEOPLE = ("Person", "Hub", "Hours", "As backup", "At night", "Nights", "Woken minutes")
PEOPLE_MEAN = "Who carries what (night is 22:00 to 07:00 there; woken: minutes at which an alert pages them first, at night)"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, cell by cell."""

    cells: tuple[str, ...]
    bad: bool = False


def people_rows(proof: Proof, setup: Setup) -> Iterator[Row]:
    """Person, where, hours, hours as a backup, hours at night, nights, minutes at which an alert would wake them."""
    for load in proof.loads:
        person = setup.people[load.person]
        hours = (
            f"{span / timedelta(hours=1):,.0f}" for span in (load.on_call, load.as_backup, load.at_night)
        )
        where = person.hub or person.zone
        yield Row((load.person, where, *hours, str(load.nights), f"{load.woken:,}"), bad=bool(load.woken))


def fairness(proof: Proof) -> str:
    """One sentence about who carries most."""
    ratio = proof.max_over_median
    if ratio is None:
        return "There is no rotation whose hours could be compared."
    most = max(proof.loads, key=lambda load: load.on_call)
    if ratio < 1.005:
        return "Everyone in a rotation carries the same hours."
    return f"{most.person} carries most: {ratio:.2f} times the median of those in a rotation."


def failure_rows(proof: Proof) -> Iterator[Row]:
    """Who does not answer, how long at worst until somebody else is paged, for which alerts, and when first."""
    by_missing: dict[str, list[Failure]] = {}
    for failure in proof.failures:
        by_missing.setdefault(failure.missing, []).append(failure)
    for missing, found in by_missing.items():
        worst = longest(failure.worst for failure in found)
        concerned = [(f.service, f.severity) for f in found if f.worst.lasts == worst.lasts]
        yield Row(
            (who(missing), wait(worst), alerts(concerned), f"{_moment(worst.at)} UTC"),
            bad=worst.lasts is None,
        )


def longest(waits: Iterable[Wait]) -> Wait:
    """The longest of some; of those that are equal the earliest."""
    return reduce(lambda most, one: one.longer(most), sorted(waits, key=lambda one: one.at))


def who(missing: str) -> str:
    """`person:ana` is ana, `hub:madrid` everyone in madrid."""
    kind, _, name = missing.partition(":")
    return name if kind == "person" else f"everyone in {name}"


def wait(found: Wait | None) -> str:
    """`5 min`, `at once`, or `never`."""
    if found is None or found.lasts is None:
        return "never"
    return lasting(found.lasts) if found.lasts else "at once"


def wait_rows(proof: Proof) -> Iterator[Row]:
    """Which alerts, the longest time until somebody is paged, until somebody awake is, minutes with sleepers only."""
    alike: dict[tuple[str, str, int], list[Alert]] = {}
    for found in proof.waits:
        alike.setdefault(_waits(found), []).append((found.service, found.severity))
    minutes = (proof.period.until - proof.period.since) // timedelta(minutes=1)
    for (first, awake, sleepers), concerned in alike.items():
        share = f"{sleepers / minutes:.1%}" if sleepers else "–"
        yield Row((alerts(concerned), first, awake, share), bad=bool(sleepers))


def _waits(found: Waits) -> tuple[str, str, int]:
    return wait(found.first), wait(found.awake), found.only_sleepers


def _day(at: datetime) -> str:
    return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}"


def _moment(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{_day(at)} {at:%H:%M}"


def _end_of_day(start: datetime, end: datetime) -> str:
    return f"{end:%H:%M}" if end - start < timedelta(days=1) else _moment(end)


DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
