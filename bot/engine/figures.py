"""What the loops count, for the metrics: how much, how late, and what went wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from bot.domain.notices import Receipt


class Figures(Protocol):
    """Whoever keeps the counts. Called from many threads; must be quick and never raise."""

    def told(self, kind: str, receipt: Receipt, late: timedelta) -> None:
        """A notice was tried, this long after it was due."""

    def fired(self, timer: str, late: timedelta) -> None:
        """A timer fell, this long after it was due."""

    def fault(self, where: str) -> None:
        """A fault of ours was caught, and what it hit is tried again."""


class NoFigures:
    """For tests and tools: nobody counts."""

    def told(self, kind: str, receipt: Receipt, late: timedelta) -> None:
        del kind, receipt, late

    def fired(self, timer: str, late: timedelta) -> None:
        del timer, late

    def fault(self, where: str) -> None:
        del where
