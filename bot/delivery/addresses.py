"""A person's address in Slack."""

from __future__ import annotations

import re

from bot.domain.setup import Setup

SLACK_ID = re.compile(r"[UW][A-Z0-9_]+")
"""People who are not in the file go by their Slack id; names in the file are no such ids."""


def slack_id(setup: Setup, person: str) -> str | None:
    """The Slack user id of a person in the file, or of somebody known by their id only."""
    known = setup.people.get(person)
    if known is not None:
        return known.slack
    return person if SLACK_ID.fullmatch(person) else None


def slack_ids(setup: Setup, people: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of those who have one, each once, in order."""
    found = (slack_id(setup, person) for person in people)
    return tuple(dict.fromkeys(user for user in found if user))
