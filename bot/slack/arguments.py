"""PURE. The pieces of a command: which incident, how bad, who, in which role."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from bot.domain.events import Role, Status
from bot.domain.setup import Setup, Severity
from bot.slack.markup import MENTION, folded, spoken, unwrapped
from bot.slack.spans import Span, read_span
from bot.slack.times import read_moment, take_zone

_ID = re.compile(r"(?<![\w-])INC-(\d{4})-(\d{1,9})(?![\w-])", re.IGNORECASE)
_SEVERITY = re.compile(r"(?:p|sev|sev-|sev )?([1-4])", re.IGNORECASE)
_PRIVATE = re.compile(r"(?<!\S)[-\u2010-\u2015]{1,2}private(?!\S)", re.IGNORECASE)
_NOBODY = frozenset({"nobody", "none", "noone", "no-one", "remove", "clear", "-"})

STATUS_ALIKE = 0.8
"""How alike (0..1) a word must be to be taken for a slip: `mitgated` is mitigated (0.94), `resolving` is not resolved."""

_ROLES = {
    "commander": Role.COMMANDER, "ic": Role.COMMANDER, "lead": Role.COMMANDER, "command": Role.COMMANDER,
    "incident-commander": Role.COMMANDER, "scribe": Role.SCRIBE, "communications": Role.COMMUNICATIONS,
    "comms": Role.COMMUNICATIONS, "comm": Role.COMMUNICATIONS, "communication": Role.COMMUNICATIONS,
}  # fmt: skip

_STATUSES = {status.value: status for status in Status} | {
    "canceled": Status.CANCELLED, "fixed": Status.RESOLVED, "fixing": Status.IDENTIFIED,
    "watching": Status.MONITORING,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """Who types, and when: `zone` (IANA) is theirs, `now` aware UTC."""

    name: str
    zone: str
    setup: Setup
    now: datetime

    def person(self, word: str) -> str:
        """The person meant by a mention, `@name`, `name` or `me`: a name in the file, else as it stands."""
        mention = MENTION.fullmatch(word.strip())
        if mention:
            return self.name_of(mention[1]) or mention[1]
        name = unwrapped(word).lstrip("@").rstrip(".,:;")
        if name.lower() in {"me", "myself"}:
            return self.name
        return next((known for known in self.setup.people if known.lower() == name.lower()), name)

    def name_of(self, slack_id: str) -> str | None:
        """The name in the file of a Slack user."""
        person = self.setup.person_with_slack(slack_id)
        return person.name if person else None

    def words(self, text: str) -> str:
        """Text for people to read."""
        return unwrapped(spoken(text, self.name_of))

    def moment(self, text: str) -> tuple[datetime, str] | None:
        """A moment (aware UTC) and the zone on whose clock it was read: the one that is named, else theirs."""
        placed = self._placed(text)
        at = read_moment(placed[0], placed[1], self.now) if placed and placed[0] else None
        return (at, placed[1]) if placed and at else None

    def span(self, text: str) -> tuple[Span, str] | None:
        """A stretch of time and the zone, in the same way."""
        placed = self._placed(text)
        span = read_span(placed[0], placed[1], self.now) if placed else None
        return (span, placed[1]) if placed and span else None

    def _placed(self, text: str) -> tuple[str, str] | None:
        found = take_zone(self.words(text), _places(self.setup, self.zone))
        return (found[0], found[1] or self.zone) if found else None


def _places(setup: Setup, own: str) -> dict[str, str]:
    """The names of places whose clocks people are on, in small letters: a hub of one zone, and each zone's city."""
    named = [(person.hub, person.zone) for person in setup.people.values()]
    zones: dict[str, set[str]] = {}
    for hub, zone in (*named, ("", own)):
        for name in {hub, zone.rpartition("/")[2].replace("_", " ")} - {""}:
            zones.setdefault(name.lower(), set()).add(zone)
    return {name: next(iter(found)) for name, found in zones.items() if len(found) == 1}


def incident_ids(text: str) -> tuple[str, ...]:
    """The ids in a text, as we write them (INC-2026-0001), each once, in order."""
    return tuple(dict.fromkeys(_written(match) for match in _ID.finditer(text)))


def without_ids(text: str) -> str:
    """The text without the ids at its ends; one in the middle of a sentence belongs to the sentence."""
    edge = rf"[\s,;:#]*{_ID.pattern}[\s,;:]*"
    text = re.sub(rf"^(?:{edge})+", "", text, flags=re.IGNORECASE)
    return re.sub(rf"(?:{edge})+$", "", text, flags=re.IGNORECASE).strip()


def is_id(word: str) -> bool:
    """Whether the word is an incident's id, and so none of a name."""
    return _ID.fullmatch(word.strip(",;:#")) is not None


def read_severity(word: str) -> Severity | None:
    """P1, p1, sev1, SEV-1 or 1."""
    match = _SEVERITY.fullmatch(folded(word))
    return Severity(f"P{match[1]}") if match else None


def read_status(word: str) -> Status | None:
    """One of the eight words for how it stands."""
    return _STATUSES.get(folded(word))


def near_status(word: str) -> str | None:
    """The word for how it stands that somebody may have meant; None when it is none, or one already."""
    typed = folded(word)
    close = [] if typed in _STATUSES else get_close_matches(typed, _STATUSES, n=1, cutoff=STATUS_ALIKE)
    return _STATUSES[close[0]].value if close else None


def near_role(word: str) -> str | None:
    """The role that somebody may have meant."""
    close = get_close_matches(folded(word).replace("_", "-"), _ROLES, n=1, cutoff=STATUS_ALIKE)
    return _ROLES[close[0]].value if close else None


def read_role(word: str) -> Role | None:
    """A role, or what people call it (IC, comms)."""
    return _ROLES.get(folded(word).replace("_", "-"))


def is_nobody(word: str) -> bool:
    """Whether the word takes a role away."""
    return word == "-" or folded(word) in _NOBODY


def take_private(text: str) -> tuple[str, bool]:
    """The text without `--private` (also as the one long dash that phones make of it), and whether it was there."""
    found = _PRIVATE.search(text)
    return (f"{text[: found.start()]} {text[found.end() :]}".strip(), True) if found else (text, False)


def _written(match: re.Match[str]) -> str:
    return f"INC-{match[1]}-{int(match[2]):04d}"
