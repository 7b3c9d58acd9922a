"""A page as a mail: what is wrong, why you, and one address at which it is answered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape

from bot.domain.paging import Ring
from bot.render.page_reasons import why_paged
from bot.render.text import is_web_address, one_line, shorten, utc
from bot.render.voice import PlainVoice


def subject(ring: Ring) -> str:
    """`[P1] checkout: card payments failing (INC-2026-0847)`; a private one says neither."""
    incident = ring.incident
    service = f"{one_line(incident.service)}: " if incident.service and not incident.private else ""
    return f"[{incident.severity.value}] {shorten(service + _wrong(ring), 120)} ({incident.id})"


def message_id(ring: Ring) -> str:
    """The same at a second try, so that a mailbox shows one mail; says nothing of what it is made of."""
    return f"meridian.{hashlib.sha256(ring.id.encode()).hexdigest()[:32]}"


def text(ring: Ring, *, slack_down: bool) -> str:
    """Plain text."""
    return "\n\n".join(_lines(ring, slack_down)) + "\n"


def html(ring: Ring, *, slack_down: bool) -> str:
    """The same with a link to press."""
    said = "".join(f"<p>{_linked(line, ring.answer_url)}</p>" for line in _lines(ring, slack_down))
    return f'<!doctype html><html lang="en"><body style="font:16px/1.5 sans-serif">{said}</body></html>'


def _lines(ring: Ring, slack_down: bool) -> Iterator[str]:
    incident = ring.incident
    began = incident.impact_started_at or incident.declared_at
    yield subject(ring)
    if slack_down:
        yield "Slack is down: what is below is the way to answer."
    # Why somebody was asked may hold the asker's own words, which a locked telephone shows to whoever is near.
    rest = "What it is about stands in its room in Slack" if incident.private else f"Why you: {_why(ring)}"
    yield f"Since {utc(began)}. {rest}."
    if ring.answer_url:
        yield f"Acknowledge, escalate, or say that you can't: {ring.answer_url}"
    else:
        yield f"Answer in Slack, or at the command line: meridian ack {incident.id} --as {ring.person}"
    service = ring.setup.services.get(incident.service or "")
    runbooks = service.runbooks if service and not incident.private else ()
    if runbooks:
        yield f"Runbook: {runbooks[0]}"


def _why(ring: Ring) -> str:
    return why_paged(ring.why, PlainVoice(ring.setup), to_themselves=True).rstrip(".") or "you were named"


def _linked(line: str, url: str | None) -> str:
    before, found, _ = line.partition(url) if url else (line, "", "")
    if found and is_web_address(found):
        return f'{escape(before)}<br><a href="{escape(found)}">Answer this page</a>'
    return escape(line)


def _wrong(ring: Ring) -> str:
    return "a private incident" if ring.incident.private else one_line(ring.incident.title)
