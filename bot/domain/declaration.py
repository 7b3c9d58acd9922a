"""How an incident begins: by a person, or by an alert."""

from __future__ import annotations

from difflib import get_close_matches

from bot.domain import reminders
from bot.domain.alerts import AlertBatch
from bot.domain.branching import followed
from bot.domain.case import Case
from bot.domain.decision import Refused, Why
from bot.domain.escalation import notifying, owner_checkins, owner_search
from bot.domain.escalation.candidates import policy_of
from bot.domain.events import (
    AcknowledgedAtSource,
    AlertsReceived,
    Declared,
    Held,
    HeldBecause,
    ImpactDescribed,
    Link,
    OwnerShift,
    Promoted,
    Recovered,
    Reopened,
    Resolved,
    ResolvedBecause,
    SeverityChanged,
    StillFiring,
)
from bot.domain.legible import legible
from bot.domain.people import working_hours_end
from bot.domain.requests import Declare, ReceiveAlerts
from bot.domain.setup import USUAL_SEVERITY, Policy, Severity

LONGEST_TITLE = 250
"""A title must fit a topic (250 characters) and be read at a glance."""

LONGEST_DESCRIPTION = 3000
"""A section of a Slack message holds this many characters."""

LINKS_KEPT = 10
"""More links than this are not followed at night, and a card is not a catalogue."""


def declare(case: Case, request: Declare) -> Refused | None:
    """A person opens an incident; its service's policy finds an owner, else they own it."""
    title = titled(request.title)
    refused = _check(case, title, request)
    if refused:
        return refused
    policy = _policy(case, request)
    owner = None if policy else case.by.name
    severity = request.severity or USUAL_SEVERITY
    rule = case.setup.severities[severity]
    case.add(
        Declared(
            title=title,
            severity=severity,
            service=request.service or (request.page if request.page in case.setup.services else None),
            private=request.private,
            wants_channel=request.private or rule.channel,
            owner=owner,
            description=request.description.strip(),
            from_message=request.from_message,
            links=request.links[:LINKS_KEPT],
            shift=OwnerShift(None, working_hours_end(case.zone_of(owner), case.now)) if owner else None,
            update_due_at=reminders.next_due(case, owner, severity=severity) if owner else None,
        )
    )
    if request.impact.strip():
        case.add(ImpactDescribed(request.impact.strip()))
    if policy:
        owner_search.begin(case, policy)
    return None


def titled(text: str) -> str:
    """Legible, on one line, without the full stop of a sentence: it stands within sentences ("What is new on …?")."""
    title = " ".join(legible(text).split())
    return title if title.endswith("..") else title.removesuffix(".")


def _policy(case: Case, request: Declare) -> Policy | None:
    policy = policy_of(case.setup, request.page) if request.page else case.setup.policy_for(request.service)
    severity = request.severity or USUAL_SEVERITY
    return policy and followed(case.setup, policy, request.service, severity, case.now)


def _check(case: Case, title: str, request: Declare) -> Refused | None:
    setup = case.setup
    if not title:
        return case.refuse(Why.EMPTY_TEXT)
    if len(title) > LONGEST_TITLE:
        return case.refuse(Why.TOO_LONG, str(LONGEST_TITLE))
    if len(request.description) > LONGEST_DESCRIPTION:
        return case.refuse(Why.TOO_LONG, str(LONGEST_DESCRIPTION))
    if request.service and request.service not in setup.services:
        near = tuple(get_close_matches(request.service, setup.services)) or tuple(setup.services)
        return case.refuse(Why.UNKNOWN_SERVICE, request.service, near)
    if request.page and policy_of(setup, request.page) is None:
        return case.refuse(Why.UNKNOWN_TARGET, request.page, (*setup.teams, *setup.services))
    return None


def receive_alerts(case: Case, request: ReceiveAlerts) -> Refused | None:
    """A delivery from monitoring: it opens an incident, joins one, or says that it is well again."""
    batch = request.batch
    if case.before is None:
        if not batch.fresh:
            return Refused(Why.STALE)
        _declare_from(case, batch)
    elif not case.incident.open:
        return _still_firing(case, batch)
    if batch.changed:
        _count(case, batch)
    _raise_severity(case, batch)
    if case.before is None:
        _find_owner(case, batch)  # read top to bottom: what fires, then who is paged for it
    if batch.acknowledged and not case.incident.answered:
        case.add(AcknowledgedAtSource(batch.episode.integration), by=batch.episode.integration)
    if batch.recovered and not batch.still_firing:
        _recover(case)
    elif batch.fresh and case.before and case.before.recovered_at:
        owner_checkins.fires_again(case)
    return None


