"""Covers, swaps and time off: one request, one transaction; and the roster that follows from them, wherever it changed."""

from __future__ import annotations

from datetime import datetime

from bot.clock import fresh_key
from bot.domain.oncall.cover_decisions import arrange
from bot.domain.oncall.covers import Arranged, ArrangedBefore, ArrangeOutcome, AskedToArrange, Board, Line
from bot.domain.oncall.roster import with_roster
from bot.domain.proposing import following, wait_of
from bot.domain.setup import Setup
from bot.engine.availability import storing
from bot.engine.corridor import Corridor
from bot.engine.memos import plan
from bot.engine.once import first_time
from bot.engine.overlay import Overlay
from bot.store import arrangements, roster
from bot.store.transactions import Database, Tx

ID_LENGTH = 10
"""Hex digits: 40 bits keep a few thousand arrangements apart; they open nothing."""


class Arrangements:
    """The door for what people arrange among themselves."""

    def __init__(self, database: Database, corridor: Corridor, overlay: Overlay) -> None:
        self._database = database
        self._corridor = corridor
        self._overlay = overlay

    def arrange(self, asked: AskedToArrange) -> ArrangeOutcome:
        """Decide, save, and lay it over the file at once. Raises CannotStore: nothing happened."""
        name = fresh_key()[:ID_LENGTH]
        with storing():
            outcome = self._database.write(lambda tx: self._once(tx, asked, name))
        if isinstance(outcome, Arranged) and outcome.lines:
            self._overlay.look()
            self._corridor.wakes.changed()
        return outcome

    def board(self) -> Board:
        """As it stands. Raises CannotStore."""
        with storing():
            return self._database.read(self._board)

    def record(self, since: datetime, limit: int) -> tuple[Line, ...]:
        """The newest lines of the record. Raises CannotStore."""
        with storing():
            return tuple(self._database.read(lambda tx: arrangements.record(tx, since, limit)))

    def _board(self, tx: Tx) -> Board:
        return arrangements.board(tx, self._corridor.clock.now() - roster.KEPT)

    def _once(self, tx: Tx, asked: AskedToArrange, name: str) -> ArrangeOutcome:
        wall = self._corridor.wall.now()
        if asked.delivery and not first_time(tx, asked.delivery, wall):
            return ArrangedBefore()
        roster.hold(tx)
        before, now = self._board(tx), self._corridor.clock.now()
        setup = self._setup(tx)
        outcome = arrange(asked, before, setup, now, name)
        if isinstance(outcome, Arranged) and outcome.lines:
            arrangements.save(tx, outcome, now)
            roster.changed(tx)
            after = self._setup(tx)
            for memo in following(outcome, setup, after, now):
                plan(tx, self._corridor, [memo], wait_of(memo, after, now))
        return outcome

    def _setup(self, tx: Tx) -> Setup:
        """The team as it stands in this transaction, which may be newer than what was laid over last."""
        return with_roster(self._corridor.file, roster.load(tx, self._corridor.clock.now()))
