"""What the rooms above are told when nothing can be stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.store.transactions import DatabaseUnavailable


class CannotStore(Exception):
    """The database is busy, full or gone. Nothing happened; it may be tried again."""


@contextmanager
def storing() -> Iterator[None]:
    """Turns the store's own trouble into CannotStore. Raises CannotStore."""
    try:
        yield
    except DatabaseUnavailable as trouble:
        raise CannotStore(str(trouble)) from trouble
