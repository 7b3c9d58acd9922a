"""The front desk: store first, acknowledge at once, then work; what was stored and not done is made up for."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from concurrent.futures import TimeoutError as NotInTime
from contextlib import suppress
from datetime import timedelta
from threading import BoundedSemaphore

import structlog
from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware

from bot.clock import Clock
from bot.render import asides, queries
from bot.render.forms import notice_form
from bot.render.message import Message
from bot.slack.corridor import SOURCE, CannotStore, Kept
from bot.slack.desk import Delivered, Desk
from bot.slack.payloads import Payload, identity, kind, part, user_of, word
from bot.slack.replies import Seat, seat_of, shown
from bot.slack.routes import Handler, handler_for, light_handler_for, window_for
from bot.slack.submissions import Verdict, read_form, submitted
from bot.slack.trouble import NotNow
from bot.slack.turns import TURN, Turn, Turns

log = structlog.get_logger(__name__)

SUBMISSION_SECONDS = 2.0
"""How long a submitted form is held open for a refusal: Slack gives 3 s, and the way there and back takes some."""
WAITING_MAX = 1000
"""Deliveries in the queue for a worker: about what sixteen of them do in the 30 s for which a delivery is ours.
What comes beyond that is stored like the rest, and done by a sweep; whoever sent a command or a form is told so."""
SWEEP_LIMIT = 20
"""Deliveries made up for in one sweep, so that a sweep never holds up the scheduler's other work for long."""
ORDER_LIVES = timedelta(hours=1)
"""An older command or click is told back rather than carried out: nobody means it any more."""
EVENT_LIVES = timedelta(days=1)
"""Marks, edits and deletions are still true the day after."""


