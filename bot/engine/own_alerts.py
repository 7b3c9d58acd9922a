"""Alerts that the bot raises itself, when a delivery could not be read or carried out: somebody must know."""

from __future__ import annotations

from bot.domain.alerts import Alert, Arrival, EpisodeKey
from bot.store.inbox import Kept

LOOK_THERE = "Look at the monitoring system itself for its alerts"
"""What is left to do about a delivery that can't be carried out."""


def sender_of(delivery: Kept) -> str:
    """The integration whose delivery it is."""
    return delivery.delivery_id.rpartition("/")[0]


def of_size(integration: str, size: int) -> Arrival:
    """It was too large to be read; `size` in bytes."""
    alert = Alert(
        fingerprint="oversized",
        title=f"{integration} sent {size / 2**20:.0f} MiB in one delivery: not read",
        description="Its alerts are not known here. Look at the monitoring system itself, "
        "and let it send smaller groups.",
    )
    return Arrival(EpisodeKey(integration, None, "oversized"), (alert,))


def of_newer(delivery: Kept) -> Arrival:
    """Only a newer version can read it, and none runs."""
    integration = sender_of(delivery)
    alert = Alert(
        fingerprint=delivery.delivery_id,
        title=f"A delivery from {integration} waits for a newer version of Meridian",
        description="This version can't read it. Start the newer version again, which carries it out. "
        f"{LOOK_THERE} until then.",
    )
    return Arrival(EpisodeKey(integration, None, delivery.delivery_id), (alert,))


def given_up(delivery: Kept) -> Arrival:
    """Nobody got through it."""
    integration = sender_of(delivery)
    alert = Alert(
        fingerprint=delivery.delivery_id,
        title=f"A delivery from {integration} could not be carried out",
        description=f"It was tried {delivery.attempts} times and is kept as {delivery.delivery_id}. {LOOK_THERE}.",
    )
    return Arrival(EpisodeKey(integration, None, delivery.delivery_id), (alert,))
