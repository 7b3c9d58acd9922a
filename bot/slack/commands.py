"""PURE. What people type after `/incident` or `@meridian` -> what they want."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain import requests as r
from bot.domain.events import Status
from bot.render.actions import Form
from bot.slack import shift_words
from bot.slack.arguments import (
    Asking,
    incident_ids,
    is_id,
    is_nobody,
    read_role,
    read_severity,
    read_status,
    take_private,
    take_service,
    without_ids,
)
from bot.slack.markup import folded, tidy
from bot.slack.parsed import Misread, NotYet, Opening, Order, Parsed, Question, SelfTest, Topic, UnknownWord
from bot.slack.times import read_moment, read_wait
from bot.slack.verbs import Verb, nearest, read_verb, read_wish

_COMMAND = re.compile(r"^[/!]?incident\b(?!-)\s*", re.IGNORECASE)
_FORMATS = {"md": "md", "markdown": "md", "json": "json", "csv": "csv"}


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands behind the verb. `rest` has no incident ids at its ends; `raw` has them all."""

    verb: Verb
    rest: str
    raw: str
    ids: tuple[str, ...]
    asking: Asking

    @property
    def incident(self) -> str | None:
        return self.ids[0] if self.ids else None

    @property
    def words(self) -> str:
        return self.asking.words(self.rest)

    def but_for(self, *fillers: str) -> list[str]:
        """The words without these and without ids, which may stand anywhere."""
        return [word for word in self.rest.split() if folded(word) not in fillers and not is_id(word)]

    def order(self, request: r.Request) -> Order:
        return Order(request, self.incident)

    def form(self, form: Form) -> Opening:
        return Opening(form, self.incident, text=self.words)


def parse(raw: str, asking: Asking) -> Parsed | None:
    """What a text asks for; None when it says nothing (a bare `/incident`).

    `raw` is as Slack sends it: people, channels and links as `<…>`, `&` `<` `>` escaped.
    """
    text = _COMMAND.sub("", tidy(raw), count=1)
    if not text:
        return None
    found = read_verb(text)
    if found is None:
        return _without_verb(text, asking)
    verb, written, rest = found
    if verb is Verb.UPDATE and written == "status" and not rest:
        return Opening(Form.UPDATE)
    return _READERS[verb](_Said(verb, without_ids(rest), rest, incident_ids(rest), asking))


def _without_verb(text: str, asking: Asking) -> Parsed:
    """`identified` and the like say what they mean by themselves; so does an id alone."""
    ids, rest = incident_ids(text), without_ids(text)
    status = read_status(rest)
    if status is not None:
        return _to_status(_Said(Verb.UPDATE, rest, text, ids, asking), status)
    if ids and not rest:
        return Opening(Form.PANEL, ids[0])
    if ids and read_verb(rest):
        return parse(f"{rest} {ids[0]}", asking) or UnknownWord(text, None)
    wish = read_wish(rest)
    if wish:
        return NotYet(wish)
    word = rest.split(maxsplit=1)[0]
    return UnknownWord(asking.words(word), nearest(word), asking.words(rest))


def _declare(said: _Said) -> Parsed:
    text, private = take_private(said.raw)
    first, _, rest = text.partition(" ")
    severity = read_severity(first) if not first.isdigit() else None
    text = rest.strip() if severity else text
    service, text = take_service(text, said.asking.setup)
    title, _, more = said.asking.words(text).partition("\n")
    if not title:
        return Opening(Form.DECLARE, severity=severity, service=service)
    declared = r.Declare(title, severity=severity, service=service, private=private, description=more.strip())
    return Order(declared)


def _page(said: _Said) -> Parsed:
    first, _, text = said.rest.partition(" ")
    target = folded(first).removeprefix("team:").removeprefix("service:").lstrip("@#")
    named = (*said.asking.setup.teams, *said.asking.setup.services)
    known = next((name for name in named if name.lower() == target), target)
    if not target or not text.strip():
        return Opening(Form.PAGE, said.incident, text=known)
    return said.order(r.PageTarget(known, said.asking.words(text)))


