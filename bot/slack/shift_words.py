"""PURE. What people type about shifts: cover-me, take, swap, time-off."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.oncall.covers import AskCover, TakeOver, TakeTimeOff
from bot.render.actions import Form
from bot.slack.arguments import Asking
from bot.slack.markup import MENTION, folded, unwrapped
from bot.slack.parsed import Arranging, Misread, Opening, Parsed, Question, Topic, UnknownWord
from bot.slack.spans import read_span
from bot.slack.verbs import Verb

_BEFORE_A_NAME = frozenset({"by", "with", "ask", "please"})
_AROUND_A_SHIFT = frozenset({"the", "shift", "over", "pager", "on", "for", "me", "my"})


def cover_me(rest: str, asking: Asking) -> Parsed:
    """`4h`, `from 14:00 to 18:00`, `tomorrow`, with `@person` anywhere; bare, it opens the form."""
    who, left = _take_person(rest, asking)
    if not left.strip():
        return Opening(Form.COVER, text=who or "")
    span = read_span(_without(left, {"for", "please", "me"}), asking.zone, asking.now) or read_span(
        left, asking.zone, asking.now
    )
    if span is None:
        return Misread(Verb.COVER_ME, asking.words(left))
    return Arranging(AskCover(*span, person=who))


def take(rest: str, asking: Asking, typed: str) -> Parsed:
    """`take`, `take the shift`, `take primary until 18:00`; other words after it are a title or a slip."""
    words = [word for word in rest.split() if folded(word) not in _AROUND_A_SHIFT]
    known = {name.lower(): name for name in asking.setup.schedules}
    only = next(iter(known.values())) if len(known) == 1 else None
    schedule = next((known[folded(word)] for word in words if folded(word) in known), only)
    left = " ".join(word for word in words if folded(word) not in known)
    span = read_span(left, asking.zone, asking.now) if left else None
    if left and span is None:
        return Misread(Verb.TAKE, left) if schedule else UnknownWord("take", "ack", asking.words(typed))
    if schedule is None:
        return Question(Topic.ONCALL)  # it shows them all, each with its button
    since, until = span or (asking.now, None)
    return Arranging(TakeOver(schedule, since, until))


def swap(rest: str, asking: Asking, typed: str) -> Parsed:
    """`swap`, `swap @person`, `swap shifts with diego`; `swap is full` is no wish of this kind."""
    who, left = _take_person(rest, asking)
    if _without(left, {"shifts", "shift", "a", "my", "me"}):
        return UnknownWord("swap", None, asking.words(typed))
    return Opening(Form.SWAP, text=who or "")


def time_off(rest: str, asking: Asking) -> Parsed:
    """`time-off tomorrow`, `vacation from mon 9:00 to fri 18:00`; bare, it opens the form."""
    if not rest.strip():
        return Opening(Form.TIME_OFF)
    span = read_span(rest, asking.zone, asking.now)
    if span is None:
        return Misread(Verb.TIME_OFF, asking.words(rest))
    return Arranging(TakeTimeOff(*span))


def _take_person(text: str, asking: Asking) -> tuple[str | None, str]:
    """Who is named in it, and the text without."""
    words = text.split()
    for place, word in enumerate(words):
        bare = unwrapped(word).lstrip("@").rstrip(".,:;").lower()
        named = (
            MENTION.fullmatch(word)
            or word.startswith("@")
            or bare in {p.lower() for p in asking.setup.people}
        )
        if named:
            before = words[:place]
            while before and folded(before[-1]) in _BEFORE_A_NAME:
                before.pop()
            return asking.person(word), " ".join((*before, *words[place + 1 :]))
    return None, text


def _without(text: str, fillers: Sequence[str] | set[str]) -> str:
    return " ".join(word for word in text.split() if folded(word) not in fillers)
