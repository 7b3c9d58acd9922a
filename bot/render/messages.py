"""From a notice to the message that tells it: the one place that knows which words go with which notice."""

from __future__ import annotations

from bot.domain import notices as n
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.notices import Briefing
from bot.render.blocks import actions, section
from bot.render.card import card, headline, mirror
from bot.render.handoff import draft, offer, settled_draft, settled_offer, tell_giver
from bot.render.ledger import ask_if_worth
from bot.render.message import Message
from bot.render.pages import page, settled_page
from bot.render.places import open_room, where
from bot.render.reminders import ask_if_resolved, ask_to_reopen, settled_question, suggest_help, update_due
from bot.render.summary import summary
from bot.render.timeline import room_line

InRoom = n.ShowCard | n.ShowMirror | n.SayLine | n.PointToRoom | n.PostSummary
ToPerson = (
    n.PagePerson
    | n.PageChannel
    | n.RefreshPage
    | n.SettlePage
    | n.RemindUpdate
    | n.SuggestHelp
    | n.AskIfResolved
    | n.AskToReopen
    | n.AskIfWorth
    | n.SettleQuestion
    | n.ShowDraft
    | n.SettleDraft
    | n.OfferToTake
    | n.SettleOffer
    | n.TellGiver
)
Wordless = n.NotifyBy | n.OpenRoom | n.PinCard | n.SetTopic | n.AddBookmarks | n.Invite | n.UploadTimeline
"""Notices that are no message in Slack: for these see `phone`, `places` and `export_markdown`."""


def message_for(briefing: Briefing) -> Message:
    """The message of a notice. Raises ValueError for a notice that is none (`Wordless`)."""
    what = briefing.notice.what
    if isinstance(what, InRoom):
        return _in_room(what, briefing)
    if isinstance(what, Wordless):
        raise ValueError(f"{briefing.notice.id}: {type(what).__name__} is no message")  # noqa: TRY004  the type is right
    return _to_person(what, briefing)


def _in_room(what: InRoom, briefing: Briefing) -> Message:
    incident, setup, now = briefing.incident, briefing.setup, briefing.now
    match what:
        case n.ShowCard():
            return card(incident, setup, now, briefing.changes)
        case n.ShowMirror():
            return mirror(incident, setup, now, briefing.changes)
        case n.SayLine():
            return room_line(_record(briefing, what.seq), setup)
        case n.PointToRoom():
            return point_to_room(incident)
        case n.PostSummary():
            return summary(what, incident, briefing.records, setup, now, briefing.timeline_url)


def _to_person(what: ToPerson, briefing: Briefing) -> Message:
    incident, setup, now = briefing.incident, briefing.setup, briefing.now
    match what:
        case n.PagePerson() | n.PageChannel() | n.RefreshPage():
            return _page(what, briefing)
        case n.SettlePage():
            return settled_page(incident, setup, what.person)
        case n.RemindUpdate() | n.SuggestHelp() | n.AskIfResolved() | n.AskToReopen() | n.AskIfWorth():
            return _nudge(what, briefing)
        case n.SettleQuestion(seq=seq):
            return settled_question(what, incident, setup, _record(briefing, seq))
        case n.ShowDraft():
            return draft(incident, setup, what.person, now)
        case n.SettleDraft():
            return settled_draft(incident, setup, what.person)
        case n.OfferToTake():
            return offer(what, incident, setup, now)
        case n.SettleOffer():
            return settled_offer(incident, setup, what.person)
        case n.TellGiver():
            return tell_giver(incident, _record(briefing, what.seq), setup)


def _page(what: n.PagePerson | n.PageChannel | n.RefreshPage, briefing: Briefing) -> Message:
    """A page, or what became of it when it wants no answer any more: no button that does nothing."""
    incident = briefing.incident
    waits = any(sent.step == what.step for sent in incident.pages)
    if incident.open and (waits or not incident.answered):
        return page(what, incident, briefing.setup, briefing.now)
    person = "" if isinstance(what, n.PageChannel) else what.person
    return settled_page(incident, briefing.setup, person)


def _nudge(
    what: n.RemindUpdate | n.SuggestHelp | n.AskIfResolved | n.AskToReopen | n.AskIfWorth, briefing: Briefing
) -> Message:
    incident, setup, now = briefing.incident, briefing.setup, briefing.now
    match what:
        case n.RemindUpdate():
            return update_due(incident, setup, what.person, what.times, now)
        case n.SuggestHelp():
            return suggest_help(incident, setup, what.person, now)
        case n.AskIfResolved():
            return ask_if_resolved(incident, setup, what.person)
        case n.AskToReopen():
            return ask_to_reopen(incident, setup, what.person)
        case n.AskIfWorth(at=at):
            return ask_if_worth(incident, at)


def point_to_room(incident: Incident) -> Message:
    """For the old thread: the work goes on in the channel."""
    said = f"The work on {incident.id} goes on in {where(incident)}; this thread stays as it is."
    return Message(
        text=said, blocks=(section(f"{headline(incident)}\n{said}"), *actions(open_room(incident)))
    )


def _record(briefing: Briefing, seq: int) -> Recorded:
    """The event that the notice is about; the briefing carries it. Raises ValueError when it does not."""
    found = next((r for r in briefing.records if r.seq == seq), None)
    if found is None:
        raise ValueError(f"{briefing.notice.id}: event {seq} is not in the briefing")
    return found
