"""When the monthly test comes: in a working hour of the person, never in peace, once a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.memos import Canary, Memo, MemoBriefing, wanted
from bot.domain.reachability.canaries import LAST_DAY, Trial, canaries_due, canary_memos, fits, own_day
from bot.domain.setup import Away, LocalHours, Method, Person, Reachability, Setup, Weekday

MADRID = Person("carla", "Europe/Madrid", "U0CAR", methods=frozenset({Method.SMS}))
ON = Reachability(canary=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def first(person: Person, month: str) -> datetime | None:
    """The first quarter of an hour in which the month's test is due."""
    setup = Setup(people={person.name: person}, reachability=ON)
    moment, end = at(f"{month}-01T00:00") - timedelta(days=1), at(f"{month}-28T00:00") + timedelta(days=4)
    while moment < end:
        if (person, month) in canaries_due(setup, moment):
            return moment
        moment += timedelta(minutes=15)
    return None


@pytest.mark.parametrize(
    "moment,does",
    [
        ("2026-11-26T08:59", False),
        ("2026-11-26T09:00", True),
        ("2026-11-26T14:59", True),
        ("2026-11-26T15:00", False),
        ("2026-11-28T12:00", False),  # a Saturday
        ("2026-11-29T12:00", False),  # a Sunday
        ("2026-10-26T09:00", True),  # the Monday after the clocks went back: 10:00 is 09:00 in UTC
        ("2026-10-23T08:00", True),  # the Friday before: 08:00
        ("2026-10-26T08:00", False),
        ("2026-03-27T08:30", False),  # the Friday before they go forward
        ("2026-03-30T08:30", True),  # the Monday after
    ],
)
def test_a_test_comes_between_ten_and_four_of_a_weekday(moment: str, does: bool) -> None:
    assert fits(MADRID, at(moment)) is does


NOON = at("2026-11-26T12:00")


@pytest.mark.parametrize(
    "person",
    [
        replace(MADRID, holidays={date(2026, 11, 26): "a feast"}),
        replace(MADRID, days_off=frozenset({Weekday.THU})),
        replace(MADRID, away=(Away(NOON - timedelta(days=1), NOON + timedelta(days=1)),)),
        replace(MADRID, quiet=LocalHours(8 * 60, 18 * 60)),
    ],
    ids=["holiday", "day off", "away", "quiet"],
)
def test_whoever_is_left_alone_is_left_alone_by_tests_too(person: Person) -> None:
    assert fits(MADRID, NOON)
    assert not fits(person, NOON)


def test_a_month_has_one_first_hour_and_leave_moves_it() -> None:
    found = first(MADRID, "2026-11")
    assert found
    assert found.day >= own_day("carla")
    away = replace(MADRID, away=(Away(found - timedelta(days=1), found + timedelta(days=2)),))
    later = first(away, "2026-11")
    assert later
    assert later >= found + timedelta(days=2)


def test_own_days_are_spread_and_leave_room_before_the_month_ends() -> None:
    days = {own_day(f"person-{number}") for number in range(200)}
    assert days == set(range(1, LAST_DAY + 1))
    assert (own_day("carla"), own_day("ana")) == (18, 11), (
        "every replica, and every version, means the same day"
    )


def test_nobody_is_tested_who_has_slack_alone_or_where_it_is_off() -> None:
    slack_alone = replace(MADRID, methods=frozenset())
    assert first(slack_alone, "2026-11") is None
    assert not list(canaries_due(Setup(people={"carla": MADRID}), NOON))


def briefing(memo: Memo, now: str) -> MemoBriefing:
    return MemoBriefing(memo, Setup(), at(now))


def test_each_way_is_tested_under_a_name_of_its_own_and_none_late() -> None:
    memos = list(canary_memos(MADRID, "2026-11", NOON))
    assert [memo.id for memo in memos] == ["canary/carla/2026-11", "canary/carla/2026-11/sms"]
    for memo in memos:
        assert isinstance(memo.what, Canary)
        assert memo.what.until == at("2026-11-26T15:00")
        assert wanted(briefing(memo, "2026-11-26T14:59"))
        assert not wanted(briefing(memo, "2026-11-26T15:00"))


def test_a_day_may_pass_before_no_answer_is_one() -> None:
    sent = Trial(NOON)
    assert not sent.unanswered(NOON + timedelta(hours=23))
    assert sent.unanswered(NOON + timedelta(hours=24))
    assert not replace(sent, answered_at=NOON).unanswered(NOON + timedelta(days=3))
