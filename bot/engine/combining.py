"""Many small writes as one: whoever comes while a write is on its way joins the next.

The first caller writes for all who came meanwhile, so sixty-four senders cost a handful
of statements and commits. Everyone returns after the commit that holds their own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")

TOGETHER = 200
"""Items per write: some milliseconds of work, so that the last is not kept waiting by the crowd."""


class _Caller(Generic[T]):
    """Somebody with an item. When it is their `turn`, it is `written`, or they write next."""

    def __init__(self, item: T) -> None:
        self.item = item
        self.turn = threading.Event()
        self.written = False
        self.error: BaseException | None = None


class Combining(Generic[T]):
    """Calls `write` with a list of items; never twice at the same time."""

    def __init__(self, write: Callable[[Sequence[T]], object]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting: list[_Caller[T]] = []
        self._writing = False

    def __call__(self, item: T) -> None:
        """Returns when the item is written. Raises what the write raised: then nothing of it was written."""
        caller = _Caller(item)
        with self._lock:
            self._waiting.append(caller)
            leads = not self._writing
            self._writing = True
        if not leads:
            caller.turn.wait()
        if not caller.written:
            self._lead()
        if caller.error:
            raise caller.error

    def _lead(self) -> None:
        """Write one group, which begins with the leader's own item; the next who waits leads the next."""
        with self._lock:
            group, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
        error: BaseException | None = None
        try:
            self._write([caller.item for caller in group])
        except BaseException as raised:
            error = raised
        with self._lock:
            following = self._waiting[:1]
            self._writing = bool(following)
        for caller in group:
            caller.written, caller.error = True, error
        for caller in (*group, *following):
            caller.turn.set()
