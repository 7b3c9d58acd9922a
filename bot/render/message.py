"""The shapes that Slack takes: a message, a modal or a home tab as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
"""One Block Kit block, as JSON."""


@dataclass(frozen=True, slots=True)
class Message:
    """What `chat.postMessage` and `chat.update` take beside the channel.

    `text` is the whole sentence for push and screen readers, in mrkdwn, escaped.
    `colour` (`#rrggbb`) draws a bar beside `footer`, a list of blocks below the others.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    colour: str | None = None
    footer: tuple[Block, ...] = ()

    def arguments(self) -> dict[str, Any]:
        """The arguments by their Slack names."""
        given: dict[str, Any] = {"text": self.text, "unfurl_links": False, "unfurl_media": False}
        if self.blocks:
            given["blocks"] = list(self.blocks)
        if self.footer:
            given["attachments"] = [{"color": self.colour or "#dddddd", "blocks": list(self.footer)}]
        return given


View = Mapping[str, Any]
"""A modal or home tab, as JSON."""
