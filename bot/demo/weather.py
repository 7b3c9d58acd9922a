"""How Slack is today: fine, slow, limiting, failing or gone. Slack's own troubles run on real time."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import Enum

from bot.sandbox import Sandbox
from bot.sandbox.faults import Fault, FaultKind

SLOW_BY = 2.0
"""Seconds a call: slow enough to be seen, and within the 3 s in which a click must be answered."""

RETRY_AFTER = 15
"""Seconds that a limited Slack asks for; a person watches it pass."""

METHODS = "*.*"
"""Every Web API method, and not the socket over which Slack speaks to the bot."""


class Sky(Enum):
    """The weathers there are."""

    FINE = "fine"
    SLOW = "slow"
    LIMITED = "limited"
    ERRORS = "errors"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a button says, and what to look for when it was pressed."""

    label: str
    expect: str


FORECASTS = {
    Sky.FINE: Forecast("Fine", "Slack answers at once."),
    Sky.SLOW: Forecast("Slow", f"Every call takes {SLOW_BY:.0f} s. Clicks are still answered: work never waits first."),
    Sky.LIMITED: Forecast(
        "429",
        f"Slack takes no message for {RETRY_AFTER} s at a time. Messages wait in their order and none is dropped.",
    ),
    Sky.ERRORS: Forecast("500", "Slack fails every call. The bot tries again at growing intervals, and loses nothing."),
    Sky.DOWN: Forecast(
        "Down",
        "Slack is gone, sockets and all. Alerts are still taken, and a page comes by SMS to the phone of whoever is "
        "on call: be them and reply 1. The rest waits until Slack is back.",
    ),
}  # fmt: skip

FAULTS = {
    Sky.FINE: (),
    Sky.SLOW: (Fault(FaultKind.SLOW, METHODS, seconds=SLOW_BY),),
    Sky.LIMITED: (Fault(FaultKind.RATELIMITED, "chat.*", retry_after=RETRY_AFTER),),
    Sky.ERRORS: (Fault(FaultKind.STATUS, METHODS, status=500),),
    Sky.DOWN: (Fault(FaultKind.DOWN),),
}


class Weather:
    """The sky over the demo's Slack; one at a time."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._lock = threading.Lock()
        self._sky = Sky.FINE

    @property
    def sky(self) -> Sky:
        return self._sky

    def turn(self, sky: Sky) -> str:
        """Change it; returns what to look for."""
        with self._lock:
            self._sandbox.faults.clear()
            for fault in FAULTS[sky]:
                self._sandbox.faults.add(fault)
            if sky is Sky.DOWN:
                self._sandbox.kill_connections()
            self._sky = sky
        return FORECASTS[sky].expect
