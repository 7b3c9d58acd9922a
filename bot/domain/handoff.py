"""Handing an incident over: drafted, offered, read back, accepted; ownership moves only then.

| state   | begins                                   | next                                   |
|---------|------------------------------------------|----------------------------------------|
| drafted | before the shift's end, or when asked    | offered; unsent at the shift's end: offered as drafted |
| offered | sent                                     | accepted, or on to the next person     |
| accepted| the receiver wrote what they understood  | they own it                            |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import reminders
from bot.domain.case import Case
from bot.domain.decision import Refused, Why, epoch_of
from bot.domain.draft import draft
from bot.domain.escalation.candidates import named_by
from bot.domain.events import (
    MERIDIAN,
    DeclinedBecause,
    HandedOff,
    HandoffDeclined,
    HandoffDrafted,
    HandoffOffered,
    HandoffStranded,
    HandoffText,
    HandoffWithdrawn,
    OwnerShift,
)
from bot.domain.incident import Handoff
from bot.domain.oncall import schedule as shifts
from bot.domain.oncall.quiet import is_quiet
from bot.domain.ownership import shift_of
from bot.domain.people import working_hours_end
from bot.domain.requests import (
    AcceptHandoff,
    DeclineHandoff,
    DraftHandoff,
    OfferHandoff,
    Wake,
    WithdrawHandoff,
)
from bot.domain.setup import TargetKind

LONGEST_FIELD = 3000
"""What a text field of a Slack form can hold."""

SAME_EVENING = timedelta(hours=6)
"""A working day that ends sooner than this after nobody took it is the same evening, with the same people."""

ALREADY_ON = timedelta(minutes=1)
"""Whose shift is over is looked up this long after its end, to be past it."""


def draft_handoff(case: Case, request: DraftHandoff) -> Refused | None:
    """The owner wants to hand it off, or somebody wants to take it from them."""
    owner = case.incident.owner
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    if owner is None:
        return case.refuse(Why.NO_OWNER)
    if request.receiver == owner:
        return case.refuse(Why.HANDOFF_TO_SELF)
    taking = request.receiver == case.by.name
    if case.by.name != owner and not taking:
        return case.refuse(Why.NOT_THE_GIVER, owner)
    _draft(case, owner, request.receiver)
    if taking:
        _offer(case, case.by.name, case.by.name)
    return None


def wake_shift_end(case: Case, request: Wake) -> Refused | None:
    """The owner's shift ends soon: put a draft in their hand.

    Where nobody was left the last time, and nobody is now, they know; they are not asked again.
    """
    incident = case.incident
    stale = incident.shift is None or epoch_of(incident.shift.ends_at) != request.epoch
    handing = incident.handoff is not None and not incident.handoff.stranded
    if stale or incident.owner is None or handing or not incident.open:
        return case.refuse(Why.STALE)
    if incident.handoff and incident.shift and _nobody(case, incident.owner, incident.shift):
        case.add_own(HandoffStranded(_kept_until(case, incident.owner)))
    else:
        _draft(case, incident.owner, None, by=MERIDIAN)
    return None


def _nobody(case: Case, owner: str, shift: OwnerShift) -> bool:
    at = max(shift.ends_at, case.now)
    return next(_receivers(case, owner, shift.schedule, at, ()), None) is None


def _draft(case: Case, owner: str, receiver: str | None, by: str | None = None) -> None:
    shift = case.incident.shift
    # Over already (the bot was down, or it was kept past the end): a little time to mend the draft.
    coming = shift and shift.ends_at > case.now
    send_at = shift.ends_at if shift and coming else case.now + case.setup.handoff.prompt_before
    schedule = shift.schedule if shift else None
    text = draft(case.incident, case.context.timeline, case.setup)
    found = receiver or next(_receivers(case, owner, schedule, send_at, ()), None)
    case.add(HandoffDrafted(owner, found, text, schedule, send_at), by=by)


def offer_handoff(case: Case, request: OfferHandoff) -> Refused | None:
    """The owner sends the draft, edited or as it is."""
    handoff = case.incident.handoff
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    if handoff is None:
        return case.refuse(Why.NO_HANDOFF)
    if case.by.name != handoff.giver:
        return case.refuse(Why.NOT_THE_GIVER, handoff.giver)
    receiver = request.receiver or handoff.receiver
    if receiver is None:
        return case.refuse(Why.NOBODY_NEXT)
    if receiver == handoff.giver:
        return case.refuse(Why.HANDOFF_TO_SELF)
    _offer(case, receiver, case.by.name, _bounded(request.text))
    return None


def _bounded(text: HandoffText) -> HandoffText:
    return replace(text, **{f: getattr(text, f)[:LONGEST_FIELD] for f in HandoffText.__slots__})


def _offer(case: Case, receiver: str, by: str, text: HandoffText | None = None) -> None:
    handoff = case.incident.handoff
    if handoff is None:
        return
    until = case.now + case.setup.handoff.accept_within
    case.add(HandoffOffered(handoff.giver, receiver, text or handoff.text, until), by=by)


def wake_handoff(case: Case, request: Wake) -> Refused | None:
    """A draft lay unsent until the shift's end, or an offer was not answered in time."""
    handoff = case.incident.handoff
    if handoff is None or handoff.epoch != request.epoch or not case.incident.open:
        return case.refuse(Why.STALE)
    if handoff.offered and handoff.receiver:
        case.add_own(HandoffDeclined(handoff.receiver, DeclinedBecause.NO_ANSWER))
        _offer_next(case)
    elif handoff.receiver:
        _offer(case, handoff.receiver, MERIDIAN)
    else:
        _offer_next(case)
    return None


