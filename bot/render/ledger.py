"""The words of the wake ledger: the question after a night, and what everyone carried as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.incident import Incident
from bot.domain.wakings import Load
from bot.render.actions import Action
from bot.render.blocks import actions, button, section
from bot.render.export import cell
from bot.render.message import Message
from bot.render.text import when, words

HEADER = (
    "person", "month", "hours_on_call", "night_hours", "nights_on_call", "times_woken", "worth_it", "not_worth_it",
    "median_answer_seconds",
)  # fmt: skip


def ask_if_worth(incident: Incident, woken_at: datetime) -> Message:
    """Was it worth waking you? Asked once."""
    said = f"{incident.id} woke you {when(woken_at)}: {words(incident.title, 200)}. Was it worth waking you?"
    return Message(
        text=said,
        blocks=(
            section(
                f"{said}\nOne tap. Your answer stands on its timeline and is counted in the wake ledger."
            ),
            *actions(
                (
                    button("Yes", Action.WORTH_IT, incident.id),
                    button("No", Action.NOT_WORTH_IT, incident.id),
                )
            ),
        ),
    )


def hours(span: timedelta) -> str:
    """For people: `84` or `84.5`."""
    return _decimal(span).removesuffix(".0")


def _decimal(span: timedelta) -> str:
    """For programs: hours, always with one decimal."""
    return f"{span / timedelta(hours=1):.1f}"


def to_csv(found: Iterable[Load], month: str) -> str:
    """One row a person; CRLF as RFC 4180 says, no cell that a spreadsheet takes for a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(HEADER)
    for load in found:
        seconds = "" if load.answered_after is None else f"{load.answered_after.total_seconds():.0f}"
        numbers = (load.nights, load.woken, load.worth_it, load.not_worth_it)
        writer.writerow(
            [cell(load.person), month, _decimal(load.on_call), _decimal(load.at_night), *numbers, seconds]
        )
    return written.getvalue()
