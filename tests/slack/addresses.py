"""How people are reached, in memory: what was asked, and one answer to all of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.reachability.addresses import Flaw, Reachable
from bot.domain.requests import Delivery
from bot.domain.setup import USUAL_STEPS, Method


@dataclass
class Addresses:
    """`flaw` is what every request is answered with; None: done."""

    flaw: Flaw | None = None
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def reachable(self, person: str) -> Reachable:
        return Reachable(person, steps=USUAL_STEPS, can_store=True)

    def put(self, person: str, method: Method, text: str, delivery: Delivery) -> Flaw | None:
        self.asked.append(("put", person, method, text, delivery.id))
        return self.flaw

    def again(self, person: str, method: Method, delivery: Delivery) -> Flaw | None:
        self.asked.append(("again", person, method, delivery.id))
        return self.flaw

    def prove(self, person: str, method: Method, code: str, delivery: Delivery) -> Flaw | None:
        self.asked.append(("prove", person, method, code, delivery.id))
        return self.flaw

    def remove(self, person: str, method: Method) -> bool:
        self.asked.append(("remove", person, method))
        return True

    def steps(self, person: str, text: str) -> Flaw | None:
        self.asked.append(("steps", person, text))
        return self.flaw

    def test_came(self, person: str, month: str | None = None) -> bool:
        self.asked.append(("test_came", person, month))
        return True
