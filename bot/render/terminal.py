"""A sentence written for Slack as it reads in a terminal."""

from __future__ import annotations

import re

from bot.domain.setup import Setup
from bot.render.voice import name_of

_ENTITY = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_BOLD = re.compile(r"(?<!\w)\*([^*\n]+)\*(?!\w)")


def in_terminal(mrkdwn: str, setup: Setup) -> str:
    """Dates in UTC, people by name, links as words and address, without marks and escapes."""
    text = _ENTITY.sub(lambda found: _plain(found.group(1), found.group(2), setup), mrkdwn)
    text = _BOLD.sub(r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _plain(what: str, label: str | None, setup: Setup) -> str:
    if what.startswith("@"):
        known = setup.person_with_slack(what[1:])
        return known.name if known else label or name_of(setup, what[1:])
    if what.startswith(("!", "#")):
        return label or what[1:]
    return f"{label} ({what})" if label else what
