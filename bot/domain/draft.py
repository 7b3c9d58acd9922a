"""The first draft of a handoff, written from the timeline; its giver edits and sends it."""

from __future__ import annotations

from bot.domain.events import (
    AlertsReceived,
    HandoffText,
    MessageMarked,
    NoteAdded,
    Recorded,
    UpdatePosted,
)
from bot.domain.incident import Incident
from bot.domain.setup import Setup

NOTHING_TRIED = "No notes yet. Write what was tried and what it did, also what did not help."

LAST_LINES = 8
"""A handoff is read in two minutes: the newest lines, not the whole story."""


def draft(incident: Incident, timeline: tuple[Recorded, ...], setup: Setup) -> HandoffText:
    """The seven fields as far as the timeline fills them; an empty one asks to be filled."""
    return HandoffText(
        status=_status(incident),
        impact=incident.impact or incident.description or "Not described yet.",
        what_we_know=_lines(_known(timeline)),
        what_we_tried=_lines(_tried(timeline)) or NOTHING_TRIED,
        current_hypothesis="",
        next_steps="",
        key_links=_links(incident, setup),
    )


def _status(incident: Incident) -> str:
    alerts = "alert" if incident.firing == 1 else "alerts"
    firing = f"; {incident.firing:,} {alerts} firing" if incident.firing else ""
    return f"{incident.severity.value} {incident.status.value}{firing}"


def _known(timeline: tuple[Recorded, ...]) -> list[str]:
    """What the updates, alerts and marked messages say."""
    found = []
    for record in timeline:
        match record.event:
            case UpdatePosted(text=text) | MessageMarked(text=text):
                found.append(text)
            case AlertsReceived(titles=titles) if titles:
                found.append(", ".join(titles))
            case _:
                pass
    return found


def _tried(timeline: tuple[Recorded, ...]) -> list[str]:
    """What people noted. A status that moved is no attempt at anything."""
    return [record.event.text for record in timeline if isinstance(record.event, NoteAdded)]


def _lines(found: list[str]) -> str:
    return "\n".join(f"• {line.strip()}" for line in found[-LAST_LINES:])


def _links(incident: Incident, setup: Setup) -> str:
    service = setup.services.get(incident.service or "")
    links = [(link.text, link.url) for link in incident.links]
    if service:
        links += [("Runbook", url) for url in service.runbooks]
        links += [("Dashboard", url) for url in service.dashboards]
        links += [("Logs", url) for url in (service.logs,) if url]
        links += [("Traces", url) for url in (service.traces,) if url]
    return "\n".join(dict.fromkeys(f"{text}: {url}" for text, url in links))