def decline_handoff(case: Case, _request: DeclineHandoff) -> Refused | None:
    """The receiver can't: the next person is asked at once, and the owner is told."""
    handoff = case.incident.handoff
    refused = _check_receiver(case, handoff)
    if refused:
        return refused
    if handoff and handoff.stranded:
        return case.refuse(Why.NO_HANDOFF)
    case.add(HandoffDeclined(case.by.name, DeclinedBecause.CANNOT))
    _offer_next(case)
    return None


def accept_handoff(case: Case, request: AcceptHandoff) -> Refused | None:
    """Read back in a line: from here on the receiver owns it."""
    handoff = case.incident.handoff
    refused = _check_receiver(case, handoff)
    if refused or handoff is None:
        return refused
    read_back = " ".join(request.read_back.split())
    if not read_back:
        return case.refuse(Why.EMPTY_TEXT)
    if len(read_back) > LONGEST_FIELD:
        return case.refuse(Why.TOO_LONG, str(LONGEST_FIELD))
    case.add(_taken(case, handoff, read_back))
    return None


def _taken(case: Case, handoff: Handoff, read_back: str) -> HandedOff:
    receiver = case.by.name
    until = _taken_until(case, receiver)
    taken = HandedOff(handoff.giver, receiver, read_back, handoff.text, until)
    if case.incident.escalation is None or case.incident.acknowledged_at:
        return taken
    ask_at, due_at = reminders.root_cause_times(case, case.incident.severity)
    return replace(
        taken,
        update_due_at=reminders.next_due(case, receiver),
        root_cause_ask_at=ask_at,
        root_cause_due_at=due_at,
    )


def _taken_until(case: Case, receiver: str) -> OwnerShift:
    """The receiver's shift; one that ends before they could be asked again is not what they said yes to."""
    shift = shift_of(case, receiver, case.now)
    if shift.ends_at - case.setup.handoff.prompt_before > case.now:
        return shift
    return shift_of(case, receiver, shift.ends_at + ALREADY_ON)


def _check_receiver(case: Case, handoff: Handoff | None) -> Refused | None:
    if not case.incident.open:
        return case.refuse(Why.ENDED)
    if handoff is None or not handoff.offered:
        return case.refuse(Why.NO_HANDOFF)
    if handoff.receiver != case.by.name:
        return case.refuse(Why.NOT_THE_RECEIVER, handoff.receiver or "")
    return None


def withdraw_handoff(case: Case, _request: WithdrawHandoff) -> Refused | None:
    """The owner keeps it, and is asked again at the end of their working day."""
    handoff = case.incident.handoff
    if handoff is None:
        return case.refuse(Why.NO_HANDOFF)
    if case.by.name != handoff.giver:
        return case.refuse(Why.NOT_THE_GIVER, handoff.giver)
    case.add(HandoffWithdrawn(_kept_until(case, handoff.giver)))
    return None


def _kept_until(case: Case, giver: str) -> OwnerShift:
    """When a giver who keeps it is asked again: never for the end that they were just asked for."""
    shift, before = case.incident.shift, case.setup.handoff.prompt_before
    if shift and case.now < shift.ends_at - before:
        return shift
    after = max(case.now, shift.ends_at) + ALREADY_ON if shift else case.now
    return OwnerShift(None, working_hours_end(case.zone_of(giver), after))


def _offer_next(case: Case) -> None:
    handoff = case.incident.handoff
    if handoff is None:
        return
    found = _receivers(case, handoff.giver, handoff.schedule, case.now, handoff.declined)
    receiver = next(found, None)
    if receiver:
        _offer(case, receiver, MERIDIAN)
    else:
        case.add_own(HandoffStranded(_asked_tomorrow(case, handoff.giver)))


def _asked_tomorrow(case: Case, giver: str) -> OwnerShift:
    """When a giver whom nobody relieved is asked again: whoever did not answer just now is not asked tonight."""
    kept = _kept_until(case, giver)
    if kept == case.incident.shift or kept.ends_at - case.now > SAME_EVENING:
        return kept
    return OwnerShift(None, working_hours_end(case.zone_of(giver), kept.ends_at + ALREADY_ON))


def _receivers(
    case: Case, giver: str, schedule: str | None, at: datetime, declined: tuple[str, ...]
) -> Iterator[str]:
    """Whom to ask, in order: next on the schedule, the others who share that turn, then the policy's levels.

    Only the relief is asked in quiet hours, who is about to begin; the others when it
    is bad enough to wake them, after everyone who is awake.
    """
    turn = list(_next_on(case, giver, schedule, at))
    out = {giver, *declined}
    known = [case.setup.people.get(p) for p in dict.fromkeys([*turn, *_levels(case)]) if p not in out]
    people = [p for p in known if p and p.slack]
    asleep = [p.name for p in people if p.name not in turn[:1] and is_quiet(p, at)]
    yield from (p.name for p in people if p.name not in asleep)
    if case.policy and case.incident.severity in case.policy.wake_for:
        yield from asleep


def _next_on(case: Case, giver: str, name: str | None, at: datetime) -> Iterator[str]:
    policy = case.policy
    targets = [t for level in (policy.levels if policy else ()) for t in level.page]
    named = [t.name for t in targets if t.kind is TargetKind.SCHEDULE]
    schedules = case.setup.schedules
    schedule = next((schedules[n] for n in (name, *named) if n and n in schedules), None)
    if schedule is None:
        return
    following = shifts.next_after(schedule, schedules, giver, at)
    if following is None:
        return
    yield following.person
    layer = next((one for one in schedule.layers if one.name == following.layer), None)
    yield from layer.rotation.people if layer else ()


def _levels(case: Case) -> Iterator[str]:
    policy = case.policy
    for level in policy.levels if policy else ():
        yield from (c.person for c in named_by(case, level) if c.channel is None)
