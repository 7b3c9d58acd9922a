"""How a message is quoted in a story: one line, without the time that it begins with, and its buttons."""

from __future__ import annotations

import re

from bot.sandbox.seen import SeenMessage

_TIME = re.compile(r"^(?:Today|Yesterday|Tomorrow|[A-Z][a-z]+ \d+\w*(?:, \d{4})?)(?: at)? \d+:\d\d [AP]M ")


# What most stories begin with: the shop's alert, the card that it opens, and the page of it.
OWNED = "🔴 *INC-2026-0001 · Checkout 5xx* [Escalate] [Resolve] [Update] [Hand off]"
UNOWNED = "🔴 *INC-2026-0001 · Checkout 5xx* [Acknowledge] [Escalate] [Resolve] [Update]"
OVER = "🔴 *INC-2026-0001 · Checkout 5xx* [Reopen]"
PAGED_CARLA = "📟 Paged Carla (on call on primary)."
CARLA_OWNS_IT = "✓ Carla acknowledged and owns it."
CARLA_TOOK_IT = (PAGED_CARLA, CARLA_OWNS_IT)
PAGE = "🔴 *P1 checkout: Checkout 5xx* [Acknowledge] [Escalate] [I can't] [Open room]"
ANSWERED = "🔴 INC-2026-0001 Checkout 5xx [Open room]"
"""The same page when there is nothing left to answer."""


def told(message: SeenMessage) -> str:
    """`📟 Paged Carla.`, `🔴 *INC-…* [Acknowledge] [Escalate]`, `ana: on it`, `📎 timeline.md`."""
    if message.files:
        return "\n".join(f"📎 {title}" for title in message.files)
    said = _TIME.sub("", message.lines[0] if message.blocks else message.text)
    pressed = "".join(f" [{label}]" for label in message.buttons)
    return f"{said if message.from_bot else f'{message.author}: {said}'}{pressed}"
