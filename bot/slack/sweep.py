"""What was left behind is made up for: stored by somebody who died before it was done, or put back."""

from __future__ import annotations

import json
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.render import asides
from bot.slack.desk import Delivered
from bot.slack.engine_port import CannotStore, Kept
from bot.slack.payloads import Payload, kind, user_of
from bot.slack.routes import handler_for
from bot.slack.work import Work, seat, was_asked

log = structlog.get_logger(__name__)

SWEEP_LIMIT = 20
"""Deliveries processed in one sweep, so that a sweep never delays the scheduler's other work for long."""
ORDER_LIVES = timedelta(hours=1)
"""An older command or click is reported back, not carried out: it is no longer what the person wants."""
EVENT_LIVES = timedelta(days=1)
"""Marks, edits and deletions still apply a day later."""


class Sweep:
    """Takes one delivery after the other, the oldest first."""

    def __init__(self, work: Work, wall: Clock) -> None:
        """`wall` is real time, by which deliveries age, whatever clock decisions go by."""
        self._work = work
        self._desk = work.desk
        self._wall = wall

    def run(self) -> int:
        """Carry out what was stored by somebody who died before it was done; says how many."""
        waiting: set[str] = set()
        for swept in range(SWEEP_LIMIT):
            try:
                # One at a time: a lease taken on many would run out before the last of them is carried out.
                kept = self._desk.engine.stale(1)
            except CannotStore:
                return swept
            if not kept:
                return swept
            self._make_up_for(kept[0], waiting)
        return SWEEP_LIMIT

    def _make_up_for(self, entry: Kept, waiting: set[str]) -> None:
        """`waiting`: people whose earlier ones could not be done in this sweep; theirs wait with those."""
        payload = json.loads(entry.body)
        delivered = Delivered(entry.delivery_id, payload, late=True)
        user = user_of(payload)
        if entry.poison or self._wall.now() - entry.received_at > _lives(payload):
            log.warning("delivery_given_up", kind=kind(payload), poison=entry.poison)
            if was_asked(payload):
                self._desk.replies.say(seat(payload), asides.given_up())
            self._work.settle(delivered, "given_up")
            return
        if user in waiting:
            self._work.put_back(delivered)
        elif not self._made_up_for(delivered) and user:
            waiting.add(user)

    def _made_up_for(self, delivered: Delivered) -> bool:
        """False: not now either."""
        payload = delivered.payload
        if kind(payload) == "view_submission":
            verdict = self._work.judge(delivered)
            if verdict.outcome != "waits":
                self._desk.replies.say(seat(payload), verdict.message)
            return verdict.outcome != "waits"
        handler = handler_for(payload)
        if handler is None:
            self._work.settle(delivered, "not_known")
            return True
        return self._work.carry_out(handler, delivered)


def _lives(payload: Payload) -> timedelta:
    return EVENT_LIVES if kind(payload) == "event_callback" else ORDER_LIVES
