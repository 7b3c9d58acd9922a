"""The demo's hold on its bot: starts it, tells it the time, kills it with SIGKILL, and starts it again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from urllib.parse import urlsplit

from bot.clock import MovableClock
from bot.demo.bot_process import STANDS_AT

STARTS_WITHIN = 60.0
"""Seconds until it has said its address; it takes one, and twenty where the machine has much else to do."""

ENDS_WITHIN = 5.0
"""Seconds for a killed process to be gone."""

INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")
"""Of the environment: what a Python program needs, and nothing that could name a real workspace."""


class Life(Enum):
    """How the process is."""

    RUNNING = "running"
    STARTING = "starting"
    DEAD = "dead"


class CannotStartBot(Exception):
    """The process ended, or said nothing in time; the message says which."""


class BotHandle:
    """One bot at a time, always on the same port. Safe to use from several threads."""

    def __init__(self, clock: MovableClock, environment: Mapping[str, str]) -> None:
        """`environment` holds its settings, as `meridian serve` reads them."""
        self._clock = clock
        self._environment = dict(environment)
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._url = ""
        self._heard = False

    @property
    def url(self) -> str:
        """Its doors; the same again after a restart, and "" before the first start."""
        return self._url

    @property
    def life(self) -> Life:
        process = self._process
        if process is None or process.poll() is not None:
            return Life.DEAD
        return Life.RUNNING if self._heard else Life.STARTING

    @property
    def process_id(self) -> int | None:
        """Of the last one; None before the first."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Returns when it takes alerts; no error when it runs already. Raises CannotStartBot."""
        with self._lock:
            if self.life is not Life.DEAD:
                return
            self.kill()  # buries one that died by itself
            self._heard = False
            self._process = self._spawn()
            self._write(self._process)
            self._url = self._said(self._process)
            self._heard = True
            # The next one takes the same port, so that whoever posts to it finds it again.
            self._environment["MERIDIAN_PORT"] = str(urlsplit(self._url).port)

    def kill(self) -> None:
        """SIGKILL: no word to anybody. No error when it is dead already."""
        process = self._process
        if process is None:
            return
        process.kill()
        process.wait(ENDS_WITHIN)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()

    def tell_time(self) -> None:
        """The clock was moved."""
        process = self._process
        if process is not None and process.poll() is None:
            self._write(process)

    def _spawn(self) -> subprocess.Popen[str]:
        kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
        stands_at = self._clock.stands_at
        still = {STANDS_AT: stands_at.isoformat()} if stands_at else {}
        command = [sys.executable, "-m", "bot.demo.bot_process"]
        # Every word is ours.
        return subprocess.Popen(  # noqa: S603
            command,
            env=kept | still | self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _write(self, process: subprocess.Popen[str]) -> None:
        if process.stdin is None:
            return
        try:
            process.stdin.write(f"{self._clock.shift // timedelta(microseconds=1)}\n")
            process.stdin.flush()
        except (OSError, ValueError):
            return  # It was killed this moment; the next one is told at its start.

    def _said(self, process: subprocess.Popen[str]) -> str:
        """Its address. A process that hangs is killed, which ends the reading."""
        watchdog = threading.Timer(STARTS_WITHIN, process.kill)
        watchdog.start()
        began = time.monotonic()
        try:
            line = process.stdout.readline().strip() if process.stdout else ""
        finally:
            watchdog.cancel()
        if not line:
            hung = time.monotonic() - began >= STARTS_WITHIN
            process.wait(ENDS_WITHIN)  # its last words are said, so it ends
            raise CannotStartBot(
                f"The bot said nothing for {STARTS_WITHIN:.0f} s and was ended; stop the demo and start it again."
                if hung
                else "The bot ended at its start; the terminal says why."
            )
        return line
