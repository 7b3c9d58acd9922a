"""The work behind the desk: one delivery is carried out, answered, and settled, or put back for a sweep."""

from __future__ import annotations

import traceback
from contextlib import suppress

import structlog

from bot.render import asides, queries
from bot.slack.desk import Delivered, Desk
from bot.slack.engine_port import SOURCE, CannotStore
from bot.slack.payloads import Payload, kind, user_of, word
from bot.slack.replies import Seat, seat_of
from bot.slack.routes import Handler
from bot.slack.submissions import Verdict, read_form, submitted
from bot.slack.trouble import NotNow
from bot.slack.turns import Turns

log = structlog.get_logger(__name__)


class Work:
    """Carries out what was stored; every delivery ends in something that is seen. Called from many threads."""

    def __init__(self, desk: Desk, turns: Turns) -> None:
        self.desk = desk
        self.turns = turns

    def carry_out(self, handler: Handler, delivered: Delivered) -> bool:
        """False: not now, a sweep brings it again."""
        try:
            _not_before_its_turn(delivered)
            outcome = handler(self.desk, delivered)
        except (CannotStore, NotNow) as trouble:
            log.warning("delivery_waits", kind=kind(delivered.payload), error=type(trouble).__name__)
            self.put_back(delivered)
            self._say_it_waits(delivered)
            return False
        except Exception as trouble:  # every delivery ends in something that is seen
            _log_failure(delivered, trouble)
            self._say_it_failed(delivered)
            outcome = "failed"
        self.settle(delivered, outcome)
        return True

    def judge(self, delivered: Delivered) -> Verdict:
        """Carry out a form; whatever breaks, it ends in a verdict."""
        try:
            _not_before_its_turn(delivered)
            by = self.desk.actors.of(user_of(delivered.payload) or "")
            verdict = submitted(self.desk, delivered, by)
        except (CannotStore, NotNow):
            self.put_back(delivered)
            return Verdict("waits", message=asides.under_way())
        except Exception as trouble:
            _log_failure(delivered, trouble)
            typed = read_form(delivered.payload, self.desk.engine.setup).typed
            verdict = Verdict("failed", message=asides.with_typed(queries.failed("That"), typed))
        self.settle(delivered, verdict.outcome)
        return verdict

    def settle(self, delivered: Delivered, outcome: str) -> None:
        """It needs no further care."""
        if not delivered.id:
            return
        try:
            self.desk.engine.carried_out(SOURCE, delivered.id, outcome)
        except Exception as trouble:  # what was done is answered as done, whatever breaks here
            # It will look undone, and be carried out again: the engine knows it by its delivery.
            kept, error = kind(delivered.payload), type(trouble).__name__
            log.warning("delivery_not_settled", kind=kept, error=error)
        log.info("delivery_done", kind=kind(delivered.payload), outcome=outcome, late=delivered.late)

    def put_back(self, delivered: Delivered) -> None:
        """It waits for Slack or for the database, and its age alone says when that is too long."""
        if delivered.turn:
            self.turns.leave(delivered.turn)
        if delivered.id:
            with suppress(CannotStore):
                self.desk.engine.put_back(SOURCE, delivered.id)

    def _say_it_waits(self, delivered: Delivered) -> None:
        if not delivered.late and was_asked(delivered.payload):
            self.desk.replies.say(seat(delivered.payload), asides.under_way())

    def _say_it_failed(self, delivered: Delivered) -> None:
        if was_asked(delivered.payload):
            self.desk.replies.say(seat(delivered.payload), queries.failed("That"))


def _not_before_its_turn(delivered: Delivered) -> None:
    """Raises NotNow when one that the same person did before it has to wait."""
    if delivered.turn and delivered.turn.waits:
        raise NotNow


def was_asked(payload: Payload) -> bool:
    """Whether somebody waits for an answer; a mark or an edit is no question."""
    return kind(payload) != "event_callback" or word(payload, "event", "type") in {"app_mention", "message"}


def seat(payload: Payload) -> Seat:
    """Where the one sits who did it."""
    return seat_of(payload, user_of(payload) or "")


def _log_failure(delivered: Delivered, trouble: Exception) -> None:
    """Where it broke, without the exception's own words: they may quote a private incident."""
    where = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trouble.__traceback__)
    ]
    log.error("delivery_failed", kind=kind(delivered.payload), error=type(trouble).__name__, where=where[-8:])
