"""What a sender is told when its payload can't be read."""

from __future__ import annotations

from pydantic import ValidationError

PROBLEMS_TOLD = 3
"""The first three say what is wrong; a body of 10,000 alerts would repeat it 10,000 times."""

PLACE_KEPT = 120
"""A place in the payload may hold the sender's own keys, of any length."""


class Unreadable(Exception):
    """A payload that can't be read: `what` is wrong, and what to send `instead`.

    Both are sentences for whoever set up the sender. They name places in the
    payload and never repeat its values, which may be secrets.
    """

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(f"{what}; {instead}")
        self.what = what
        self.instead = instead


def unreadable(error: ValidationError, instead: str) -> Unreadable:
    """The sentence for a payload of the wrong shape."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    told = [_problem(_place(p["loc"]), p["type"], p["msg"]) for p in problems[:PROBLEMS_TOLD]]
    more = len(problems) - len(told)
    return Unreadable("; ".join(told) + (f"; and {more} more" if more else ""), instead)


def _problem(place: str, kind: str, message: str) -> str:
    if kind == "json_invalid":
        return f"the body is not JSON ({message})"
    if kind == "missing":
        return f"{place} is missing"
    return f"{place}: {message[:1].lower()}{message[1:]}"


def _place(steps: tuple[int | str, ...]) -> str:
    """`alerts[3].labels` from ("alerts", 3, "labels")."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path.lstrip(".")[:PLACE_KEPT] or "the body"
