"""Many small writes as one: whoever comes while a write is on its way joins the next.

The first caller writes for all who came meanwhile, so sixty-four senders cost a handful
of statements and commits. Everyone returns after the commit that holds their own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")

TOGETHER = 200
"""Items per write: some milliseconds of work, so that the last is not kept waiting by the crowd."""


class Combining(Generic[T]):
    """Calls `write` with a list of items; never twice at the same time."""

    def __init__(self, write: Callable[[Sequence[T]], object]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting: list[tuple[T, Future[None]]] = []
        self._writing = False

    def __call__(self, item: T) -> None:
        """Returns when the item is written. Raises what the write raised: then nothing of it was written."""
        future: Future[None] = Future()
        with self._lock:
            self._waiting.append((item, future))
            leads = not self._writing
            self._writing = True
        if leads:
            self._lead()
        future.result()

    def _lead(self) -> None:
        while group := self._group():
            try:
                self._write([item for item, _ in group])
            except BaseException as error:
                for _, future in group:
                    future.set_exception(error)
            else:
                for _, future in group:
                    future.set_result(None)

    def _group(self) -> list[tuple[T, Future[None]]]:
        """The next to write; none: the next caller leads."""
        with self._lock:
            group, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            self._writing = bool(group)
            return group
