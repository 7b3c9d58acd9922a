"""Many writers share a write, and nobody is kept for the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

import pytest

from bot.engine.combining import Combining

WAIT = 5.0


class Disk:
    """Takes each group in hand, and writes it when it is told to."""

    def __init__(self) -> None:
        self.came: SimpleQueue[list[str]] = SimpleQueue()
        self.go = threading.Semaphore(0)

    def __call__(self, items: Sequence[str]) -> None:
        self.came.put(list(items))
        assert self.go.acquire(timeout=WAIT)
        if "bad" in items:
            raise OSError("the disk is full")

    def next(self) -> set[str]:
        """The group that is in hand now."""
        return set(self.came.get(timeout=WAIT))


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def callers(disk: Disk) -> Iterator[list[Future[None]]]:
    """`first` leads and stands before the disk; the others came meanwhile."""
    store = Combining(disk)
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(store, "first")]
        assert disk.next() == {"first"}
        waiting += [pool.submit(store, item) for item in ("a", "bad", "c")]
        while len(store._waiting) < 3:
            time.sleep(0.001)
        yield waiting
        disk.go.release(8)


def test_the_first_is_free_as_soon_as_its_own_is_written(disk: Disk, callers: list[Future[None]]) -> None:
    disk.go.release()
    callers[0].result(WAIT)
    assert disk.next() == {"a", "bad", "c"}, "another one leads, and has them in hand"
    assert not any(caller.done() for caller in callers[1:])


def test_all_of_a_group_hear_what_came_of_it(disk: Disk, callers: list[Future[None]]) -> None:
    disk.go.release(2)
    assert callers[0].exception(WAIT) is None
    for caller in callers[1:]:
        assert isinstance(caller.exception(WAIT), OSError)


def test_after_the_last_the_next_caller_leads(disk: Disk) -> None:
    store = Combining(disk)
    disk.go.release(2)
    store("one")
    store("two")
    assert [disk.next(), disk.next()] == [{"one"}, {"two"}]
