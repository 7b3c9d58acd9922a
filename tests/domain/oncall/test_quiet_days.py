"""Days off, holidays and time off are quiet from end to end, and say so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain import events as e
from bot.domain.oncall.quiet import (
    QuietBecause,
    is_away,
    is_quiet,
    quiet_between,
    quiet_until,
    reasons_between,
    why_quiet,
)
from bot.domain.setup import Away, LocalHours, Person, Weekday

WEEKEND = frozenset({Weekday.SAT, Weekday.SUN})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


ANA = Person(
    "ana",
    "America/Guayaquil",  # five hours behind UTC
    "U0ANA",
    days_off=WEEKEND,
    holidays={date(2026, 11, 2): "Día de los Difuntos", date(2026, 11, 3): "Independencia de Cuenca"},
    away=(Away(utc("2026-11-04T12:00"), utc("2026-11-06T00:00"), "wedding"),),
)


@pytest.mark.parametrize(
    "at,because,name,until",
    [
        ("2026-10-29T08:00", QuietBecause.QUIET_HOURS, "", "2026-10-29T12:00"),
        # a night, the weekend, two holidays, a night, and the wedding that begins as it ends
        ("2026-10-31T05:00", QuietBecause.DAY_OFF, "", "2026-11-04T05:00"),
        ("2026-11-02T16:00", QuietBecause.HOLIDAY, "Día de los Difuntos", "2026-11-04T05:00"),
        ("2026-11-04T07:00", QuietBecause.QUIET_HOURS, "", "2026-11-06T00:00"),
        ("2026-11-05T16:00", QuietBecause.AWAY, "wedding", "2026-11-06T00:00"),
    ],
)
def test_what_touches_is_one_stretch_and_each_part_says_why(
    at: str, because: QuietBecause, name: str, until: str
) -> None:
    why = why_quiet(ANA, utc(at))
    assert why is not None
    assert (why.because, why.name) == (because, name)
    assert quiet_until(ANA, utc(at)) == utc(until)


def test_whoever_is_off_every_day_is_followed_to_a_limit() -> None:
    never = Person("eva", "UTC", quiet=None, days_off=frozenset(Weekday))
    end = quiet_until(never, utc("2026-11-02T10:00"))
    assert end is not None
    assert end - utc("2026-11-02T10:00") < timedelta(days=94)


@pytest.mark.parametrize(
    "zone", ["America/Guayaquil", "Europe/Madrid", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia"]
)
def test_stretches_and_reasons_say_what_an_instant_says(zone: str) -> None:
    someone = Person(
        "eva",
        zone,
        quiet=LocalHours(23 * 60, 6 * 60),
        days_off=WEEKEND,
        holidays={date(2026, 11, 3): "X"},
        away=ANA.away,
    )
    since, until = utc("2026-10-24T00:00"), utc("2026-11-10T00:00")
    spans, reasons = list(quiet_between(someone, since, until)), list(reasons_between(someone, since, until))
    now = since
    while now < until:
        inside = any(start <= now < end for start, end in spans)
        last = next(because for start, because in reversed(reasons) if start <= now)
        why = why_quiet(someone, now)
        assert inside == is_quiet(someone, now) == (last is not None)
        assert last == (why.because if why else None)
        now += timedelta(minutes=15)


def test_away_is_more_than_a_day_off() -> None:
    assert is_away(ANA, utc("2026-11-05T16:00"))
    assert not is_away(ANA, utc("2026-11-02T16:00"))


def test_every_reason_to_be_quiet_is_a_reason_to_be_held() -> None:
    assert {e.HeldBecause(one.value) for one in QuietBecause} < set(e.HeldBecause)
