"""What must hold at every moment, whatever broke: read off the database and off what Slack heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from bot.domain import events as e
from bot.domain.events import MERIDIAN, Recorded
from bot.domain.fold import apply, fold
from bot.domain.incident import Incident
from bot.domain.requests import TimerName
from bot.store import incidents, timers
from bot.store.database import Tx

IN_FLIGHT = timedelta(seconds=5)
"""How long after an acknowledgement a page may still reach Slack (I3)."""

ANSWERS = (e.Acknowledged, e.AcknowledgedAtSource, e.Resolved)
ASKED_FOR = (e.Escalated, e.Reopened)
"""Why somebody is paged although somebody has it: they were asked for."""


def one_next_step(tx: Tx, ids: Sequence[str]) -> Iterator[str]:
    """I2: an open incident that nobody answered waits for exactly one next step; any other for none."""
    for name, incident in incidents.load(tx, sorted(ids)).items():
        armed = [timer.epoch for timer in timers.armed_for(tx, name) if timer.name is TimerName.ESCALATION]
        if armed != _wanted(incident):
            yield f"{name} waits for the steps {armed}, not {_wanted(incident)}"


def _wanted(incident: Incident) -> list[int]:
    search = incident.escalation
    return [search.epoch] if search and incident.open and not incident.answered else []


def nobody_asked_after_an_answer(records: Sequence[Recorded]) -> Iterator[str]:
    """I3: once somebody has it, no page is decided on that nobody asked for."""
    incident: Incident | None = None
    for _, decision in groupby(records, key=lambda record: record.at):
        together = list(decision)
        asked_for = any(isinstance(record.event, ASKED_FOR) for record in together)
        for record in together:
            ours = isinstance(record.event, e.Paged) and record.by == MERIDIAN
            if ours and incident and incident.answered and not asked_for:
                yield f"{record.incident}: event {record.seq} is a page although somebody has it"
            incident = apply(incident, record)


def nobody_told_after_an_answer(
    records: Sequence[Recorded], told: Iterable[tuple[str, datetime]]
) -> Iterator[str]:
    """I3: a page from before an answer does not reach Slack later than IN_FLIGHT after it.

    `told` are the ids of notices, and when Slack heard of them.
    """
    answers = [record for record in records if isinstance(record.event, ANSWERS)]
    until = {
        f"{record.incident}/{record.seq}/page": answer.at + IN_FLIGHT
        for record in records
        if isinstance(record.event, e.Paged)
        and (answer := next((a for a in answers if a.seq > record.seq), None))
    }
    for name, at in told:
        if name in until and at > until[name]:
            yield f"{name} came {at - until[name] + IN_FLIGHT} after the answer"


def is_the_fold(incident: Incident, records: Sequence[Recorded]) -> bool:
    """The stored state is what its timeline leads to, and the timeline has no gap."""
    return [r.seq for r in records] == list(range(1, len(records) + 1)) and fold(records) == incident
