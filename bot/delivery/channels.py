"""Channels by name: found, joined, or made; remembered until Slack says that they are gone."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.delivery.slack_errors import Unclear, absent, code_of, unsupported

log = structlog.stdlib.get_logger(__name__)

PAGE = 1000
"""Channels a page: Slack's most, since conversations.list may be asked 20 times a minute only."""

PAGES_MOST = 20
"""20,000 channels. A channel beyond them can be given by its id."""

NAMES_TRIED = 5
"""`incidents`, then `incidents-2` … `incidents-5`: an archived channel keeps its name."""

CHANNEL_ID = re.compile(r"[CG][A-Z0-9_]{8,}")


class NoSuchChannel(Exception):
    """No channel of this name that the bot can see."""


class Channels:
    """Ids of channels by name, resolved once; safe on any thread.

    Each method raises what slack_sdk raises.
    """

    def __init__(self, client: WebClient, incidents: str) -> None:
        """`incidents` is the name of the channel for all incidents, without `#`, or its id."""
        self._client = client
        self._incidents = incidents.removeprefix("#")
        self._by_name = f"#{self._incidents}"
        # One thread asks Slack, the others wait for its answer: a channel must not be made twice.
        self._lock = threading.Lock()
        self._ids: dict[str, str] = {}
        self._can_list = True

    def incidents(self) -> str:
        """The id of the incidents channel, which is joined, or made when there is none."""
        with self._lock:
            known = self._ids.get(self._incidents)
            if known is None:
                known = self._found(self._incidents) or self._made(self._incidents)
                if known != self._by_name or not self._can_list:
                    self._ids[self._incidents] = known
            return known

    def guessed(self, channel: str) -> bool:
        """Whether the incidents channel goes by its name only because the server would not make one."""
        return channel == self._by_name

    def named(self, name: str) -> str:
        """The id of the channel of this name, joined when it is public. Raises NoSuchChannel."""
        with self._lock:
            known = self._ids.get(name) or self._found(name)
            if known is None:
                raise NoSuchChannel(name)
            self._ids[name] = known
            return known

    def forget(self, channel: str) -> None:
        """Slack says that it is gone: the next who asks finds out anew."""
        with self._lock:
            self._ids = {name: known for name, known in self._ids.items() if known != channel}

    def join(self, channel: str) -> bool:
        """Whether the bot is in the channel now; private ones it can't join."""
        try:
            self._client.conversations_join(channel=channel)
        except SlackApiError as error:
            if unsupported(error) or code_of(error) in {"channel_not_found", "is_archived"}:
                return False
            raise
        return True

    def _found(self, name: str) -> str | None:
        wanted = name.removeprefix("#")
        if CHANNEL_ID.fullmatch(wanted):
            return wanted
        for channel in self._every_channel():
            if channel.get("name") == wanted and not channel.get("is_archived"):
                if not channel.get("is_member"):
                    self.join(channel["id"])
                return str(channel["id"])
        return None

    def _every_channel(self) -> Iterator[dict[str, Any]]:
        """None where the server or the token can't list them: then a channel is known by its name only."""
        try:
            yield from every_channel(self._client)
        except SlackApiError as error:
            if not unsupported(error):
                raise
            self._can_list = False

    def _made(self, name: str) -> str:
        """A new channel; a taken name gets a tail (an archived channel keeps its own).

        Where nothing can be listed, a taken name is taken for the channel itself: Slack
        takes `#name` in place of an id.
        """
        for number in range(1, NAMES_TRIED + 1):
            tried = name if number == 1 else f"{name}-{number}"
            found = self._found(tried) if number > 1 else None
            made = found or self._created(tried)
            if made:
                log.warning("incidents channel made", name=tried)
                return made
            if not self._can_list:
                return f"#{name}"
        raise NoSuchChannel(name)

    def _created(self, name: str) -> str | None:
        try:
            return channel_id(self._client.conversations_create(name=name))
        except Unclear:
            return f"#{name}"  # made, and not named: Slack takes the name in place of an id
        except SlackApiError as error:
            if code_of(error) == "name_taken":
                return None
            if absent(error) or code_of(error) == "unknown_method":
                return f"#{name}"  # a server that makes no channels may know this one by its name
            raise


def channel_id(answer: SlackResponse) -> str:
    """The id of the channel that an answer names. Raises Unclear when it names none."""
    channel = answer.get("channel")
    found = channel.get("id") if isinstance(channel, dict) else channel
    if not found:
        raise Unclear("Slack's answer names no channel")
    return str(found)


def every_channel(client: WebClient) -> Iterator[dict[str, Any]]:
    """Public channels, and the private ones that the bot is in; no archived ones."""
    cursor: str | None = None
    for _ in range(PAGES_MOST):
        page = client.conversations_list(
            types="public_channel,private_channel", exclude_archived=True, limit=PAGE, cursor=cursor
        )
        yield from page.get("channels") or ()
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
