"""Anything that may happen to the outbox, in any order, held against a model of it in a list.

Nothing is lost, a lane keeps its order, and each thing that a sender settles it settles once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Table, delete, select

from bot.domain.notices import Sent
from bot.store import claims, notices, tables
from bot.store.claims import Claimed, Delivered, Failed, Fenced, Retry, Settlement
from bot.store.database import Database, Tx
from bot.store.notices import State
from tests.store.rows import LEASE, NOON, planned

LANES = st.sampled_from(["x", "y"])
SECONDS = st.sampled_from([0, 1, 31])
RARELY = st.sampled_from([False, False, False, True])
INCIDENT = "INC-2026-0001"


@dataclass
class Item:
    """What the model knows of a notice."""

    id: str
    surface: str | None
    due_at: datetime
    waits: bool
    tried: int = 0
    state: State = State.PENDING
    taken_at: datetime = NOON
    sent_at: datetime | None = None

    def ready(self, now: datetime) -> bool:
        return not self.waits and self.due_at <= now


@dataclass
class Lane:
    """A lane as a list, with at most one claim that counts."""

    items: list[Item] = field(default_factory=list)
    aside: bool = False
    held: Claimed | None = None
    blocked_until: datetime = NOON

    def pending(self) -> list[Item]:
        return [item for item in self.items if item.state is State.PENDING]

    def free(self, now: datetime) -> bool:
        return self.blocked_until <= now and (self.held is None or self.held.lease_until <= now)

    def supersede(self, now: datetime) -> None:
        while pending := self.pending():
            head, *behind = pending
            reachable = [later.surface for later in takewhile(lambda later: later.ready(now), behind)]
            overtaken = head.surface is not None and not head.tried and head.surface in reachable
            if not overtaken:
                return
            head.state = State.SUPERSEDED

    def next(self, now: datetime) -> Item | None:
        """Pass over what is out of date, then give the head when it is ready."""
        self.supersede(now)
        return next((item for item in self.pending()[:1] if item.ready(now)), None)


def clear(table: Table, tx: Tx) -> None:
    tx.execute(delete(table))


class Outbox(RuleBasedStateMachine):
    """The real outbox beside its model."""

    store: Database

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.lanes = {"x": Lane(), "y": Lane()}
        self.stale: list[Claimed] = []
        self.count = 0
        for table in (tables.notices, tables.lanes):
            self.store.write(partial(clear, table))

    def said_better(self, lane: Lane) -> None:
        """What stepped aside is left out when a later one of its surface waits anywhere."""
        waiting = [item for other in self.lanes.values() for item in other.pending()]
        for item in lane.pending() if lane.aside else ():
            if item.surface and any(w.surface == item.surface and w.id[2:] > item.id[2:] for w in waiting):
                item.state = State.SUPERSEDED

    def next(self, lane: Lane) -> Item | None:
        self.said_better(lane)
        return lane.next(self.now)

    def item(self, id_: str) -> Item:
        return next(item for lane in self.lanes.values() for item in lane.items if item.id == id_)

    @rule(lane=LANES, surface=st.sampled_from([None, "card"]), wait=SECONDS, waits=RARELY)
    def plan(self, lane: str, surface: str | None, wait: int, waits: bool) -> None:
        self.count += 1
        item = Item(f"{lane} {self.count:03}", surface, self.now + timedelta(seconds=wait), waits)
        told = planned(
            item.id, lane, surface=surface, due_at=item.due_at, waits_for="the room" if waits else None
        )
        self.store.write(lambda tx: notices.add(tx, [told, told], self.now))
        self.lanes[lane].items.append(item)

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def the_room_is_there(self) -> None:
        waiting = [item for lane in self.lanes.values() for item in lane.items if item.waits]
        assert self.store.write(lambda tx: notices.release(tx, "the room")) == len(waiting)
        for item in waiting:
            item.waits = False

    @rule(limit=st.integers(1, 2))
    def claim(self, limit: int) -> None:
        self.look(limit)

    def look(self, limit: int) -> None:
        heads = {name: lane.pending()[:1] for name, lane in self.lanes.items() if lane.free(self.now)}
        offered = [name for name, head in heads.items() if head and head[0].ready(self.now)]
        found = self.store.write(lambda tx: claims.claim(tx, self.now, LEASE, "one", limit))
        if len(offered) <= limit:
            expected = {name: self.next(self.lanes[name]) for name in offered}
            assert {one.lane: one.notice.id for one in found} == {
                name: item.id for name, item in expected.items() if item
            }
        else:
            for one in found:
                item = self.next(self.lanes[one.lane])
                assert item is not None
                assert item.id == one.notice.id
            self.catch_up()
        for one in found:
            self.take(one)

    def catch_up(self) -> None:
        """With more lanes than asked for, which one was looked at is the database's choice."""
        rows = self.store.read(
            lambda tx: tx.execute(select(tables.notices.c.id, tables.notices.c.state)).all()
        )
        for row in rows:
            item = self.item(row.id)
            if State(row.state) is State.SUPERSEDED:
                aside = any(item in lane.items for lane in self.lanes.values() if lane.aside)
                assert item.surface
                assert aside or not item.tried
                item.state = State.SUPERSEDED

    def take(self, claimed: Claimed) -> None:
        lane = self.lanes[claimed.lane]
        item = self.item(claimed.notice.id)
        item.tried += 1
        item.taken_at = self.now
        assert claimed.notice.attempts == item.tried
        assert claimed.doubtful is (item.tried > 1)
        if lane.held:
            self.stale.append(lane.held)
        lane.held = claimed

    def settle(self, lane: Lane, settlement: Settlement, *, take_next: bool = False) -> None:
        if lane.held is None:
            self.look(limit=2)
        claimed = lane.held
        if claimed is None:
            return
        work = partial(
            claims.settle, claimed=claimed, settlement=settlement, now=self.now, take_next=take_next
        )
        following = self.store.write(work)
        if isinstance(settlement, Delivered) and self.crossed(self.item(claimed.notice.id), lane):
            settlement = Retry(self.now, "crossed")
        self.stale.append(claimed)
        lane.held = None
        lane.blocked_until = NOON
        self.note(self.item(claimed.notice.id), lane, settlement, claimed.notice.seq)
        expected = self.next(lane) if take_next and not isinstance(settlement, Retry) else None
        assert (following and following.notice.id) == (expected and expected.id)
        if following:
            self.take(following)

    def crossed(self, item: Item, lane: Lane) -> bool:
        """Another edit of the same message arrived while it was on its way."""
        others = [one for other in self.lanes.values() if other is not lane for one in other.items]
        return item.surface is not None and any(
            one.surface == item.surface and one.sent_at is not None and one.sent_at > item.taken_at
            for one in others
        )

    def note(self, item: Item, lane: Lane, settlement: Settlement, place: int) -> None:
        match settlement:
            case Delivered():
                assert item.state is not State.SENT
                item.state, item.sent_at = State.SENT, self.now
            case Failed():
                item.state = State.FAILED
            case Retry(at, _, count_attempt, block_lane_until, aside):
                item.tried -= 0 if count_attempt else 1
                item.due_at = at
                lane.blocked_until = block_lane_until or NOON
                if aside:
                    lane.items.remove(item)
                    self.lanes[f"aside/{place}"] = Lane([item], aside=True)

    @rule(lane=LANES, take_next=st.booleans())
    def it_is_sent(self, lane: str, take_next: bool) -> None:
        self.settle(self.lanes[lane], Delivered(Sent()), take_next=take_next)

    @rule(lane=LANES, take_next=st.booleans())
    def it_can_not_be_sent(self, lane: str, take_next: bool) -> None:
        self.settle(self.lanes[lane], Failed("channel_not_found"), take_next=take_next)

    @rule(lane=LANES, wait=SECONDS, count=st.booleans(), block=st.none() | SECONDS)
    def it_is_for_later(self, lane: str, wait: int, count: bool, block: int | None) -> None:
        until = None if block is None else self.now + timedelta(seconds=block)
        later = Retry(self.now + timedelta(seconds=wait), "busy", count, until)
        self.settle(self.lanes[lane], later)

    @rule(lane=LANES, wait=SECONDS)
    def it_steps_aside(self, lane: str, wait: int) -> None:
        self.settle(self.lanes[lane], Retry(self.now + timedelta(seconds=wait), "busy", aside=True))

    @rule()
    def what_stepped_aside_is_sent(self) -> None:
        for lane in [lane for lane in self.lanes.values() if lane.aside and lane.held]:
            self.settle(lane, Delivered(Sent()))

    @rule()
    def whoever_was_too_late_is_fenced_off(self) -> None:
        for claimed in self.stale:
            with pytest.raises(Fenced):
                self.store.write(
                    partial(claims.settle, claimed=claimed, settlement=Delivered(Sent()), now=self.now)
                )

    @invariant()
    def nothing_is_lost(self) -> None:
        rows = self.store.read(
            lambda tx: tx.execute(select(tables.notices.c.id, tables.notices.c.state)).all()
        )
        real = {row.id: State(row.state) for row in rows}
        assert real == {item.id: item.state for lane in self.lanes.values() for item in lane.items}

    @invariant()
    def the_next_moment_is_known(self) -> None:
        moments = []
        for lane in self.lanes.values():
            for head in lane.pending()[:1]:
                if not head.waits:
                    leased = lane.held.lease_until if lane.held else NOON
                    moments.append(max(head.due_at, lane.blocked_until, leased))
        assert self.store.read(claims.next_claim_at) == min(moments, default=None)


def test_the_outbox_behaves_like_its_model(store: Database) -> None:
    machine = type("OutboxOf", (Outbox,), {"store": store})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
