"""PURE. The words that people bring, and which of ours they mean."""

from __future__ import annotations

from difflib import get_close_matches
from enum import Enum

from bot.render.not_yet import Wish
from bot.slack.markup import folded


class Verb(Enum):
    """What can be asked after `/incident` or `@meridian`; the value is the word that help shows."""

    DECLARE = "declare"
    ACK = "ack"
    ESCALATE = "escalate"
    CANNOT = "cannot"
    PAGE = "page"
    UPDATE = "update"
    NO_CHANGE = "no-change"
    SNOOZE = "snooze"
    NOTE = "note"
    RESOLVE = "resolve"
    CLOSE = "close"
    CANCEL = "cancel"
    REOPEN = "reopen"
    MERGE = "merge"
    SEVERITY = "severity"
    ROLE = "role"
    HANDOFF = "handoff"
    ACCEPT = "accept"
    DECLINE = "decline"
    KEEP = "keep"
    JOIN = "join"
    PROMOTE = "promote"
    ONCALL = "oncall"
    COVER_ME = "cover-me"
    TAKE = "take"
    SWAP = "swap"
    TIME_OFF = "time-off"
    TEST_ME = "test-me"
    CATCHUP = "catchup"
    TIMELINE = "timeline"
    EXPORT = "export"
    LIST = "list"
    HELP = "help"


_SYNONYMS: dict[Verb, tuple[str, ...]] = {
    Verb.DECLARE: ("new", "create", "open", "start", "report", "raise"),
    Verb.ACK: ("acknowledge", "acknowledged", "acked", "i have it", "got it"),
    Verb.ESCALATE: ("esc",),
    Verb.CANNOT: ("can't", "cant", "i can't", "i cant", "i cannot"),
    Verb.PAGE: ("call", "alert"),
    Verb.UPDATE: ("status",),
    Verb.NO_CHANGE: ("nochange", "no change", "unchanged", "no update"),
    Verb.SNOOZE: ("remind",),
    Verb.NOTE: ("log", "add"),
    Verb.RESOLVE: ("resolved", "fixed", "done"),
    Verb.CLOSE: ("closed",),
    Verb.CANCEL: ("cancelled", "canceled", "false alarm", "false-alarm"),
    Verb.REOPEN: ("re-open", "reopened"),
    Verb.MERGE: ("duplicate",),
    Verb.SEVERITY: ("sev", "priority"),
    Verb.ROLE: ("assign", "roles"),
    Verb.HANDOFF: ("handover", "hand-off", "hand-over", "hand off", "hand over"),
    Verb.ACCEPT: ("accept handoff", "read back"),
    Verb.DECLINE: ("decline handoff",),
    Verb.KEEP: ("keep it", "withdraw"),
    Verb.PROMOTE: ("give it a channel", "channel"),
    Verb.ONCALL: ("who", "on-call", "on call", "who's", "whos", "pager", "schedule", "rota", "calendar"),
    Verb.COVER_ME: ("cover me", "coverme", "cover"),
    Verb.SWAP: ("swap shifts", "swap shift"),
    Verb.TIME_OFF: ("time off", "timeoff", "vacation", "holiday", "pto", "sick"),
    Verb.TEST_ME: ("test me", "testme", "test page", "page me"),
    Verb.CATCHUP: ("catch-up", "catch up", "summary", "recap"),
    Verb.TIMELINE: ("history", "events"),
    Verb.EXPORT: ("download",),
    Verb.LIST: ("ls", "incidents", "active"),
    Verb.HELP: ("?", "usage", "commands", "hi", "hello"),
}

_WORDS: dict[str, Verb] = {
    **{word: verb for verb, words in _SYNONYMS.items() for word in words},
    **{verb.value: verb for verb in Verb},
}
_LONGEST = max(word.count(" ") for word in _WORDS) + 1

USAGE: dict[Verb, str] = {
    Verb.SEVERITY: "/incident severity P2",
    Verb.ROLE: "/incident role scribe @person",
    Verb.SNOOZE: "/incident snooze 15m",
    Verb.ONCALL: "/incident oncall primary at 21:00",
    Verb.COVER_ME: "/incident cover-me from 14:00 to 18:00",
    Verb.TAKE: "/incident take primary until 18:00",
    Verb.SWAP: "/incident swap @person",
    Verb.TIME_OFF: "/incident time-off from mon 9:00 to fri 18:00",
    Verb.TEST_ME: "/incident test-me",
    Verb.EXPORT: "/incident export md",
}
"""An example of each verb that takes something which can be mistyped."""

_OF_OTHER_TOOLS: dict[str, Wish] = {
    **{wish.value: wish for wish in Wish},
    "post-mortem": Wish.POSTMORTEM,
    "post mortem": Wish.POSTMORTEM,
    "retro": Wish.POSTMORTEM,
    "runbooks": Wish.RUNBOOK,
    "mute": Wish.SILENCE,
    "near miss": Wish.NEAR_MISS,
}
"""Words that people bring for what is not there yet."""

LEADS_ALIKE = 0.72
"""How alike (0..1) an unknown word must be to be taken for a slip: `hlep` is help (0.75), `postmortem`
is not promote (0.71)."""


def read_verb(text: str) -> tuple[Verb, str, str] | None:
    """The verb that a text begins with, as ours and as written, and what stands after it.

    The longest words win: "no change" before "no". None when the first word is none of ours.
    """
    pieces = text.split(maxsplit=_LONGEST)
    for count in range(min(_LONGEST, len(pieces)), 0, -1):
        written = " ".join(folded(piece) or piece for piece in pieces[:count])
        if written in _WORDS:
            rest = text.split(maxsplit=count)
            return _WORDS[written], written, rest[count] if len(rest) > count else ""
    return None


def read_wish(text: str) -> Wish | None:
    """What is not there yet, when a text begins with a word for it."""
    pieces = [folded(piece) for piece in text.split(maxsplit=2)]
    found = (_OF_OTHER_TOOLS.get(" ".join(pieces[:count])) for count in (2, 1))
    return next((wish for wish in found if wish), None)


def nearest(word: str) -> str | None:
    """The verb, as help shows it, that somebody may have meant by `word`."""
    typed = folded(word)
    swapped = [known for known in _WORDS if sorted(known) == sorted(typed)]  # `akc` is ack
    close = swapped or get_close_matches(typed, _WORDS, n=1, cutoff=LEADS_ALIKE)
    return _WORDS[close[0]].value if close else None
