"""Covers, swaps and time off in every state: what people are asked, told, refused and shown."""

from __future__ import annotations

import dataclasses
import itertools
import typing
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.domain.incident import Incident
from bot.domain.memos import Memo, MemoBriefing, Moved, News, ShiftBegan, TellAsker, TellMoved
from bot.domain.oncall import covers as c
from bot.domain.oncall.covers import CannotArrange, Proposal, ProposalState, ShiftSpan
from bot.domain.setup import Override, Setup
from bot.render import cover_forms, cover_refusals, covers, home, home_shifts, memos
from bot.render.message import Message, View
from bot.render.spans import Clock

NOW = datetime(2026, 11, 18, 14, 26, tzinfo=UTC)
CLOCK = Clock("Europe/Madrid", NOW)


def piece(name: str, hours: int = 4) -> ShiftSpan:
    return ShiftSpan(name[:200], NOW + timedelta(hours=hours), NOW + timedelta(hours=hours + 4))


def proposals(text: str) -> Iterator[Proposal]:
    """Open, a swap, partly taken, taken, withdrawn, over."""
    asked = Proposal("p1", text, (piece(text), piece("primary")), ("carla", text), NOW, why=text)
    yield asked
    yield dataclasses.replace(asked, in_return=(piece(text, 9),), named=True)
    yield dataclasses.replace(asked, pieces=tuple(piece(text, n) for n in range(40)))
    taken = tuple(c.Taken(who, piece(text)) for who in ("carla", text))
    yield dataclasses.replace(asked, taken=taken, version=1, declined=(text,))
    yield dataclasses.replace(asked, pieces=(), taken=taken, state=ProposalState.TAKEN, version=2)
    yield dataclasses.replace(asked, state=ProposalState.WITHDRAWN, version=1)
    yield dataclasses.replace(asked, pieces=(ShiftSpan(text, NOW - timedelta(hours=4), NOW),))


def about_covers(text: str, setup: Setup) -> Iterator[tuple[str, Message]]:
    """Every message about them."""
    for proposal in proposals(text):
        for asker in (text, "carla"):
            for person in ("carla", text, None):
                yield "ask", covers.ask(dataclasses.replace(proposal, asker=asker), setup, NOW, person)
        for news in News:
            told = TellAsker("carla", "p1", news, text, (piece(text),))
            yield f"news {news.value}", covers.tell_asker(told, proposal, setup, NOW)
    for how in Moved:
        yield f"moved {how.value}", covers.tell_moved(TellMoved("carla", text, piece(text), how), setup)
    for request, done in answers(text):
        yield f"arranged {type(request).__name__}", covers.arranged(request, done, setup, CLOCK, NOW)
    for why in CannotArrange:
        for refused, me in itertools.product(
            (c.NotArranged(why), c.NotArranged(why, text, (text,) * 9, piece(text))), ("carla", text)
        ):
            yield f"not arranged {why.value}", cover_refusals.not_arranged(refused, setup, me, CLOCK, NOW)
    yield "feeds", covers.feeds({f"{n}{text}": f"https://x.example/{n}.ics" for n in range(9)}, anew=True)
    yield "no feeds", covers.feeds({})
    began = ShiftBegan("carla", (text, "backup"), NOW, NOW + timedelta(hours=9), (text,))
    yield "shift began", memos.memo_message(MemoBriefing(Memo("m", "l", began), setup, NOW))


def answers(text: str) -> Iterator[tuple[c.Arrangement, c.Arranged]]:
    """Each request with what came of it."""
    later = NOW + timedelta(hours=4)
    off = c.TimeOff("t", text, NOW, later, text, NOW)
    line = c.Line(NOW, text, c.Change.AGREED, "c", text, NOW, later, text, text, text)
    for proposal in proposals(text):
        done = c.Arranged(time_off=(off,), proposals=(proposal,) * 12, lines=(line,))
        for request in (
            c.AskCover(NOW, later),
            c.AskSwap(piece(text), piece(text), text),
            c.TakeShift("p1"),
            c.DeclineShift("p1"),
            c.TakeOver(text, NOW),
            c.TakeTimeOff(NOW, later, text),
            c.CallOff("p1"),
        ):
            yield request, done
            yield request, c.Arranged()
            plain = dataclasses.replace(line, schedule=None, instead_of=None)
            yield request, dataclasses.replace(done, lines=(plain,))


def cover_views(text: str, setup: Setup, incidents: tuple[Incident, ...] = ()) -> Iterator[tuple[str, View]]:
    """Every form about them, and a home tab that is full of them."""
    later = NOW + timedelta(hours=4)
    many = [(text[:40], piece(f"{text[:20]}{n}", n)) for n in range(90)]
    cover = c.Cover(Override("c1", "primary", text, NOW, later, "carla"), "carla", text, NOW)
    ahead = home_shifts.Ahead(
        "carla", NOW, tuple(piece(text, n) for n in range(40)), (cover,) * 9, tuple(proposals(text)),
        (c.TimeOff("t", "carla", NOW, later, text, NOW),) * 9, "https://x.example/calendar/person/carla/0.ics",
    )  # fmt: skip
    yield "cover", cover_forms.cover_form(setup, NOW, later, "carla")
    yield "time off", cover_forms.time_off_form(NOW, later)
    yield "swap", cover_forms.swap_form(many, many, "Europe/Madrid", setup)
    for proposal in proposals(text):
        yield "part", cover_forms.part_form(proposal, setup, CLOCK)
    yield "home, shifts", home.home("carla", incidents * 40, incidents * 200, setup, NOW, ahead=ahead)
    yield "home, none", home.home("carla", (), (), setup, NOW, ahead=home_shifts.Ahead("carla", NOW))


assert {type(request) for request, _ in answers("x")} == {*typing.get_args(c.Arrangement)}
