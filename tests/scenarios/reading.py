"""How a message is quoted in a story: one line, without the time that it begins with, and its buttons."""

from __future__ import annotations

import re

from bot.sandbox.seen import SeenMessage

_TIME = re.compile(r"^(?:Today|Yesterday|Tomorrow|[A-Z][a-z]+ \d+\w*(?:, \d{4})?)(?: at)? \d+:\d\d [AP]M ")


def told(message: SeenMessage) -> str:
    """`📟 Paged Carla.`, `🔴 *INC-…* [Acknowledge] [Escalate]`, `ana: on it`, `📎 timeline.md`."""
    if message.files:
        return "\n".join(f"📎 {title}" for title in message.files)
    said = _TIME.sub("", message.lines[0] if message.blocks else message.text)
    pressed = "".join(f" [{label}]" for label in message.buttons)
    return f"{said if message.from_bot else f'{message.author}: {said}'}{pressed}"
