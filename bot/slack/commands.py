"""PURE. What people type after `/incident` or `@meridian` -> what they want."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain import requests as r
from bot.domain.events import Role, Status
from bot.render.actions import Form
from bot.render.declared import Unread
from bot.render.text import in_code
from bot.slack import declaring, duty_words, shift_words
from bot.slack.arguments import (
    Asking,
    incident_ids,
    is_id,
    is_nobody,
    near_role,
    near_status,
    read_role,
    read_severity,
    read_status,
    without_ids,
)
from bot.slack.markup import folded, tidy
from bot.slack.parsed import Misread, NotYet, Opening, Order, Parsed, Question, SelfTest, Topic, UnknownWord
from bot.slack.slips import mended, near_names
from bot.slack.times import read_wait
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
    written: str = ""

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

    def misread(self, *instead: str, word: str | None = None, why: str = "", guess: bool = True) -> Misread:
        """`instead` as it stands behind `/incident`, without the incident's id, which is kept."""
        kept = tuple(f"{one} {self.incident}" if self.incident else one for one in instead)
        return Misread(self.verb, self.words if word is None else word, kept, why, guess, self.incident)

    def form(self, form: Form) -> Opening:
        return Opening(form, self.incident, text=self.words)


def parse(raw: str, asking: Asking) -> Parsed | None:
    """What a text asks for; None when it says nothing (a bare `/incident`).

    `raw` is as Slack sends it: people, channels and links as `<…>`, `&` `<` `>` escaped. What is offered in place of
    a line that can't be read can be read itself.
    """
    parsed = _parse(raw, asking)
    if not isinstance(parsed, Misread):
        return parsed
    return replace(
        parsed, instead=tuple(one for one in parsed.instead if "@" in one or _is_read(one, asking))
    )


def _is_read(text: str, asking: Asking) -> bool:
    """People aside: whoever is named with an @ is known to Slack, or not."""
    return not isinstance(_parse(text, asking), Misread | UnknownWord)


def _parse(raw: str, asking: Asking) -> Parsed | None:
    text = _COMMAND.sub("", tidy(raw), count=1)
    if not text:
        return None
    found = read_verb(text)
    if found is None:
        return _without_verb(text, asking)
    verb, written, rest = found
    if verb is Verb.UPDATE and written == "status" and not rest:
        return Opening(Form.UPDATE)
    return _READERS[verb](_Said(verb, without_ids(rest), rest, incident_ids(rest), asking, written))


def _without_verb(text: str, asking: Asking) -> Parsed:
    """`identified` and the like say what they mean by themselves; so does an id alone."""
    ids, rest = incident_ids(text), without_ids(text)
    status = read_status(rest)
    if status is not None:
        return _to_status(_Said(Verb.UPDATE, rest, text, ids, asking), status)
    if ids and not rest:
        return Opening(Form.PANEL, ids[0])
    if ids and read_verb(rest):
        return parse(f"{rest} {ids[0]}", asking) or UnknownWord(text)
    wish = read_wish(rest)
    if wish:
        return NotYet(wish)
    word, _, behind = rest.partition(" ")
    meant = _meant(word, behind.strip())
    kept = f" {ids[0]}" if ids and rest != text else ""
    return UnknownWord(
        asking.words(word), (f"{asking.words(meant)}{kept}",) if meant else (), asking.words(rest)
    )


def _meant(word: str, behind: str) -> str | None:
    """The command for which a first word is a slip, with all that stands behind it."""
    status, verb = read_status(word), nearest(word)
    near = None if status or verb else near_status(word)
    named = status.value if status else near
    if named:
        return f"update {named}: {behind}" if behind else named
    return f"{verb} {behind}".strip() if verb else None


def _declare(said: _Said) -> Parsed:
    return declaring.declare(said.raw, said.asking)


def _page(said: _Said) -> Parsed:
    first, _, text = said.rest.partition(" ")
    target = folded(first).removeprefix("team:").removeprefix("service:").lstrip("@#")
    named = (*said.asking.setup.teams, *said.asking.setup.services)
    known = next((name for name in named if name.lower() == target), None)
    near = near_names(target, named) if target and not known else ()
    if near:
        typed = f" {said.asking.words(text)}" if text.strip() else ""
        why = f"There is no team or service `{in_code(said.asking.words(first))}`."
        return said.misread(*(f"page {name}{typed}" for name in near), why=why)
    if not target or not text.strip():
        return Opening(Form.PAGE, said.incident, text=known or said.words)
    unread = Unread(declaring.take_severity(text).unknown)
    return Order(r.PageTarget(known or target, said.asking.words(text)), said.incident, unread)


