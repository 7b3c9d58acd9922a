"""Pages that wait for an answer, and what each event makes of them; a part of the fold."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.events import NotificationFailed, Notified, Paged, PageDelayed, Recorded
from bot.domain.incident import Incident, SentPage
from bot.domain.setup import Severity

Pages = tuple[SentPage, ...]


def paged(pages: Pages, event: Paged, record: Recorded, severity: Severity) -> Pages:
    """One page a person waits for an answer: the newest."""
    others = (p for p in pages if (p.person, p.channel) != (event.person, event.channel))
    first_at = record.at + event.plan[0].after if event.plan else None
    sent = SentPage(
        event.person,
        event.step,
        event.channel,
        event.schedule,
        event.why,
        severity,
        plan=event.plan,
        next_at=first_at,
    )
    return (*others, sent)


def went_on(pages: Pages, event: Notified | PageDelayed | NotificationFailed) -> Pages:
    """What its steps beyond Slack make of a page; nothing of one that wants no answer any more."""
    return tuple(_after(page, event) if page.step == event.step else page for page in pages)


def sign_of_life(incident: Incident, record: Recorded) -> Incident:
    """Whatever the owner does is one, and asking them again counts from it."""
    wait = incident.escalation.policy.ask_again if incident.escalation else None
    if wait is None or incident.owner is None or record.by != incident.owner or not incident.open:
        return incident
    return replace(incident, ask_again_at=record.at + wait, asked_again=False)


def _after(page: SentPage, event: Notified | PageDelayed | NotificationFailed) -> SentPage:
    match event:
        case Notified(method=method, next_at=next_at):
            reaching = (*page.reaching, method)
            return replace(page, used=page.used + 1, next_at=next_at, reaching=reaching)
        case NotificationFailed(method=method):
            return replace(page, reaching=tuple(m for m in page.reaching if m is not method))
        case PageDelayed(refused=refused):
            return replace(page, delayed=True, refused=refused)
