"""The alerts that the bot raises itself about deliveries from monitoring: (title, description)."""

from __future__ import annotations

LOOK_THERE = "Look at the monitoring system itself for its alerts"
"""What is left to do about a delivery that can't be carried out."""


def oversized(integration: str, size: int) -> tuple[str, str]:
    """It was too large to be read; `size` in bytes."""
    return (
        f"{integration} sent {size / 2**20:.0f} MiB in one delivery: not read",
        "Its alerts are not known here. Look at the monitoring system itself, and let it send smaller groups.",
    )


def of_newer(integration: str) -> tuple[str, str]:
    """Only a newer version can read it, and none runs."""
    return (
        f"A delivery from {integration} waits for a newer version of Meridian",
        f"This version can't read it. Start the newer version again, which carries it out. {LOOK_THERE} until then.",
    )


def given_up(integration: str, attempts: int, delivery: str) -> tuple[str, str]:
    """Nobody got through it."""
    return (
        f"A delivery from {integration} could not be carried out",
        f"It was tried {attempts} times and is kept as {delivery}. {LOOK_THERE}.",
    )
