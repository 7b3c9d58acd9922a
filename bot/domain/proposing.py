"""Who is told what about covers: worked out from how things stand, so that whoever looks plans the same memos."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

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
from bot.domain.oncall.quiet import is_quiet
from bot.domain.setup import Override, Setup


def due_of(proposal: Proposal, setup: Setup, now: datetime) -> Iterator[Memo]:
    """Everything about a proposal that should have been planned by now, whatever happened to it or did not.

    Nobody is asked in their quiet hours: they are asked when these end, if it is still open then.
    """
    if proposal.open_at(now):
        for person in _to_ask(proposal):
            if person in setup.people and not is_quiet(setup.people[person], now):
                yield _asking(proposal, AskToCover(person, proposal.id), person)
        for channel in _channels(proposal, setup):
            yield _asking(proposal, AskChannel(channel, proposal.id), "channel")
        if not proposal.taken and now >= proposal.remind_at:
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
    for cover in arranged.covers:
        yield from _moved(cover, Moved.AGREED if cover.proposal else Moved.TAKEN_OVER)
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
    elif proposal.declined and proposal.state is ProposalState.OPEN:
        waiting = (
            set(_to_ask(proposal)) if not proposal.named else set(proposal.asked) - set(proposal.declined)
        )
        if not waiting:
            yield _news(proposal, News.DECLINED, tail, proposal.declined[-1])


def _to_ask(proposal: Proposal) -> tuple[str, ...]:
    """The first few; who declines makes room for the next."""
    left = [person for person in proposal.asked if person not in proposal.declined]
    return tuple(left[:ASKED_AT_ONCE])


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
    """Everybody who was asked sees how it stands; who was not asked hears nothing."""
    for person in proposal.asked:
        place = f"cover/{proposal.id}/{person}"
        yield Memo(f"{place}/{tail}", place, RefreshAsk(proposal.id, person), Urgency.ROOM, surface=place)
    if _channels(proposal, setup):
        place = f"cover/{proposal.id}/channel"
        yield Memo(f"{place}/{tail}", place, RefreshAsk(proposal.id), Urgency.ROOM, surface=place)


def _news(
    proposal: Proposal, news: News, tail: str, who: str = "", pieces: tuple[ShiftSpan, ...] = ()
) -> Memo:
    what = TellAsker(proposal.asker, proposal.id, news, who, pieces)
    return Memo(f"cover/{proposal.id}/news/{tail}", f"cover/{proposal.id}/news", what)


def _moved(cover: Cover, how: Moved) -> Iterator[Memo]:
    """Whoever did it is answered; whoever asked hears of it as news of the proposal; the rest is told here."""
    override = cover.override
    if how is Moved.TAKEN_OVER and override.instead_of and override.instead_of != override.person:
        what = TellMoved(override.instead_of, override.person, cover.piece, how)
        yield Memo(f"moved/{override.id}", f"moved/{override.instead_of}", what)


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
