"""A calendar of shifts as iCalendar (RFC 5545), for people's own programs: times in UTC, escaped, folded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event

from bot.domain.oncall.calendars import Entry
from bot.domain.setup import Setup
from bot.render.text import shorten
from bot.render.voice import spoken

REFRESHED_EVERY = timedelta(hours=1)
"""How often a program is asked to look again."""

NAME_MAX = 120


def to_ics(title: str, entries: Iterable[Entry], setup: Setup, *, own: bool) -> bytes:
    """The whole calendar. `own`: it is one person's, whose name need not stand in each line."""
    calendar = Calendar()
    calendar.add("prodid", "-//Meridian//On call//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", shorten(title, NAME_MAX))
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, setup, own=own))
    return bytes(calendar.to_ical())


def _event(entry: Entry, setup: Setup, *, own: bool) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(entry.about.encode()).hexdigest()[:32]}@meridian")
    event.add("dtstamp", entry.changed_at.replace(microsecond=0))
    event.add("last-modified", entry.changed_at.replace(microsecond=0))
    event.add("sequence", entry.changes)
    event.add("dtstart", entry.starts_at.replace(microsecond=0))
    event.add("dtend", entry.ends_at.replace(microsecond=0))
    event.add("summary", _summary(entry, setup, own=own))
    # Whoever is on call may still meet people; whoever is off is not there.
    event.add("transp", "TRANSPARENT" if entry.schedule else "OPAQUE")
    return event


def _summary(entry: Entry, setup: Setup, *, own: bool) -> str:
    who = "" if own else f"{shorten(spoken(setup, entry.person), NAME_MAX)}: "
    if entry.schedule is None:
        return f"{who}Time off"
    covers = (
        f", covering for {shorten(spoken(setup, entry.instead_of), NAME_MAX)}" if entry.instead_of else ""
    )
    return f"{who}On call: {shorten(entry.schedule, NAME_MAX)}{covers}"
