"""The front desk: store first, acknowledge at once, then hand on to those who work. Nothing here decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from concurrent.futures import TimeoutError as NotInTime
from threading import BoundedSemaphore

import structlog
from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware

from bot.clock import Clock
from bot.render import asides
from bot.render.forms import notice_form
from bot.render.message import Message
from bot.slack.desk import Delivered
from bot.slack.engine_port import SOURCE, CannotStore
from bot.slack.payloads import Payload, identity, kind, part, user_of
from bot.slack.reaching import without_address
from bot.slack.replies import shown
from bot.slack.routes import Handler, handler_for, light_handler_for, window_for
from bot.slack.submissions import Verdict
from bot.slack.turns import TURN, Turn
from bot.slack.work import Work, seat

log = structlog.get_logger(__name__)

SUBMISSION_SECONDS = 2.0
"""How long a submitted form is held open so that it can be rejected: Slack allows 3 s, including the round
trip."""
WAITING_MAX = 1000
"""Deliveries queued for a worker: about what sixteen workers process in the 30 s for which a process holds a
delivery. Any beyond that are stored like the rest and processed by a sweep; whoever sent a command or a form
is told."""


class Reception(Middleware):
    """Takes every payload from Bolt. Nothing is acknowledged that is not stored, except what needs no keeping."""

    def __init__(self, work: Work, workers: Executor, wall: Clock) -> None:
        """`wall` is real time, whatever clock decisions go by."""
        self._work = work
        self._desk = work.desk
        self._workers = workers
        self._wall = wall
        self._room = BoundedSemaphore(WAITING_MAX)
        self._turns = work.turns

    def expect(self, body: Payload) -> Turn:
        """Its place among what the same person does; to be called in the order of arrival."""
        worked_on = handler_for(body) is not None or kind(body) == "view_submission"
        return self._turns.take(user_of(body) if worked_on else None, self._wall.now())

    def process(
        self,
        *,
        req: BoltRequest,
        resp: BoltResponse,  # noqa: ARG002  Bolt's own signature
        next: Callable[[], BoltResponse],  # noqa: A002, ARG002
    ) -> BoltResponse:
        """Take what Bolt has read and known for Slack's, before it looks for listeners: without one it is a 404."""
        return self._receive(req.body, req.context[TURN])

    def _receive(self, body: Payload, turn: Turn) -> BoltResponse:
        """Store, and hand on: the answer is the acknowledgement, 503 when nothing was taken."""
        handler, is_form = handler_for(body), kind(body) == "view_submission"
        if handler is None and not is_form:
            light = light_handler_for(body)
            if light is not None and not self._queue(light, Delivered("", body, turn=turn), turn):
                log.info("light_delivery_dropped", kind=kind(body))
            return BoltResponse(status=200)
        delivery = identity(body)
        try:
            new = self._desk.engine.keep(SOURCE, delivery, _kept(body), turn.came_at)
        except CannotStore:
            log.warning("delivery_not_stored", kind=kind(body))
            return self._not_stored(body)
        if not new:
            log.info("delivery_repeated", kind=kind(body))
        elif handler is None:
            return self._receive_form(Delivered(delivery, body, turn=turn), turn)
        elif not self._queue(
            handler, Delivered(delivery, body, window_for(self._desk, body), turn=turn), turn
        ):
            return _waits(body)
        return BoltResponse(status=200)

    def _queue(self, handler: Handler, delivered: Delivered, turn: Turn) -> bool:
        """False: there is no room left."""
        if turn.refused or not self._room.acquire(blocking=False):
            return False
        done = turn.begin(lambda: self._work.carry_out(handler, delivered))
        done.add_done_callback(lambda _: self._room.release())
        return True

    def _receive_form(self, delivered: Delivered, turn: Turn) -> BoltResponse:
        """A refusal in time keeps the form open, with what was typed; a later one brings it back.

        Its place in the queue is held until its answer is given too.
        """
        if turn.refused or not self._room.acquire(blocking=False):
            return _waits(delivered.payload)
        working = turn.begin(lambda: self._work.judge(delivered))
        try:
            verdict = working.result(SUBMISSION_SECONDS)
        except NotInTime:
            working.add_done_callback(lambda done: self._tell_late(delivered, done))
            return BoltResponse(status=200)
        except BaseException:
            self._room.release()
            raise
        if verdict.errors or not verdict.message:
            self._room.release()
            return _errors(verdict.errors) if verdict.errors else BoltResponse(status=200)
        self._say_soon(delivered.payload, verdict.message)
        return BoltResponse(status=200)

    def _say_soon(self, body: Payload, message: Message) -> None:
        """Beside the acknowledgement; whoever calls it has taken a place in the queue, which is given back."""
        said = self._workers.submit(self._desk.replies.say, seat(body), message)
        said.add_done_callback(lambda _: self._room.release())

    def _not_stored(self, body: Payload) -> BoltResponse:
        """Nobody is told that something was taken which was not."""
        match kind(body):
            case "event_callback":
                return BoltResponse(status=503)
            case "command":
                return BoltResponse(
                    status=200, body={"response_type": "ephemeral"} | shown(asides.not_saved())
                )
            case "view_submission":
                block = next(iter(part(part(part(body, "view"), "state"), "values")), None)
                return _errors({block: asides.not_saved().text}) if block else BoltResponse(status=503)
            case _ if not self._room.acquire(blocking=False):
                return BoltResponse(status=503)  # Slack itself puts a warning sign beside the button
            case _:
                self._say_soon(body, asides.not_saved())
                return BoltResponse(status=200)

    def _tell_late(self, delivered: Delivered, done: Future[Verdict]) -> None:
        try:
            self._desk.replies.say(seat(delivered.payload), done.result().message)
        finally:
            self._room.release()


def _waits(body: Payload) -> BoltResponse:
    """It is stored, and there are too many before it: a command and a form are told in the acknowledgement itself,
    which needs no worker; what a click does is seen when a sweep has done it."""
    log.warning("delivery_waits", kind=kind(body), error="TooMany")
    match kind(body):
        case "command":
            answer = {"response_type": "ephemeral"} | shown(asides.under_way())
        case "view_submission":
            answer = {"response_action": "update", "view": dict(notice_form(asides.under_way().text))}
        case _:
            return BoltResponse(status=200)
    return BoltResponse(status=200, body=answer)


def _errors(errors: Mapping[str, str]) -> BoltResponse:
    """Keep a form open with a sentence below each of these fields (by block_id)."""
    return BoltResponse(status=200, body={"response_action": "errors", "errors": dict(errors)})


def _kept(body: Payload) -> str:
    """What lies in the inbox: the payload without Slack's old verification token, and without anybody's address.

    Should we die before it is carried out, the address is asked for again.
    """
    return json.dumps(without_address({name: value for name, value in body.items() if name != "token"}))