def _update(said: _Said) -> Parsed:
    """`identified` moves the status, `identified: text` does so with an update, other text is an update."""
    first, _, text = said.rest.partition(" ")
    status = read_status(first)
    if status and not text:
        return _to_status(said, status)
    if not said.words:
        return said.form(Form.UPDATE)
    if status and first.endswith(":"):
        text = said.asking.words(text)
        return (
            said.order(_END_WITH_TEXT[status](text))
            if status in _END_WITH_TEXT
            else said.order(r.PostUpdate(text, status=status))
        )
    return said.order(r.PostUpdate(said.words))


_END_WITH_TEXT: dict[Status, Callable[[str], r.Request]] = {
    Status.RESOLVED: r.Resolve,
    Status.CANCELLED: r.Cancel,
    Status.CLOSED: r.Close,
}


def _to_status(said: _Said, status: Status) -> Parsed:
    if status in _END_WITH_TEXT:
        return said.order(_END_WITH_TEXT[status](""))
    return said.form(Form.MERGE) if status is Status.MERGED else said.order(r.ChangeStatus(status))


def _severity(said: _Said) -> Parsed:
    severity = read_severity(said.rest.removeprefix("to "))
    if severity:
        return said.order(r.ChangeSeverity(severity))
    return Misread(said.verb, said.words) if said.rest else said.form(Form.SEVERITY)


def _role(said: _Said) -> Parsed:
    """`scribe @diego`, `@diego as scribe`, `scribe nobody`; half of it opens the form."""
    words = said.but_for("to", "as", "is", "role", "the")
    role = next((found for word in words if (found := read_role(word))), None)
    people = [word for word in words if read_role(word) is None]
    if role is None and len(words) > 1:
        return Misread(said.verb, said.words)
    if role is None or not people:
        return said.form(Form.ROLES)
    nobody = is_nobody(people[0])
    return said.order(r.AssignRole(role, None if nobody else said.asking.person(" ".join(people))))


def _handoff(said: _Said) -> Parsed:
    words = said.but_for("to", "it")
    inner = {"accept": _accept, "decline": _decline, "can't": _decline, "cannot": _decline, "keep": _keep}
    if words and folded(words[0]) in inner:
        rest = " ".join(words[1:])
        return inner[folded(words[0])](_Said(said.verb, rest, rest, said.ids, said.asking))
    return said.order(r.DraftHandoff(said.asking.person(" ".join(words)) if words else None))


def _accept(said: _Said) -> Parsed:
    return said.order(r.AcceptHandoff(said.words)) if said.words else said.form(Form.READ_BACK)


def _decline(said: _Said) -> Parsed:
    return said.order(r.DeclineHandoff())


def _keep(said: _Said) -> Parsed:
    return said.order(r.WithdrawHandoff())


def _note(said: _Said) -> Parsed:
    return said.order(r.AddNote(said.words)) if said.words else said.form(Form.NOTE)


def _snooze(said: _Said) -> Parsed:
    wait = read_wait(said.rest)
    return said.order(r.SnoozeReminder(wait)) if wait else Misread(said.verb, said.words)


def _merge(said: _Said) -> Parsed:
    """`merge INC-2` from the room of another, or `merge INC-1 into INC-2`."""
    if not said.ids:
        return said.form(Form.MERGE)
    return Order(r.Merge(into=said.ids[-1]), said.ids[0] if len(said.ids) > 1 else None)


def _join(said: _Said) -> Parsed:
    return said.order(r.Join(said.asking.name))


