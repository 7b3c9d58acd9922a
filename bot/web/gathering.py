"""Many requests, one commit: whoever comes while a write is on its way joins the next.

The event loop gathers and one thread writes, so that a request costs no change of threads:
sixty-four senders cost a handful of statements and commits, and each hears of its own.
One that can't be written with the others is refused alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from bot.web.load import Full, TookTooLong

Item = TypeVar("Item")

TOGETHER = 200
"""Items per write: a few milliseconds of work, so that the first does not wait for the rest."""


class _Waiting(Generic[Item]):
    """Somebody with an item, until it is `written` or given up."""

    def __init__(self, item: Item, loop: asyncio.AbstractEventLoop) -> None:
        self.item = item
        self.written: asyncio.Future[None] = loop.create_future()

    def end(self, error: Exception | None) -> None:
        if self.written.done():
            return
        if error is None:
            self.written.set_result(None)
        else:
            self.written.set_exception(error)


class Gathering(Generic[Item]):
    """Calls `write` with a list of items, on a thread of its own; never twice at the same time."""

    def __init__(
        self,
        write: Callable[[Sequence[Item]], object],
        most: int,
        within: float,
        trouble: type[Exception],
    ) -> None:
        """At most `most` items are on their way; each is waited for `within` seconds. `write` raises `trouble`
        for what is not an item's fault, and writes all or nothing."""
        self._write = write
        self._most = most
        self._within = within
        self._trouble = trouble
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gathering")
        self._waiting: list[_Waiting[Item]] = []
        self._on_their_way = 0
        self._writing: asyncio.Task[None] | None = None

    async def put(self, item: Item) -> None:
        """Returns when the item is written. Raises what the write raised: then nothing of it was written.

        Raises Full, and TookTooLong: then an item that had no turn yet is not written, and
        one that had may yet be. Until its end it keeps its place, so that what is stuck can't pile up.
        """
        if self._on_their_way >= self._most:
            raise Full
        loop = asyncio.get_running_loop()
        waiting = _Waiting(item, loop)
        self._on_their_way += 1
        self._waiting.append(waiting)
        if self._writing is None:
            self._writing = loop.create_task(self._write_all())
        limit = loop.call_later(self._within, waiting.end, TookTooLong())
        try:
            await waiting.written
        finally:
            limit.cancel()

    def close(self) -> None:
        """Start nothing more. A write that is on ends by itself."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _write_all(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            await self._write_group(group)
        self._writing = None

    async def _write_group(self, group: list[_Waiting[Item]]) -> None:
        wanted = [waiting for waiting in group if not waiting.written.done()]
        error = await self._written(wanted)
        if error is None or isinstance(error, self._trouble):
            for waiting in wanted:
                waiting.end(error)
        else:
            await self._write_apart(wanted, error)
        self._on_their_way -= len(group)

    async def _write_apart(self, wanted: list[_Waiting[Item]], error: Exception) -> None:
        """One of them is at fault: the others must not be refused for it."""
        for waiting in wanted:
            if len(wanted) > 1 and not waiting.written.done():
                waiting.end(await self._written([waiting]))
            else:
                waiting.end(error)

    async def _written(self, wanted: list[_Waiting[Item]]) -> Exception | None:
        """What kept them from being written."""
        items = [waiting.item for waiting in wanted]
        try:
            if items:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._write, items)
        except Exception as raised:
            return raised
        return None
