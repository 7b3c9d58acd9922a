"""Alerts that the bot raises itself, when a delivery could not be read or carried out: somebody must know."""

from __future__ import annotations

from bot.domain.alerts import Alert, Arrival, EpisodeKey
from bot.render import own_alerts
from bot.store.inbox import Kept


def sender_of(delivery: Kept) -> str:
    """The integration whose delivery it is."""
    return delivery.delivery_id.rpartition("/")[0]


def of_size(integration: str, size: int) -> Arrival:
    """It was too large to be read; `size` in bytes."""
    return _arrival(integration, "oversized", own_alerts.oversized(integration, size))


def of_newer(delivery: Kept) -> Arrival:
    """Only a newer version can read it, and none runs."""
    integration = sender_of(delivery)
    return _arrival(integration, delivery.delivery_id, own_alerts.of_newer(integration))


def given_up(delivery: Kept) -> Arrival:
    """Nobody got through it."""
    integration, name = sender_of(delivery), delivery.delivery_id
    return _arrival(integration, name, own_alerts.given_up(integration, delivery.attempts, name))


def _arrival(integration: str, name: str, told: tuple[str, str]) -> Arrival:
    title, description = told
    alert = Alert(fingerprint=name, title=title, description=description)
    return Arrival(EpisodeKey(integration, None, name), (alert,))
