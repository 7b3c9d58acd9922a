"""The timeline as a web page: one file, no script, readable on a phone in the dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape

from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.setup import Setup
from bot.render.export_markdown import times
from bot.render.text import utc
from bot.render.timeline import say
from bot.render.voice import PlainVoice

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 46rem; }
h1 { font-size: 1.4rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .2rem 1.2rem .2rem 0; vertical-align: top; font-weight: normal; }
th { opacity: .75; }
ol { list-style: none; padding: 0; }
li { padding: .35rem 0; border-top: 1px solid color-mix(in srgb, currentColor 15%, transparent); overflow-wrap: anywhere; }
time { font-variant-numeric: tabular-nums; opacity: .75; margin-right: .6rem; }
footer { margin-top: 2rem; opacity: .75; font-size: .9rem; }
"""
"""The page's whole look; its door allows this text and nothing else (Content-Security-Policy)."""


def to_html(incident: Incident, records: Sequence[Recorded], setup: Setup, now: datetime) -> str:
    """A whole page; everything that people or monitors wrote is escaped."""
    title = escape(f"{incident.id}: {incident.title}")
    voice = PlainVoice(setup)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            f'<head><meta charset="utf-8"><title>{title}</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f"<style>{STYLE}</style></head>",
            f"<body><main><h1>{title}</h1>",
            *_table(_facts(incident, voice)),
            *_prose("Impact", incident.impact),
            *_prose("Description", incident.description),
            "<h2>Times</h2>",
            *_table((name, f"{at} ({after})" if after != "–" else at) for name, at, after in times(incident)),
            f"<h2>Timeline ({len(records):,} events, UTC)</h2>",
            *_timeline(records, voice),
            f"</main><footer>As of {utc(now)}. Reload to see more.</footer></body></html>",
        ]
    )


def _facts(incident: Incident, voice: PlainVoice) -> Iterator[tuple[str, str]]:
    yield "Severity", incident.severity.value
    yield "Status", incident.status.value
    yield "Owner", voice.person(incident.owner) if incident.owner else "nobody"
    if incident.service:
        yield "Service", incident.service


def _table(rows: Iterator[tuple[str, str]]) -> Iterator[str]:
    yield "<table>"
    for name, value in rows:
        yield f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>'
    yield "</table>"


def _prose(title: str, text: str) -> list[str]:
    return [f"<h2>{title}</h2><p>{escape(text)}</p>"] if text else []


def _timeline(records: Sequence[Recorded], voice: PlainVoice) -> Iterator[str]:
    yield "<ol>"
    for record in records:
        at = record.at.astimezone(UTC)
        yield f'<li><time datetime="{at:%Y-%m-%dT%H:%M:%SZ}">{at:%d %b %H:%M:%S}</time>{escape(say(record, voice))}</li>'
    yield "</ol>"
