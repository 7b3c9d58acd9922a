"""Calendars are read by other people's programs: two parsers find the same shifts, whatever names people bear."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import recurring_ical_events
from icalendar import Calendar

from bot.domain.oncall.calendars import Entry, of_person, of_schedule
from bot.domain.oncall.covers import Board, Cover, TimeOff
from bot.domain.oncall.roster import Roster, with_roster
from bot.domain.setup import Away, DailyHours, Layer, LocalHours, Override, Person, Rotation, Schedule, Setup
from bot.render.calendar import to_ics

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
TURNS = Rotation(("carla", "diego"), timedelta(days=1), datetime(2026, 11, 16))
PRIMARY = Schedule("primary", (Layer("day", "UTC", DailyHours(LocalHours(9 * 60, 17 * 60)), TURNS),))
TEAM = Setup(
    people={n: Person(n, "UTC", f"U0{n}") for n in ("ana", "carla", "diego")}, schedules={"primary": PRIMARY}
)


def day(of: int, hour: int) -> datetime:
    return datetime(2026, 11, of, hour, tzinfo=UTC)


COVER = Cover(Override("c1", "primary", "ana", day(22, 9), day(22, 17), "carla"), "carla", "ana", NOW)
OFF = TimeOff("t1", "ana", day(24, 0), day(26, 0), "sea", NOW)
BOARD = Board(covers=(COVER,), time_off=(OFF,))
NOW_TEAM = with_roster(TEAM, Roster((COVER.override,), {"ana": (Away(OFF.starts_at, OFF.ends_at),)}))


def test_a_person_s_calendar_holds_shifts_covers_and_time_off() -> None:
    ics = to_ics("On call: ana", of_person("ana", NOW_TEAM, BOARD, NOW), NOW_TEAM, own=True)
    events = [(str(e["SUMMARY"]), e.start, e.end) for e in Calendar.from_ical(ics).events]
    assert events == [
        ("On call: primary, covering for Carla", day(22, 9), day(22, 17)),
        ("Time off", day(24, 0), day(26, 0)),
    ]
    found = recurring_ical_events.of(Calendar.from_ical(ics)).between(day(22, 0), day(23, 0))
    assert [e.start for e in found] == [day(22, 9)]


def test_a_schedule_s_calendar_has_everybody_past_and_to_come() -> None:
    entries = of_schedule("primary", NOW_TEAM, BOARD, NOW)
    assert {entry.person for entry in entries} == {"ana", "carla", "diego"}
    assert entries[0].starts_at.date() == (NOW - timedelta(days=30)).date()
    assert entries[-1].starts_at > NOW + timedelta(days=179)
    assert len({entry.about for entry in entries}) == len(entries)


def test_a_shift_keeps_its_uid_and_counts_its_changes() -> None:
    before = {e.about: e for e in of_schedule("primary", TEAM, Board(), NOW)}
    half = replace(COVER, override=replace(COVER.override, starts_at=day(22, 13)))
    after = of_schedule("primary", with_roster(TEAM, Roster((half.override,))), Board(covers=(half,)), NOW)
    (shortened,) = [e for e in after if e.person == "carla" and e.starts_at == day(22, 9)]
    assert shortened.ends_at == day(22, 13)
    assert shortened.changes == before[shortened.about].changes + 1
    assert shortened.changed_at == NOW


def test_the_same_all_day_while_nothing_happens() -> None:
    first, later = (
        to_ics("x", of_schedule("primary", TEAM, Board(), at), TEAM, own=False)
        for at in (NOW, NOW + timedelta(hours=9))
    )
    assert first == later


def test_hostile_names_stay_words_and_lines_stay_short() -> None:
    name = "eve\r\nEND:VCALENDAR\r\nX-EVIL;a=b,c\\n:" + "🔥" * 80
    entry = Entry("shift", name, day(22, 9), day(22, 17), NOW, "pri;mary,\nBEGIN:VEVENT", instead_of=name)
    ics = to_ics(name, [entry], TEAM, own=False)
    assert all(len(line) <= 75 for line in ics.split(b"\r\n"))
    (event,) = Calendar.from_ical(ics).events
    assert "X-EVIL" not in event
    assert "On call: pri;mary, BEGIN:VEVENT" in str(event["SUMMARY"])
    assert ics.count(b"BEGIN:VEVENT\r\n") == ics.count(b"END:VCALENDAR\r\n") == 1
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in ics
