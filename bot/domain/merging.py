"""Two incidents that turned out to be one: what the other takes over."""

from __future__ import annotations

from bot.domain.case import Case
from bot.domain.decision import Refused, Why
from bot.domain.declaration import change_severity
from bot.domain.escalation import owner_checkins, owner_search
from bot.domain.events import Absorbed, Merged, ResponderJoined
from bot.domain.incident import Incident
from bot.domain.requests import Absorb, Asked, Merge
from bot.domain.setup import Policy, Severity


def merge(case: Case, request: Merge) -> Refused | None:
    """It is the same as another open incident: that one goes on."""
    incident, other = case.incident, case.context.other
    if not incident.open:
        return case.refuse(Why.ENDED)
    if request.into == incident.id:
        return case.refuse(Why.SAME_INCIDENT)
    if other is None or (other.private and case.by.name not in other.members):
        return case.refuse(Why.NO_SUCH_INCIDENT, request.into)
    if not other.open:
        return Refused(Why.ENDED, other)
    if incident.private and not other.private:
        return case.refuse(Why.PRIVATE_MERGE, other.id)
    case.add(Merged(other.id))
    # Whoever saw the open one is not let into a private one by that.
    people = incident.members if incident.private or not other.private else ()
    search = incident.escalation.policy if incident.escalation and not incident.answered else None
    absorb = Absorb(
        incident.id, incident.title, incident.firing, people, search, incident.severity, _declared(incident)
    )
    case.then.append(Asked(absorb, case.by, incident=other.id))
    return None


def _declared(incident: Incident) -> tuple[str, ...]:
    """What people declared of it: itself, unless a monitor did, and what was merged into it."""
    itself = () if incident.integration else (incident.id,)
    return (*itself, *incident.declarations)


def absorb(case: Case, request: Absorb) -> Refused | None:
    """Another one turned out to be this one: its people come along."""
    case.add(Absorbed(request.other, request.title, request.firing, request.declarations))
    for person in request.members:
        if person not in case.incident.members:
            case.add(ResponderJoined(person, f"came with {request.other}"))
    if request.search:
        _search_on(case, request.search, request.severity)
    return None


def _search_on(case: Case, policy: Policy, severity: Severity | None) -> None:
    """An owner was looked for, and nobody had answered: that goes on here, as urgent as it was. Whoever has this one is
    asked when it is worse than what they took."""
    worse = severity is not None and severity.value < case.incident.severity.value
    if severity and worse:
        change_severity(case, severity)
    search = case.incident.escalation
    if case.incident.answered:
        if worse:
            owner_checkins.got_worse(case)
    elif search is None or search.exhausted:
        owner_search.begin(case, policy)