def _update(said: _Said) -> Parsed:
    """`identified` moves the status, `identified: text` does so with an update, other text is an update."""
    first, _, text = said.rest.partition(" ")
    status = read_status(first)
    if status and not text:
        return _to_status(said, status)
    if not said.words:
        return said.form(Form.UPDATE)
    slip = None if status else _no_status(said, first, text)
    if slip:
        return slip
    if status and first.endswith(":"):
        text = said.asking.words(text)
        return (
            said.order(_END_WITH_TEXT[status](text))
            if status in _END_WITH_TEXT
            else said.order(r.PostUpdate(text, status=status))
        )
    return said.order(r.PostUpdate(said.words))


def _no_status(said: _Said, first: str, text: str) -> Misread | None:
    """`status banana` and `update mitgated:` name no status, and would be published as they stand."""
    verb = said.written or "update"
    near = near_status(first) if not text or first.endswith(":") else None
    alone = verb == "status" and not text
    if not near and not alone:
        return None
    shown, behind = said.asking.words(first).rstrip(":"), f": {said.asking.words(text)}" if text else ""
    meant = f"{verb} {near}{behind}" if near else f"update {shown}"
    return said.misread(meant, word=shown, why=f"There is no status `{in_code(shown)}`.")


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
    return said.misread() if said.rest else said.form(Form.SEVERITY)


def _role(said: _Said) -> Parsed:
    """`scribe @diego`, `@diego as scribe`, `scribe nobody`; half of it opens the form."""
    words = said.but_for("to", "as", "is", "role", "the")
    role = next((found for word in words if (found := read_role(word))), None)
    people = [word for word in words if read_role(word) is None]
    if role is None and len(words) > 1:
        return _no_role(said, words)
    if role is None or not people:
        return said.form(Form.ROLES)
    nobody = is_nobody(people[0])
    return said.order(r.AssignRole(role, None if nobody else said.asking.person(" ".join(people))))


def _no_role(said: _Said, words: list[str]) -> Misread:
    """`scrib @diego`, `@diego as janitor`: who is kept, and the word that is no role changed."""
    shown = [said.asking.words(word) for word in words]
    place = next((place for place, word in enumerate(shown) if near_role(word)), None)
    if place is None:
        place = 1 if shown[0].startswith("@") else 0
    near = near_role(shown[place])
    who = " ".join((*shown[:place], *shown[place + 1 :]))
    each = tuple(f"role {role} {who}" for role in ((near,) if near else (role.value for role in Role)))
    return said.misread(*each, why=f"There is no role `{in_code(shown[place])}`.")


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
    if wait:
        return said.order(r.SnoozeReminder(wait))
    why = f"`{in_code(said.words)}` may be minutes or hours." if said.words.isdecimal() else ""
    return said.misread(*(f"snooze {one}" for one in mended(said.words, read_wait)), why=why)


def _merge(said: _Said) -> Parsed:
    """`merge INC-2` from the room of another, or `merge INC-1 into INC-2`."""
    if not said.ids:
        return said.form(Form.MERGE)
    return Order(r.Merge(into=said.ids[-1]), said.ids[0] if len(said.ids) > 1 else None)


def _join(said: _Said) -> Parsed:
    return said.order(r.Join(said.asking.name))


def _oncall(said: _Said) -> Parsed:
    """A question about shifts, or one of the verbs about them."""
    inner = read_verb(said.raw)
    if inner and inner[0] in _OF_SHIFTS:
        return _OF_SHIFTS[inner[0]](_Said(inner[0], inner[2], inner[2], (), said.asking))
    feed = "feed " if said.written == "calendar" else ""
    return duty_words.oncall(f"{feed}{said.rest}", said.asking)


def _cover_me(said: _Said) -> Parsed:
    return shift_words.cover_me(said.raw, said.asking)


def _take(said: _Said) -> Parsed:
    return shift_words.take(said.raw, said.asking)


def _swap(said: _Said) -> Parsed:
    return shift_words.swap(said.raw, said.asking)


def _time_off(said: _Said) -> Parsed:
    return shift_words.time_off(said.raw, said.asking)


def _test_me(said: _Said) -> Parsed:
    word = folded(said.rest)
    return (
        said.misread() if word not in {"", "stop", "cancel", "now"} else SelfTest(word in {"stop", "cancel"})
    )


def _export(said: _Said) -> Parsed:
    word = folded(said.rest)
    if word and word not in _FORMATS:
        return said.misread()
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
