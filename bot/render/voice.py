"""How the same sentence is said in Slack, in a Markdown file and in plain text.

A mention rings: Slack notifies whoever is named with `<@U…>`. So sentences that many
people read (lines in the room, the timeline) *name* people, and only what is meant for
one person, or is edited silently afterwards, *mentions* them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.events import MERIDIAN
from bot.domain.incident import Incident
from bot.domain.setup import Setup
from bot.render.text import cut, escape, is_web_address, link, one_line, utc, when, words

WORDS_MAX = 600
"""A line in the room is read on a phone; the whole text stands in the timeline."""
NAME_MAX = 60

_SLACK_ID = re.compile(r"[UW][A-Z0-9_]{1,40}")
_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9_]{1,40}")


class Voice(Protocol):
    """What a sentence needs of the place where it is said."""

    def person(self, name: str) -> str:
        """A person, an integration or the bot, by name and without ringing anybody."""

    def when(self, at: datetime) -> str:
        """An instant."""

    def words(self, text: str) -> str:
        """What somebody wrote, on one line."""

    def link(self, text: str, url: str) -> str:
        """Somewhere to look."""

    def channel(self, channel: str, name: str) -> str:
        """A channel by its Slack id, or by name where ids say nothing."""

    def changed(self, before: str, after: str) -> str:
        """An old value and the new one."""


@dataclass(frozen=True, slots=True)
class SlackVoice:
    """Mrkdwn, escaped."""

    setup: Setup

    def person(self, name: str) -> str:
        if name not in self.setup.people and name not in self.setup.integrations and is_slack_id(name):
            return f"<@{name}>"
        return escape(spoken(self.setup, name))

    def when(self, at: datetime) -> str:
        return when(at)

    def words(self, text: str) -> str:
        return words(text, WORDS_MAX)

    def link(self, text: str, url: str) -> str:
        return link(text, url)

    def channel(self, channel: str, name: str) -> str:
        return f"<#{channel}>" if _CHANNEL_ID.fullmatch(channel) else "#" + escape(cut(name or channel, 80))

    def changed(self, before: str, after: str) -> str:
        return f"~{escape(before)}~ *{escape(after)}*"


@dataclass(frozen=True, slots=True)
class PlainVoice:
    """Plain text: nothing is escaped, nothing is cut, times are UTC."""

    setup: Setup

    def person(self, name: str) -> str:
        return spoken(self.setup, name)

    def when(self, at: datetime) -> str:
        return utc(at)

    def words(self, text: str) -> str:
        return one_line(text)

    def link(self, text: str, url: str) -> str:
        return f"{one_line(text)} ({url})" if text else url

    def channel(self, channel: str, name: str) -> str:
        return f"#{name or channel}"

    def changed(self, before: str, after: str) -> str:
        return f"{before} → {after}"


@dataclass(frozen=True, slots=True)
class MarkdownVoice:
    """CommonMark for a file: what people wrote can make neither HTML nor a link."""

    setup: Setup

    def person(self, name: str) -> str:
        return in_markdown(spoken(self.setup, name))

    def when(self, at: datetime) -> str:
        return utc(at)

    def words(self, text: str) -> str:
        return in_markdown(text)

    def link(self, text: str, url: str) -> str:
        shown = in_markdown(text or url)
        address = one_line(url).replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
        return f"[{shown}](<{address}>)" if is_web_address(url) else shown

    def channel(self, channel: str, name: str) -> str:
        return f"#{in_markdown(name or channel)}"

    def changed(self, before: str, after: str) -> str:
        return f"{in_markdown(before)} → {in_markdown(after)}"


def in_markdown(text: str) -> str:
    """One line of words for CommonMark: backslashes and brackets mean themselves, and no HTML begins."""
    line = _no_html(one_line(text)).replace("\\", "\\\\").replace("`", "\\`").replace("*", "\\*")
    return line.replace("[", "\\[").replace("]", "\\]").replace("|", "\\|")


def _no_html(line: str) -> str:
    """A `>` inside a line begins nothing, and reads better as itself where the file is shown raw."""
    return line.replace("&", "&amp;").replace("<", "&lt;")


def is_slack_id(name: str) -> bool:
    """Whether a name has the shape of a Slack user id: somebody who is not in the file."""
    return _SLACK_ID.fullmatch(name) is not None


def spoken(setup: Setup, name: str) -> str:
    """A name as it is said: `diego` of the file is Diego; what is no plain first name stays as it is."""
    if name == MERIDIAN or (name in setup.people and name.isalpha() and name.islower()):
        return name.capitalize()
    return one_line(name)[:NAME_MAX]


def mention(setup: Setup, name: str) -> str:
    """Mrkdwn that names a person and rings them, by Slack id when there is one."""
    found = slack_id(setup, name)
    return f"<@{found}>" if found else SlackVoice(setup).person(name)


def name_of(setup: Setup, name: str) -> str:
    """Mrkdwn that names a person and rings nobody."""
    return SlackVoice(setup).person(name)


def without_owner(incident: Incident) -> str:
    """Why an incident has no owner, as a part of a sentence."""
    if incident.acknowledged_at_source:
        return "it was acknowledged where the alert comes from"
    return "nobody has it yet" if incident.open else "nobody owned it"


def named(setup: Setup, names: tuple[str, ...]) -> str:
    """`Ana, Bruno and Carla` in mrkdwn, ringing nobody."""
    said = [name_of(setup, name) for name in names]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""


def slack_id(setup: Setup, name: str | None) -> str | None:
    """The Slack user id of a name, when there is one."""
    person = setup.people.get(name) if name else None
    found = person.slack if person else name
    return found if found and is_slack_id(found) else None
