"""The final timeline as Markdown: read top to bottom by someone who was asleep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby

from bot.domain import events as e
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.setup import Setup
from bot.render.places import service_of
from bot.render.text import lasting, utc
from bot.render.timeline import say
from bot.render.voice import MarkdownVoice, in_markdown

_WORKINGS = (e.EscalationBegan, e.StepTaken, e.HandoffDrafted, e.UpdateReminded, e.HelpSuggested)
"""What the bot planned or asked of one person: who reviews an incident reads what came of it. JSON and CSV have all."""


def to_markdown(incident: Incident, records: Sequence[Recorded], setup: Setup) -> str:
    """A page: what it was, its times kept apart, and what happened in UTC; the bot's own workings are counted."""
    voice = MarkdownVoice(setup)
    told = [record for record in records if not isinstance(record.event, _WORKINGS)]
    lines = [
        f"# {incident.id}: {in_markdown(incident.title)}",
        "",
        *_table(("", ""), _facts(incident, voice)),
        *_prose("Impact", incident.impact),
        *_prose("Description", incident.description),
        *_links(incident, setup, voice),
        "",
        "## Times",
        "",
        *_table(("What", "At", "After"), times(incident, records)),
        "",
        f"## Timeline ({len(told):,} events, UTC)",
        *_timeline(told, voice),
        *_left_out(len(records) - len(told)),
    ]
    return "\n".join(lines) + "\n"


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _facts(incident: Incident, voice: MarkdownVoice) -> Iterator[tuple[str, ...]]:
    yield "Severity", incident.severity.value
    yield "Status", incident.status.value
    if incident.merged_into:
        yield "Merged into", in_markdown(incident.merged_into)
    yield "Owner", voice.person(incident.owner) if incident.owner else "nobody"
    if incident.service:
        yield "Service", in_markdown(incident.service)
    yield "Declared by", voice.person(incident.declared_by)
    for role, person in incident.roles:
        yield role.value.capitalize(), voice.person(person)
    if incident.private:
        yield "Private", "yes: share it with its members only"


def _prose(title: str, text: str) -> list[str]:
    return ["", f"**{title}.** {in_markdown(text)}"] if text else []


def _links(incident: Incident, setup: Setup, voice: MarkdownVoice) -> list[str]:
    service = service_of(incident, setup)
    given = [(link.text, link.url) for link in incident.links]
    if service:
        given += [("Runbook", url) for url in service.runbooks]
        given += [("Dashboard", url) for url in service.dashboards]
        given += [("Logs", service.logs)] if service.logs else []
        given += [("Traces", service.traces)] if service.traces else []
    links = [
        voice.link(text, url) for text, url in dict.fromkeys(given)
    ]  # an alert may name the service's own too
    return ["", "Links: " + " · ".join(links)] if links else []


def _left_out(count: int) -> list[str]:
    return (
        ["", f"Left out: {count:,} of the bot's own reminders and steps. The JSON and CSV exports have them."]
        if count
        else []
    )


def times(incident: Incident, records: Sequence[Recorded] = ()) -> Iterator[tuple[str, str, str]]:
    """(what, when in UTC, how long after the start). Impact and incident are not the same length: each time is counted from where the impact began."""
    began = incident.impact_started_at or incident.declared_at
    for name, at in (
        ("Impact began", incident.impact_started_at),
        ("Declared", incident.declared_at),
        ("Acknowledged", incident.acknowledged_at),
        ("Identified", incident.identified_at),
        ("Mitigated", incident.mitigated_at),
        *(("Reopened", r.at) for r in records if isinstance(r.event, e.Reopened)),
        ("Resolved", incident.resolved_at),
        ("Ended", incident.ended_at if incident.resolved_at is None else None),
        ("Closed", incident.closed_at),
    ):
        if at is not None:
            yield name, utc(at), lasting(at - began) if at > began else "–"


def _timeline(records: Sequence[Recorded], voice: MarkdownVoice) -> Iterator[str]:
    """A heading a day, a line an event; who did it is said in the line, or after it."""
    for day, of_day in groupby(records, key=lambda record: _day(record.at)):
        yield from ("", f"### {day}", "")
        for record in of_day:
            yield f"- **{record.at.astimezone(UTC):%H:%M:%S}** {say(record, voice)}"


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%A %Y-%m-%d}"
