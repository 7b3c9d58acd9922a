"""Which time zones there are, and which one a mistyped name meant."""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import available_timezones

from bot.config.problems import nearest

# Abbreviations that people write and that name no zone; each has a city that means it.
_ABBREVIATIONS = {
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "mdt": "America/Denver",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "edt": "America/New_York",
    "bst": "Europe/London",
    "cest": "Europe/Madrid",
    "ist": "Asia/Kolkata",
    "jst": "Asia/Tokyo",
    "pht": "Asia/Manila",
    "sgt": "Asia/Singapore",
    "aest": "Australia/Sydney",
    "ect": "America/Guayaquil",
}


# Of an offset nobody can say which clock changes it follows, and every city would be a guess.
_OFFSET = re.compile(r"(UTC|GMT)? ?[+-]\d{1,2}(:?\d\d)?", re.IGNORECASE)


@cache
def known_zones() -> frozenset[str]:
    """Every IANA name and alias of the system's or the tzdata package's database."""
    return frozenset(available_timezones()) - {"Factory", "localtime"}


def suggest_zone(text: str) -> str | None:
    """The zone this was probably meant to be: by abbreviation, by city, by spelling."""
    if _OFFSET.fullmatch(text):
        return None
    if known := _ABBREVIATIONS.get(text.lower()):
        return known
    # Sorted: the set's order changes with each process, and a message should not.
    zones = sorted(zone for zone in known_zones() if "/" in zone)
    city = nearest(text.rpartition("/")[2].replace(" ", "_"), [zone.rpartition("/")[2] for zone in zones])
    same_city = [zone for zone in zones if zone.rpartition("/")[2] == city]
    return nearest(text, same_city) or nearest(text, zones) or (same_city[0] if same_city else None)
