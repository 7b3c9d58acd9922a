"""Tells one memo in Slack, once: a message to a person, or the members of a user group."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.delivery import lookup
from bot.delivery.addresses import slack_id, slack_ids
from bot.delivery.channels import Channels, NoSuchChannel
from bot.delivery.client import FencedClient
from bot.delivery.posting import edit, post
from bot.delivery.slack_errors import FAILURES, receipt_of, unsupported
from bot.domain.faults import Fault
from bot.domain.memos import (
    AskChannel,
    AskToCover,
    Canary,
    EveningReport,
    MemoBriefing,
    OfferRest,
    PageTest,
    ProveAddress,
    RefreshAsk,
    ShiftBegan,
    SyncGroup,
    TellAsker,
    TellMoved,
    WalkedThrough,
)
from bot.domain.notices import Later, Never, Receipt, Sent
from bot.domain.oncall import schedule
from bot.render.memos import memo_message

log = structlog.stdlib.get_logger(__name__)


class SlackMemos:
    """Tells memos in one workspace; safe on any number of threads."""

    def __init__(self, client: FencedClient, channels: Channels) -> None:
        """`client` must not retry by itself (see `client.new_client`)."""
        self._client = client
        self._channels = channels

    def tell(self, briefing: MemoBriefing, still_ours: Callable[[], bool]) -> Receipt:
        """Later and Never say what Slack answered."""
        with self._client.while_ours(still_ours):
            try:
                receipt = self._tell(briefing)
            except FAILURES as error:
                receipt = Never("unknown_method") if unsupported(error) else receipt_of(error)
        if not isinstance(receipt, Sent):
            log.warning(
                "not sent", notice=briefing.memo.id, reason=receipt.reason, receipt=type(receipt).__name__
            )
        return receipt

    def _tell(self, briefing: MemoBriefing) -> Receipt:
        match briefing.memo.what:
            case SyncGroup() as sync:
                return self._sync(sync, briefing)
            case ProveAddress():
                return Never("not_for_slack")
            case (
                ShiftBegan(person=person)
                | AskToCover(person=person)
                | TellAsker(person=person)
                | TellMoved(person=person)
                | Canary(person=person)
                | PageTest(person=person)
                | WalkedThrough(person=person)
                | OfferRest(person=person)
            ):
                return self._to_person(person, briefing)
            case AskChannel(channel=channel) | EveningReport(channel=channel):
                return self._to_channel(channel, briefing)
            case RefreshAsk():
                return self._refresh(briefing)

    def _sync(self, sync: SyncGroup, briefing: MemoBriefing) -> Receipt:
        """The group as it should be now; Slack can't empty one, so in a gap it stays as it was."""
        setup = briefing.setup
        wanted = setup.schedules.get(sync.schedule)
        if wanted is None:
            return Never("unknown_schedule")
        people = schedule.names(schedule.on_call(wanted, setup.schedules, briefing.now))
        users = slack_ids(setup, people)
        if users:
            self._client.usergroups_users_update(usergroup=sync.usergroup, users=list(users))
        return Sent()

    def _refresh(self, briefing: MemoBriefing) -> Receipt:
        """An edit of what stands; what was never said needs none."""
        if briefing.place is None:
            return Sent()
        return edit(self._client, briefing.place, memo_message(briefing), briefing.memo.id)

    def _to_channel(self, name: str, briefing: MemoBriefing) -> Receipt:
        try:
            channel = self._channels.named(name)
        except NoSuchChannel:
            return Never("channel_not_found")
        message, memo = memo_message(briefing), briefing.memo
        if briefing.place is not None:
            return edit(self._client, briefing.place, message, memo.id)
        return self._in(channel, briefing) or post(self._client, channel, message, memo.id)

    def _to_person(self, person: str, briefing: MemoBriefing) -> Receipt:
        user = slack_id(briefing.setup, person)
        if user is None:
            return Never("no_slack_id", fault=Fault.ADDRESS)
        message, memo = memo_message(briefing), briefing.memo
        if briefing.place is not None:
            return edit(self._client, briefing.place, message, memo.id)
        return self._earlier(user, briefing) or post(self._client, user, message, memo.id)

    def _earlier(self, user: str, briefing: MemoBriefing) -> Receipt | None:
        """What an earlier try left; Later and still doubtful when that can't be known; None when nothing."""
        if briefing.first_tried_at is None:
            return None
        try:
            channel = lookup.direct_channel(self._client, user)
        except FAILURES as error:
            return _doubtful(error)
        return self._in(channel, briefing) if channel else None

    def _in(self, channel: str, briefing: MemoBriefing) -> Receipt | None:
        if briefing.first_tried_at is None:
            return None
        fits = lookup.carries(briefing.memo.id)
        try:
            place = lookup.find(self._client, channel, None, fits, briefing.first_tried_at)
        except FAILURES as error:
            return _doubtful(error)
        return Sent(place.channel, place.ts) if place else None


def _doubtful(error: Exception) -> Later:
    """Nothing is known of an earlier try yet."""
    failed = receipt_of(error)
    after = failed.after_seconds if isinstance(failed, Later) else None
    return Later(failed.reason, after, doubtful=True)
