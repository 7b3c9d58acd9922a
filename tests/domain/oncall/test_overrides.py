"""Who has the pager when people agreed on something else than the rotation says."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.oncall.schedule import (
    coverage,
    names,
    next_after,
    on_call,
    shifts_between,
    stretch_end,
    stretches,
)
from bot.domain.setup import DailyHours, Layer, LocalHours, Override, Rotation, Schedule
from tests.domain.oncall import by_hand
from tests.domain.proof.teams import NAMES, layers

EXAMPLES = 10_000 if "MERIDIAN_LONG" in os.environ else 150
"""`make properties` sets the variable: ten thousand teams take some minutes."""

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)


def at(hour: float) -> datetime:
    """Hours after Monday 00:00 UTC."""
    return MONDAY + hour * HOUR


def layer(hours: tuple[int, int], *people: str) -> Layer:
    shift = DailyHours(LocalHours(hours[0] * 60, hours[1] * 60))
    return Layer("days", "UTC", shift, Rotation(people, timedelta(weeks=1), datetime(2026, 11, 2)))


def override(person: str, hours: tuple[float, float], instead_of: str | None = None) -> Override:
    return Override(f"{person}-{hours}", "primary", person, at(hours[0]), at(hours[1]), instead_of)


def plan(
    *overrides: Override, layers: tuple[Layer, ...] = (layer((8, 17), "bruno", "carla", "diego"),)
) -> Schedule:
    return Schedule("primary", layers, overrides=overrides)


def told(
    schedule: Schedule, since: float, until: float, **others: Schedule
) -> list[tuple[str, float, float]]:
    shifts = shifts_between(schedule, {"primary": schedule, **others}, at(since), at(until))
    return [(s.person, (s.starts_at - MONDAY) / HOUR, (s.ends_at - MONDAY) / HOUR) for s in shifts]


def test_a_cover_of_a_person_cuts_their_shift_and_no_more() -> None:
    cover = plan(override("eva", (10, 30), "bruno"))
    assert told(cover, 0, 48) == [("bruno", 8, 10), ("eva", 10, 17), ("bruno", 32, 41)]


def test_a_cover_of_everyone_fills_the_gap_too_and_is_one_shift() -> None:
    assert told(plan(override("eva", (10, 34))), 0, 48) == [
        ("bruno", 8, 10),
        ("eva", 10, 34),
        ("bruno", 34, 41),
    ]


def test_a_cover_of_somebody_who_has_not_the_pager_changes_nothing() -> None:
    assert told(plan(override("eva", (10, 30), "carla")), 0, 24) == told(plan(), 0, 24)


def test_the_last_agreed_wins_over_one_instant() -> None:
    both = plan(override("eva", (8, 17), "bruno"), override("carla", (10, 12), "bruno"))
    assert told(both, 0, 24) == [("eva", 8, 10), ("carla", 10, 12), ("eva", 12, 17)]


def test_whoever_covers_can_be_covered() -> None:
    chain = plan(override("eva", (8, 17), "bruno"), override("carla", (10, 12), "eva"))
    assert told(chain, 0, 24) == [("eva", 8, 10), ("carla", 10, 12), ("eva", 12, 17)]


def test_it_can_be_given_back() -> None:
    back = plan(override("eva", (8, 17), "bruno"), override("bruno", (12, 17), "eva"))
    assert told(back, 0, 24) == [("eva", 8, 12), ("bruno", 12, 17)]


def test_who_covers_beside_their_own_shift_is_listed_once() -> None:
    two = (layer((8, 17), "bruno"), layer((12, 20), "eva"))
    cover = plan(override("eva", (14, 17), "bruno"), layers=two)
    assert told(cover, 0, 24) == [("bruno", 8, 14), ("eva", 12, 14), ("eva", 14, 17), ("eva", 17, 20)]
    assert [s.person for s in on_call(cover, {}, at(15))] == ["eva"]
    assert stretch_end(cover, {}, "eva", at(13)) == at(20)


def test_a_leave_of_weeks_is_told_whole() -> None:
    assert told(plan(override("eva", (-500, 900))), 100, 101) == [("eva", -500, 900)]
    around = layer((0, 24), "bruno", "carla")
    assert told(plan(override("eva", (-20, 100), "bruno"), layers=(around,)), 50, 51) == [("eva", 0, 100)]


def test_coverage_knows_when_a_cover_ends_and_who_is_next() -> None:
    cover = plan(override("eva", (10, 12), "bruno"))
    now = coverage(cover, {}, at(11))
    assert (names(now.on_call), now.until, now.next) == (("eva",), at(12), ("bruno",))
    following = next_after(cover, {}, "eva", at(11))
    assert following is not None
    assert (following.person, following.starts_at) == ("bruno", at(12))


def test_a_cover_years_ahead_is_found() -> None:
    alone = plan(override("eva", (20_000, 20_001), "bruno"), layers=(layer((0, 24), "bruno"),))
    assert coverage(alone, {}, at(0)).until == at(20_000)


@pytest.mark.parametrize(
    "people,cover,backup",
    [
        (("bruno", "carla", "diego"), "eva", "carla"),
        (("bruno", "carla", "diego"), "carla", "diego"),
        (("bruno", "carla"), "carla", "bruno"),
        (("bruno",), "carla", "bruno"),
    ],
)
def test_the_backup_of_a_covered_shift_is_neither_of_the_two_unless_nobody_else_is_left(
    people: tuple[str, ...], cover: str, backup: str
) -> None:
    primary = plan(override(cover, (10, 12), "bruno"), layers=(layer((8, 17), *people),))
    second = Schedule("backup", second_of="primary")
    assert names(on_call(second, {"primary": primary}, at(11))) == (backup,)


def test_a_backup_can_be_covered_as_well() -> None:
    mine = Override("b", "backup", "eva", at(9), at(11), "carla")
    second = Schedule("backup", second_of="primary", overrides=(mine,))
    primary = plan(override("diego", (10, 12), "bruno"))
    assert told(second, 0, 24, primary=primary) == [("carla", 8, 9), ("eva", 9, 11), ("carla", 11, 17)]


def test_a_layer_holds_for_shifts_that_start_in_its_time() -> None:
    night = DailyHours(LocalHours(22 * 60, 6 * 60))
    turns = Rotation(("bruno",), timedelta(weeks=1), datetime(2026, 11, 2))
    old = Layer("old", "UTC", night, turns, valid_until=datetime(2026, 11, 4))
    new = Layer(
        "new",
        "UTC",
        night,
        Rotation(("eva",), timedelta(weeks=1), datetime(2026, 11, 2)),
        valid_from=datetime(2026, 11, 4),
    )
    schedule = plan(layers=(old, new))
    assert told(schedule, 0, 72) == [("bruno", -2, 6), ("bruno", 22, 30), ("bruno", 46, 54), ("eva", 70, 78)]
    assert coverage(plan(layers=(new,)), {}, at(-1000)).until == at(70)


def test_a_layer_holds_from_its_first_minute_up_to_its_last() -> None:
    """A shift that starts as the rules change is the new layer's alone."""
    midnight, all_day = datetime(2026, 11, 4), layer((0, 24), "bruno")
    old = replace(all_day, name="old", valid_until=midnight)
    new = replace(all_day, name="new", valid_from=midnight)
    starts = [
        (shift.layer, (shift.starts_at - MONDAY) / HOUR)
        for shift in shifts_between(plan(layers=(old, new)), {}, at(24), at(96))
    ]
    assert starts == [("old", 24), ("new", 48), ("new", 72)]


