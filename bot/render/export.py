"""The final timeline as files: JSON without loss, CSV for a spreadsheet (Markdown: export_markdown)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime

from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.setup import Setup
from bot.render.record_codec import Json, NotAnEvent, decode_event, encode, iso
from bot.render.timeline import kind, say
from bot.render.voice import PlainVoice

CSV_HEADER = ("at", "kind", "by", "text")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a cell that begins so."""


class NotAnExport(ValueError):
    """The text is no timeline that `to_json` wrote; the message says what is wrong with it."""


def to_json(incident: Incident, records: Sequence[Recorded], setup: Setup) -> str:
    """`{"incident": {…}, "timeline": [{"at", "kind", "by", "text", "seq", "data"}, …]}`, indented."""
    document = {"incident": facts(incident), "timeline": [_entry(r, PlainVoice(setup)) for r in records]}
    return json.dumps(document, ensure_ascii=False, indent=2)


def facts(incident: Incident) -> dict[str, Json]:
    """The incident's own values: names, and times as ISO 8601 UTC; null for what is not known."""
    return {
        "id": incident.id,
        "title": incident.title,
        "severity": incident.severity.value,
        "status": incident.status.value,
        "service": incident.service,
        "owner": incident.owner,
        "private": incident.private,
        "description": incident.description,
        "impact": incident.impact,
        "declared_by": incident.declared_by,
        "impact_started_at": _iso(incident.impact_started_at),
        "declared_at": iso(incident.declared_at),
        "acknowledged_at": _iso(incident.acknowledged_at),
        "identified_at": _iso(incident.identified_at),
        "mitigated_at": _iso(incident.mitigated_at),
        "resolved_at": _iso(incident.resolved_at),
        "closed_at": _iso(incident.closed_at),
        "ended_at": _iso(incident.ended_at),
        "merged_into": incident.merged_into,
        "roles": {role.value: person for role, person in incident.roles},
        "members": list(incident.members),
        "links": encode(incident.links),
        "room": encode(incident.room),
    }


def _iso(at: datetime | None) -> str | None:
    return iso(at) if at else None


def _entry(record: Recorded, voice: PlainVoice) -> dict[str, Json]:
    return {
        "at": iso(record.at),
        "kind": kind(record.event),
        "by": record.by,
        "text": say(record, voice),
        "seq": record.seq,
        "data": encode(record.event),
    }


def from_json(text: str) -> tuple[Recorded, ...]:
    """The timeline of a `to_json` text; folding it gives the incident again. Raises NotAnExport."""
    try:
        document = json.loads(text)
        incident = str(document["incident"]["id"])
        return tuple(_recorded(incident, place, entry) for place, entry in enumerate(document["timeline"], 1))
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError, NotAnEvent, ValueError) as wrong:
        raise NotAnExport(f"this is no exported timeline: {wrong}") from wrong


def all_from_json(text: str) -> tuple[tuple[Recorded, ...], ...]:
    """The timelines of one `to_json` text, or of a JSON list of them. Raises NotAnExport."""
    try:
        documents = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise NotAnExport(f"this is no JSON: {wrong}") from wrong
    found = documents if isinstance(documents, list) else [documents]
    return tuple(from_json(json.dumps(document)) for document in found)


def _recorded(incident: str, place: int, entry: dict[str, Json]) -> Recorded:
    data, at = entry["data"], entry["at"]
    if not isinstance(data, dict) or not isinstance(at, str):
        raise NotAnExport(f"entry {place} has no data, or no time")
    event = decode_event(str(entry["kind"]), data)
    seq = entry.get("seq", place)
    return Recorded(
        incident=incident,
        seq=seq if isinstance(seq, int) else place,
        at=datetime.fromisoformat(at),
        by=str(entry["by"]),
        event=event,
    )


def to_csv(incident: Incident, records: Sequence[Recorded], setup: Setup) -> str:
    """One row an event: at (ISO 8601 UTC), kind, by, text; CRLF as RFC 4180 says."""
    voice = PlainVoice(setup)
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(("incident", *CSV_HEADER))
    for record in records:
        row = (incident.id, iso(record.at), kind(record.event), record.by, say(record, voice))
        writer.writerow([cell(value) for value in row])
    return written.getvalue()


def cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula: those get an apostrophe in front."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
