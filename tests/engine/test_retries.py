"""How long a notice waits for its next try."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.faults import Fault
from bot.domain.notices import Later, Never, Sent, Urgency
from bot.engine.retries import (
    RINGS_TRIED_FOR,
    SLACK_TAKES_PAGES_WITHIN,
    gives_way,
    goes_another_way,
    message_is_gone,
    receipt_of_ring,
    settlement,
)
from bot.store.claims import Claimed, Retry
from tests.engine.test_hands import NOON, claimed


def waits(tried: Claimed, after: timedelta, receipt: Later) -> float:
    """Seconds until it is tried again, when it has been tried in vain for `after`."""
    outcome = settlement(receipt, tried, NOON + after)
    assert isinstance(outcome, Retry)
    return (outcome.at - NOON - after).total_seconds()


@pytest.mark.parametrize("receipt", [Later("http_404"), Later("timeout", doubtful=True)])
@pytest.mark.parametrize(
    "urgency,seconds,least,most",
    [
        (Urgency.PAGE, 0, 0.25, 0.5),
        (Urgency.PAGE, 4, 2, 4),
        (Urgency.PAGE, 3600, 2.5, 5),
        (Urgency.ROOM, 4, 2, 4),
        (Urgency.ROOM, 3600, 15, 30),
    ],
)
def test_what_is_refused_again_and_again_is_asked_ever_more_rarely(
    receipt: Later, urgency: Urgency, seconds: int, least: float, most: float
) -> None:
    tried = claimed(1, NOON)
    tried = replace(tried, notice=replace(tried.notice, urgency=urgency))
    assert least <= waits(tried, timedelta(seconds=seconds), receipt) <= most


def test_what_the_other_side_asks_for_is_kept() -> None:
    assert waits(claimed(1, NOON), timedelta(), Later("ratelimited", 7.0)) >= 7


def test_a_page_that_alone_fails_lets_the_next_one_past_after_a_second() -> None:
    page, told_since = claimed(1, NOON).notice, NOON + timedelta(seconds=2)
    for after, way in ((0.5, False), (2.5, True)):
        now = NOON + timedelta(seconds=after)
        assert gives_way(Later("http_404"), page, now, told_since, stands=False) is way


@pytest.mark.parametrize(
    "reason,minutes,gone", [("http_404", 9, False), ("http_404", 11, True), ("http_503", 11, False)]
)
def test_an_edit_that_finds_nothing_for_ten_minutes_has_no_message(
    reason: str, minutes: int, gone: bool
) -> None:
    card = claimed(1, NOON).notice
    assert message_is_gone(Later(reason), card, NOON + timedelta(minutes=minutes)) is gone


def test_a_page_by_another_method_that_keeps_failing_is_given_up_in_time_for_the_next_method() -> None:
    ring = claimed(1, NOON).notice
    late = ring.created_at + RINGS_TRIED_FOR
    failed = Later("http_503", fault=Fault.PROVIDER)
    assert receipt_of_ring(failed, ring, ring.created_at) == failed
    assert receipt_of_ring(failed, ring, late) == Never("http_503", fault=Fault.PROVIDER)
    assert receipt_of_ring(Sent(name="SM1"), ring, late) == Sent(name="SM1")


def test_a_page_by_another_method_that_begins_late_is_tried_as_long_as_any() -> None:
    ring = replace(claimed(1, NOON).notice, created_at=NOON - timedelta(minutes=1), first_tried_at=NOON)
    failed = Later("http_503", fault=Fault.PROVIDER)
    assert receipt_of_ring(failed, ring, NOON + timedelta(seconds=1)) == failed
    assert isinstance(receipt_of_ring(failed, ring, NOON + RINGS_TRIED_FOR), Never)


def test_a_page_goes_another_way_when_slack_has_not_taken_it_for_some_time_or_will_not() -> None:
    page = claimed(1, NOON).notice
    soon, late = page.created_at + timedelta(seconds=1), page.created_at + SLACK_TAKES_PAGES_WITHIN
    assert not goes_another_way(Later("http_503"), page, soon)
    assert goes_another_way(Later("http_503"), page, late)
    assert goes_another_way(Later("ratelimited", after_seconds=30), page, soon)
    assert not goes_another_way(Sent(), page, late)
