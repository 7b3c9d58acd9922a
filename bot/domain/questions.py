"""What somebody was asked in their own conversation, with buttons, and whether it still waits for an answer."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.events import Recorded
from bot.domain.incident import Asking, Incident, Question

ASKS = (e.UpdateReminded, e.HelpSuggested, e.Recovered, e.StillFiring)
"""Events with which a question goes out."""

ANSWERS = (e.UpdatePosted, e.NothingChanged, e.ReminderSnoozed, e.Escalated)
"""Events that say best what became of a question."""


def waits(question: Question, incident: Incident) -> bool:
    """Whether an answer to it would still do something, and nothing has answered it."""
    match question.asking:
        case Asking.UPDATE:
            return incident.open and incident.cadence.reminded >= question.count
        case Asking.HELP:
            sought = incident.root_cause.due_at is not None and incident.pages_sent == question.count
            return incident.open and sought and incident.owner == question.person
        case Asking.OVER:
            return incident.open and incident.recovered_at is not None
        case Asking.REOPEN:
            return not incident.open


def asked(incident: Incident, record: Recorded) -> tuple[Question, ...]:
    """Those that wait in `incident`, and the one that goes out with `record` (one of ASKS)."""
    waiting = tuple(q for q in incident.questions if waits(q, incident))
    question = _question(incident, record)
    return (*waiting, question) if question and question.person else waiting


def _question(incident: Incident, record: Recorded) -> Question | None:
    match record.event:
        case e.UpdateReminded(person=person, times=times):
            return Question(Asking.UPDATE, person, record.seq, times)
        case e.HelpSuggested(person=person):
            return Question(Asking.HELP, person, record.seq, incident.pages_sent)
        case e.Recovered():
            return Question(Asking.OVER, incident.owner or "", record.seq)
        case e.StillFiring():  # a monitor that declared it is nobody to ask
            person = incident.owner or ("" if incident.integration else incident.declared_by)
            return Question(Asking.REOPEN, person, record.seq)
        case _:
            return None
