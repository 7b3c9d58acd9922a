"""Days on which somebody is left alone: countries' holidays, single dates, and local times of absence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType, ModuleType

from bot.config.problems import listed, nearest, quoted
from bot.config.text import mistake, read_text
from bot.domain.people import local_instant

YEARS_AHEAD = 12  # from when the file is read for: a simulation, a rotation or a replay looks no further
NAMELESS = "holiday"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays of a country, or of one of its regions."""

    country: str
    region: str | None = None


DaysOff = tuple[Calendar | date, ...]


def read_holidays(value: object) -> DaysOff:
    """`EC`, `ES-MD`, or a list of these and of dates."""
    if isinstance(value, list):
        return tuple(_read_one(item) for item in value)
    return (_read_one(value),)


def _read_one(value: object) -> Calendar | date:
    text = read_text(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise mistake(f"has a date that is in no calendar: {quoted(text)}", "write 2026-12-24") from None
    country, dash, region = text.partition("-")
    known = _countries().country_codes()
    if country not in known:
        near = country.upper() if country.upper() in known else nearest(country, known)
        instead = (
            f"write {near}{dash}{region}" if near else "write a code such as EC, or ES-MD with its region"
        )
        raise mistake(f"names a country whose holidays are not known: {quoted(text)}", instead)
    if dash:
        _check_region(text, country, region)
    return Calendar(country, region or None)


def _check_region(text: str, country: str, region: str) -> None:
    regions = _countries().regions_of(country)
    if region in regions:
        return
    near = nearest(region, regions) if regions else None
    if not regions:
        instead = f"write {country}: it has no holidays by region"
    elif near:
        instead = f"write {country}-{near}"
    else:
        instead = f"write {country} alone, or with one of {listed(regions)}"
    raise mistake(f"names a region that is not known: {quoted(text)}", instead)


def holidays_of(days: DaysOff, today: date) -> Mapping[date, str]:
    """Local date -> its name, from the year before `today` on; the first of two names of one day stays."""
    years = tuple(range(today.year - 1, today.year + YEARS_AHEAD + 1))
    found: dict[date, str] = {}
    for one in days:
        of_it = {one: NAMELESS} if isinstance(one, date) else _days_of(one.country, one.region, years)
        found = {**of_it, **found}
    return MappingProxyType(dict(sorted(found.items())))


@lru_cache(maxsize=64)  # people of one country share one calendar
def _days_of(country: str, region: str | None, years: Iterable[int]) -> Mapping[date, str]:
    found: Mapping[date, str] = _countries().days_of(country, region, years)
    return found


def _countries() -> ModuleType:
    """Only a file that names a country pays for the library: it takes some ten megabytes."""
    return import_module("bot.config.countries")


def instant(zone: str, wall: datetime) -> datetime:
    """A local time of the file, in UTC."""
    return local_instant(zone, wall.date(), wall.hour * 60 + wall.minute).astimezone(UTC)
