"""Times of the coming year in which nobody is on call: each is told once, with its hours and its dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import load_setup
from bot.config.coverage import by_week
from tests.config.team_file import PEOPLE, marked_line, said

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)  # a Thursday
LONGER = "add a layer for these hours, or make hours longer"
OTHER_DATES = "move valid_from or valid_until, or add a layer for that time"


def with_layers(layers: str, starts: str = "2026-11-02", overrides: str = "") -> str:
    made = "".join(
        f"      - {{name: l{i}, {layer}, rotation: {{people: [ana], every: 1w, starts: {starts}}}}}\n"
        for i, layer in enumerate(layers.split(" | "))
    )
    agreed = f"    overrides: [{overrides}]\n" if overrides else ""
    return f"{PEOPLE}schedules:\n  s:  # here\n    layers:\n{made}{agreed}"


def uncovered(text: str, now: datetime = NOW) -> list[str]:
    told = said(load_setup(text, {}, now=now).warnings)
    assert {line for line, _ in told} <= {marked_line(text)}
    return [words.removeprefix("nobody is on call on s ") for _, words in told]


WINTER = 'zone: Europe/Madrid, hours: "08:00-20:00" | zone: America/Guayaquil, hours: "13:00-01:00"'
TWO_CLOCKS = 'zone: Europe/London, hours: "08:00-18:00" | zone: America/Los_Angeles, hours: "10:00-00:00"'
ALL_DAY = 'zone: UTC, hours: "00:00-24:00"'

TOLD = [
    ('zone: UTC, hours: "04:00-02:00"', f"daily 02:00-04:00 UTC (14 h a week); {LONGER}"),
    (
        'zone: UTC, from: "mon 00:00", until: "fri 19:00"',
        f"fri 19:00 to mon 00:00 UTC (53 h a week); {LONGER}",
    ),
    (
        'zone: UTC, hours: "00:00-12:00" | zone: UTC, hours: "13:30-24:00", days: [mon, tue, wed, thu, fri, sun]',
        f"mon, tue, wed, thu, fri, sun 12:00-13:30 and sat 12:00-00:00 UTC (21 h a week); {LONGER}",
    ),
    (
        'zone: Europe/Madrid, hours: "09:00-18:00", days: [mon, tue, wed, thu, fri]',
        f"mon-thu 18:00-09:00 and fri 18:00 to mon 09:00 Europe/Madrid (123 h a week); {LONGER}",
    ),
    (WINTER, f"daily 06:00-07:00 UTC (7 h a week) until 2027-03-27 and from 2027-10-31 on; {LONGER}"),
    (
        TWO_CLOCKS,
        f"daily 07:00-08:00 UTC (7 h a week) from 2027-03-15 to 2027-03-27 and from 2027-10-31 to 2027-11-07; {LONGER}",
    ),
    (
        'zone: America/New_York, hours: "12:00-04:00" | zone: America/Los_Angeles, hours: "01:00-09:00"',
        "when clocks change: 2027-03-14 08:00-09:00 UTC; let the hours of two layers overlap",
    ),
    (f"{ALL_DAY}, valid_from: 2027-03-15", f"until 2027-03-15 00:00 UTC; {OTHER_DATES}"),
    (f"{ALL_DAY}, valid_until: 2027-03-15", f"from 2027-03-15 00:00 UTC on; {OTHER_DATES}"),
    (f"{ALL_DAY}, valid_until: 2026-03-15", f"in the coming year; {OTHER_DATES}"),
    (
        f"{ALL_DAY}, valid_until: 2027-03-15 | {ALL_DAY}, valid_from: 2027-03-17",
        f"from 2027-03-15 00:00 to 2027-03-17 00:00 UTC; {OTHER_DATES}",
    ),
]


@pytest.mark.parametrize("layers, words", TOLD)
def test_hours_that_nobody_covers_are_told_once(layers: str, words: str) -> None:
    assert uncovered(with_layers(layers)) == [words]


@pytest.mark.parametrize("starts", ["2026-07-06", "2026-11-09", "2024-02-29"])
@pytest.mark.parametrize("layers", [WINTER, TWO_CLOCKS])
def test_when_the_rotation_started_makes_no_difference(layers: str, starts: str) -> None:
    assert uncovered(with_layers(layers, starts)) == uncovered(with_layers(layers))


@pytest.mark.parametrize(
    "layers",
    [
        ALL_DAY,
        'zone: Europe/Madrid, hours: "09:00-09:00"',
        'zone: UTC, hours: "00:00-12:00" | zone: UTC, hours: "12:00-24:00"',
        'zone: UTC, from: "mon 00:00", until: "fri 19:00" | zone: UTC, from: "fri 19:00", until: "mon 00:00"',
        f"{ALL_DAY}, valid_until: 2027-03-15 | {ALL_DAY}, valid_from: 2027-03-15",
        f"{ALL_DAY}, valid_from: 2026-11-26",
        f"{ALL_DAY}, valid_until: 2027-12-24",
    ],
)
def test_a_year_that_is_covered_is_no_warning(layers: str) -> None:
    assert uncovered(with_layers(layers)) == []


def test_what_is_over_is_not_told() -> None:
    text = with_layers(f"{ALL_DAY}, valid_from: 2026-11-25")
    assert uncovered(text, datetime(2026, 11, 24, 23, tzinfo=UTC)) == [
        f"until 2026-11-25 00:00 UTC; {OTHER_DATES}"
    ]
    assert uncovered(text, datetime(2026, 11, 25, 0, tzinfo=UTC)) == []


def test_what_overrides_cover_is_covered() -> None:
    layers = f"{ALL_DAY}, valid_until: 2027-03-15 | {ALL_DAY}, valid_from: 2027-03-17"
    cover = "{person: bruno, from: 2027-03-15, until: %s, zone: UTC}"
    assert uncovered(with_layers(layers, overrides=cover % "2027-03-17")) == []
    left = uncovered(with_layers(layers, overrides=cover % '"2027-03-16 18:00"'))
    assert left == [f"from 2027-03-16 18:00 to 2027-03-17 00:00 UTC; {OTHER_DATES}"]


def test_overrides_do_not_make_many_of_one_that_recurs() -> None:
    covers = ", ".join(
        f'{{person: bruno, from: "2027-0{month}-09 13:00", until: "2027-0{month}-12 04:00"}}'
        for month in range(1, 10)
    )
    (told,) = uncovered(
        with_layers('zone: Europe/Madrid, hours: "09:00-18:00", days: [mon, wed]', overrides=covers)
    )
    hours = "mon 18:00 to wed 09:00 and wed 18:00 to mon 09:00 Europe/Madrid (150 h a week)"
    assert told == f"{hours}, except what overrides cover; {LONGER}"


def test_of_many_a_few_are_told_and_the_rest_is_counted() -> None:
    dates = [f"2027-0{month}" for month in range(1, 10)]
    layers = " | ".join(
        f'zone: UTC, hours: "0{i}:00-1{i}:30", valid_from: {date}-03, valid_until: {date}-20'
        for i, date in enumerate(dates)
    )
    found = uncovered(with_layers(layers))
    assert len(found) == 3
    assert found[-1].startswith("at other times too, ")
    assert found[-1].endswith(" h of the coming year; `meridian simulate --days 366` lists them")


HOURS = st.lists(st.integers(0, 60 * 24), max_size=80, unique=True)
ZONES = st.lists(st.sampled_from(["UTC", "Europe/Madrid", "America/New_York"]), min_size=1, unique=True)


@given(HOURS, st.sets(st.integers(0, 24 * 7)), ZONES)
def test_no_span_is_lost_or_told_twice(single: list[int], weekly: set[int], zones: list[str]) -> None:
    places = {*single, *(hour + 24 * 7 * week for hour in weekly for week in range(2, 20))}
    spans = [(NOW + timedelta(hours=2 * n), NOW + timedelta(hours=2 * n + 1)) for n in sorted(places)]
    found = by_week(spans, zones)
    assert sorted([*found.single, *(span for one in found.weekly for span in one.spans)]) == spans


@pytest.mark.parametrize("name", ["meridian", "one-zone", "two-hubs", "four-hubs"])
def test_the_examples_have_somebody_on_call_all_year(name: str) -> None:
    warnings = load_setup(ROOT / f"examples/{name}.yml", {}, now=NOW).warnings
    assert not [told for told in warnings if "nobody is on call" in told.what]
