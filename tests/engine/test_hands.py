"""What is in hand, and whether it is still ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.notices import Urgency
from bot.engine.hands import Hands
from bot.store.claims import Claimed
from bot.store.notices import Queued, State

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LEASE = timedelta(seconds=15)
MINUTE = timedelta(minutes=1)


def claimed(fence: int, now: datetime) -> Claimed:
    notice = Queued(
        seq=1,
        id="INC-2026-0001/1/page",
        incident="INC-2026-0001",
        lane="ana",
        kind="page_person",
        urgency=Urgency.PAGE,
        surface=None,
        waits_for=None,
        body="{}",
        created_at=NOON,
        due_at=NOON,
        attempts=1,
        first_tried_at=NOON,
        state=State.PENDING,
        receipt=None,
        reason=None,
        settled_at=None,
    )
    return Claimed("ana", fence, "here", LEASE, now + LEASE, notice)


def test_a_lane_is_ours_as_long_as_it_is_renewed() -> None:
    hands, begun = Hands(), claimed(1, NOON)
    hands.take(begun, NOON)
    assert hands.ours(begun, NOON)
    assert not hands.ours(begun, NOON + LEASE)
    hands.renewed(["ana"], NOON + MINUTE)
    assert hands.ours(begun, NOON + LEASE)


def test_whoever_lost_a_lane_does_not_get_it_back_when_it_is_taken_again() -> None:
    hands, lost, taken = Hands(), claimed(1, NOON), claimed(3, NOON + MINUTE)
    hands.take(lost, NOON)
    hands.take(taken, NOON + MINUTE)
    hands.renewed(["ana"], NOON + 2 * MINUTE)
    assert hands.ours(taken, NOON + MINUTE + LEASE)
    assert not hands.ours(lost, NOON + MINUTE)
