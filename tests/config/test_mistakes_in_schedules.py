"""Mistakes in times and schedules: the line, what is wrong, what to write."""

from __future__ import annotations

import pytest

from tests.config.team_file import ALWAYS, PEOPLE, assert_told, problems

TIMES = [
    (
        "handoff: {prompt_before: 15}  # here",
        "handoff.prompt_before is 15 without a unit; write 15s, 15m, 15h, 15d or 15w",
    ),
    (
        "handoff: {prompt_before: 0}  # here",
        "handoff.prompt_before is 0 without a unit; write 0s, 0m, 0h, 0d or 0w",
    ),
    (
        "handoff: {accept_within: 0m}  # here",
        "handoff.accept_within is zero; write more than zero, such as 5m",
    ),
    (
        "handoff: {accept_within: 15min}  # here",
        'handoff.accept_within is not a duration: "15min"; write a number and its unit: 30s, 5m, 2h, 1d, 1w',
    ),
    (
        "handoff: {accept_within: 1h30m}  # here",
        'handoff.accept_within is not a duration: "1h30m"; write a number and its unit',
    ),
    ("handoff: {accept_within: -5m}  # here", 'handoff.accept_within is not a duration: "-5m"; write'),
    (
        "handoff: {accept_within: 999999999w}  # here",
        'handoff.accept_within is longer than a year: "999999999w"; write at most 52w',
    ),
    ("handoff: {accept_within: true}  # here", "handoff.accept_within is not text; put it in quotes"),
    (
        "severities: {P1: {updates_every: off}}  # here",
        'severities.P1.updates_every is not a duration: "off"; write',
    ),
    (
        "severities: {P1: {root_cause_within: 0m}}  # here",
        "severities.P1.root_cause_within is zero; write more than zero",
    ),
    (
        "people: {ana: {zone: Europe/Madird}}  # here",
        'people.ana.zone is not a time zone: "Europe/Madird"; write Europe/Madrid',
    ),
    (
        "people: {ana: {zone: europe/madrid}}  # here",
        'people.ana.zone is not a time zone: "europe/madrid"; write Europe/Madrid',
    ),
    (
        "people: {ana: {zone: Guayaquil}}  # here",
        'people.ana.zone is not a time zone: "Guayaquil"; write America/Guayaquil',
    ),
    (
        "people: {ana: {zone: PST}}  # here",
        'people.ana.zone is not a time zone: "PST"; write America/Los_Angeles',
    ),
    (
        "people: {ana: {zone: UTC+3}}  # here",
        'people.ana.zone is not a time zone: "UTC+3"; write an IANA name',
    ),
    ("people: {ana: {zone: ../passwd}}  # here", 'people.ana.zone is not a time zone: "../passwd"; write'),
    (
        "people: {ana: {zone: UTC, quiet: 2-7}}  # here",
        'people.ana.quiet is not a stretch of hours: "2-7"; write off, or the hours of sleep, such as "23:00-07:00"',
    ),
    (
        "people: {ana: {zone: UTC, quiet: no}}  # here",
        'people.ana.quiet is not a stretch of hours: "no"; write off, or the hours of sleep',
    ),
    (
        "people: {ana: {zone: UTC, quiet: false}}  # here",
        "people.ana.quiet is true or false, not a stretch of hours; write off, or the hours of sleep",
    ),
    (
        "people:\n  ana: {zone: UTC, away: [{from: 2027-01-10, until: 2027-01-03}]}  # here",
        "people.ana.away.until is not after its beginning, 2027-01-10 00:00; write a later time",
    ),
    (
        "people: {ana: {zone: UTC, quiet: 25:00-07:00}}  # here",
        'people.ana.quiet has a time that is on no clock: "25:00"; write 00:00 to 24:00',
    ),
    (
        "people: {ana: {zone: UTC, quiet: 02:60-07:00}}  # here",
        'people.ana.quiet has a time that is on no clock: "02:60"; write 00:00 to 24:00',
    ),
    (
        "people: {ana: {zone: UTC, quiet: 24:00-07:00}}  # here",
        'people.ana.quiet begins at 24:00: "24:00-07:00"; write "00:00-07:00"',
    ),
]


def with_layer(layer: str) -> str:
    rotation = "rotation: {people: [ana, bruno], every: 1w, starts: 2026-11-02}"
    return f"{PEOPLE}schedules:\n  s:\n    layers:\n      - {{name: x, zone: UTC, {layer}}}  # here".replace(
        "ROTA", rotation
    )


def with_rotation(rotation: str) -> str:
    return with_layer(f'hours: "00:00-24:00", rotation: {{{rotation}}}')


