"""The kinds of events in an exported timeline, with what each says and holds."""

from __future__ import annotations

import dataclasses
import typing

from bot.domain.events import Event
from bot.render.timeline import kind_of
from docs.generate.tables import code, table


def kinds() -> str:
    """One row an event, in the order in which an incident lives."""
    return table(("kind", "what happened", "fields of `data`"), (_row(one) for one in typing.get_args(Event)))


def _row(event: type) -> tuple[str, ...]:
    fields = ", ".join(code(field.name) for field in dataclasses.fields(event)) or "–"
    return code(kind_of(event)), _first_paragraph(event.__doc__ or ""), fields


def _first_paragraph(doc: str) -> str:
    return " ".join(doc.split("\n\n", maxsplit=1)[0].split())
