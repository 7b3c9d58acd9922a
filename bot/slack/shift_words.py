"""PURE. What people type about shifts: cover-me, take, swap, time-off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.oncall.covers import AskCover, TakeOver, TakeTimeOff
from bot.render.actions import Form
from bot.render.dates import span_words
from bot.render.text import in_code
from bot.slack.arguments import Asking, incident_ids
from bot.slack.markup import MENTION, folded, unwrapped
from bot.slack.parsed import Arranging, Misread, Opening, Parsed, Question, Topic
from bot.slack.slips import mended, near_names, readable_part
from bot.slack.spans import Span
from bot.slack.verbs import Verb

_BEFORE_A_NAME = frozenset({"by", "with", "ask", "please"})
_AROUND_A_SHIFT = frozenset({"the", "shift", "over", "pager", "on", "me", "my"})
_FOR_SHIFT = re.compile(r"(?<!\S)for\s+(?!\d)", re.IGNORECASE)
_AN_INCIDENT = frozenset({"it", "this", "incident"})
_BECAUSE = re.compile(r"(?:^|\s)because(?:\s+of)?\s+", re.IGNORECASE)
SCHEDULES_SHOWN = 3


def cover_me(rest: str, asking: Asking) -> Parsed:
    """`4h`, `from 14:00 to 18:00`, `tomorrow`, with `@person` anywhere and `because …` behind; bare, it opens the form."""
    text, why = _reason(rest, asking)
    who, left = _take_person(text, asking)
    if not left.strip():
        return Opening(Form.COVER, text=who or "")
    plain = _without(left, {"for", "please", "me"})
    read = asking.span(plain) or asking.span(left)
    if _stranger(who, asking):
        return _nobody_called(Verb.COVER_ME, rest, asking)
    if read is None:
        return _unread(Verb.COVER_ME, left, asking, _tail(who, why))
    return Arranging(AskCover(*read[0], person=who, why=why), _told(read, asking))


def take(rest: str, asking: Asking) -> Parsed:
    """`take`, `take the shift`, `take primary until 18:00`."""
    words = [word for word in _FOR_SHIFT.sub(" ", rest).split() if folded(word) not in _AROUND_A_SHIFT]
    known = {name.lower(): name for name in asking.setup.schedules}
    named = next((word for word in words if folded(word) in known), None)
    only = next(iter(known.values())) if len(known) == 1 else None
    if not words:
        return (
            _at_once(only, asking) if only else Question(Topic.ONCALL)
        )  # it shows them all, each with a button
    schedule = known[folded(named)] if named else only
    left = " ".join(word for word in words if word != named)
    read = asking.span(left) if left else None
    if schedule is None or (read is None and not named and left):
        return _which_schedule(words, asking)
    if read:
        return Arranging(TakeOver(schedule, *read[0]), _told(read, asking))
    return _unread(Verb.TAKE, left, asking, front=f"{schedule} ") if left else _at_once(schedule, asking)


def _at_once(schedule: str, asking: Asking) -> Arranging:
    return Arranging(TakeOver(schedule, asking.now))


def _which_schedule(words: list[str], asking: Asking) -> Misread:
    """None of them is a schedule: a slip, an incident, or a stretch of time alone."""
    typed, schedules = " ".join(words), asking.setup.schedules
    ids = incident_ids(typed)
    if ids or folded(words[0]) in _AN_INCIDENT:
        return Misread(
            Verb.TAKE, typed, (f"ack {ids[0]}" if ids else "ack",), "`take` takes the pager of a schedule."
        )
    for place, word in enumerate(words):
        near = near_names(word, schedules)
        if near:
            slip = tuple(_put(words, place, name) for name in near)
            return Misread(Verb.TAKE, word, tuple(f"take {one}" for one in slip), _no("schedule", word))
    if asking.span(typed):
        each = tuple(f"take {name} {typed}" for name in list(schedules)[:SCHEDULES_SHOWN])
        return Misread(Verb.TAKE, typed, each, "Which pager?", guess=False)
    part = readable_part(typed, asking.span)
    word, span = (part[1], f" {part[0]}") if part else (typed, "")
    each = tuple(f"take {name}{span}" for name in list(schedules)[:SCHEDULES_SHOWN])
    return Misread(Verb.TAKE, asking.words(word), each, _no("schedule", asking.words(word)), guess=False)


def swap(rest: str, asking: Asking) -> Parsed:
    """`swap`, `swap @person`, `swap shifts with diego`; `swap is full` is no wish of this kind."""
    who, left = _take_person(rest, asking)
    left = _without(left, {"shifts", "shift", "a", "my", "me", "with"})
    if _stranger(who, asking):
        return _nobody_called(Verb.SWAP, rest, asking)
    if not left:
        return Opening(Form.SWAP, text=who or "")
    if len(left.split()) == 1:
        return _unnamed(Verb.SWAP, left, asking)
    return Misread(
        Verb.SWAP,
        asking.words(left),
        ("swap", f"declare swap {asking.words(rest)}"),
        "`swap` swaps one of your shifts for somebody's.",
    )


def time_off(rest: str, asking: Asking) -> Parsed:
    """`time-off tomorrow`, `vacation from mon 9:00 to fri 18:00`; bare, it opens the form."""
    text, why = _reason(rest, asking)
    if not text.strip():
        return Opening(Form.TIME_OFF)
    read = asking.span(text)
    if read is None:
        return _unread(Verb.TIME_OFF, text, asking, _tail(None, why))
    return Arranging(TakeTimeOff(*read[0], why), _told(read, asking))


def _stranger(who: str | None, asking: Asking) -> bool:
    return bool(who) and who != asking.name and who not in asking.setup.people


def _told(read: tuple[Span, str], asking: Asking) -> str:
    return span_words(*read[0], read[1], asking.now)


def _reason(text: str, asking: Asking) -> tuple[str, str]:
    found = _BECAUSE.search(text)
    return (text[: found.start()], asking.words(text[found.end() :])) if found else (text, "")


def _tail(who: str | None, why: str) -> str:
    return f"{f' @{who}' if who else ''}{f' because {why}' if why else ''}"


def _unread(verb: Verb, text: str, asking: Asking, tail: str = "", *, front: str = "") -> Misread:
    """What behind a verb is no stretch of time, with what would be one; `front` and `tail` were understood."""

    def typed(middle: str) -> str:
        return f"{verb.value} {front}{middle}{tail}"

    shown = asking.words(text)
    slips = mended(shown, asking.span)
    if slips:
        alone = shown.removeprefix("for ").isdecimal()
        why = f"`{in_code(shown)}` may be hours or minutes." if alone else ""
        return Misread(verb, shown, tuple(map(typed, slips)), why)
    if asking.moment(shown):
        return Misread(verb, shown, (typed(f"{shown} for 4h"),), "That has no end.", guess=False)
    part = readable_part(shown, asking.span)
    if part is None:
        return Misread(verb, shown)
    span, extra = part
    instead = tuple(typed(f"{span}{more}") for more in _meant(verb, extra, asking, tail))
    return Misread(verb, extra, instead)


def _meant(verb: Verb, extra: str, asking: Asking, tail: str) -> tuple[str, ...]:
    """What words beside a stretch of time may be: a person without an @, a reason, or for `take` nothing of use."""
    if verb is Verb.TAKE:
        return ("",)
    reason = () if "because" in tail else (f" because {extra}",)
    if verb is Verb.TIME_OFF or len(extra.split()) > 1 or "@" in tail:
        return reason
    near = near_names(extra, asking.setup.people)
    return tuple(f" @{name}" for name in near) or (f" @{extra}", *reason)


def _nobody_called(verb: Verb, rest: str, asking: Asking) -> Misread:
    """The person who is named with an @ is not in meridian.yml."""
    words = rest.split()
    place = next(place for place, word in enumerate(words) if MENTION.fullmatch(word) or word.startswith("@"))
    name = asking.words(words[place]).lstrip("@")
    near = near_names(name, asking.setup.people)
    shown = [asking.words(word) for word in words]
    instead = tuple(f"{verb.value} {_put(shown, place, f'@{one}')}" for one in near or ("person",))
    why = f"I know nobody called `{in_code(name)}` in meridian.yml."
    return Misread(verb, name, instead, why, guess=bool(near))


def _unnamed(verb: Verb, word: str, asking: Asking) -> Misread:
    """One word where a person should stand."""
    name = asking.words(word)
    near = near_names(name, asking.setup.people)
    why = f"I know nobody called `{in_code(name)}` in meridian.yml."
    return Misread(
        verb, name, tuple(f"{verb.value} @{one}" for one in near or ("person",)), why, guess=bool(near)
    )


def _put(words: list[str], place: int, other: str) -> str:
    return " ".join((*words[:place], other, *words[place + 1 :]))


def _no(what: str, word: str) -> str:
    return f"There is no {what} `{in_code(word)}`."


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