ON = "schedules.s.layers"
LAYERS = [
    (with_layer('hours: "07:00-16:00"'), f'{ON} has no "rotation"; add `rotation: …`'),
    (with_layer("hours: 21:00, ROTA"), f'{ON}.hours is not a stretch of hours: "21:00"; write'),
    (
        with_layer('from: "fri 19:00", until: "mon 25:00", ROTA'),
        f'{ON}.until has a time that is on no clock: "25:00"; write',
    ),
    (
        with_layer('from: "frday 19:00", until: "mon 00:00", ROTA'),
        f'{ON}.from is not a day: "frday"; write fri',
    ),
    (
        with_layer('from: fri, until: "mon 00:00", ROTA'),
        f'{ON}.from is not a time in the week: "fri"; write a day and a time, such as "fri 19:00"',
    ),
    (with_layer("ROTA"), 'layer "x" does not say when its shifts are; add `hours: "07:00-16:00"`, or'),
    (
        with_layer('hours: "07:00-16:00", from: "fri 19:00", ROTA'),
        'layer "x" has hours and from; keep hours for daily shifts',
    ),
    (with_layer('from: "fri 19:00", ROTA'), 'layer "x" has no "until"; add `until: "mon 00:00"`'),
    (with_layer('until: "fri 19:00", ROTA'), 'layer "x" has no "from"; add `from: "mon 00:00"`'),
    (
        with_layer('days: [fri], from: "fri 19:00", until: "mon 00:00", ROTA'),
        'layer "x" has days and from; delete days: from and until name the days',
    ),
    (
        with_layer('hours: "07:00-16:00", days: [], ROTA'),
        f"{ON}.days is an empty list; write at least one: [mon]",
    ),
    (
        with_layer('hours: "07:00-16:00", days: [mon-fri], ROTA'),
        f'{ON}.days is not a day: "mon-fri"; write each day: [mon, tue, wed, thu, fri]',
    ),
    (
        with_layer('hours: "07:00-16:00", days: [on], ROTA'),
        f'{ON}.days is not a day: "on"; write mon, tue, wed, thu, fri, sat or sun',
    ),
    (
        with_layer('hours: "07:00-16:00", days: [xyz], ROTA'),
        f'{ON}.days is not a day: "xyz"; write mon, tue, wed, thu, fri, sat or sun',
    ),
    (
        with_rotation("people: [], every: 1w, starts: 2026-11-02"),
        f"{ON}.rotation.people is an empty list; write at least one: [ana]",
    ),
    (with_rotation("people: [anna], every: 1w, starts: 2026-11-02"), 'there is no person "anna"; write ana'),
    (
        with_rotation("people: [zoe], every: 1w, starts: 2026-11-02"),
        'there is no person "zoe"; add zoe under `people`',
    ),
    (
        with_rotation("people: [ana], every: 0d, starts: 2026-11-02"),
        f"{ON}.rotation.every is zero; write more than zero",
    ),
    (
        with_rotation("people: [ana], every: 7, starts: 2026-11-02"),
        f"{ON}.rotation.every is 7 without a unit; write 7s, 7m, 7h, 7d or 7w",
    ),
    (with_rotation("people: [ana], every: 1w"), f'{ON}.rotation has no "starts"; add `starts: 2026-11-02`'),
    (
        with_rotation("people: [ana], every: 1w, starts: 02/11/2026"),
        f'{ON}.rotation.starts is not a date: "02/11/2026"; write 2026-11-02, or "2026-11-02 09:00"',
    ),
    (
        with_rotation("people: [ana], every: 1w, starts: 2026-02-30"),
        f'{ON}.rotation.starts is not a date: "2026-02-30"; write',
    ),
    (
        with_rotation("people: [ana], every: 1w, starts: 20261102"),
        f"{ON}.rotation.starts is not text; put it in quotes",
    ),
    (
        with_rotation("people: [ana], evry: 1w, starts: 2026-11-02"),
        f'"evry" is not a key of {ON}.rotation; write every',
    ),
    (
        with_rotation("people: [ana], starts: 2026-11-02"),
        f'{ON}.rotation has no "every"; add `every: 1w`',
    ),
    (
        with_rotation("people: [ana], every: 1w, starts: 9999-12-31"),
        f"{ON}.rotation.starts is in the year 9999; write a date from 1970 to 2100",
    ),
    (
        with_rotation('people: [ana], every: 1w, starts: "2026-11-02T09:00:00Z"'),
        f'{ON}.rotation.starts has a zone of its own: "2026-11-02T09:00:00Z"; write the layer\'s local time, such as "2026-11-02 09:00"',
    ),
    (
        PEOPLE + "schedules:\n  s: {}  # here",
        'schedule "s" has no layers; add `layers:`, or `second_of:` another schedule',
    ),
    (
        PEOPLE + "schedules:\n  s: {layers: []}  # here",
        "schedules.s.layers is an empty list; write at least one: […]",
    ),
    (PEOPLE + ALWAYS + "  b: {second_of: primry}  # here", 'there is no schedule "primry"; write primary'),
    (
        PEOPLE + ALWAYS + "  b: {second_of: b}  # here",
        "second_of leads round in a circle: b to b; write primary, which has layers",
    ),
    (
        PEOPLE + ALWAYS + "  b: {second_of: primary}\n  c: {second_of: b}  # here",
        'schedule "b" has no layers of its own; write primary, which has layers',
    ),
    (
        PEOPLE + ALWAYS + "    second_of: primary  # here",
        'schedule "primary" has layers and second_of; keep one of them',
    ),
    (
        PEOPLE + ALWAYS + '      - {name: all, zone: UTC, hours: "00:00-24:00", '
        "rotation: {people: [ana], every: 1w, starts: 2026-11-02}}  # here",
        'two layers are named "all"; give one another name',
    ),
]


@pytest.mark.parametrize("text, words", TIMES, ids=lambda text: text[-60:])
def test_a_wrong_time_is_told_with_its_line(text: str, words: str) -> None:
    assert_told(text, words)


@pytest.mark.parametrize("text, words", LAYERS, ids=lambda text: text[-60:])
def test_a_wrong_schedule_is_told_with_its_line(text: str, words: str) -> None:
    assert_told(text, words)


def test_schedules_that_are_second_of_each_other_are_told_so() -> None:
    text = PEOPLE + ALWAYS + "  b: {second_of: c}\n  c: {second_of: b}\n  d: {second_of: b}"
    assert [told.what for told in problems(text)] == [
        "second_of leads round in a circle: b to c to b",
        "second_of leads round in a circle: c to b to c",
        'schedule "b" has no layers of its own',
    ]
