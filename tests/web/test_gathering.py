"""Many requests share a write, and nobody is kept for the others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from bot.web.gathering import TOGETHER, Gathering
from bot.web.load import Full, TookTooLong

WAIT = 5.0


class Locked(Exception):
    """No item's fault."""


class Disk:
    """Takes each group in hand, and writes it when it is told to."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.in_hand = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

    def __call__(self, items: Sequence[str]) -> None:
        self.groups.append(list(items))
        self.in_hand.release()
        assert self.go.acquire(timeout=WAIT)
        if "locked" in items:
            raise Locked
        if "bad" in items:
            raise ValueError("this one can't be written")

    async def has_one(self) -> None:
        """A group is in hand."""
        assert await asyncio.to_thread(self.in_hand.acquire, timeout=WAIT)


async def first_and(disk: Disk, store: Gathering[str], *others: str) -> list[asyncio.Task[None]]:
    """`first` stands before the disk; the others came meanwhile."""
    waiting = [asyncio.create_task(store.put("first"))]
    await disk.has_one()
    waiting += [asyncio.create_task(store.put(item)) for item in others]
    await asyncio.sleep(0)
    return waiting


def test_the_first_is_free_as_soon_as_its_own_is_written() -> None:
    disk = Disk()

    async def story() -> None:
        store = Gathering(disk, 10, WAIT, Locked)
        first, *others = await first_and(disk, store, "a", "b", "c")
        disk.go.release()
        await first
        await disk.has_one()
        assert not any(task.done() for task in others)
        disk.go.release()
        await asyncio.gather(*others)
        store.close()

    asyncio.run(story())
    assert disk.groups == [["first"], ["a", "b", "c"]]


def test_all_of_a_group_hear_what_came_of_it() -> None:
    disk = Disk()

    async def story() -> list[BaseException | None]:
        store = Gathering(disk, 10, WAIT, Locked)
        waiting = await first_and(disk, store, "a", "locked")
        disk.go.release(2)
        return await asyncio.gather(*waiting, return_exceptions=True)

    first, *others = asyncio.run(story())
    assert first is None
    assert [type(error) for error in others] == [Locked, Locked]


def test_one_that_cannot_be_written_is_refused_alone() -> None:
    disk = Disk()
    disk.go.release(5)

    async def story() -> list[BaseException | None]:
        store = Gathering(disk, 4, WAIT, Locked)
        come = [store.put(item) for item in ("a", "bad", "b")]
        told = await asyncio.gather(*come, return_exceptions=True)
        await store.put("c")
        return told

    assert [type(error) for error in asyncio.run(story())] == [type(None), ValueError, type(None)]
    assert disk.groups == [["a", "bad", "b"], ["a"], ["bad"], ["b"], ["c"]]


def test_after_the_last_the_next_begins_again() -> None:
    disk = Disk()
    disk.go.release(2)

    async def story() -> None:
        store = Gathering(disk, 1, WAIT, Locked)
        await store.put("one")
        await store.put("two")

    asyncio.run(story())
    assert disk.groups == [["one"], ["two"]]


def test_a_crowd_is_written_in_several_groups_in_order() -> None:
    disk = Disk()
    disk.go.release(3)
    crowd = [str(n) for n in range(TOGETHER + 1)]

    async def story() -> None:
        store = Gathering(disk, 1000, WAIT, Locked)
        await asyncio.gather(*(store.put(item) for item in crowd))

    asyncio.run(story())
    assert disk.groups == [crowd[:TOGETHER], crowd[TOGETHER:]]


def test_who_waits_too_long_is_not_written_and_holds_the_place_until_then() -> None:
    disk = Disk()

    async def story() -> None:
        store = Gathering(disk, 2, 0.05, Locked)
        waiting = await first_and(disk, store, "late")
        for task in waiting:
            with pytest.raises(TookTooLong):
                await task
        with pytest.raises(Full):
            await store.put("one more")
        disk.go.release(2)
        assert store._writing
        await store._writing
        await store.put("again")

    asyncio.run(story())
    assert disk.groups == [["first"], ["again"]]