class Reception(Middleware):
    """Takes every payload from Bolt. Nothing is acknowledged that is not stored, except what needs no keeping."""

    def __init__(self, desk: Desk, workers: Executor, wall: Clock) -> None:
        """`wall` is real time, by which deliveries age, whatever clock decisions go by."""
        self._desk = desk
        self._workers = workers
        self._wall = wall
        self._room = BoundedSemaphore(WAITING_MAX)
        self._turns = Turns(workers)

    # --- on the way in: nothing here talks to Slack or decides

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
            new = self._desk.corridor.keep(SOURCE, delivery, _kept(body), turn.came_at)
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
        done = turn.begin(lambda: self._carry_out(handler, delivered))
        done.add_done_callback(lambda _: self._room.release())
        return True

    def _receive_form(self, delivered: Delivered, turn: Turn) -> BoltResponse:
        """A refusal in time keeps the form open, with what was typed; a later one brings it back.

        Its place in the queue is held until its answer is given too.
        """
        if turn.refused or not self._room.acquire(blocking=False):
            return _waits(delivered.payload)
        working = turn.begin(lambda: self._judge(delivered))
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
        said = self._workers.submit(self._desk.replies.say, _seat(body), message)
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

    # --- the work

    def _carry_out(self, handler: Handler, delivered: Delivered) -> bool:
        """False: not now, a sweep brings it again."""
        try:
            _not_before_its_turn(delivered)
            outcome = handler(self._desk, delivered)
        except (CannotStore, NotNow) as trouble:
            log.warning("delivery_waits", kind=kind(delivered.payload), error=type(trouble).__name__)
            self._put_back(delivered)
            self._say_it_waits(delivered)
            return False
        except Exception as trouble:  # every delivery ends in something that is seen
            _log_failure(delivered, trouble)
            self._say_it_failed(delivered)
            outcome = "failed"
        self._settle(delivered, outcome)
        return True

    def _judge(self, delivered: Delivered) -> Verdict:
        """Carry out a form; whatever breaks, it ends in a verdict."""
        try:
            _not_before_its_turn(delivered)
            by = self._desk.actors.of(user_of(delivered.payload) or "")
            verdict = submitted(self._desk, delivered, by)
        except (CannotStore, NotNow):
            self._put_back(delivered)
            return Verdict("waits", message=asides.under_way())
        except Exception as trouble:
            _log_failure(delivered, trouble)
            typed = read_form(delivered.payload, self._desk.corridor.setup).typed
            verdict = Verdict("failed", message=asides.with_typed(queries.failed("That"), typed))
        self._settle(delivered, verdict.outcome)
        return verdict

    def _tell_late(self, delivered: Delivered, done: Future[Verdict]) -> None:
        try:
            self._desk.replies.say(_seat(delivered.payload), done.result().message)
        finally:
            self._room.release()

    def _settle(self, delivered: Delivered, outcome: str) -> None:
        if not delivered.id:
            return
        try:
            self._desk.corridor.carried_out(SOURCE, delivered.id, outcome)
        except Exception as trouble:  # what was done is answered as done, whatever breaks here
            # It will look undone, and be carried out again: the engine knows it by its delivery.
            kept, error = kind(delivered.payload), type(trouble).__name__
            log.warning("delivery_not_settled", kind=kept, error=error)
        log.info("delivery_done", kind=kind(delivered.payload), outcome=outcome, late=delivered.late)

    def _put_back(self, delivered: Delivered) -> None:
        """It waits for Slack or for the database, and its age alone says when that is too long."""
        if delivered.turn:
            self._turns.leave(delivered.turn)
        if delivered.id:
            with suppress(CannotStore):
                self._desk.corridor.put_back(SOURCE, delivered.id)

    # --- what was left behind

    def sweep(self) -> int:
        """Carry out what was stored by somebody who died before it was done; says how many."""
        waiting: set[str] = set()
        for swept in range(SWEEP_LIMIT):
            try:
                # One at a time: a lease taken on many would run out before the last of them is carried out.
                kept = self._desk.corridor.stale(1)
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
            if _was_asked(payload):
                self._desk.replies.say(_seat(payload), asides.given_up())
            self._settle(delivered, "given_up")
            return
        if user in waiting:
            self._put_back(delivered)
        elif not self._made_up_for(delivered) and user:
            waiting.add(user)

    def _made_up_for(self, delivered: Delivered) -> bool:
        """False: not now either."""
        payload = delivered.payload
        if kind(payload) == "view_submission":
            verdict = self._judge(delivered)
            if verdict.outcome != "waits":
                self._desk.replies.say(_seat(payload), verdict.message)
            return verdict.outcome != "waits"
        handler = handler_for(payload)
        if handler is None:
            self._settle(delivered, "not_known")
            return True
        return self._carry_out(handler, delivered)

    # --- answers of last resort

    def _say_it_waits(self, delivered: Delivered) -> None:
        if not delivered.late and _was_asked(delivered.payload):
            self._desk.replies.say(_seat(delivered.payload), asides.under_way())

    def _say_it_failed(self, delivered: Delivered) -> None:
        if _was_asked(delivered.payload):
            self._desk.replies.say(_seat(delivered.payload), queries.failed("That"))


def _not_before_its_turn(delivered: Delivered) -> None:
    """Raises NotNow when one that the same person did before it has to wait."""
    if delivered.turn and delivered.turn.waits:
        raise NotNow


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
    """What lies in the inbox: the payload without Slack's old verification token."""
    return json.dumps({name: value for name, value in body.items() if name != "token"})


def _was_asked(payload: Payload) -> bool:
    """Whether somebody waits for an answer; a mark or an edit is no question."""
    return kind(payload) != "event_callback" or word(payload, "event", "type") in {"app_mention", "message"}


def _lives(payload: Payload) -> timedelta:
    return EVENT_LIVES if kind(payload) == "event_callback" else ORDER_LIVES


def _seat(payload: Payload) -> Seat:
    return seat_of(payload, user_of(payload) or "")


def _log_failure(delivered: Delivered, trouble: Exception) -> None:
    """Where it broke, without the exception's own words: they may quote a private incident."""
    where = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trouble.__traceback__)
    ]
    log.error("delivery_failed", kind=kind(delivered.payload), error=type(trouble).__name__, where=where[-8:])
