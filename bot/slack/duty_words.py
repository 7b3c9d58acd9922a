"""PURE. What people type behind `oncall`: a schedule, team, service or person, a moment, covers, a feed, a load."""

from __future__ import annotations

from collections.abc import Iterator

from bot.render.text import in_code
from bot.slack.arguments import Asking
from bot.slack.days import looks_dated
from bot.slack.markup import folded
from bot.slack.parsed import Misread, Parsed, Question, Topic
from bot.slack.slips import mended, near_names
from bot.slack.verbs import Verb

_PASSED_OVER = frozenset({"is", "on", "call", "on-call", "oncall", "for", "schedule", "now"})
"""Words of a question: "is on call for …"."""
_FEED = frozenset({"feed", "feeds", "calendar", "ics"})
_ME = frozenset({"me", "myself", "i"})
_EXAMPLES = ("oncall at tue 15:00", "oncall at 24 dec 18:00")
_LOAD = frozenset({"load", "fairness", "hours"})


def oncall(rest: str, asking: Asking) -> Parsed:
    """`[name] [at] [moment]`; the words of a question are passed over."""
    words = [folded(word) for word in rest.split()]
    if words == ["covers"]:
        return Question(Topic.COVERS)
    if words and words[0] in _FEED:
        named = next((word for word in words[1:] if word not in {"renew", "for"}), None)
        return Question(Topic.FEED, schedule=named, word="renew" if "renew" in words else "")
    if words and words[0] in _LOAD:
        return Question(Topic.LOAD, word=" ".join(words[1:]))
    return _who(rest.split(), asking)


def _who(typed: list[str], asking: Asking) -> Parsed:
    """A name that is known, with a moment behind or before it; a moment alone; a name that nobody knows."""
    words = [word for word in typed if folded(word) and folded(word) not in _PASSED_OVER]
    place = next((place for place, word in enumerate(words) if folded(word) == "at"), None)
    left = [word for word in words if folded(word) != "at"]
    if place is not None and place == len(words) - 1 and folded(typed[-1]) != "now":
        return _unread(" ".join(left), "", asking)
    for name, when in _cuts(left):
        if _known(name, asking) and (not when or asking.moment(when)):
            return _question(name, when, asking)
    if place is not None:
        name, when = " ".join(left[:place]), " ".join(left[place:])
        return _question(name, when, asking) if asking.moment(when) else _unread(name, when, asking)
    return _nameless(left, asking)


def _cuts(words: list[str]) -> Iterator[tuple[str, str]]:
    """Everything as a name and what stands beside it, the longest name first, none last."""
    for length in range(len(words), -1, -1):
        yield " ".join(words[:length]), " ".join(words[length:])
        yield " ".join(words[len(words) - length :]), " ".join(words[: len(words) - length])


def _nameless(words: list[str], asking: Asking) -> Parsed:
    """No name that is known and no moment: a slip in the time, or a name with or without a moment behind it."""
    for name, when in _cuts(words):
        if when and _known(name, asking):
            return _unread(name, when, asking) if name else _time_or_name(words, asking)
    return _time_or_name(words, asking)


def _time_or_name(words: list[str], asking: Asking) -> Parsed:
    typed = asking.words(" ".join(words))
    slips = () if near_names(typed, _names(asking)) else mended(typed, asking.moment)
    if slips:
        return Misread(Verb.ONCALL, typed, tuple(f"oncall at {one}" for one in slips))
    for name, when in _cuts(words):
        if name and when and asking.moment(when):
            return _question(name, when, asking)
    if looks_dated(typed):
        return Misread(Verb.ONCALL, typed, _EXAMPLES, f"`{in_code(typed)}` is no date.", guess=False)
    return _question(" ".join(words), "", asking)


def _unread(name: str, when: str, asking: Asking) -> Misread:
    """A moment that can't be read, or that is missing behind `at`."""
    front, shown = f"oncall {asking.words(name)}".strip(), asking.words(when)
    slips = mended(shown, asking.moment) if shown else ()
    each = tuple(f"{front} at {one}" for one in slips or ("tue 15:00", "24 dec 18:00"))
    return Misread(Verb.ONCALL, shown or f"{name} at".strip(), each, guess=bool(slips))


def _question(name: str, when: str, asking: Asking) -> Question:
    wanted = _named(name, asking)
    schedule = next((one for one in asking.setup.schedules if one.lower() == wanted.lower()), wanted)
    read = asking.moment(when) if when else None
    if read is None:
        return Question(Topic.ONCALL, schedule=schedule or None)
    zone = read[1] if read[1] != asking.zone else ""
    return Question(Topic.ONCALL, schedule=schedule or None, at=read[0], zone=zone)


def _known(name: str, asking: Asking) -> bool:
    return not name or _named(name, asking).lower() in {one.lower() for one in _names(asking)}


def _named(name: str, asking: Asking) -> str:
    """The name as it is known; `me` is whoever asks."""
    mine = folded(name) in _ME and asking.name in asking.setup.people
    return asking.name if mine else asking.words(name).lstrip("@#")


def _names(asking: Asking) -> tuple[str, ...]:
    setup = asking.setup
    return (*setup.schedules, *setup.teams, *setup.services, *setup.people)