def _declare_from(case: Case, batch: AlertBatch) -> None:
    first = batch.fresh[0]
    severity = batch.worst or USUAL_SEVERITY
    case.add(
        Declared(
            title=titled(first.title)[:LONGEST_TITLE] or "An alert without a title",
            severity=severity,
            service=batch.episode.service,
            wants_channel=case.setup.severities[severity].channel,
            description=first.description[:LONGEST_DESCRIPTION],
            integration=batch.episode.integration,
            links=_links(batch),
        ),
        by=batch.episode.integration,
    )


def _find_owner(case: Case, batch: AlertBatch) -> None:
    """Page for it, or say why nobody is: an alert that is taken in is one or the other."""
    if case.policy:
        owner_search.begin(case, case.policy)
    else:
        case.add_own(Held(f"service:{batch.episode.service or 'unknown'}", 0, HeldBecause.NO_POLICY))


def _links(batch: AlertBatch) -> tuple[Link, ...]:
    runbooks = [Link("Runbook", a.runbook) for a in batch.fresh if a.runbook]
    others = [link for a in batch.fresh[:LINKS_KEPT] for link in a.links]
    return tuple(dict.fromkeys([*runbooks, *others]))[:LINKS_KEPT]


def _count(case: Case, batch: AlertBatch) -> None:
    event = AlertsReceived(
        integration=batch.episode.integration,
        firing=len(batch.fresh),
        resolved=batch.recovered,
        still_firing=batch.still_firing,
        titles=batch.titles,
        not_sent=batch.not_sent,
    )
    case.add(event, by=batch.episode.integration)


def _raise_severity(case: Case, batch: AlertBatch) -> None:
    before, worst = case.incident.severity, batch.worst
    if worst and worst.value < before.value:
        change_severity(case, worst, by=batch.episode.integration)
        owner_checkins.got_worse(case)


def change_severity(case: Case, to: Severity, by: str | None = None) -> None:
    """Count the updates anew, and give what is bad enough its channel."""
    incident, rule = case.incident, case.setup.severities[to]
    reporter = incident.reporter
    due_at = reminders.next_due(case, reporter, severity=to) if reporter else None
    ask_at, overdue_at = incident.root_cause.ask_at, incident.root_cause.due_at
    if rule.root_cause_within != case.rule.root_cause_within:
        counts = incident.acknowledged_at is not None
        ask_at, overdue_at = reminders.root_cause_times(case, to) if counts else (None, None)
    milder = to.value > incident.severity.value
    spared = notifying.asleep_at(case, to) if milder else ()
    case.add(SeverityChanged(incident.severity, to, due_at, ask_at, overdue_at, spared), by=by)
    if rule.channel and not incident.wants_channel:
        case.add_own(Promoted())
    owner_search.follow_severity(case, incident.severity)
    if not milder:
        notifying.resume(case)


def _recover(case: Case) -> None:
    """All alerts are resolved: an owner is asked, an incident that nobody here took ends.

    Whoever owned it before it was reopened has not taken it this time, while others are paged for it. What a person
    declared is more than the alerts that it was merged with: for that one the search goes on, or begins, where only
    the monitor's people knew of it.
    """
    incident = case.incident
    searching = incident.escalation and not incident.answered
    if incident.owner and not searching:
        case.add_own(Recovered())
    elif incident.integration and not incident.declarations:
        case.add_own(Resolved(ResolvedBecause.RECOVERED))
    elif not searching:
        owner_search.begin_again(case)


def _still_firing(case: Case, batch: AlertBatch) -> Refused | None:
    told = False
    for record in case.context.timeline:
        match record.event:
            case StillFiring():
                told = True
            case Reopened():
                told = False
            case _:
                pass
    if not batch.unfinished or told:
        return case.refuse(Why.STALE)
    case.add(StillFiring(batch.unfinished), by=batch.episode.integration)
    return None