def _oncall(said: _Said) -> Parsed:
    """`[schedule] [at TIME]`; the words of a question ("is on call for …") are passed over."""
    inner = read_verb(said.raw)
    if inner and inner[0] in _OF_SHIFTS:
        return _OF_SHIFTS[inner[0]](_Said(inner[0], inner[2], inner[2], (), said.asking))
    words = [folded(word) for word in said.rest.split()]
    if words == ["covers"]:
        return Question(Topic.COVERS)
    if words and words[0] in {"feed", "feeds", "calendar", "ics"}:
        named = next((word for word in words[1:] if word not in {"renew", "for"}), None)
        return Question(Topic.FEED, schedule=named, word="renew" if "renew" in words else "")
    if words and words[0] in {"load", "fairness", "hours"}:
        return Question(Topic.LOAD, word=" ".join(words[1:]))
    head, at, when = re.sub(r"^at\b", " at", said.rest, flags=re.IGNORECASE).partition(" at ")
    skipped = {"is", "on", "call", "on-call", "oncall", "for", "schedule", "now"}
    words = [word for word in head.split() if folded(word) and folded(word) not in skipped]
    wanted = said.asking.words(" ".join(words)).lstrip("@#")
    schedule = next((name for name in said.asking.setup.schedules if name.lower() == wanted.lower()), wanted)
    moment = read_moment(said.asking.words(when), said.asking.zone, said.asking.now) if at else None
    if at and moment is None:
        return Misread(said.verb, said.asking.words(when))
    return Question(Topic.ONCALL, schedule=schedule or None, at=moment)


def _cover_me(said: _Said) -> Parsed:
    return shift_words.cover_me(said.raw, said.asking)


def _take(said: _Said) -> Parsed:
    return shift_words.take(said.raw, said.asking, f"take {said.raw}")


def _swap(said: _Said) -> Parsed:
    return shift_words.swap(said.raw, said.asking, f"swap {said.raw}")


def _time_off(said: _Said) -> Parsed:
    return shift_words.time_off(said.raw, said.asking)


def _test_me(said: _Said) -> Parsed:
    word = folded(said.rest)
    return (
        Misread(said.verb, said.words)
        if word not in {"", "stop", "cancel", "now"}
        else SelfTest(word in {"stop", "cancel"})
    )


def _export(said: _Said) -> Parsed:
    word = folded(said.rest)
    if word and word not in _FORMATS:
        return Misread(said.verb, said.words)
    return Question(Topic.EXPORT, said.incident, word=_FORMATS.get(word, "md"))


def _asks(topic: Topic) -> Callable[[_Said], Parsed]:
    return lambda said: Question(topic, said.incident, word=folded(said.rest))


def _plain(request: r.Request) -> Callable[[_Said], Parsed]:
    """A verb that takes nothing but the incident; what else is typed ("please") changes nothing."""
    return lambda said: said.order(request)


def _with_text(make: Callable[[str], r.Request]) -> Callable[[_Said], Parsed]:
    return lambda said: said.order(make(said.words))


_OF_SHIFTS: dict[Verb, Callable[[_Said], Parsed]] = {
    Verb.COVER_ME: _cover_me,
    Verb.TAKE: _take,
    Verb.SWAP: _swap,
    Verb.TIME_OFF: _time_off,
}
"""They may stand behind `oncall` too."""

_READERS: dict[Verb, Callable[[_Said], Parsed]] = {
    Verb.DECLARE: _declare,
    Verb.ACK: _plain(r.Acknowledge()),
    Verb.ESCALATE: _with_text(r.Escalate),
    Verb.CANNOT: _with_text(r.CannotTake),
    Verb.PAGE: _page,
    Verb.UPDATE: _update,
    Verb.NO_CHANGE: _plain(r.ReportNoChange()),
    Verb.SNOOZE: _snooze,
    Verb.NOTE: _note,
    Verb.RESOLVE: _with_text(r.Resolve),
    Verb.CLOSE: _with_text(r.Close),
    Verb.CANCEL: _with_text(r.Cancel),
    Verb.REOPEN: _with_text(r.Reopen),
    Verb.MERGE: _merge,
    Verb.SEVERITY: _severity,
    Verb.ROLE: _role,
    Verb.HANDOFF: _handoff,
    Verb.ACCEPT: _accept,
    Verb.DECLINE: _decline,
    Verb.KEEP: _keep,
    Verb.JOIN: _join,
    Verb.PROMOTE: _plain(r.Promote()),
    Verb.ONCALL: _oncall,
    **_OF_SHIFTS,
    Verb.TEST_ME: _test_me,
    Verb.CATCHUP: _asks(Topic.CATCHUP),
    Verb.TIMELINE: _asks(Topic.TIMELINE),
    Verb.EXPORT: _export,
    Verb.LIST: _asks(Topic.LIST),
    Verb.HELP: _asks(Topic.HELP),
}
