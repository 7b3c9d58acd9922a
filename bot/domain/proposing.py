"""Who is told what about covers: worked out from how things stand, so that whoever looks plans the same memos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.domain.memos import (
    AskChannel,
    AskToCover,
    Memo,
    MemoTelling,
    Moved,
    News,
    RefreshAsk,
    SyncGroup,
    TellAsker,
    TellMoved,
)
from bot.domain.notices import Urgency
from bot.domain.oncall.cover_case import ASKED_AT_ONCE
from bot.domain.oncall.covers import Arranged, Cover, Proposal, ProposalState, ShiftSpan
from bot.domain.oncall.fairness import pieces_of, teams_of
from bot.domain.oncall.quiet import is_quiet, quiet_until
from bot.domain.people import end_of_hours
from bot.domain.setup import Override, Person, Setup

TOLD_WITHIN = timedelta(days=1)
"""Whoever was not told by then knows it: they have seen it in the list of shifts."""

WITH_A_BUTTON = (News.NOBODY_YET, News.DECLINED)
"""News with *Cancel request*, which goes when there is nothing to cancel."""


def due_of(proposal: Proposal, setup: Setup, now: datetime) -> Iterator[Memo]:
    """Everything about a proposal that should have been planned by now, whatever happened to it or did not.

    Nobody is asked in their quiet hours: they are asked when these end, if it is still open then.
    """
    if proposal.open_at(now):
        for person in asked_now(proposal, setup, now):
            yield _asking(proposal, AskToCover(person, proposal.id), person)
        for channel in _channels(proposal, setup):
            yield _asking(proposal, AskChannel(channel, proposal.id), "channel")
        if not proposal.taken and proposal.remind_at <= now and not _waits(proposal, setup, now):
            yield _news(proposal, News.NOBODY_YET, "half")
    elif proposal.state is ProposalState.OPEN:
        yield from _refreshed(proposal, setup, "over")
        if not proposal.taken:
            yield _news(proposal, News.NOBODY, "over")


def following(arranged: Arranged, before: Setup, after: Setup, now: datetime) -> Iterator[Memo]:
    """What is told because something was arranged; `before` and `after` are the team without and with it."""
    for proposal in arranged.proposals:
        if proposal.version:
            yield from _refreshed(proposal, after, str(proposal.version))
            yield from _told(proposal, arranged)
        yield from due_of(proposal, after, now)
    yield from told_of_taking(arranged.covers, after, now)
    for cover in arranged.covers:
        yield from _groups(cover.override, after, now, f"made/{cover.override.id}")
    for name, override in _gone(arranged, before).items():
        yield from _relieved(override, before, after, now)
        yield from _groups(override, after, now, f"off/{name}")


def _gone(arranged: Arranged, before: Setup) -> dict[str, Override]:
    """The covers that hold no more, by id, as they were."""
    found = {o.id: o for schedule in before.schedules.values() for o in schedule.overrides}
    gone = (*arranged.off, *(cover.override.id for cover in arranged.ended))
    return {name: found[name] for name in gone if name in found}


def _told(proposal: Proposal, arranged: Arranged) -> Iterator[Memo]:
    tail = str(proposal.version)
    mine = [cover for cover in arranged.covers if cover.proposal == proposal.id]
    pieces = tuple(cover.piece for cover in mine if cover.override.instead_of == proposal.asker)
    if mine:
        yield _news(proposal, News.TAKEN, tail, mine[0].agreed_by, pieces)
    elif proposal.declined and proposal.state is ProposalState.OPEN and not _left_to_ask(proposal):
        yield _news(proposal, News.DECLINED, tail, proposal.declined[-1])


def asked_now(proposal: Proposal, setup: Setup, now: datetime) -> tuple[str, ...]:
    """The first few who are not in their quiet hours; who declines, or sleeps, makes room for the next."""
    left = (setup.people[name] for name in _left_to_ask(proposal) if name in setup.people)
    return tuple([person.name for person in left if not is_quiet(person, now)][:ASKED_AT_ONCE])


def asked_later(proposal: Proposal, setup: Setup, now: datetime) -> dict[str, datetime]:
    """When the quiet hours of those end who would be asked now but for them."""
    first = _left_to_ask(proposal)[:ASKED_AT_ONCE]
    ends = {name: quiet_until(setup.people[name], now) for name in first if name in setup.people}
    return {name: end for name, end in ends.items() if end and end < proposal.ends_at}


def _left_to_ask(proposal: Proposal) -> tuple[str, ...]:
    return tuple(person for person in proposal.asked if person not in proposal.declined)


def _waits(proposal: Proposal, setup: Setup, now: datetime) -> bool:
    """Whether its asker is told of it later: in their quiet hours nothing can be done about it."""
    asker = setup.people.get(proposal.asker)
    return asker is not None and _told_at(asker, now, proposal.starts_at) > now


def _channels(proposal: Proposal, setup: Setup) -> tuple[str, ...]:
    """The channel of a team that this pager belongs to; a wish to one person is between two people."""
    if proposal.named:
        return ()
    teams = [setup.teams[name] for piece in proposal.everything for name in teams_of(piece.schedule, setup)]
    mine = [team for team in teams if proposal.asker in team.members] or teams
    return tuple(dict.fromkeys(team.channel for team in mine if team.channel))[:1]


def _asking(proposal: Proposal, what: MemoTelling, whom: str) -> Memo:
    place = f"cover/{proposal.id}/{whom}"
    return Memo(f"{place}/asked", place, what, Urgency.ROOM, surface=place)


def _refreshed(proposal: Proposal, setup: Setup, tail: str) -> Iterator[Memo]:
    """Everybody who was asked sees how it stands, and its asker where they could cancel it; others hear nothing."""
    for person in proposal.asked:
        place = f"cover/{proposal.id}/{person}"
        yield Memo(f"{place}/{tail}", place, RefreshAsk(proposal.id, person), Urgency.ROOM, surface=place)
    for news in WITH_A_BUTTON:
        place = _asker_place(proposal, news)
        what, lane = RefreshAsk(proposal.id, proposal.asker), f"cover/{proposal.id}/news"
        yield Memo(f"{place}/{tail}", lane, what, Urgency.ROOM, surface=place)
    if _channels(proposal, setup):
        place = f"cover/{proposal.id}/channel"
        yield Memo(f"{place}/{tail}", place, RefreshAsk(proposal.id), Urgency.ROOM, surface=place)


def _news(
    proposal: Proposal, news: News, tail: str, who: str = "", pieces: tuple[ShiftSpan, ...] = ()
) -> Memo:
    what = TellAsker(proposal.asker, proposal.id, news, who, pieces)
    surface = _asker_place(proposal, news) if news in WITH_A_BUTTON else None
    return Memo(f"cover/{proposal.id}/news/{tail}", f"cover/{proposal.id}/news", what, surface=surface)


def _asker_place(proposal: Proposal, news: News) -> str:
    return f"cover/{proposal.id}/asker/{news.value}"


def told_of_taking(covers: Iterable[Cover], setup: Setup, now: datetime) -> Iterator[Memo]:
    """Whoever gave up a pager without being asked is told all that they gave up, in one message, outside of their
    quiet hours. (Whoever took it is answered; whoever asked for a cover hears of it as news of the proposal.)"""
    found: dict[tuple[str, str, datetime], list[Cover]] = {}
    for cover in covers:
        one = cover.override
        if cover.proposal is None and one.instead_of and one.instead_of != one.person:
            found.setdefault((one.instead_of, one.person, cover.agreed_at), []).append(cover)
    for (whom, by, taken_at), taken in found.items():
        first, *also = (cover.piece for cover in taken)
        person = setup.people.get(whom)
        told_at = _told_at(person, taken_at, first.starts_at) if person else taken_at
        if told_at <= now < told_at + TOLD_WITHIN and now < taken[-1].piece.ends_at:
            what = TellMoved(whom, by, first, Moved.TAKEN_OVER, tuple(also))
            yield Memo(f"moved/{taken[0].override.id}", f"moved/{whom}", what)


def wait_of(memo: Memo, setup: Setup, now: datetime) -> timedelta:
    """How long news can wait that follows from no list: until the quiet hours of whoever is told are over."""
    match memo.what:
        case TellMoved(person=name, piece=piece, how=Moved.TAKEN_BACK):
            begins = piece.starts_at
        case TellAsker(person=name, pieces=pieces):
            begins = min((piece.starts_at for piece in pieces), default=now)
        case _:
            return timedelta()
    person = setup.people.get(name)
    return _told_at(person, now, begins) - now if person else timedelta()


def _told_at(person: Person, at: datetime, begins: datetime) -> datetime:
    """When their quiet hours end; when the shift begins in them, with the shift: they would get up for it. A day off is
    no night: they hear of their shifts."""
    until = end_of_hours(person.zone, person.quiet, at) if person.quiet else None
    if until is None:
        return at
    return begins if at < begins < until else until


def _relieved(override: Override, before: Setup, after: Setup, now: datetime) -> Iterator[Memo]:
    """Whoever has the pager no more, which need not be who agreed: they may have been covered themselves."""
    since, until = max(override.starts_at, now), override.ends_at
    for person in before.people:
        had, has = (
            [piece for piece in pieces_of(person, setup, since, until) if piece.schedule == override.schedule]
            for setup in (before, after)
        )
        for number, piece in enumerate(piece for piece in had if piece not in has):
            what = TellMoved(person, override.instead_of or "", piece, Moved.TAKEN_BACK)
            yield Memo(f"moved/{override.id}/back/{person}/{number}", f"moved/{person}", what)


def _groups(override: Override, setup: Setup, now: datetime, tail: str) -> Iterator[Memo]:
    """A user group follows a change in the middle of a shift at once; one to come, when it comes."""
    schedule = setup.schedules.get(override.schedule)
    if schedule and schedule.usergroup and override.starts_at <= now < override.ends_at:
        what = SyncGroup(schedule.name, schedule.usergroup)
        yield Memo(f"group/{schedule.name}/{tail}", f"group/{schedule.usergroup}", what, Urgency.DECORATION)
