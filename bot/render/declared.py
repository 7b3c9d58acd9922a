"""What of a declaration was not taken as it was typed, and what to type so that somebody is paged."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.incident import Incident
from bot.render.text import either, in_code

TEXT_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Unread:
    """`severity` is a word for one that is none of ours. `name` stands where a service or team may stand, and pages
    nobody; `names` are those that may be meant by it (itself, when it may as well be a word of the title), and `text`
    is what was typed behind it."""

    severity: str = ""
    name: str = ""
    names: tuple[str, ...] = ()
    text: str = ""


ALL_READ = Unread()


def severity_read(unread: Unread, incident: Incident) -> str:
    """`There is no severity P0 here: opened as P1.`; "" when it is one of ours."""
    if not unread.severity:
        return ""
    return f" There is no severity `{in_code(unread.severity)}` here: opened as {incident.severity.value}."


def nobody_paged(unread: Unread, incident: Incident) -> str:
    """That nobody is paged, and the command that pages whoever may have been meant; without a text it opens the form."""
    text = f" {in_code(unread.text, TEXT_SHOWN)}" if unread.text else ""
    each = either([f"`/incident page {in_code(name)}{text} {incident.id}`" for name in unread.names])
    if not each:
        return "You own it, and nobody is paged: `/incident page team text` asks somebody."
    if unread.name in unread.names:
        return f"You own it, and nobody is paged. To page {in_code(unread.name)}: {each}."
    return (
        f"You own it. There is no service or team `{in_code(unread.name)}`, so nobody is paged. "
        f"Did you mean {each}?"
    )
