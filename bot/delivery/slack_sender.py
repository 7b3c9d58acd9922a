"""Tells one notice in Slack, once.

Invariants
- Nothing is repeated here, save where a docstring names it: the outbox counts retries.
- A message that an earlier try may have left is looked for before it is said again.
- What Slack does is a receipt, never an exception.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog
from slack_sdk.errors import SlackApiError

from bot.delivery import lookup
from bot.delivery.addresses import slack_id
from bot.delivery.channels import Channels, NoSuchChannel
from bot.delivery.client import FencedClient
from bot.delivery.files import upload_timeline
from bot.delivery.health import HealthWatch, SlackHealth
from bot.delivery.memo_sender import SlackMemos
from bot.delivery.posting import edit, post
from bot.delivery.rooms import Rooms
from bot.delivery.slack_errors import (
    FAILURES,
    GONE,
    NO_WAY_IN,
    absent,
    code_of,
    receipt_of,
    right_lacked,
    unsupported,
)
from bot.domain import notices as n
from bot.domain.events import RoomKind
from bot.domain.memos import MemoBriefing
from bot.domain.notices import Briefing, Later, Never, Place, Receipt, Sent, StillOurs
from bot.render.message import Message
from bot.render.messages import message_for
from bot.render.summary import timeline_elsewhere

log = structlog.stdlib.get_logger(__name__)

LOST = frozenset({"cant_update_message", "edit_window_closed", "is_inactive", "message_not_found"})
"""The message can't be edited any more: what must be seen is posted anew."""


def _always() -> bool:
    return True


