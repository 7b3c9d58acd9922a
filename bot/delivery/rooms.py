"""The channel of an incident: made or adopted, and furnished.

Each method raises what slack_sdk raises for what it does not settle itself.
"""

from __future__ import annotations

import threading
from datetime import datetime

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.delivery.addresses import slack_ids
from bot.delivery.channels import channel_id, every_channel
from bot.delivery.lookup import SKEW
from bot.delivery.slack_errors import Unclear, code_of, unsupported
from bot.domain.notices import Briefing, Invite, Never, OpenRoom, Receipt, Sent
from bot.render import places

log = structlog.stdlib.get_logger(__name__)

NAMES_TRIED = 20
"""Slack accepts about 20 conversations.create per minute; so many names in use are no coincidence."""

INVITED_MOST = 100
"""Slack's limit per call."""

TOPIC_MOST = 250
"""Slack's limit."""

ALREADY = frozenset({"already_in_channel", "already_pinned", "cant_invite_self"})
"""What was to be done is done."""

NO_ROOM = Never("no_room")


class Rooms:
    """Makes and furnishes channels; safe on any thread."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._me = ""

    def open(self, what: OpenRoom, briefing: Briefing) -> Receipt:
        """A channel of its own. A taken name may be our own from an earlier try: then it is adopted."""
        incident = briefing.incident
        names = [places.channel_name(incident, what.attempt + n) for n in range(NAMES_TRIED)]
        looked = briefing.first_tried_at is None
        for name in names:
            try:
                made = self._made(name, private=incident.private)
            except Unclear:
                return Never("no_channel_in_answer")
            if made:
                return Sent(channel=made, name=name)
            if not looked and briefing.first_tried_at is not None:
                ours = self._ours(frozenset(names), briefing.first_tried_at)
                if ours:
                    return ours
                looked = True
        return Never("name_taken")

    def _made(self, name: str, *, private: bool) -> str | None:
        """The new channel's id, None when the name is taken."""
        try:
            return channel_id(self._client.conversations_create(name=name, is_private=private))
        except SlackApiError as error:
            if code_of(error) == "name_taken":
                return None
            raise

    def _ours(self, names: frozenset[str], first_tried_at: datetime) -> Sent | None:
        """The room that an earlier try of ours made: by us, since then, with one of these names.

        The name holds the incident's id, so that it can't be another incident's.
        """
        since = (first_tried_at - SKEW).timestamp()
        try:
            me = self._myself()
            for channel in every_channel(self._client):
                made_by_us = channel.get("creator") == me and channel.get("created", 0) >= since
                if made_by_us and channel.get("name") in names:
                    log.info("adopted the room of an earlier try", channel=channel["id"])
                    return Sent(channel=str(channel["id"]), name=str(channel["name"]))
        except SlackApiError as error:
            if not unsupported(error):
                raise
            log.warning("cannot look for the room of an earlier try", reason=code_of(error))
        return None

    def _myself(self) -> str:
        with self._lock:
            if not self._me:
                self._me = str(self._client.auth_test()["user_id"])
            return self._me

    def invite(self, what: Invite, briefing: Briefing) -> Receipt:
        """Bring people in; those who can't be are left out and named in the log."""
        room = briefing.incident.room
        users = slack_ids(briefing.setup, what.people)
        if room is None or not users:
            return NO_ROOM if room is None else Never("no_slack_id")
        batches = [users[n : n + INVITED_MOST] for n in range(0, len(users), INVITED_MOST)]
        results = [self._invited(room.channel, batch) for batch in batches]
        return next((r for r in results if isinstance(r, Sent)), results[0])

    def _invited(self, channel: str, users: tuple[str, ...]) -> Receipt:
        try:
            answer = self._client.conversations_invite(channel=channel, users=",".join(users), force=True)
        except SlackApiError as error:
            return _nobody_came(error)
        left_out = {e.get("user"): e.get("error") for e in answer.get("errors") or ()}
        if set(left_out.values()) - ALREADY:
            log.warning("not everybody could be invited", channel=channel, refused=left_out)
        return Sent()

    def set_topic(self, briefing: Briefing) -> Receipt:
        """Severity, status and owner where everyone sees them."""
        room = briefing.incident.room
        if room is None:
            return NO_ROOM
        topic = places.topic(briefing.incident, briefing.setup)[:TOPIC_MOST]
        self._client.conversations_setTopic(channel=room.channel, topic=topic)
        return Sent()

    def pin_card(self, briefing: Briefing) -> Receipt:
        """The card where everyone finds it."""
        card = briefing.card
        if card is None:
            return Never("no_card")
        try:
            self._client.pins_add(channel=card.channel, timestamp=card.ts)
        except SlackApiError as error:
            if code_of(error) not in ALREADY:
                raise
        return Sent()

    def add_bookmarks(self, briefing: Briefing) -> Receipt:
        """Runbook and dashboards above the channel; those that an earlier try left are not added again."""
        room = briefing.incident.room
        if room is None:
            return NO_ROOM
        there = self._bookmarked(room.channel) if briefing.first_tried_at else frozenset()
        for title, address in places.bookmarks(briefing.incident, briefing.setup):
            if address not in there:
                self._client.bookmarks_add(channel_id=room.channel, title=title, type="link", link=address)
        return Sent()

    def _bookmarked(self, channel: str) -> frozenset[str]:
        try:
            listed = self._client.bookmarks_list(channel_id=channel).get("bookmarks") or ()
        except SlackApiError as error:
            if not unsupported(error):
                raise
            return frozenset()
        return frozenset(str(bookmark.get("link")) for bookmark in listed)


def _nobody_came(error: SlackApiError) -> Receipt:
    """When none of a batch could be invited, Slack refuses it whole and says why for each."""
    answer = error.response.data if isinstance(error.response.data, dict) else {}
    said = {str(e.get("error")) for e in answer.get("errors") or ()} or {code_of(error)}
    if not said <= ALREADY:
        raise error
    return Sent()
