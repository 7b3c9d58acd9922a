"""What each notation of the file means once it is read."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.config import load_setup
from bot.domain.setup import (
    DEFAULT_SEVERITIES,
    EVERY_DAY,
    DailyHours,
    Layer,
    LocalHours,
    QuietFallback,
    Setup,
    Severity,
    Target,
    TargetKind,
    Weekday,
    WeeklySpan,
)
from tests.config.team_file import ALWAYS, PEOPLE


def read(text: str, **environ: str) -> Setup:
    return load_setup(text, environ).setup


def one_layer(shift: str, starts: str = "2026-11-02", every: str = "1w") -> Layer:
    rotation = f"{{people: [ana], every: {every}, starts: {starts}}}"
    text = f"{PEOPLE}schedules: {{s: {{layers: [{{name: x, zone: UTC, {shift}, rotation: {rotation}}}]}}}}"
    return read(text).schedules["s"].layers[0]


@pytest.mark.parametrize(
    "written, seconds",
    [
        ("0m", 0),
        ("1s", 1),
        ("90s", 90),
        ("5m", 300),
        ("2h", 7200),
        ("1d", 86400),
        ('"1w"', 604800),
        ("52w", 52 * 604800),
    ],
)
def test_a_duration_is_a_number_and_a_unit(written: str, seconds: int) -> None:
    assert read(f"handoff: {{prompt_before: {written}}}").handoff.prompt_before == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written, start, end",
    [
        ('"07:00-16:00"', 420, 960),
        ("07:00-16:00", 420, 960),
        ("7:00-16:30", 420, 990),
        ("21:00-05:00", 1260, 300),
        ("00:00-24:00", 0, 1440),
        ("16:00-00:00", 960, 1440),
        ("00:00-00:00", 0, 1440),
        ("09:00-09:00", 540, 540),
        ('"07:00 - 16:00"', 420, 960),
        ("07:00–16:00", 420, 960),
    ],
)
def test_hours_are_minutes_of_the_local_day_and_may_wrap(written: str, start: int, end: int) -> None:
    assert one_layer(f"hours: {written}").shift == DailyHours(LocalHours(start, end))


def test_days_limit_the_days_on_which_a_shift_starts() -> None:
    weekdays = frozenset(set(EVERY_DAY) - {Weekday.SAT, Weekday.SUN})
    shift = one_layer('hours: "09:00-17:00", days: [mon, Tue, wednesday, thu, FRI]').shift
    assert shift == DailyHours(LocalHours(540, 1020), weekdays)


@pytest.mark.parametrize(
    "written, span",
    [
        ('from: "fri 19:00", until: "mon 00:00"', WeeklySpan(Weekday.FRI, 1140, Weekday.MON, 0)),
        ("from: fri 19:00, until: sun 24:00", WeeklySpan(Weekday.FRI, 1140, Weekday.MON, 0)),
        ("from: mon 09:00, until: monday 09:00", WeeklySpan(Weekday.MON, 540, Weekday.MON, 540)),
    ],
)
def test_from_and_until_are_one_weekly_span(written: str, span: WeeklySpan) -> None:
    assert one_layer(written).shift == span


@pytest.mark.parametrize(
    "written, starts",
    [
        ("2026-11-02", datetime(2026, 11, 2)),
        ('"2026-11-02"', datetime(2026, 11, 2)),
        ("2026-11-02 09:30", datetime(2026, 11, 2, 9, 30)),
        ("2026-11-02T09:30:15", datetime(2026, 11, 2, 9, 30, 15)),
    ],
)
def test_a_rotation_starts_at_a_local_date_or_time(written: str, starts: datetime) -> None:
    assert one_layer('hours: "00:00-24:00"', starts=written).rotation.starts == starts


@pytest.mark.parametrize(
    "written, quiet",
    [("", LocalHours(120, 420)), (', quiet: "01:00-08:00"', LocalHours(60, 480)), (", quiet: off", None)],
)
def test_quiet_hours_are_from_two_to_seven_unless_said_otherwise(
    written: str, quiet: LocalHours | None
) -> None:
    assert read(f"people: {{ana: {{zone: UTC{written}}}}}").people["ana"].quiet == quiet


@pytest.mark.parametrize("zone", ["US/Eastern", "Asia/Kathmandu", "UTC", "Etc/GMT+5", "GB"])
def test_old_names_of_zones_are_accepted_and_the_zone_is_the_hub(zone: str) -> None:
    person = read(f"people: {{ana: {{zone: {zone}}}}}").people["ana"]
    assert (person.zone, person.hub) == (zone, zone)


def test_words_that_other_yaml_takes_for_truth_or_times_are_text() -> None:
    setup = read("services: {off: , NO: , yes: , on: , 2026-11-02: , 007: , null: }")
    assert list(setup.services) == ["off", "NO", "yes", "on", "2026-11-02", "007", "null"]


def test_a_partial_table_of_severities_changes_only_what_it_names() -> None:
    setup = read("severities: {P1: {root_cause_within: off}, P3: {channel: true, updates_every: 30m}}")
    assert setup.severities == {
        **DEFAULT_SEVERITIES,
        Severity.P1: replace(DEFAULT_SEVERITIES[Severity.P1], root_cause_within=None),
        Severity.P3: replace(
            DEFAULT_SEVERITIES[Severity.P3], channel=True, updates_every=timedelta(minutes=30)
        ),
    }


@pytest.mark.parametrize(
    "written, target",
    [
        ("schedule:primary", Target(TargetKind.SCHEDULE, "primary")),
        ("person:ana", Target(TargetKind.PERSON, "ana")),
        ("hub:madrid", Target(TargetKind.HUB, "madrid")),
        ("hub:America/Guayaquil", Target(TargetKind.HUB, "America/Guayaquil")),
        ("team:payments", Target(TargetKind.TEAM, "payments")),
        ("channel:#ops", Target(TargetKind.CHANNEL, "ops")),
        ("channel:ops", Target(TargetKind.CHANNEL, "ops")),
    ],
)
def test_a_level_pages_people_schedules_hubs_teams_and_channels(written: str, target: Target) -> None:
    text = f"{PEOPLE}{ALWAYS}teams: {{payments: {{members: [ana]}}}}\n"
    setup = read(f"{text}policies: {{p: {{levels: [{{after: 0m, page: [{written}]}}]}}}}")
    assert setup.policies["p"].levels[0].page == (target,)


@pytest.mark.parametrize(
    "written, fallback",
    [
        ("first_level", QuietFallback.FIRST_LEVEL),
        ("last_level", QuietFallback.LAST_LEVEL),
        ("person:bruno", Target(TargetKind.PERSON, "bruno")),
    ],
)
def test_a_policy_says_who_is_woken_when_all_are_quiet(
    written: str, fallback: QuietFallback | Target
) -> None:
    levels = "levels: [{after: 0m, page: [person:ana, person:bruno]}]"
    policy = read(f"{PEOPLE}policies: {{p: {{when_all_quiet: {written}, {levels}}}}}").policies["p"]
    assert policy.when_all_quiet == fallback


def test_wake_for_may_name_several_severities_or_none() -> None:
    levels = "levels: [{after: 0m, page: [person:ana, person:bruno]}]"
    setup = read(f"{PEOPLE}policies: {{p: {{wake_for: [P1, P2], {levels}}}, q: {{wake_for: [], {levels}}}}}")
    assert setup.policies["p"].wake_for == {Severity.P1, Severity.P2}
    assert setup.policies["q"].wake_for == frozenset()


@pytest.mark.parametrize("written", ["team-payments", '"#team-payments"'])
def test_a_channel_is_kept_without_its_sign(written: str) -> None:
    assert read(f"teams: {{t: {{channel: {written}}}}}").teams["t"].channel == "team-payments"


def test_a_channel_may_be_given_by_its_id_and_ids_may_be_a_stand_ins_own() -> None:
    setup = read(
        "incidents_channel: C_INCIDENTS\npeople: {ana: {zone: UTC, slack: U_ANA}, bo: {zone: UTC, slack: U1}}"
    )
    assert setup.incidents_channel == "C_INCIDENTS"
    assert [setup.people[name].slack for name in ("ana", "bo")] == ["U_ANA", "U1"]


def test_unknown_services_go_to_the_first_service_or_to_the_one_named() -> None:
    assert read("services: {a: , b: }").catch_all == "a"
    assert read("services: {a: , b: }\ncatch_all: b").catch_all == "b"
    assert read("").catch_all is None


def test_an_integration_may_have_its_own_words_for_severities() -> None:
    doors = "integrations: {g: {kind: generic, token: x, service_label: app, severities: {Major: P2}}}"
    door = read(doors).integrations["g"]
    assert (door.service_label, door.severity_label) == ("app", "severity")
    assert door.severities == {"major": Severity.P2}


def test_values_come_from_the_environment_anywhere_in_a_text() -> None:
    text = "services: {a: {logs: 'https://${HOST}/${PATH_IN}?cost=$$5&x=$y'}}"
    logs = read(text, HOST="logs.example", PATH_IN="a$$b").services["a"].logs
    assert logs == "https://logs.example/a$$b?cost=$5&x=$y"


def test_a_token_is_kept_as_its_digest_only() -> None:
    door = read('integrations: {g: {kind: generic, token: "${T}"}}', T="secret-word").integrations["g"]
    assert door.token_sha256 == hashlib.sha256(b"secret-word").hexdigest()


def test_anchors_save_writing() -> None:
    text = f"{PEOPLE}teams:\n  a: {{members: &all [ana, bruno]}}\n  b: {{members: *all}}\n"
    assert read(text).teams["b"].members == ("ana", "bruno")
