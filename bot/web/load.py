"""How much the doors take on at once: requests, bytes and threads, each with a limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

Result = TypeVar("Result")


class Full(Exception):
    """More came at once than is taken on; the sender is answered 503 and comes again."""


class TookTooLong(Exception):
    """The work did not end in its time; it may yet."""


class Threads:
    """A pool of threads for blocking work, with a bounded queue.

    Work that takes too long is no longer waited for, yet keeps its place until it
    ends, so that stuck work can never pile up behind the limit.
    """

    def __init__(self, name: str, threads: int, waiting: int, within: float) -> None:
        """`waiting` more than `threads` may queue; each is waited for `within` seconds."""
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = threads + waiting
        self._within = within

    async def run(self, work: Callable[[], Result]) -> Result:
        """The work's result, or what it raises. Raises Full and TookTooLong."""
        if self._room <= 0:
            raise Full
        self._room -= 1
        loop = asyncio.get_running_loop()
        future: Future[Result] = self._executor.submit(work)
        future.add_done_callback(lambda _: _on(loop, self._done))
        done, _ = await asyncio.wait({asyncio.wrap_future(future)}, timeout=self._within)
        for finished in done:
            return finished.result()
        raise TookTooLong

    def _done(self) -> None:
        self._room += 1

    def close(self) -> None:
        """Start nothing more. What runs ends by itself; it is not waited for."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def _on(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the loop is closed: the server has stopped, and nobody counts any more
        loop.call_soon_threadsafe(call)


class Held:
    """The bytes of one body while it is in memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.size = 0

    def grow(self, by: int) -> None:
        """`by` more bytes came. Raises Full."""
        self._memory.take(by)
        self.size += by


class Memory:
    """How many bytes of bodies are held at the same time; used on the event loop only."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self, size: int) -> None:
        """Raises Full, and then takes nothing."""
        if size > self._left:
            raise Full
        self._left -= size

    @contextmanager
    def body(self) -> Iterator[Held]:
        """Counts one body; all of it is free again at the end."""
        held = Held(self)
        try:
            yield held
        finally:
            self._left += held.size
