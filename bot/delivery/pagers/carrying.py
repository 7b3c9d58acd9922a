"""What a provider is, and what it raises when it does not take a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.faults import Fault
from bot.domain.paging import Ring, Saying

StillOurs = Callable[[], bool]


class ProviderFailed(Exception):
    """The provider is at fault, so the next one is tried. `reason` is a code that names nobody.

    `heals`: it may work again within seconds. `doubtful`: the page may have gone out all the same. `fault` UNKNOWN: it
    does not say why, so that it may be the address. `of_one`: it has to do with this one address or number, and the
    provider takes others.
    """

    def __init__(
        self,
        reason: str,
        *,
        heals: bool = True,
        doubtful: bool = False,
        fault: Fault = Fault.PROVIDER,
        of_one: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.heals = heals
        self.doubtful = doubtful
        self.fault = fault
        self.of_one = of_one


class ProviderBusy(ProviderFailed):
    """It is well and we are too fast: no failure to a breaker."""


class AddressRefused(Exception):
    """The provider is well and will not reach this address, now or later. `fault` UNKNOWN: perhaps not for what the
    address is."""

    def __init__(self, reason: str, fault: Fault = Fault.ADDRESS) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of one ring. `slack_down`: the words say that Slack can't be reached. `began_at` (wall clock) is when the
    ring was first tried: what went out before it is another page, though it may have the same words."""

    ring: Ring
    slack_down: bool
    began_at: datetime


class Carrier(Protocol):
    """Carries one page, with no second try of its own. Returns when it was taken; else raises the above."""

    def carry(self, attempt: Attempt) -> None: ...

    def say(self, saying: Saying) -> None:
        """Carry one sentence that asks for no answer; as `carry`."""

    def host(self, address: str) -> str:
        """Whose failing it is when this address can't be reached, "" where all go to one. Told to nobody: it may be a
        part of the address."""

    def cut_short(self, sid: str) -> None:
        """A machine has picked up the call `sid`: it hears one sentence, without keys."""

    def carried(self, attempt: Attempt) -> bool:
        """Whether a try that was in doubt has arrived after all; False when that can't be known."""
