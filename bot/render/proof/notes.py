"""What else to look at: hours that only a later level covers, handovers at night, nights of clock changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.domain.events import HeldBecause
from bot.domain.people import local_time
from bot.domain.proof.nights import ClockChange, Handover, Uncovered
from bot.domain.proof.proving import Proof
from bot.domain.setup import Setup
from bot.render.proof.words import moment, named
from bot.render.text import lasting, plural

NOTES_MOST = 12
"""Of each kind; a longer list is not read, and the first show what it is about."""


def notes(proof: Proof, setup: Setup) -> Iterator[str]:
    """One sentence each, with what to write instead where there is something."""
    for each in (_uncovered(proof), _handovers(proof, setup), _clocks(proof)):
        lines = list(each)
        yield from lines[:NOTES_MOST]
        if len(lines) > NOTES_MOST:
            yield f"… and {len(lines) - NOTES_MOST} more of these."


def _uncovered(proof: Proof) -> Iterator[str]:
    """Those of schedules that no gap has named."""
    told = {r.target for g in proof.gaps for r in g.why if r.because is HeldBecause.NOBODY_ON_CALL}
    alike: dict[tuple[str, str, timedelta], list[Uncovered]] = {}
    for span in proof.uncovered:
        if f"schedule:{span.schedule}" not in told:
            key = (span.schedule, f"{span.starts_at:%H:%M}", span.ends_at - span.starts_at)
            alike.setdefault(key, []).append(span)
    for (schedule, start, lasts), found in alike.items():
        times = f"{plural(len(found), 'time')}, first on {moment(found[0].starts_at)} UTC"
        yield (
            f"Nobody is on call on {schedule} from {start} to {found[0].ends_at:%H:%M} UTC ({lasting(lasts)}), {times}: "
            "whoever the policy names later is paged in their place."
        )


def _handovers(proof: Proof, setup: Setup) -> Iterator[str]:
    alike: dict[tuple[str, str, str], list[Handover]] = {}
    for found in proof.handovers:
        zone = setup.people[found.person].zone
        alike.setdefault((found.schedule, f"{local_time(zone, found.at):%H:%M}", zone), []).append(found)
    for (schedule, at, zone), each in alike.items():
        people = named(list(dict.fromkeys(one.person for one in each)))
        count = len({one.at for one in each})
        yield (
            f"{schedule} changes hands at {at} in {zone} ({people}), {plural(count, 'time')}, first on "
            f"{moment(each[0].at)} UTC. Let the shift begin and end by day there."
        )


def _clocks(proof: Proof) -> Iterator[str]:
    for change in proof.clock_changes:
        yield f"{_clock(change)}{_shifts(change)}{_heard(proof, change.at)}"


def _clock(change: ClockChange) -> str:
    way = "forward" if change.by > timedelta() else "back"
    return f"Clocks in {change.zone} go {way} by {lasting(abs(change.by))} on {moment(change.at)} UTC."


def _shifts(change: ClockChange) -> str:
    told = [
        f"{one.person}'s shift on {one.schedule} lasts {lasting(one.lasts)}, not {lasting(one.on_the_wall)}"
        for one in change.shifts
    ]
    return f" {'; '.join(told)}." if told else ""


def _heard(proof: Proof, at: datetime) -> str:
    """Whether the day around it is without a gap."""
    day = timedelta(hours=12)
    gap = next((g for g in proof.gaps if g.starts_at < at + day and at - day < g.ends_at), None)
    if gap is None:
        return " Every alert of that night pages somebody."
    return f" From {moment(gap.starts_at)} UTC an alert for {gap.service} would page nobody."
