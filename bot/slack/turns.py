"""What one person does is carried out in the order in which it came; people do not wait for each other.

Those who store a delivery run side by side, so the place in line is taken before that, by whoever reads what Slack
sent: the order of arrival is known there and nowhere later.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")

TURN = "turn"
"""The name under which a turn travels in the context of a BoltRequest."""

BEFORE_MAX = 50
"""Deliveries queued for one person: what a worker processes in half of the 30 s for which a process holds a
delivery. Later ones are stored like the rest and processed by a sweep, after these."""


class Turn:
    """A place in one person's line. Whoever took it either begins something or lets it go."""

    def __init__(self, turns: Turns, whose: str | None, came_at: datetime) -> None:
        self._turns = turns
        self._start: Callable[[], object] | None = None
        self._begun = False
        self.whose = whose
        self.came_at = came_at
        self.over = False
        self.refused = False
        """There is no place: too many stand in line, or one before it was left. It has to be left too."""
        self.waits = False
        """One before it could not be done now: it waits too, and comes after that."""

    def begin(self, work: Callable[[], T]) -> Future[T]:
        """Carry this out as soon as those before it are over."""
        outcome: Future[T] = Future()
        self._begun = True
        self._start = lambda: self._turns.work(lambda: self._carry_out(work, outcome))
        self._turns.look(self.whose, self)
        return outcome

    def let_go(self) -> None:
        """Nothing came of it, unless something was begun."""
        if not self._begun:
            self.end()

    def end(self) -> None:
        """The next may begin: what is still done here changes nothing. Being done ends it too."""
        self.over = True
        self._turns.look(self.whose, self)

    def started(self) -> Callable[[], object] | None:
        """What is to be started, once; under the lock of the lines."""
        start, self._start = self._start, None
        return start

    def _carry_out(self, work: Callable[[], T], outcome: Future[T]) -> None:
        try:
            outcome.set_result(work())
        except BaseException as trouble:
            outcome.set_exception(trouble)
        finally:
            self.end()


@dataclass(slots=True)
class _Line:
    """Those of one person, the first at work. `shut`: no more until it is empty, they would come too early."""

    turns: deque[Turn] = field(default_factory=deque)
    shut: bool = False


class Turns:
    """The lines of all who have something under way."""

    def __init__(self, workers: Executor) -> None:
        self._workers = workers
        self._lock = Lock()
        self._lines: dict[str, _Line] = {}

    def take(self, whose: str | None, came_at: datetime) -> Turn:
        """The next place in somebody's line; nobody's (None) comes at once."""
        turn = Turn(self, whose, came_at)
        if whose is None:
            return turn
        with self._lock:
            line = self._lines.setdefault(whose, _Line())
            line.shut |= len(line.turns) >= BEFORE_MAX
            if line.shut:
                turn.refused = turn.over = True
            else:
                line.turns.append(turn)
        return turn

    def leave(self, turn: Turn) -> None:
        """It is left to a sweep, and those behind it with it."""
        with self._lock:
            line = self._lines.get(turn.whose or "")
            if line is None:
                return
            line.shut = True
            for behind in line.turns:
                behind.waits |= behind is not turn

    def look(self, whose: str | None, turn: Turn) -> None:
        """Begin the first in line when it is ready."""
        with self._lock:
            start = turn.started() if whose is None else self._next(whose)
        if start:
            start()

    def _next(self, whose: str) -> Callable[[], object] | None:
        line = self._lines.get(whose)
        while line and line.turns and line.turns[0].over:
            line.turns.popleft()
        if line and line.turns:
            return line.turns[0].started()
        self._lines.pop(whose, None)
        return None

    def work(self, work: Callable[[], None]) -> None:
        """Hand it to a worker. With none left (we stop) it stays in the inbox, for whoever comes next."""
        with suppress(RuntimeError):
            self._workers.submit(work)


Expect: TypeAlias = Callable[[Mapping[str, Any]], Turn]
"""Gives a payload its place in line; to be called in the order of arrival."""
