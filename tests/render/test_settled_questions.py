"""A question that was answered elsewhere says so, and has nothing left to press."""

from __future__ import annotations

import typing
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain import notices as n
from bot.domain.events import Recorded
from bot.domain.incident import Asking, RootCauseWatch, SentPage
from bot.render.reminders import settled_question
from tests.render.samples import NOW, incident_of
from tests.render.test_to_one_person import SETUP, buttons

SETTLED: list[tuple[Asking, e.Event, str, dict[str, typing.Any], str]] = [
    (Asking.UPDATE, e.UpdatePosted("x", NOW), "ana", {}, "✓ Your update of INC-2026-0847 is out. The next"),
    (Asking.UPDATE, e.UpdatePosted("x", NOW), "diego", {}, "✓ The update of INC-2026-0847 is out by Diego."),
    (Asking.UPDATE, e.NothingChanged(NOW), "diego", {}, "No change on INC-2026-0847, noted by Diego. The next"),
    (Asking.UPDATE, e.ReminderSnoozed(NOW + timedelta(minutes=5)), "ana", {}, "I ask again about INC-2026-0847 in 5 min."),
    (Asking.HELP, e.Escalated(e.EscalatedBecause.HELP), "ana", {"pages": (SentPage("bruno", 2),)},
     "Help is on its way to INC-2026-0847. Paged now: Bruno. You stay the owner."),
    (Asking.HELP, e.StatusChanged(e.Status.INVESTIGATING, e.Status.IDENTIFIED), "diego",
     {"root_cause": RootCauseWatch(), "status": e.Status.IDENTIFIED}, "its status is identified"),
    (Asking.HELP, e.HandedOff("ana", "diego", "mine", e.HandoffText()), "diego", {}, "Diego has it since"),
    (Asking.OVER, e.AlertsReceived("prometheus", 1, 0, still_firing=1), "prometheus", {}, "its alerts fire again."),
    (Asking.OVER, e.Resolved(e.ResolvedBecause.PERSON), "diego",
     {"status": e.Status.RESOLVED, "ended_at": NOW}, "✅ It is over: resolved"),
    (Asking.REOPEN, e.Reopened(""), "diego", {}, "it is open again."),
]  # fmt: skip


@pytest.mark.parametrize("asking, event, by, changes, said", SETTLED)
def test_a_settled_question_says_what_became_of_it_and_offers_nothing(
    asking: Asking, event: e.Event, by: str, changes: dict[str, typing.Any], said: str
) -> None:
    record = Recorded("INC-2026-0847", 9, NOW, by, event)
    message = settled_question(n.SettleQuestion("ana", asking, 9), incident_of(**changes), SETUP, record)
    assert said in message.text
    assert set(buttons(message)) <= {"Open room"}
