"""The words of memos: what is told that belongs to no incident."""

from __future__ import annotations

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
from bot.domain.oncall.covers import Proposal
from bot.domain.reachability.walkthroughs import Way, walked
from bot.render.blocks import section
from bot.render.canaries import canary_in_slack, evening_report
from bot.render.covers import ask, tell_asker, tell_moved
from bot.render.load import offer_rest
from bot.render.message import Message
from bot.render.queries import in_list, in_parts
from bot.render.text import plural, when, words
from bot.render.voice import named as named_people
from bot.render.walkthroughs import walk_in_slack, walk_report

OPEN_SHOWN = 10


def memo_message(briefing: MemoBriefing) -> Message:
    """The message of a memo. Raises ValueError for one that is no message."""
    match briefing.memo.what:
        case ShiftBegan() as began:
            return shift_began(began, briefing)
        case AskToCover() | RefreshAsk() | AskChannel() | TellAsker() as about:
            return _about_cover(about, briefing)
        case TellMoved() as told:
            return tell_moved(told, briefing.setup)
        case WalkedThrough() as done:
            return walk_report(done)
        case (Canary() | PageTest()) as test:
            return _test(test, briefing)
        case EveningReport() as report:
            return evening_report(report, briefing.setup)
        case OfferRest() as offer:
            return offer_rest(offer, briefing.setup)
        case SyncGroup() | ProveAddress():
            raise ValueError(f"{briefing.memo.id} is no message")


def _test(test: Canary | PageTest, briefing: MemoBriefing) -> Message:
    if isinstance(test, Canary):
        return canary_in_slack(test, briefing.setup)
    person = briefing.setup.people.get(test.person)
    ways = tuple(Way(method) for method in walked(person)) if person else (Way(test.method),)
    return walk_in_slack(test.name, ways, answered=briefing.answer_url is not None)


def _about_cover(what: AskToCover | RefreshAsk | AskChannel | TellAsker, briefing: MemoBriefing) -> Message:
    proposal = _proposal(briefing)
    match what:
        case AskToCover(person=person) | RefreshAsk(person=person):
            return ask(proposal, briefing.setup, briefing.now, person)
        case AskChannel():
            return ask(proposal, briefing.setup, briefing.now, None)
        case TellAsker():
            return tell_asker(what, proposal, briefing.setup, briefing.now)


def _proposal(briefing: MemoBriefing) -> Proposal:
    if briefing.proposal is None:
        raise ValueError(f"{briefing.memo.id}: its proposal is not in the briefing")
    return briefing.proposal


def shift_began(began: ShiftBegan, briefing: MemoBriefing) -> Message:
    """You have the pager: until when, and what is open."""
    named = " and ".join(f"*{words(name, 60)}*" for name in began.schedules)
    until = f" until {when(began.ends_at)}" if began.ends_at else ""
    open_now = briefing.open_incidents
    had = f" {named_people(briefing.setup, began.before[:5])} had it before." if began.before else ""
    head = f"You are on call on {named}{until}.{had}"
    state = f"{plural(len(open_now), 'incident')} open:" if open_now else "Nothing is open."
    lines = [in_list(incident, briefing.setup, briefing.now) for incident in open_now[:OPEN_SHOWN]]
    if len(open_now) > OPEN_SHOWN:
        lines.append(f"…and {len(open_now) - OPEN_SHOWN:,} more: `/incident list`")
    return Message(
        text=f"{head} {state}",
        blocks=tuple(section(part) for part in in_parts([f"📟 {head} {state}", *lines])),
    )