class SlackSender:
    """A Sender for one workspace; safe on any number of threads."""

    def __init__(self, client: FencedClient, incidents_channel: str) -> None:
        """`client` must not retry by itself (see `client.new_client`); `incidents_channel` is a name or id."""
        self._client = client
        self._channels = Channels(client, incidents_channel)
        self._rooms = Rooms(client)
        self._memos = SlackMemos(client, self._channels)
        self._watch = HealthWatch()
        self._has_posted = False
        self._has_edited = False

    @property
    def health(self) -> SlackHealth:
        """As the last answers showed."""
        return self._watch.health

    def send(self, briefing: Briefing, still_ours: StillOurs = _always) -> Receipt:
        """Tell it. Later and Never say what Slack answered."""
        with self._client.while_ours(still_ours):
            receipt = _in_lost_room(self._receipt(briefing), briefing)
        self._has_posted = self._has_posted or (isinstance(receipt, Sent) and bool(receipt.ts))
        changed = self._watch.note(receipt, briefing.now)
        if changed is not None:
            log.warning("slack health changed", reason=changed.reason or "ok")
        if not isinstance(receipt, Sent):
            log.warning(
                "not sent", notice=briefing.notice.id, reason=receipt.reason, receipt=type(receipt).__name__
            )
        return receipt

    def tell(self, briefing: MemoBriefing, still_ours: StillOurs = _always) -> Receipt:
        """Tell a memo."""
        return self._memos.tell(briefing, still_ours)

    def _receipt(self, briefing: Briefing) -> Receipt:
        try:
            return self._tell(briefing)
        except NoSuchChannel:
            return Never("channel_not_found")
        except FAILURES as error:
            if _done_without(briefing.notice.what, error):
                return Never(right_lacked(error) or code_of(error) or "unknown_method")
            return receipt_of(error)

    def _tell(self, briefing: Briefing) -> Receipt:
        match briefing.notice.what:
            case n.OpenRoom() | n.Invite() | n.SetTopic() | n.PinCard() | n.AddBookmarks():
                return self._arrange(briefing)
            case n.ShowCard() | n.ShowMirror() as card:
                return self._show(card, briefing)
            case n.SayLine() | n.PointToRoom() | n.PostSummary():
                return self._say(briefing)
            case n.UploadTimeline():
                return self._attach(briefing)
            case n.RefreshPage() | n.SettlePage() | n.SettleQuestion() | n.SettleDraft() | n.SettleOffer():
                return self._settle(briefing)
            case n.NotifyBy():
                return Never("no_provider")  # Slack is another way: see `switchboard`
            case n.PageChannel(channel=name):
                return self._anew(partial(self._channels.named, name), briefing)
            # By name, so that a new telling is an error here and not a message to somebody.
            case (
                n.PagePerson(person=person)
                | n.RemindUpdate(person=person)
                | n.SuggestHelp(person=person)
                | n.AskIfResolved(person=person)
                | n.AskToReopen(person=person)
                | n.AskIfWorth(person=person)
                | n.ShowDraft(person=person)
                | n.OfferToTake(person=person)
                | n.TellGiver(person=person)
            ):
                return self._to_person(person, briefing)

    def _arrange(self, briefing: Briefing) -> Receipt:
        match briefing.notice.what:
            case n.OpenRoom() as opening:
                return self._rooms.open(opening, briefing)
            case n.Invite() as invitation:
                return self._rooms.invite(invitation, briefing)
            case n.SetTopic():
                return self._rooms.set_topic(briefing)
            case n.PinCard():
                return self._rooms.pin_card(briefing)
            case _:
                return self._rooms.add_bookmarks(briefing)

    # --- cards: edited where they stand --------------------------------------

    def _show(self, what: n.ShowCard | n.ShowMirror, briefing: Briefing) -> Receipt:
        """Edit the card in place; post it when it stands nowhere, or can't be edited any more."""
        if briefing.place is not None:
            try:
                return self._edited(briefing.place, briefing)
            except SlackApiError as error:
                if code_of(error) not in LOST | NO_WAY_IN:
                    raise
        room = briefing.incident.room
        if isinstance(what, n.ShowCard) and (room is None or room.kind is RoomKind.CHANNEL):
            return self._said(room.channel, None, briefing) if room else Never("no_room")
        if briefing.incident.private:
            return Never("private")
        return self._anew(self._channels.incidents, briefing)

    def _settle(self, briefing: Briefing) -> Receipt:
        """Edit what stands there already; where nothing does, nothing is to do."""
        return self._edited(briefing.place, briefing) if briefing.place else Sent()

    def _edited(self, place: Place, briefing: Briefing) -> Receipt:
        try:
            sent = self._let_in(
                place.channel, lambda: edit(self._client, place, message_for(briefing), briefing.notice.id)
            )
        except SlackApiError as error:
            if not absent(error) or self._has_edited or not self._has_posted:
                raise
            return Never("unknown_method")  # it takes messages and has never edited one: it can't
        self._has_edited = True
        return sent

    # --- the file ------------------------------------------------------------

    def _attach(self, briefing: Briefing) -> Receipt:
        """Where the token may not upload, where the timeline can be read instead."""
        room = briefing.incident.room
        if room is None:
            return Never("no_room")
        try:
            return self._let_in(room.channel, lambda: upload_timeline(self._client, briefing))
        except SlackApiError as error:
            lacking = right_lacked(error)
            if not lacking:
                raise
        said = timeline_elsewhere(briefing.incident, briefing.timeline_url, lacking)
        return self._said(room.channel, room.thread_ts, briefing, said)

    def _let_in(self, channel: str, do: Callable[[], Receipt]) -> Receipt:
        """Once more when the bot was only not in the channel, and could join."""
        try:
            return do()
        except SlackApiError as error:
            if code_of(error) not in NO_WAY_IN - GONE or not self._channels.join(channel):
                raise
        return do()

    # --- messages: said once -------------------------------------------------

    def _say(self, briefing: Briefing) -> Receipt:
        """In the room; or, given a place, in the thread of the message that stands there."""
        room, place = briefing.incident.room, briefing.place
        if isinstance(briefing.notice.what, n.PointToRoom) and place is not None:
            return self._said(place.channel, place.ts, briefing)
        return self._said(room.channel, room.thread_ts, briefing) if room else Never("no_room")

    def _to_person(self, person: str, briefing: Briefing) -> Receipt:
        user = slack_id(briefing.setup, person)
        if user is None:
            return Never("no_slack_id")
        earlier = self._earlier(partial(lookup.direct_channel, self._client, user), None, briefing)
        return earlier or self._said_to(user, briefing)

    def _said_to(self, user: str, briefing: Briefing) -> Receipt:
        """Slack takes a person's id for the conversation with them; other servers want it opened first."""
        message, notice_id = message_for(briefing), briefing.notice.id
        try:
            return post(self._client, user, message, notice_id)
        except SlackApiError as error:
            if code_of(error) not in GONE:
                raise
            opened = lookup.direct_channel(self._client, user)
            if opened in (None, user):
                raise
        return post(self._client, opened, message, notice_id)

    def _anew(self, resolve: Callable[[], str], briefing: Briefing) -> Receipt:
        """In a channel known by name. When it is gone, the name is resolved once more."""
        channel = resolve()
        receipt = self._said(channel, None, briefing)
        if isinstance(receipt, Never) and receipt.reason in GONE:
            self._channels.forget(channel)
            channel = resolve()
            receipt = self._said(channel, None, briefing)
        if isinstance(receipt, Never) and self._channels.guessed(channel):
            return Later(receipt.reason)  # a gateway's bad minute looks like a server that makes no channels
        return receipt

    def _said(
        self, channel: str, thread_ts: str | None, briefing: Briefing, instead: Message | None = None
    ) -> Receipt:
        """Once; a public channel that the bot is not in is joined, and it is said there once more."""
        earlier = self._earlier(lambda: channel, thread_ts, briefing)
        if earlier is not None:
            return earlier
        message, notice_id = instead or message_for(briefing), briefing.notice.id
        try:
            return post(self._client, channel, message, notice_id, thread_ts)
        except SlackApiError as error:
            code = code_of(error)
            if code in GONE:
                return Never(code)
            if code != "not_in_channel" or not self._channels.join(channel):
                raise
        return post(self._client, channel, message, notice_id, thread_ts)

    def _earlier(
        self, where: Callable[[], str | None], thread_ts: str | None, briefing: Briefing
    ) -> Receipt | None:
        """What an earlier try left; Later and still doubtful when that can't be known; None when nothing."""
        if briefing.first_tried_at is None:
            return None
        try:
            found = self._found(where(), thread_ts, briefing.notice.id, briefing.first_tried_at)
        except FAILURES as error:
            failed = receipt_of(error)
            after = failed.after_seconds if isinstance(failed, Later) else None
            return Later(failed.reason, after, doubtful=True)
        return Sent(found.channel, found.ts) if found else None

    def _found(
        self, channel: str | None, thread_ts: str | None, notice_id: str, first_tried_at: datetime
    ) -> Place | None:
        if channel is None:
            return None
        return lookup.find(self._client, channel, thread_ts, lookup.carries(notice_id), first_tried_at)


def _in_lost_room(receipt: Receipt, briefing: Briefing) -> Receipt:
    """Whether Slack takes nothing more in the incident's room: then it is to be said elsewhere."""
    room = briefing.incident.room
    if isinstance(receipt, Never) and receipt.reason in NO_WAY_IN and room and _in_room(briefing.notice.what):
        return replace(receipt, lost_room=room.channel)
    return receipt


def _in_room(what: n.Telling) -> bool:
    return isinstance(what, n.ShowCard | n.SayLine | n.PostSummary | n.UploadTimeline)


def _done_without(what: n.Telling, error: Exception) -> bool:
    """Whether the incident goes on without it: an ornament that can't be had, a room or file with no way to make it."""
    return unsupported(error) and (_decorates(what) or isinstance(what, n.OpenRoom | n.UploadTimeline))


def _decorates(what: n.Telling) -> bool:
    """Nice to have: where the server or the token can't do it, the incident goes on without."""
    return isinstance(what, n.Invite | n.SetTopic | n.PinCard | n.AddBookmarks)
