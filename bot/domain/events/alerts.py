"""What monitoring said of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlertsReceived:
    """Alerts arrived from monitoring, counted by state.

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
    """All alerts are resolved while somebody owns the incident, so the owner is asked whether to resolve
    it."""


@dataclass(frozen=True, slots=True)
class StillFiring:
    """The incident has ended but its alerts are still firing: somebody should look."""

    titles: tuple[str, ...] = ()
