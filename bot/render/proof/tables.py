"""The tables: how long until somebody comes, what if one does not answer, who carries what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import reduce

from bot.domain.proof.proving import Failure, Proof, Waits
from bot.domain.proof.sweep import Wait, length
from bot.domain.setup import Setup
from bot.render.proof.words import NEVER, Alert, alerts, moment, named, wait

PAGED, AWAKE, SLEEPERS = "Somebody paged", "Somebody awake", "Only sleepers"
WAITS = ("Alerts", PAGED, AWAKE, SLEEPERS)
WAITS_TITLE = "How long until somebody is paged"
WAITS_MEAN = (
    "The longest time while nobody answers. In a gap an alert waits for the next shift; never: for more than 14 days. "
    "Only sleepers: the share of time in which the policy finds nobody awake and wakes somebody; “Somebody awake” leaves "
    "these alerts out."
)

IN_A_GAP = "in a gap"

NEXT_PAGE = "Next page after"
FAILURES = ("Does not answer", NEXT_PAGE, "Alerts", "First time (UTC)")
FAILURES_TITLE = "If one does not answer"
FAILURES_MEAN = "The longest time until somebody else is paged; never: not within 14 days."

WOKEN = "Woken min"
PEOPLE = ("Person", "Hub", "Hours", "Backup", "At night", "Nights", WOKEN)
PEOPLE_TITLE = "Who carries what"
PEOPLE_MEAN = (
    "Hours on call, and as a backup apart. Night is 22:00 to 07:00 there. "
    "Woken min: minutes at which an alert pages them first, at night."
)

BAD = {
    PAGED: "in a gap, or never",
    AWAKE: "in a gap, or never",
    SLEEPERS: "only sleepers",
    NEXT_PAGE: "nobody else is paged",
    WOKEN: "an alert wakes them",
}
"""What is bad about a cell under this heading."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, cell by cell; the headings of those that are bad."""

    cells: tuple[str, ...]
    bad: frozenset[str] = frozenset()
    missing: str | None = None


def people_rows(proof: Proof, setup: Setup) -> Iterator[Row]:
    """Person, where, hours, hours as a backup, hours at night, nights, minutes at which an alert would wake them;
    whoever has most hours first."""
    for load in sorted(proof.loads, key=lambda one: one.primary_hours, reverse=True):
        person = setup.people[load.person]
        hours = (
            f"{span / timedelta(hours=1):,.0f}"
            for span in (load.primary_hours, load.as_backup, load.at_night)
        )
        where = person.hub or person.zone
        cells = (load.person, where, *hours, str(load.nights), f"{load.woken:,}")
        yield Row(cells, _bad({WOKEN: bool(load.woken)}))


def _bad(cells: Mapping[str, bool]) -> frozenset[str]:
    return frozenset(heading for heading, bad in cells.items() if bad)


def fairness(proof: Proof) -> str:
    """One sentence about who carries most."""
    most = proof.most
    if most is None:
        return "There is no rotation whose hours could be compared."
    if not most.people:
        return "None of those who share the pager carries an hour of this time."
    who_does = f"{named(most.people)} {'carries' if len(most.people) == 1 else 'carry'}"
    if most.over_median is None:
        return f"{who_does} most; more than half of those who share the pager carry none of this time."
    if most.over_median < 1.005:
        return "Everyone who shares the pager carries the same hours."
    return f"{who_does} most: {most.over_median:.2f} times the median of those who share the pager."


def failure_rows(proof: Proof) -> Iterator[Row]:
    """Who does not answer, how long at worst until somebody else is paged, for which alerts, and when first; the longest
    first, and `missing` says who in the words of `Failure`."""
    found = [(longest(each.worst for each in mine), mine) for mine in by_missing(proof).values()]
    for worst, mine in sorted(found, key=lambda one: length(one[0]), reverse=True):
        missing = mine[0].missing
        concerned = [(f.service, f.severity) for f in mine if f.worst.lasts == worst.lasts]
        yield Row(
            (who(missing), wait(worst), alerts(concerned), moment(worst.at)),
            _bad({NEXT_PAGE: worst.lasts is None}),
            missing=missing,
        )


def by_missing(proof: Proof) -> dict[str, list[Failure]]:
    """All failures of the same one or hub together, in the order of the proof."""
    found: dict[str, list[Failure]] = {}
    for failure in proof.failures:
        found.setdefault(failure.missing, []).append(failure)
    return found


def longest(waits: Iterable[Wait]) -> Wait:
    """The longest of some; of those that are equal the earliest."""
    return reduce(lambda most, one: one.longer(most), sorted(waits, key=lambda one: one.at))


def who(missing: str) -> str:
    """`person:ana` is ana, `hub:madrid` everyone in madrid."""
    kind, _, name = missing.partition(":")
    return name if kind == "person" else f"everyone in {name}"


def wait_rows(proof: Proof) -> Iterator[Row]:
    """Which alerts, the longest time until somebody is paged, until somebody awake is, the share of sleepers only; those
    who wait longest first."""
    alike: dict[tuple[str, str, int], list[Alert]] = {}
    for found in sorted(proof.waits, key=_length, reverse=True):
        alike.setdefault(_waits(found), []).append((found.service, found.severity))
    minutes = (proof.period.until - proof.period.since) // timedelta(minutes=1)
    for (first, awake, sleepers), concerned in alike.items():
        share = f"{sleepers / minutes:.1%}" if sleepers else "–"
        yield Row(
            (alerts(concerned), first, awake, share),
            _bad({PAGED: _waits_long(first), AWAKE: _waits_long(awake), SLEEPERS: bool(sleepers)}),
        )


def _waits_long(told: str) -> bool:
    return told.startswith(NEVER) or IN_A_GAP in told


def _length(found: Waits) -> tuple[timedelta, timedelta, int]:
    return (
        _longest_of(found.outside.first, found.in_gaps.first),
        _longest_of(found.outside.awake, found.in_gaps.awake),
        found.only_sleepers,
    )


def _longest_of(*waits: Wait | None) -> timedelta:
    return max((length(one) for one in waits if one), default=timedelta())


def _waits(found: Waits) -> tuple[str, str, int]:
    outside = found.outside
    # Alerts that find only sleepers wait for nobody awake; where all do, nobody awake ever comes.
    awake = outside.awake or (outside.first and replace(outside.first, lasts=None))
    first = _outside_and_in_gaps(outside.first, found.in_gaps.first)
    return first, _outside_and_in_gaps(awake, found.in_gaps.awake), found.only_sleepers


def _outside_and_in_gaps(outside: Wait | None, in_gaps: Wait | None) -> str:
    """`5 h 15 min in a gap, else at once`"""
    if in_gaps is None or (outside and outside.lasts == in_gaps.lasts):
        return wait(outside)
    told = f"{wait(in_gaps)} {IN_A_GAP}"
    return f"{told}, else {wait(outside)}" if outside else told
