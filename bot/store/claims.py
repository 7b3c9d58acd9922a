"""Who sends what: a lane is leased to one sender at a time, and handed back with what came of it.

A claim is committed before anything is sent, so a notice found with an earlier attempt may
have arrived: it is looked up first. A lease that ran out lets another take the lane; the
fence then keeps the first from settling what is no longer its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from bot.domain.notices import Sent, Urgency
from bot.store import heads
from bot.store.codec import receipt_to_json
from bot.store.notices import ASIDE, Queued, queued
from bot.store.tables import lanes
from bot.store.transactions import Tx
from bot.store.upserts import put_if_absent

PASSES = 100
"""Outdated heads of a lane that are passed over at once. One more edit of a card than needed does no harm."""


class Fenced(Exception):
    """The lease ran out and the lane is another's: what came of the send is theirs to find out."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice in our hands until `lease_until`, and the fence that proves it."""

    lane: str
    fence: int
    owner: str
    lease_for: timedelta
    lease_until: datetime
    notice: Queued

    @property
    def doubtful(self) -> bool:
        """An earlier try may have arrived: look it up before sending."""
        return self.notice.attempts > 1


@dataclass(frozen=True, slots=True)
class Delivered:
    """It is there."""

    receipt: Sent


@dataclass(frozen=True, slots=True)
class Retry:
    """Again at `at`. `count_attempt` False: it certainly did not arrive (a 429), so no look-up is needed.

    `block_lane_until` holds back everything in the lane. `aside`: it waits in a lane of its own, and what
    stands behind it goes on.
    """

    at: datetime
    reason: str
    count_attempt: bool = True
    block_lane_until: datetime | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """It can't be done; the lane goes on with the next."""

    reason: str


Settlement: TypeAlias = Delivered | Retry | Failed


def claim(
    tx: Tx,
    now: datetime,
    lease_for: timedelta,
    owner: str,
    limit: int,
    least: Urgency = Urgency.DECORATION,
) -> list[Claimed]:
    """Take the heads of up to `limit` free lanes, the most urgent first, then the oldest.

    `least` leaves lanes alone whose head is less urgent: senders kept free for pages.
    """
    asked = {"now": now, "most": limit, "least": least.value}
    free = {row.lane: row.fence for row in tx.execute(heads.FREE_LANES, asked)}
    return _take(tx, free, now, lease_for, owner) if free else []


def settle(
    tx: Tx, claimed: Claimed, settlement: Settlement, now: datetime, *, take_next: bool = False
) -> Claimed | None:
    """Note what came of it, and free the lane, or take the lane's next notice under a new lease.

    A lease that ran out unnoticed still counts, as long as nobody else took the lane. Of two edits of one message
    that were on their way at once nobody knows which came last: the one that is settled last goes once more, with
    the words of then.
    Raises Fenced otherwise: then nothing of the transaction may be kept.
    """
    lane = tx.execute(heads.MINE, {"name_": claimed.lane}).one()
    if lane.fence != claimed.fence or lane.lease_until is None:
        raise Fenced(f"{claimed.lane}: lease {claimed.fence} is over, the lane is at {lane.fence}")
    if isinstance(settlement, Delivered) and _crossed(tx, claimed):
        settlement = Retry(now, "another edit of the same message was on its way")
    _note(tx, claimed.notice.seq, settlement, now)
    until = settlement.block_lane_until if isinstance(settlement, Retry) else None
    following = _take_next(tx, claimed, now) if take_next and not isinstance(settlement, Retry) else None
    if following is None:
        tx.execute(heads.FREE, {"name_": claimed.lane, "until": until})
    return following


def renew(tx: Tx, names: Collection[str], owner: str, until: datetime) -> frozenset[str]:
    """Keep lanes that are still this owner's, and say which; one that another took in between stays theirs."""
    return frozenset(tx.scalars(heads.RENEW, {"names": list(names), "holder": owner, "until": until}))


