"""Ids that this process has dealt with, so that nothing is written for them again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

REMEMBERED = 10_000
"""Ids: days of an outage, months of what is planned. Then all are forgotten, which costs one more look at each: what
is done with them is known by its id in the database too."""


class Remembered(Collection[str]):
    """A set that does not grow for ever."""

    def __init__(self) -> None:
        self._ids: set[str] = set()

    def add(self, ids: Iterable[str]) -> None:
        if len(self._ids) >= REMEMBERED:
            self._ids.clear()
        self._ids.update(ids)

    def __contains__(self, name: object) -> bool:
        return name in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)
