"""A database that can be taken away: PostgreSQL that crashes or is cut off, SQLite locked by somebody else."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

from tests.conftest import PGSERVER

CHUNK = 65_536


class Wire:
    """A TCP port that leads to PostgreSQL's Unix socket; `cut` ends every connection and refuses new ones."""

    def __init__(self, target: Path) -> None:
        self._target = str(target)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._whole = True
        self._ends: list[socket.socket] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """The database is gone."""
        with self._lock:
            self._whole = False
            ends, self._ends = self._ends, []
        for end in ends:
            _close(end)

    def mend(self) -> None:
        """It is back."""
        with self._lock:
            self._whole = True

    def close(self) -> None:
        self.cut()
        _close(self._server)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                self._join(near)

    def _join(self, near: socket.socket) -> None:
        with self._lock:
            if not self._whole:
                _close(near)
                return
            far = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            far.connect(self._target)
            self._ends += [near, far]
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=_pour, args=(one, other), daemon=True).start()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(CHUNK):
            target.sendall(chunk)
    _close(source)
    _close(target)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


class Server:
    """A PostgreSQL of one test's own, which waits for the disk, so that it may crash."""

    def __init__(self, home: Path) -> None:
        self._server = import_module(PGSERVER).get_server(home / "data", cleanup_mode="delete")
        self.url = str(self._server.get_uri())

    def crashes(self) -> None:
        """Every connection ends at once, nothing is written down; it recovers and is there again."""
        words = ["-w", "-D", str(self._server.pgdata), "-l", str(self._server.log), "-m", "immediate"]
        subprocess.run(
            [str(self._server.bin_path / "pg_ctl"), "restart", *words],
            user=self._server.system_user,
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=60,
        )

    def close(self) -> None:
        self._server.cleanup()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another process's write that does not end."""
    other = sqlite3.connect(file, isolation_level=None, timeout=20)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