def let_go(tx: Tx) -> int:
    """Free every lane: for a start where nobody else can be serving. Returns how many were held.

    What was in flight counts as tried, so it is looked up before it is sent again.
    """
    return tx.execute(heads.LET_GO).rowcount


def next_claim_at(
    tx: Tx, now: datetime | None = None, least: Urgency = Urgency.DECORATION, *, later: bool = True
) -> datetime | None:
    """When something may be claimed next, past or future; None: nothing waits, or all of it for something else.

    Give `now` where thousands may wait: when something at least that urgent may be claimed already, that is the
    answer, and is quick. What comes later is not, so it is looked for only when it is asked for.
    """
    if now is not None and tx.execute(heads.SOMETHING_FREE, {"now": now, "least": least.value}).first():
        return now
    return tx.execute(heads.NEXT_CLAIM_AT).scalar() if later else None


def _crossed(tx: Tx, claimed: Claimed) -> bool:
    """Whether it may stand where a newer edit stood: only where one has stepped aside."""
    notice, taken_at = claimed.notice, claimed.lease_until - claimed.lease_for
    if notice.surface is None or notice.kind in heads.ASKS:
        return False
    asked = {"of": notice.incident, "on": notice.surface, "name_": claimed.lane, "since": taken_at}
    return tx.execute(heads.CROSSED, asked).first() is not None


def _take_next(tx: Tx, before: Claimed, now: datetime) -> Claimed | None:
    """Lease the same lane again with its next notice, if that is ready."""
    lane, until = before.lane, now + before.lease_for
    if tx.execute(heads.WAITS, {"name_": lane}).first() is None:
        return None
    for _ in range(PASSES):
        if not tx.execute(heads.SUPERSEDE_ONE, {"name_": lane, "now": now}).rowcount:
            break
    row = tx.execute(heads.IN_HAND_ONE, {"name_": lane, "now": now}).first()
    if row is None:
        return None
    tx.execute(heads.LEASE_ONE, {"name_": lane, "until": until, "holder": before.owner})
    return Claimed(lane, before.fence + 1, before.owner, before.lease_for, until, queued(row))


def _take(tx: Tx, free: Mapping[str, int], now: datetime, lease_for: timedelta, owner: str) -> list[Claimed]:
    """Lease these locked lanes (fences by name) and their heads, where a head is ready."""
    until = now + lease_for
    _pass_over(tx, free, now)
    taken = [queued(row) for row in tx.execute(heads.IN_HAND, {"names": list(free), "now": now})]
    if not taken:
        return []
    tx.execute(heads.LEASE, {"names": [one.lane for one in taken], "until": until, "holder": owner})
    taken.sort(key=lambda notice: (notice.urgency, notice.seq))
    return [Claimed(n.lane, free[n.lane] + 1, owner, lease_for, until, n) for n in taken]


def _pass_over(tx: Tx, names: Collection[str], now: datetime) -> None:
    for _ in range(PASSES):
        if not tx.execute(heads.SUPERSEDE, {"names": list(names), "now": now}).rowcount:
            return


def _note(tx: Tx, place: int, settlement: Settlement, now: datetime) -> None:
    """Write down what came of a send."""
    match settlement:
        case Delivered(receipt):
            tx.execute(heads.SENT, {"place": place, "told": receipt_to_json(receipt), "now": now})
        case Failed(reason):
            tx.execute(heads.FAILED, {"place": place, "why": reason, "now": now})
        case Retry(at, reason, count_attempt, _, aside):
            back = 0 if count_attempt else 1
            again = {"place": place, "why": reason, "now": now, "until": at, "uncounted": back}
            tx.execute(heads.AGAIN, again)
            if aside:
                _step_aside(tx, place)
        case _:
            assert_never(settlement)


def _step_aside(tx: Tx, place: int) -> None:
    """Its own number names its lane, so that nothing else can ever be in it."""
    lane = f"{ASIDE}{place}"
    put_if_absent(tx, lanes, [{"lane": lane, "fence": 0}])
    tx.execute(heads.MOVE, {"place": place, "name_": lane})
