"""Looks what is due at this time of day, and plans it; every replica looks, and the memo's id makes it one."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.duties import due
from bot.domain.memos import Memo
from bot.domain.proposing import due_of, told_of_taking
from bot.engine.corridor import Corridor
from bot.engine.memos import plan
from bot.engine.remembered import Remembered
from bot.store import arrangements, roster
from bot.store.transactions import Database


class Duties:
    """One look, some times a minute."""

    def __init__(self, database: Database, corridor: Corridor) -> None:
        self._database = database
        self._corridor = corridor
        self._planned = Remembered()

    def run(self) -> None:
        """Plan what is due and was not planned by this process. Raises DatabaseUnavailable."""
        memos = [memo for memo in self._due() if memo.id not in self._planned]
        if not memos:
            return
        self._database.write(lambda tx: plan(tx, self._corridor, memos))
        self._planned.add(memo.id for memo in memos)
        self._corridor.wakes.changed()

    def _due(self) -> Iterator[Memo]:
        setup, now = self._corridor.setup, self._corridor.clock.now()
        yield from due(setup, now)
        board = self._database.read(lambda tx: arrangements.board(tx, now - roster.KEPT))
        for proposal in board.proposals:
            yield from due_of(proposal, setup, now)
        yield from told_of_taking(board.covers, setup, now)
