"""Who is on call at an instant, answers a second: a hundred layers with covers, against two calendars.

The same shifts three ways in one run: our own `on_call`; a plain RRULE a layer with python-dateutil, expanded around the
instant as most tools do; and `recurring-ical-events` asked of an iCalendar of the same rules. The calendars know no
covers, and no rotation: each layer is one person's daily shift, so theirs is the easier question.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from dateutil.rrule import DAILY, rrule
from icalendar import Calendar, Event

from benchmarks.processes import report
from bot.domain.oncall.schedule import on_call
from bot.domain.setup import DailyHours, Layer, LocalHours, Override, Rotation, Schedule

LAYERS, OVERRIDES, HOURS = 100, 50, 8
ZONES = ("Europe/Madrid", "America/Guayaquil", "Asia/Manila", "Pacific/Auckland", "Australia/Lord_Howe")
BEGAN = datetime(2026, 11, 2, tzinfo=UTC).replace(tzinfo=None)  # a rotation starts on the wall clock
SECONDS = 2.0


def _layer(number: int) -> Layer:
    start = number * 37 % (24 * 60)
    hours = LocalHours(start, (start + HOURS * 60) % (24 * 60) or 24 * 60)
    turns = Rotation((f"p{number}", f"q{number}"), timedelta(weeks=1), BEGAN)
    return Layer(f"l{number}", ZONES[number % len(ZONES)], DailyHours(hours), turns)


def _schedule() -> Schedule:
    chance = random.Random(7)
    covers = []
    for number in range(OVERRIDES):
        starts_at = datetime(2026, 12, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(24 * 90))
        covers.append(
            Override(
                f"o{number}", "primary", f"c{number}", starts_at, starts_at + timedelta(hours=4), f"p{number}"
            )
        )
    return Schedule("primary", tuple(map(_layer, range(LAYERS))), overrides=tuple(covers))


def _start_of(layer: Layer) -> datetime:
    assert isinstance(layer.shift, DailyHours)
    return BEGAN.replace(tzinfo=ZoneInfo(layer.zone)) + timedelta(minutes=layer.shift.hours.start)


def _by_rules(schedule: Schedule) -> Callable[[datetime], int]:
    rules = [rrule(DAILY, dtstart=_start_of(layer)) for layer in schedule.layers]
    lasts = timedelta(hours=HOURS)
    return lambda at: sum(1 for rule in rules if rule.between(at - lasts, at, inc=True))


def _by_calendar(schedule: Schedule) -> Callable[[datetime], int]:
    calendar = Calendar()
    for layer in schedule.layers:
        event = Event()
        event.add("summary", layer.name)
        event.add("uid", layer.name)
        event.add("dtstart", _start_of(layer))
        event.add("dtend", _start_of(layer) + timedelta(hours=HOURS))
        event.add("rrule", {"freq": "daily"})
        calendar.add_component(event)
    asked = recurring_ical_events.of(calendar)
    return lambda at: len(asked.at(at))


def _a_second(ask: Callable[[datetime], int]) -> float:
    chance, count, began = random.Random(1), 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        ask(datetime(2026, 12, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(90 * 24 * 60)))
        count += 1
    return count / (time.perf_counter() - began)


def main() -> None:
    schedule = _schedule()
    ours = _a_second(lambda at: len(on_call(schedule, {}, at)))
    report("who is on call, 100 layers and 50 covers", f"{ours:,.0f} /s", "")
    for name, ask in (
        ("dateutil RRULE", _by_rules(schedule)),
        ("recurring-ical-events", _by_calendar(schedule)),
    ):
        theirs = _a_second(ask)
        report(
            f"the same layers by {name}, no covers",
            f"{theirs:,.1f} /s",
            f"ours is {ours / theirs:,.1f} times as fast",
        )


if __name__ == "__main__":
    main()
