"""Test pages that people sent themselves, remembered; none of them ever comes."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.reachability.walkthroughs import TestRefused, WalkThrough
from bot.domain.requests import Delivery
from bot.domain.setup import Method


@dataclass
class Walks:
    """`started` are the people who asked for one."""

    started: list[str] = field(default_factory=list)
    answered_there: bool = True

    def start(self, person: str, delivery: Delivery) -> WalkThrough | TestRefused:
        self.started.append(person)
        return TestRefused.TOO_MANY

    def stop(self, person: str) -> WalkThrough | None:
        return None

    def came(self, person: str, name: str, method: Method) -> WalkThrough | None:
        return None
