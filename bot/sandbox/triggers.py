"""Trigger ids: the short-lived right, won by a person's action, to open a modal for that person."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.limits import TRIGGER_SECONDS


@dataclass(slots=True)
class Trigger:
    """Who acted, when, and from which modal ("" when not from one)."""

    user: str
    view_id: str
    issued: float
    used: bool = False


class Triggers:
    """Issued trigger ids. They run on real time, as Slack's own do."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str = "") -> str:
        """A new trigger id, good for 3 s and one use."""
        trigger_id = f"{secrets.randbelow(10**13):013d}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(user, view_id, self._monotonic())
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger id up; raises invalid_trigger_id, exchanged_trigger_id, expired_trigger_id."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackRefusal("invalid_trigger_id")
        if trigger.used:
            raise SlackRefusal("exchanged_trigger_id")
        if self._monotonic() - trigger.issued > TRIGGER_SECONDS:
            raise SlackRefusal("expired_trigger_id")
        trigger.used = True
        return trigger
