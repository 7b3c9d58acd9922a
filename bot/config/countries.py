"""National holidays by country and region, from the `holidays` library.

The library is large: this module is loaded by `days_off` when a file names a country, and by nobody else. It loads the
countries' own modules one by one as they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain

import holidays
from holidays.registry import EntityLoader

ENGLISH = "en_US"


def country_codes() -> tuple[str, ...]:
    """`AR`, `EC`, `ES` …"""
    return tuple(EntityLoader.get_country_codes(include_aliases=False))


def regions_of(country: str) -> tuple[str, ...]:
    """`MD`, `CT` … of `ES`; none when its holidays are the same everywhere."""
    return tuple(holidays.country_holidays(country).subdivisions)


def days_of(country: str, region: str | None, years: Iterable[int]) -> Mapping[date, str]:
    """Local date -> its name, in English where the library has it; in the order of the calendar.

    Left to itself the library would follow the language of the machine.
    """
    known = holidays.country_holidays(country)
    language = ENGLISH if ENGLISH in known.supported_languages else known.default_language
    found = holidays.country_holidays(country, subdiv=region, years=years, language=language)
    return dict(sorted(chain(found.items())))
