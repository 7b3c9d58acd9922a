"""What systemd or Kubernetes does: starts the bot again when it is dead."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from tests.faults.process import Bot

LOOK_EVERY = 0.05


class Keeper:
    """Keeps one bot running; `deaths` counts. A start has no crash in it, unless one is given here."""

    def __init__(self, bot: Bot, crash: str = "") -> None:
        self.bot = bot
        self._crash = crash
        self.deaths = 0
        self._over = threading.Event()
        self._starting = threading.Lock()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def _keep(self) -> None:
        while not self._over.wait(LOOK_EVERY):
            if not self.bot.alive:
                self.deaths += 1
                with self._starting:
                    self.bot.start(self._crash)

    def kill(self) -> None:
        """kill -9, once it has answered since its last start."""
        with self._starting:
            self.bot.kill()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
