"""What monitoring said of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlertsReceived:
    """A delivery from monitoring, counted.

    `firing` and `resolved` count the alerts whose state changed with it, `still_firing`
    all that fire now; `titles` are a few of the new ones; `not_sent` counts alerts that
    the sender cut off.
    """

    integration: str
    firing: int
    resolved: int
    still_firing: int
    titles: tuple[str, ...] = ()
    not_sent: int = 0


@dataclass(frozen=True, slots=True)
class Recovered:
    """Every alert is resolved while somebody owns it: the owner is asked."""


@dataclass(frozen=True, slots=True)
class StillFiring:
    """The incident is over and its alerts fire on: somebody should look."""

    titles: tuple[str, ...] = ()
