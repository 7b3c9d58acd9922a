"""What a person can do on the page, by verb: each takes the person and the request's JSON and answers with JSON."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.people import Answer, Person
from bot.sandbox.records import Json
from bot.sandbox.seen import SeenMessage


def _message(person: Person, body: Json) -> SeenMessage:
    found = person.finds(body["channel"], body["ts"])
    if found is None:
        raise AssertionError("That message is gone.")
    return found


def _thread(person: Person, body: Json) -> SeenMessage | None:
    return _message(person, body | {"ts": body["thread"]}) if body.get("thread") else None


def _place(person: Person, body: Json) -> Any:
    where = body.get("where")
    if where == "modal":
        return person.modal
    return person.home if where == "home" else _message(person, body)


def _said(answer: Answer | object) -> Json:
    if isinstance(answer, Answer):
        return {"ok": answer.ok, "error": answer.error}
    return {"ok": True, "error": ""}


def _quietly(work: Callable[[Person, Json], object]) -> Callable[[Person, Json], Json]:
    def act(person: Person, body: Json) -> Json:
        work(person, body)
        return {"ok": True, "error": ""}

    return act


def _submitted(person: Person, body: Json) -> Json:
    person.fills(body.get("values") or {})
    errors = person.submits()
    return {"ok": errors is None, "error": "", "errors": errors or {}}


ACTS: dict[str, Callable[[Person, Json], Json]] = {
    "command": lambda p, b: _said(p.command(b["text"], b["channel"], _thread(p, b))),
    "say": lambda p, b: _said(p.says(b["text"], b["channel"], _thread(p, b))),
    "edit": lambda p, b: _said(p.edits(_message(p, b), b["text"])),
    "delete": _quietly(lambda p, b: p.deletes(_message(p, b))),
    "dismiss": _quietly(lambda p, b: p.dismisses(_message(p, b))),
    "react": _quietly(lambda p, b: p.reacts(b["name"], _message(p, b))),
    "unreact": _quietly(lambda p, b: p.unreacts(b["name"], _message(p, b))),
    "pin": _quietly(lambda p, b: p.pins(_message(p, b))),
    "unpin": _quietly(lambda p, b: p.unpins(_message(p, b))),
    "click": lambda p, b: _said(p.clicks(b["action"], _place(p, b))),
    "choose": lambda p, b: _said(p.chooses(_place(p, b), b["action"], b["value"])),
    "search": lambda p, b: {"ok": True, "options": p.searches(b["action"], b["text"], _place(p, b))},
    "submit": _submitted,
    "close": _quietly(lambda p, _b: p.closes()),
    "shortcut": lambda p, b: _said(p.shortcut(b["name"], _message(p, b))),
    "global_shortcut": lambda p, b: _said(p.global_shortcut(b["name"])),
    "home": lambda p, _b: _said(p.opens_home(1.0)),
    "join": _quietly(lambda p, b: p.joins(b["channel"])),
    "leave": _quietly(lambda p, b: p.leaves(b["channel"])),
    "phone_read": _quietly(lambda p, _b: p.phone.reads()),
    "phone_reply": _quietly(lambda p, b: p.phone.replies(b["text"])),
    "phone_answer": _quietly(lambda p, _b: p.phone.answers()),
    "phone_decline": _quietly(lambda p, _b: p.phone.declines()),
    "phone_press": _quietly(lambda p, b: p.phone.presses(b["keys"])),
    "phone_hang_up": _quietly(lambda p, _b: p.phone.hangs_up()),
    "talk": lambda p, b: {"ok": True, "error": "", "channel": p.talks_with(b["person"])},
}
