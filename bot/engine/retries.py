"""How long a notice waits for its next try, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import jitter
from bot.domain.notices import Later, Never, Receipt, Sent, Urgency
from bot.store.claims import Claimed, Delivered, Failed, Retry, Settlement
from bot.store.notices import Queued

LONGEST_BACKOFF = timedelta(seconds=30)
"""When Slack is back after an outage, everything resumes within this time."""

GIVEN_UP_AFTER = timedelta(hours=48)
"""Longer than any Slack outage on record; a message two days late would mislead."""

LONGEST_BACKOFF_OF_A_PAGE = timedelta(seconds=5)
"""Somebody should have been woken by now, and one request every five seconds per paged person is no
burden."""

SHORTEST_WAIT = timedelta(milliseconds=250)
"""Before the first retry: most connection resets are over by then."""

NO_SUCH_THING = frozenset({"http_404", "http_410"})

EDIT_TRIED_FOR = timedelta(minutes=10)
"""Longer than a gateway is being changed."""

HOLDS_LANE_FOR = timedelta(seconds=1)
"""Three attempts. After that, a page that fails while others are delivered no longer holds up the next
one."""


def settlement(receipt: Receipt, claimed: Claimed, now: datetime, *, aside: bool = False) -> Settlement:
    """What the outbox is to remember of a try; `aside` says that the rest of its lane need not wait for it."""
    match receipt:
        case Sent():
            return Delivered(receipt)
        case Never(reason=reason, lost_room=str()):
            return settlement(Later(reason), claimed, now)  # in the next room
        case Never(reason=reason):
            return Failed(reason)
        case Later() as later:
            if now - claimed.notice.created_at > GIVEN_UP_AFTER:
                return Failed(f"given up after 48 h: {later.reason}")
            at = now + _wait(later, claimed.notice, now)
            held = later.after_seconds is not None
            return Retry(at, later.reason, later.doubtful, block_lane_until=at if held else None, aside=aside)


def gives_way(
    receipt: Receipt, notice: Queued, now: datetime, last_told_at: datetime | None, *, stands: bool
) -> bool:
    """Whether what stands behind it in its lane need not wait for it: a page may be among that.

    An edit (its message `stands` there) shows how things are whenever it comes. A page gives way when Slack
    takes others and not this one; while Slack takes nothing at all, the order is kept.
    """
    if not isinstance(receipt, Later) or receipt.after_seconds is not None:
        return False
    if stands:
        return True
    tried_enough = notice.urgency is Urgency.PAGE and tried_for(notice, now) >= HOLDS_LANE_FOR
    return (
        tried_enough and last_told_at is not None and last_told_at > (notice.first_tried_at or last_told_at)
    )


SLACK_TAKES_PAGES_WITHIN = timedelta(seconds=15)
"""So long a page may wait for Slack; then it goes another way too. A few retries, and far from the promised minute."""


def goes_another_way(receipt: Receipt, notice: Queued, now: datetime) -> bool:
    """Whether a page that Slack did not take has waited long enough, or would wait too long for the next try."""
    if not isinstance(receipt, Later):
        return False
    will_wait = timedelta(seconds=receipt.after_seconds or 0)
    return now - notice.created_at + will_wait >= SLACK_TAKES_PAGES_WITHIN


RINGS_TRIED_FOR = timedelta(seconds=10)
"""So long a page by another method is tried again when its providers fail; then the next method is used, and after
that the next person. Two providers that hang take longer than that once (14 s), and one alone twice (7 s, a pause of at
most 5 s, 7 s): after the 16 s that Slack may take, the next way is tried within the promised minute."""


def receipt_of_ring(receipt: Receipt, notice: Queued, now: datetime) -> Receipt:
    """What came of a page by another method: a failure that lasts is one for good. It is measured from the first try,
    so that one that begins late, as after a restart, does not end with a single hiccup."""
    if isinstance(receipt, Later) and tried_for(notice, now) >= RINGS_TRIED_FOR:
        return Never(receipt.reason, fault=receipt.fault)
    return receipt


def message_is_gone(receipt: Receipt, notice: Queued, now: datetime) -> bool:
    """Whether an edit met a bare "no such thing" for so long that its message must be gone: a card is then posted
    anew, and whatever else was to be edited is left."""
    bare = isinstance(receipt, Later) and receipt.reason in NO_SUCH_THING
    return bare and tried_for(notice, now) > EDIT_TRIED_FOR


def tried_for(notice: Queued, now: datetime) -> timedelta:
    """Since its first try. Tries are no measure: those that certainly did not arrive are not counted."""
    return now - (notice.first_tried_at or now)


def _wait(later: Later, notice: Queued, now: datetime) -> timedelta:
    """As long again as it was tried already, with jitter, and never less than the other side asked for."""
    longest = LONGEST_BACKOFF_OF_A_PAGE if notice.urgency is Urgency.PAGE else LONGEST_BACKOFF
    backoff = min(max(tried_for(notice, now), SHORTEST_WAIT * 2), longest)
    spread = timedelta(seconds=jitter(backoff.total_seconds() / 2))
    asked = timedelta(seconds=later.after_seconds or 0)
    return max(backoff / 2 + spread, asked + timedelta(milliseconds=50))
