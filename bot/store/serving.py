"""One `serve` a SQLite file: a second would page people twice as soon as their beats crossed."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url


class AlreadyServing(Exception):
    """Another `meridian serve` runs on this file. Stop it first; several at once need PostgreSQL."""


@contextmanager
def serve_lock(url: str) -> Iterator[None]:
    """Hold `<file>.serve.lock` while serving; on PostgreSQL any number may serve.

    The lock is the kernel's, so it falls with the process, however that ends; the file
    stays. Raises AlreadyServing.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        yield
        return
    # Resolved: the same file under another name is the same file.
    path = Path(f"{Path(parsed.database).resolve()}.serve.lock")
    with path.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            msg = (
                f"another `meridian serve` runs on {parsed.database}; stop it, or use PostgreSQL for several"
            )
            raise AlreadyServing(msg) from None
        yield
