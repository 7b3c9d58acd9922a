"""The one place where a request meets its decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Never, cast

from bot.domain import (
    declaration,
    handoff,
    marks,
    merging,
    outcomes,
    ownership,
    progress,
    reminders,
    requests,
    wakings,
)
from bot.domain.case import Case, Context
from bot.domain.decision import Decision, Refused, Why
from bot.domain.escalation import failed_pages, help_calls, notifying, owner_checkins, owner_search
from bot.domain.incident import Incident
from bot.domain.permission import check
from bot.domain.requests import Asked, Request, TimerName, Wake
from bot.domain.telling import notices
from bot.domain.timers import timers

_Decides = Callable[[Case, Never], Refused | None]
"""A function of a case and of one kind of request; the tables below say which kind."""

WAKES: dict[TimerName, _Decides] = {
    TimerName.ESCALATION: owner_search.wake,
    TimerName.UPDATE: reminders.wake_update,
    TimerName.ROOT_CAUSE: reminders.wake_root_cause,
    TimerName.HANDOFF: handoff.wake_handoff,
    TimerName.SHIFT_END: handoff.wake_shift_end,
    TimerName.MORNING: progress.wake_morning,
    TimerName.NOTIFY: notifying.wake,
    TimerName.ASK_AGAIN: owner_checkins.wake,
}

DECIDES: dict[type[Request], _Decides] = {
    requests.Declare: declaration.declare,
    requests.ReceiveAlerts: declaration.receive_alerts,
    requests.Acknowledge: ownership.acknowledge,
    requests.Escalate: help_calls.escalate,
    requests.CannotTake: help_calls.cannot_take,
    requests.PageTarget: help_calls.page_target,
    outcomes.NotePageFailed: failed_pages.page_failed,
    outcomes.NotePageDelayed: failed_pages.page_delayed,
    outcomes.NoteNotificationFailed: failed_pages.notification_failed,
    requests.ChangeStatus: progress.change_status,
    requests.ChangeSeverity: progress.set_severity,
    requests.AssignRole: progress.assign_role,
    requests.Join: progress.join,
    requests.Resolve: progress.resolve,
    requests.Reopen: progress.reopen,
    requests.Merge: merging.merge,
    requests.Absorb: merging.absorb,
    requests.Cancel: progress.cancel,
    requests.Close: progress.close,
    requests.Promote: progress.promote,
    outcomes.NoteRoom: progress.note_room,
    outcomes.NoteRoomRefused: progress.note_room_refused,
    outcomes.NoteRoomLost: progress.note_room_lost,
    requests.PostUpdate: reminders.post_update,
    requests.ReportNoChange: reminders.report_no_change,
    requests.SnoozeReminder: reminders.snooze,
    requests.AnswerHelp: reminders.answer_help,
    requests.DraftHandoff: handoff.draft_handoff,
    requests.OfferHandoff: handoff.offer_handoff,
    requests.AcceptHandoff: handoff.accept_handoff,
    requests.DeclineHandoff: handoff.decline_handoff,
    requests.WithdrawHandoff: handoff.withdraw_handoff,
    requests.RateWaking: wakings.rate,
    requests.AddNote: marks.add_note,
    requests.MarkMessage: marks.mark_message,
    requests.UnmarkMessage: marks.unmark_message,
    requests.FollowEdit: marks.follow_edit,
    requests.FollowDeletion: marks.follow_deletion,
}

OPENS = (requests.Declare, requests.ReceiveAlerts)
"""Requests that may open an incident: they need a fresh id."""


def reads_timeline(request: Request, incident: Incident | None) -> bool:
    """Whether the decision reads what happened before, and not only the state."""
    match request:
        case requests.DraftHandoff() | requests.FollowEdit() | requests.RateWaking():
            return True
        case Wake(name=name):
            return name in (TimerName.SHIFT_END, TimerName.MORNING)
        case requests.ReceiveAlerts():
            return incident is not None and not incident.open
        case _:
            return False


def decide(asked: Asked, incident: Incident | None, context: Context) -> Decision | Refused:
    """What follows from a request, for the incident that it names (None: it opens one).

    Pure: the same arguments give the same answer. Nothing is changed by a refusal.
    """
    if incident is None and not isinstance(asked.request, OPENS):
        return Refused(Why.NO_SUCH_INCIDENT, about=asked.incident or "")
    case = Case(incident, asked.by, context)
    refused = check(asked.by, asked.request, incident) or _carry_out(case, asked.request)
    if refused:
        return refused
    after = case.incident
    return Decision(
        incident=after,
        records=tuple(case.records),
        timers=timers(after, context.setup, context.now),
        notices=notices(incident, after, tuple(case.records)),
        then=tuple(case.then),
    )


def _carry_out(case: Case, request: Request) -> Refused | None:
    decides = WAKES[request.name] if isinstance(request, Wake) else DECIDES[type(request)]
    # The table pairs each request's type with the function that takes it: a test holds that.
    return decides(case, cast(Never, request))