def overrides(schedule: str) -> st.SearchStrategy[tuple[Override, ...]]:
    one = st.builds(
        lambda person, start, length, instead: Override(
            f"{person}{start}", schedule, person, at(start / 4), at((start + length) / 4), instead
        ),
        st.sampled_from(NAMES),
        st.integers(-200, 200),
        st.integers(1, 200),
        st.sampled_from([*NAMES, None]),
    )
    return st.lists(one, max_size=4).map(tuple)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(layers(), overrides("primary"), overrides("backup"), st.integers(-50, 50))
def test_every_instant_is_what_the_layers_and_agreements_say_of_it(
    made: tuple[Layer, ...], firsts: tuple[Override, ...], seconds: tuple[Override, ...], start: int
) -> None:
    primary = Schedule("primary", made, overrides=firsts)
    second = Schedule("backup", second_of="primary", overrides=seconds)
    both = {"primary": primary, "backup": second}
    since, until = at(start), at(start + 30)
    for schedule in both.values():
        pieces = list(stretches(schedule, both, since, until))
        assert (pieces[0].starts_at, pieces[-1].ends_at) == (since, until)
        assert all(one.ends_at == other.starts_at for one, other in pairwise(pieces))
        whole = shifts_between(schedule, both, since, until)
        for piece in pieces:
            for now in (piece.starts_at, piece.ends_at - timedelta(microseconds=1)):
                here = on_call(schedule, both, now)
                assert sorted(names(here)) == sorted(by_hand.who(both, schedule.name, now))
                assert here == piece.on_call
                assert set(here) <= set(whole)
                assert all(shift.starts_at <= now < shift.ends_at for shift in here)


def test_whoever_gave_it_away_is_the_last_to_back_it_up_also_with_two_turns() -> None:
    """Found by random schedules: Bruno took Ana's hour, then Carla took it; nobody of the rotation is free."""
    turns = Rotation(("ana", "ana", "bruno"), timedelta(hours=12), datetime(2026, 10, 1))
    layer = Layer("day", "America/Guayaquil", DailyHours(LocalHours(0, 1395)), turns)
    since, until = datetime(2026, 10, 31, 6, tzinfo=UTC), datetime(2026, 10, 31, 8, tzinfo=UTC)
    given = tuple(Override(who, "primary", who, since, until, "ana") for who in ("bruno", "carla"))
    both = {
        "primary": Schedule("primary", (layer,), overrides=given),
        "backup": Schedule("backup", second_of="primary"),
    }
    assert [names(on_call(both[name], both, since)) for name in both] == [("carla",), ("bruno",)]
    assert [by_hand.who(both, name, since) for name in both] == [{"carla"}, {"bruno"}]
