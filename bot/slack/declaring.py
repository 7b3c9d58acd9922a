"""PURE. What people type behind `declare`: how bad, of what, and a title, in the orders in which they bring them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.requests import Declare
from bot.domain.setup import Setup, Severity
from bot.render.actions import Form
from bot.render.declared import ALL_READ, Unread
from bot.slack.arguments import Asking, take_private
from bot.slack.markup import folded
from bot.slack.parsed import Opening, Order, Parsed
from bot.slack.slips import near_names

_LEVEL = r"[*_~`\"'\[(]*(?P<word>(?:p|sev[ -]?)(?P<level>\d)|critical)[*_~`\"'\])]*"
_AHEAD = re.compile(
    rf"{_LEVEL}(?:\s*[.,:;!?]*(?:\s+(?:[-–—]\s+)?|$)|:(?=[^\W\d])|(?<=[\])])(?=\S))", re.IGNORECASE
)
_BEHIND = re.compile(rf"(?P<name>\S+)\s+{_LEVEL}\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Graded:
    """A severity and the text without it. `unknown` is a word for one that is none of ours: the nearest stands for it."""

    severity: Severity | None
    rest: str
    unknown: str = ""


def take_severity(text: str) -> Graded:
    """`P1 title`, `[P1] title`, `P1 - title`, `sev 1: title`."""
    found = _AHEAD.match(text)
    return _graded(found, text[found.end() :].strip()) if found else Graded(None, text.strip())


def declare(raw: str, asking: Asking) -> Parsed:
    """`[P1] [service|team:] title`, the severity also beside the name; a bare one opens the form, filled in so far."""
    text, private = take_private(raw)
    ahead = take_severity(text)
    head, colon, behind = ahead.rest.partition(":")
    beside = _BEHIND.fullmatch(head)
    named = _graded(beside, beside["name"]) if beside else Graded(None, head.strip())
    after = take_severity(behind.strip()) if len(named.rest.split()) == 1 else Graded(None, behind.strip())
    grades = (ahead, named, after) if colon else (ahead,)
    graded = next((one for one in grades if one.severity), after)
    target = _target(named.rest, asking.setup) if colon else None
    title = (after.rest if graded is after else behind.strip()) if target else ahead.rest
    service = target if target in asking.setup.services else None
    title, _, more = asking.words(title).partition("\n")
    if not title:
        return Opening(Form.DECLARE, severity=graded.severity, service=service)
    page = None if service else target
    unread = ALL_READ if target else _nobody_named(named.rest if colon else "", behind, ahead.rest, asking)
    return Order(
        Declare(title, graded.severity, service, private, more.strip(), page=page),
        unread=Unread(graded.unknown, unread.name, unread.names, unread.text),
    )


def _graded(found: re.Match[str], rest: str) -> Graded:
    level, word = int(found["level"] or 0), found["word"]
    if 1 <= level <= len(Severity):
        return Graded(Severity(f"P{level}"), rest)
    return Graded(Severity.P4 if level else Severity.P1, rest, word)


def _target(typed: str, setup: Setup) -> str | None:
    """The service of that name, else the team."""
    name = folded(typed.strip().strip("[]()")).lstrip("@#")
    return next((known for known in _names(setup) if known.lower() == name), None)


def _nobody_named(head: str, behind: str, title: str, asking: Asking) -> Unread:
    """A slip in a name before the colon; a first word that is a name, or a word of the title."""
    near = near_names(head, _names(asking.setup)) if len(head.split()) == 1 else ()
    if near:
        return Unread(name=asking.words(head), names=near, text=asking.words(behind).strip())
    first, _, rest = title.partition(" ")
    known = _target(first, asking.setup)
    text = asking.words(rest).strip(" -–—")
    return Unread(name=known, names=(known,), text=text) if known else ALL_READ


def _names(setup: Setup) -> tuple[str, ...]:
    return (*setup.services, *setup.teams)
