"""The card: one message that always shows how an incident stands, in its room and in #incidents.

It never shows a button that would do nothing: `buttons` is the one place that knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.changes import Change
from bot.domain.events import Status
from bot.domain.incident import Incident
from bot.domain.pages import ways_down, ways_instead
from bot.domain.setup import Method, Setup
from bot.render.actions import Action, MoreChoice
from bot.render.blocks import actions, button, context, fields, menu, option, section
from bot.render.message import Block, Message
from bot.render.places import has_channel, look_line, open_room, room_url, runbook_line, where
from bot.render.text import (
    ACKNOWLEDGED,
    FIRING,
    RESOLVED,
    SILENCED,
    emoji,
    lasting,
    link,
    listed,
    paragraph,
    plural,
    stopped,
    when,
    words,
)
from bot.render.voice import mention, name_of, without_owner

TITLE_MAX = 250
IMPACT_MAX = 900


def card(incident: Incident, setup: Setup, now: datetime, changes: Sequence[Change] = ()) -> Message:
    """The card in the room; `changes` are deploys that may explain it, newest first."""
    return Message(
        text=sentence(incident, setup),
        blocks=(
            section(headline(incident)),
            *_impact(incident),
            fields(list(_fields(incident, setup, now, mention))),
            *_another_way(incident, setup),
            *_ways_down(incident),
            *_looking(incident, setup),
            *_deploys(changes),
            *actions(buttons(incident, setup)),
        ),
        colour=colour(incident),
        footer=(context(_origin(incident, setup)),),
    )


def mirror(incident: Incident, setup: Setup, now: datetime, changes: Sequence[Change] = ()) -> Message:
    """The card in the incidents channel; it points to the room once that is a channel of its own.

    For an incident in a thread the mirror is the card. Private incidents have no mirror:
    asking for one is a mistake of the caller.
    """
    assert not incident.private, f"{incident.id} is private and is shown nowhere but in its room"  # noqa: S101  a leak is worse than a crash
    if not has_channel(incident):
        return card(incident, setup, now, changes)
    return Message(
        text=sentence(incident, setup),
        blocks=(
            section(f"{headline(incident)}\n{where(incident)}"),
            *_impact(incident),
            fields(list(_fields(incident, setup, now, name_of))),
            *_ways_down(incident),
            *actions([*buttons(incident, setup), *open_room(incident)]),
        ),
        colour=colour(incident),
        footer=(context(_origin(incident, setup)),),
    )


def _deploys(changes: Sequence[Change]) -> tuple[Block, ...]:
    """What was changed shortly before; none is shown when nothing was."""
    if not changes:
        return ()
    lines = [f"• {when(change.at)} {_change(change)}" for change in changes]
    return (section("*Changed before it began*\n" + "\n".join(lines)),)


def _change(change: Change) -> str:
    source = f" ({words(change.source, 60)})" if change.source else ""
    links = " ".join(link(one.text or "link", one.url) for one in change.links[:2])
    return f"{words(change.summary, 200)}{source} {links}".rstrip()


def sentence(incident: Incident, setup: Setup) -> str:
    """How it stands in one sentence of mrkdwn, for push and screen readers."""
    title = words(incident.title, TITLE_MAX)
    service = f" on {words(incident.service, 80)}" if incident.service else ""
    head = f"{incident.severity.value} {incident.id}{service}: {stopped(title)}"
    return f"{head} It is {incident.status.value}; {_who(incident, setup)}."


def _who(incident: Incident, setup: Setup) -> str:
    if incident.owner:
        return f"{name_of(setup, incident.owner)} {'owns' if incident.open else 'owned'} it"
    return without_owner(incident)


def headline(incident: Incident) -> str:
    """`🔴 *INC-2026-0847 · title*` in mrkdwn, linked to the room once there is one."""
    dot, url = emoji(incident.severity), room_url(incident)
    # a star inside would end the bold, and has no escape
    title = f"{incident.id} · {incident.title}".replace("*", "∗")
    return f"{dot} *{link(title, url, TITLE_MAX) if url else words(title, TITLE_MAX)}*"


def colour(incident: Incident) -> str:
    """Colour is state: firing, somebody has it, over, or never was."""
    if incident.status in {Status.CANCELLED, Status.MERGED}:
        return SILENCED
    if not incident.open:
        return RESOLVED
    return ACKNOWLEDGED if incident.answered or incident.owner else FIRING


def _impact(incident: Incident) -> tuple[Block, ...]:
    """The impact, else what the declarer wrote; for an open one with neither, how to say it."""
    since = _since_before(incident)
    if incident.impact:
        return (section(f"*Impact*{since}: {paragraph(incident.impact, IMPACT_MAX)}"),)
    lead = f"*Impact*{since}. " if since else ""
    if incident.description:
        return (section(lead + paragraph(incident.description, IMPACT_MAX)),)
    how = "_No impact written yet: press Update and say what customers notice._" if incident.open else ""
    return (section((lead + how).strip()),) if lead or how else ()


def _since_before(incident: Incident) -> str:
    """When the impact began, if that is not the time at which the incident was declared."""
    began = incident.impact_started_at
    apart = began is not None and abs(began - incident.declared_at) >= timedelta(minutes=1)
    return f" (since {when(began)})" if began and apart else ""


Naming = Callable[[Setup, str], str]
"""How people are named: `mention` in the card, which is edited silently; `name_of` where it would ring twice."""


def _fields(incident: Incident, setup: Setup, now: datetime, naming: Naming) -> Iterator[str]:
    """Up to ten fields; what is unknown is left out, except the owner."""
    yield f"*Status*\n{_status(incident)}"
    yield f"*Severity*\n{incident.severity.value}"
    yield f"*Owner*\n{_owner(incident, setup, naming)}"
    if incident.service:
        yield f"*Service*\n{words(incident.service, 80)}"
    yield f"*Started*\n{when(incident.declared_at)}"
    if incident.ended_at:
        yield f"*Lasted*\n{lasting(incident.ended_at - (incident.impact_started_at or incident.declared_at))}"
    elif incident.cadence.due_at:
        due = incident.cadence.due_at
        yield f"*Next update*\n{'⚠ was due ' if due < now else ''}{when(due)}"
    if incident.firing:
        seen = f" of {incident.alerts_seen:,} seen" if incident.alerts_seen > incident.firing else ""
        yield f"*Alerts*\n{incident.firing:,} firing{seen}"
    elif incident.recovered_at and incident.open:
        yield f"*Alerts*\nall resolved {when(incident.recovered_at)}"
    if incident.handoff and incident.handoff.offered and incident.handoff.receiver:
        yield f"*Handoff*\noffered to {name_of(setup, incident.handoff.receiver)}"
    for role, person in incident.roles[:2]:
        yield f"*{role.value.capitalize()}*\n{naming(setup, person)}"


def _status(incident: Incident) -> str:
    if incident.status is Status.MERGED and incident.merged_into:
        return f"merged into {words(incident.merged_into, 40)}"
    return incident.status.value


def _owner(incident: Incident, setup: Setup, naming: Naming) -> str:
    """Who has it, or how the bot looks for somebody."""
    if incident.owner:
        stranded = incident.open and incident.handoff is not None and incident.handoff.stranded
        return naming(setup, incident.owner) + ("\n⚠ nobody is left to take it: Hand off" if stranded else "")
    if not incident.open:
        return "nobody"
    if incident.acknowledged_at_source:
        return "nobody here; acknowledged at the alert's source"
    # no times here: the card is edited when the state changes, not at each step of the search
    search = incident.escalation
    if search is None or search.next_at is None:
        return "nobody yet: press Acknowledge"
    return (
        "nobody answered yet: asking again"
        if search.exhausted
        else "nobody yet: paging until somebody takes it"
    )


def _another_way(incident: Incident, setup: Setup) -> tuple[Block, ...]:
    """Whoever is still to answer a page that Slack did not take: they were reached otherwise."""
    people = [name_of(setup, page.person) for page in incident.pages if page.delayed]
    if not people:
        return ()
    return (section(f"⚠ Slack did not take the page to {', '.join(people)}: they are paged another way."),)


_IS_DOWN: dict[Method, str] = {
    Method.SMS: "SMS",
    Method.VOICE: "voice",
    Method.EMAIL: "mail",
    Method.PUSH: "push",
}
_INSTEAD: dict[Method, str] = {
    Method.SLACK: "paging in Slack",
    Method.SMS: "paging by SMS",
    Method.VOICE: "calling",
    Method.EMAIL: "paging by mail",
    Method.PUSH: "paging by push",
}


def _ways_down(incident: Incident) -> tuple[Block, ...]:
    """Which ways to people are down while nobody answered, and what is done instead."""
    down = [_IS_DOWN[method] for method in ways_down(incident.pages)]
    if not down:
        return ()
    going = listed([_INSTEAD[method] for method in ways_instead(incident.pages)])
    instead = (
        f"{going} instead"
        if going
        else "no other way is left to whoever is paged: call them, or press Escalate"
    )
    named, verb = listed(down), "is" if len(down) == 1 else "are"
    return (section(f"⚠ {named[0].upper()}{named[1:]} {verb} down; {instead}."),)


def _looking(incident: Incident, setup: Setup) -> tuple[Block, ...]:
    lines = [line for line in (runbook_line(incident, setup), look_line(incident, setup)) if line]
    return (section("\n".join(lines)),) if lines else ()


def _origin(incident: Incident, setup: Setup) -> str:
    """How it came here."""
    at = when(incident.declared_at)
    if incident.integration:
        seen = f"; {plural(incident.alerts_seen, 'alert')} so far" if incident.alerts_seen > 1 else ""
        return f"Opened by an alert from {words(incident.integration, 80)} {at}{seen}"
    return (
        f"Declared by {name_of(setup, incident.declared_by)} {at}{' · private' if incident.private else ''}"
    )


def buttons(incident: Incident, setup: Setup) -> Iterator[Block]:
    """What can be done with it now; a button that would do nothing is not there."""
    if incident.open and incident.acknowledged_at is None:
        yield button("Acknowledge", Action.ACKNOWLEDGE, incident.id, primary=True)
    if can_escalate(incident, setup):
        yield button("Escalate", Action.ESCALATE, incident.id)
    if incident.open:
        yield button("Resolve", Action.RESOLVE, incident.id)
        yield button("Update", Action.UPDATE, incident.id)
    if incident.open and incident.owner:
        yield button("Hand off", Action.HAND_OFF, incident.id)
    if not incident.open:
        yield button("Reopen", Action.REOPEN, incident.id)
    choices = [option(label, f"{choice.value} {incident.id}") for choice, label in more(incident, setup)]
    yield menu("More", Action.MORE.value, choices)


def can_escalate(incident: Incident, setup: Setup) -> bool:
    """Whether there is anybody to page next: a search on a policy, or a policy to begin one with."""
    policy = incident.escalation or setup.policy_for(incident.service)
    return incident.open and policy is not None


def more(incident: Incident, setup: Setup) -> Iterator[tuple[MoreChoice, str]]:
    """The choices of More that would do something now, each with its label."""
    if incident.open:
        yield MoreChoice.STATUS, "Change status"
        yield MoreChoice.SEVERITY, "Change severity"
        yield MoreChoice.ROLES, "Assign roles"
        if setup.teams or setup.services:
            yield MoreChoice.PAGE, "Page a team"
    yield MoreChoice.NOTE, "Add a note"
    yield MoreChoice.CATCHUP, "Catch me up"
    yield MoreChoice.TIMELINE, "Show timeline"
    yield MoreChoice.EXPORT, "Export timeline"
    if incident.open:
        if not incident.wants_channel:
            yield MoreChoice.PROMOTE, "Give it a channel"
        yield MoreChoice.MERGE, "Merge into another"
        yield MoreChoice.CANCEL, "Cancel (false alarm)"
    elif incident.status is Status.RESOLVED:
        yield MoreChoice.CLOSE, "Close (write-up done or waived)"
