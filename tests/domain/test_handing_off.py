"""Handing over: drafted, offered, read back, accepted; and every way in which it is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.decision import Why
from bot.domain.events import HandoffText
from bot.domain.notices import OfferToTake, SettleOffer, ShowDraft, TellGiver
from bot.domain.requests import (
    AcceptHandoff,
    Acknowledge,
    AddNote,
    Declare,
    DeclineHandoff,
    DraftHandoff,
    OfferHandoff,
    PageTarget,
    Reopen,
    Resolve,
    TimerName,
    WithdrawHandoff,
)
from bot.domain.setup import Severity
from tests.domain.world import World, at, declared, team

SHIFTS = """
people:
  ana:   {slack: U0ANA, zone: UTC, quiet: "off"}
  bruno: {slack: U0BRU, zone: UTC, quiet: "off"}
  carla: {slack: U0CAR, zone: UTC, quiet: "off"}
  diego: {slack: U0DIE, zone: UTC, quiet: "02:00-07:00"}
schedules:
  primary:
    layers:
      - {name: days,   zone: UTC, hours: "07:00-19:00", rotation: {people: [ana], every: 1w, starts: 2026-11-02}}
      - {name: nights, zone: UTC, hours: "19:00-07:00", rotation: {people: [bruno, carla], every: 1w, starts: 2026-11-02}}
policies:
  standard:
    levels:
      - {after: 0m, page: [schedule:primary]}
      - {after: 5m, page: [person:diego]}
teams:
  payments: {members: [ana, bruno, carla, diego], policy: standard}
services:
  checkout: {team: payments}
"""
"""ana by day; bruno, then carla, by night; diego above them."""

TEXT = HandoffText(status="P4 identified", next_steps="watch the cache")


def by_day(clock: str = "18:00", severity: str = "P4") -> World:
    """ana owns it, and her shift ends at 19:00."""
    world = declared(severity, text=SHIFTS, clock=clock)
    world.does(Acknowledge(), by="ana")
    return world


def offered() -> World:
    """Offered to bruno at 18:50, until 19:00."""
    world = by_day()
    world.goes_to("18:50")
    world.does(OfferHandoff(TEXT), by="ana")
    world.forget()
    return world


# --- drafted -----------------------------------------------------------------


def test_the_owner_gets_a_draft_a_quarter_of_an_hour_before_the_shift_ends() -> None:
    world = by_day()
    world.does(AddNote("Restarted the cache"), by="ana")
    world.goes_to("18:59")
    assert world.asked(ShowDraft) == ["18:45 ana"]
    handoff = world.incident.handoff
    assert handoff is not None
    assert (handoff.receiver, handoff.offered, handoff.until) == ("bruno", False, at("19:00"))
    assert "Restarted the cache" in handoff.text.what_we_tried


def test_unsent_at_the_shifts_end_it_is_offered_as_drafted() -> None:
    world = by_day()
    world.goes_to("19:05")
    assert world.asked(OfferToTake) == ["19:00 bruno"]
    assert world.asked(TellGiver) == []  # the draft in her messages says so
    assert world.incident.owner == "ana"


def test_the_draft_is_drawn_up_at_once_for_who_acknowledges_when_the_shift_is_nearly_over() -> None:
    world = by_day("18:50")
    world.wait(0)
    assert world.asked(ShowDraft) == ["18:50 ana"]


@pytest.mark.parametrize(
    "owner, clock, ends",
    [
        ("ana", "10:00", "2026-11-04 19:00"),  # the schedule that paged them
        ("bruno", "10:00", "2026-11-05 07:00"),  # not on call now: their next shift, which is soon
        ("bruno", "05:00", "2026-11-04 07:00"),
        ("diego", "10:00", "2026-11-04 18:00"),  # on no schedule: the end of the working day
        ("zoe", "20:00", "2026-11-05 18:00"),
    ],
)
def test_the_shift_of_an_owner(owner: str, clock: str, ends: str) -> None:
    world = declared("P4", text=SHIFTS, clock=clock)
    world.does(Acknowledge(), by=owner)
    shift = world.incident.shift
    assert shift is not None
    assert shift.ends_at == at(ends)


def test_whoever_declares_and_owns_it_is_asked_at_the_end_of_their_working_day() -> None:
    world = World(team(SHIFTS))
    world.does(Declare("Odd smell", Severity.P4), by="ana")
    world.goes_to("17:46")
    assert world.asked(ShowDraft) == ["17:45 ana"]


def test_the_owner_may_hand_off_at_any_time_to_anybody() -> None:
    world = by_day("12:00")
    world.does(DraftHandoff("diego"), by="ana")
    world.does(OfferHandoff(TEXT), by="ana")
    assert world.asked(ShowDraft) == ["12:00 ana"]
    assert world.asked(OfferToTake) == ["12:00 diego"]
    assert world.asked(TellGiver) == [], "who sends it knows"
    world.does(AcceptHandoff("watch the cache"), by="diego")
    assert world.incident.owner == "diego"
    assert world.incident.shift == e.OwnerShift(None, at("18:00"))


def test_a_bot_that_slept_past_the_shifts_end_drafts_and_then_offers_it() -> None:
    world = by_day()
    assert world.sleeps(3) >= 1
    assert world.asked(ShowDraft) == ["21:00 ana"]
    world.goes_to("21:16")
    assert world.asked(OfferToTake) == ["21:15 bruno"]


@pytest.mark.parametrize(
    "request_, by, why",
    [
        (DraftHandoff(), "bruno", Why.NOT_THE_GIVER),
        (DraftHandoff("diego"), "bruno", Why.NOT_THE_GIVER),
        (DraftHandoff("ana"), "ana", Why.HANDOFF_TO_SELF),
        (OfferHandoff(TEXT), "ana", Why.NO_HANDOFF),
        (AcceptHandoff("ok"), "bruno", Why.NO_HANDOFF),
        (DeclineHandoff(), "bruno", Why.NO_HANDOFF),
        (WithdrawHandoff(), "ana", Why.NO_HANDOFF),
    ],
)
def test_what_cannot_be_while_nothing_is_drafted(request_: DraftHandoff, by: str, why: Why) -> None:
    assert by_day().is_refused(request_, by=by) is why


def test_nobody_hands_off_what_nobody_owns_or_what_is_over() -> None:
    world = declared("P4", text=SHIFTS)
    assert world.is_refused(DraftHandoff(), by="ana") is Why.NO_OWNER
    world.does(Resolve(), by="ana")
    assert world.is_refused(DraftHandoff(), by="ana") is Why.ENDED


# --- offered, and accepted ---------------------------------------------------


def test_only_reading_back_moves_the_ownership() -> None:
    world = offered()
    assert world.incident.owner == "ana"
    assert world.is_refused(AcceptHandoff("  "), by="bruno") is Why.EMPTY_TEXT
    assert world.is_refused(AcceptHandoff("x" * 3001), by="bruno") is Why.TOO_LONG
    assert world.is_refused(AcceptHandoff("ok"), by="carla") is Why.NOT_THE_RECEIVER
    assert world.is_refused(OfferHandoff(TEXT, "diego"), by="bruno") is Why.NOT_THE_GIVER
    assert world.is_refused(OfferHandoff(TEXT, "ana"), by="ana") is Why.HANDOFF_TO_SELF
    world.does(AcceptHandoff("Watch the  cache"), by="bruno")
    assert world.incident.owner == "bruno"
    assert world.asked(TellGiver) == ["18:50 ana"]
    moved = world.last(e.HandedOff)
    assert isinstance(moved, e.HandedOff)
    assert (moved.read_back, moved.text) == ("Watch the cache", TEXT)


def test_the_receiver_carries_it_on_their_own_shift_and_is_asked_at_its_end() -> None:
    world = offered()
    world.does(AcceptHandoff("Watch the cache"), by="bruno")
    assert world.incident.shift == e.OwnerShift("primary", at("2026-11-05 07:00"))
    world.passes(timedelta(hours=12))
    assert world.asked(ShowDraft) == ["06:45 bruno"]


def test_who_takes_it_just_before_their_own_end_is_not_asked_again_at_once() -> None:
    world = World(team(SHIFTS), at("17:50"))
    world.does(Declare("Odd smell", Severity.P4), by="diego")
    world.does(DraftHandoff("zoe"), by="diego")
    world.does(OfferHandoff(TEXT), by="diego")
    world.does(AcceptHandoff("All clear"), by="zoe")
    assert world.incident.shift == e.OwnerShift(None, at("2026-11-05 18:00"))


def test_accepting_twice_is_refused() -> None:
    world = offered()
    world.does(AcceptHandoff("Watch the cache"), by="bruno")
    assert world.is_refused(AcceptHandoff("Watch the cache"), by="bruno") is Why.NO_HANDOFF


def test_an_accepted_handoff_answers_whoever_is_still_being_looked_for() -> None:
    world = World(team(SHIFTS), at("10:00"))
    world.does(Declare("Odd smell", Severity.P4), by="zoe")
    world.does(PageTarget("payments"), by="zoe")
    world.does(DraftHandoff("carla"), by="carla")
    world.does(AcceptHandoff("I know it"), by="carla")
    world.goes_to("10:30")
    assert world.incident.owner == "carla"
    assert world.pages == ["10:00 ana"]


# --- not accepted ------------------------------------------------------------


def test_i_cant_asks_the_next_one_at_once_and_tells_the_owner_once() -> None:
    world = offered()
    world.does(DeclineHandoff(), by="bruno")
    assert world.asked(OfferToTake) == ["18:50 carla"], "who shares that turn"
    assert world.asked(TellGiver) == ["18:50 ana"]
    assert world.incident.owner == "ana"
    assert world.is_refused(AcceptHandoff("late"), by="bruno") is Why.NOT_THE_RECEIVER


def test_no_answer_goes_to_the_next_and_the_next_until_nobody_is_left() -> None:
    world = offered()
    world.goes_to("19:30")
    assert world.asked(OfferToTake) == ["19:00 carla", "19:10 diego"]
    assert world.asked(TellGiver) == ["19:00 ana", "19:10 ana", "19:20 ana"]
    assert world.said(e.HandoffStranded) == ["19:20"]
    assert world.incident.owner == "ana"


def test_a_stranded_owner_is_asked_again_at_the_end_of_the_next_day() -> None:
    world = offered()
    world.goes_to("19:30")
    world.forget()
    world.passes(timedelta(days=1))
    assert world.asked(ShowDraft) == ["17:45 ana"]


def test_who_did_not_answer_is_not_asked_again_the_same_evening() -> None:
    """The shift ends at 17:00 and the working day at 18:00; nobody took it: the next draft comes a day later."""
    world = declared("P4", text=SHIFTS.replace("19:00", "17:00"), clock="16:00")
    world.does(Acknowledge(), by="ana")
    world.goes_to("17:31")
    assert world.said(e.HandoffStranded) == ["17:30"]
    assert world.asked(SettleOffer) == ["17:10 bruno", "17:20 carla", "17:30 diego"]
    world.forget()
    world.goes_to("23:59")
    assert world.asked(ShowDraft) == world.asked(TellGiver) == []
    world.passes(timedelta(days=1))
    assert world.asked(ShowDraft) == ["17:45 ana"]
    assert [one for one in world.asked(SettleOffer) if one < "17:45"] == [], "what was settled stays as it is"


def test_the_last_one_asked_may_still_accept_what_is_stranded_but_decline_it_only_once() -> None:
    world = offered()
    world.goes_to("19:30")
    assert world.is_refused(DeclineHandoff(), by="diego") is Why.NO_HANDOFF
    world.does(AcceptHandoff("I was asleep"), by="diego")
    assert world.incident.owner == "diego"


def test_whoever_sleeps_is_not_asked_after_the_relief_unless_it_is_that_bad() -> None:
    for severity, asked in (("P4", ["03:00 carla"]), ("P1", ["03:00 carla", "03:10 diego"])):
        world = declared(severity, text=SHIFTS, clock="2026-11-05 02:30")
        world.does(Acknowledge(), by="ana")
        world.does(DraftHandoff("bruno"), by="ana")
        world.goes_to("02:50")
        world.does(OfferHandoff(TEXT), by="ana")
        world.goes_to("03:40")
        assert [one for one in world.asked(OfferToTake) if "bruno" not in one] == asked


def test_with_nobody_in_the_file_the_owner_is_told_that_it_stays_theirs() -> None:
    world = World(team("people: {}"), at("17:00"))
    world.does(Declare("Odd smell", Severity.P4), by="U0ZOE")
    world.goes_to("18:30")
    assert world.asked(ShowDraft) == ["17:45 U0ZOE"]
    assert world.asked(TellGiver) == ["18:00 U0ZOE"]
    assert world.said(e.HandoffStranded) == ["18:00"]


# --- taken back, taken over, overtaken ---------------------------------------


def test_who_keeps_it_is_asked_again_at_the_end_of_the_next_working_day() -> None:
    world = by_day()
    world.goes_to("18:50")
    world.does(WithdrawHandoff(), by="ana")
    assert world.incident.shift == e.OwnerShift(None, at("2026-11-05 18:00"))
    assert world.is_refused(WithdrawHandoff(), by="ana") is Why.NO_HANDOFF


def test_a_draft_that_was_asked_for_and_put_away_leaves_the_shifts_end_as_it_was() -> None:
    world = by_day("12:00")
    world.does(DraftHandoff(), by="ana")
    world.does(WithdrawHandoff(), by="ana")
    assert world.incident.shift == e.OwnerShift("primary", at("19:00"))
    world.goes_to("18:46")
    assert world.asked(ShowDraft) == ["12:00 ana", "18:45 ana"]


def test_an_offer_that_is_taken_back_cannot_be_accepted() -> None:
    world = offered()
    assert world.is_refused(WithdrawHandoff(), by="bruno") is Why.NOT_THE_GIVER
    world.does(WithdrawHandoff(), by="ana")
    assert world.is_refused(AcceptHandoff("ok"), by="bruno") is Why.NO_HANDOFF
    assert TimerName.HANDOFF not in world.timers


def test_a_new_draft_takes_the_buttons_from_the_old_offer() -> None:
    world = offered()
    decision = world.does(DraftHandoff("bruno"), by="ana")
    assert [x.surface for x in decision.notices if type(x.what).__name__ == "SettleOffer"] == [
        "offer/1/bruno"
    ]


def test_anybody_may_take_it_over_by_reading_back() -> None:
    world = by_day("12:00")
    world.does(DraftHandoff("carla"), by="carla")
    assert world.asked(OfferToTake) == ["12:00 carla"]
    assert world.asked(ShowDraft) == []
    assert world.asked(TellGiver) == ["12:00 ana"]
    world.does(AcceptHandoff("The cache is cold"), by="carla")
    assert world.incident.owner == "carla"


def test_taking_over_comes_before_an_offer_to_somebody_else() -> None:
    world = offered()
    world.does(DraftHandoff("diego"), by="diego")
    assert world.is_refused(AcceptHandoff("ok"), by="bruno") is Why.NOT_THE_RECEIVER
    world.does(AcceptHandoff("Mine"), by="diego")
    assert world.incident.owner == "diego"


def test_an_acknowledgement_by_another_ends_the_handoff_of_whoever_only_declared_it() -> None:
    world = World(team(SHIFTS), at("10:00"))
    world.does(Declare("Odd smell", Severity.P4), by="ana")
    world.does(DraftHandoff("carla"), by="ana")
    world.does(OfferHandoff(TEXT), by="ana")
    world.does(Acknowledge(), by="bruno")
    assert world.is_refused(AcceptHandoff("ok"), by="carla") is Why.NO_HANDOFF
    assert world.incident.owner == "bruno"


def test_the_end_ends_the_handoff_too() -> None:
    world = offered()
    world.does(Resolve(), by="ana")
    assert world.is_refused(AcceptHandoff("ok"), by="bruno") is Why.ENDED
    world.does(Reopen(), by="ana")
    assert world.incident.handoff is None


def test_long_fields_are_cut_to_what_a_form_can_hold() -> None:
    world = offered()
    world.does(OfferHandoff(HandoffText(status="x" * 4000)), by="ana")
    handoff = world.incident.handoff
    assert handoff is not None
    assert len(handoff.text.status) == 3000


def test_that_nobody_is_left_is_told_once() -> None:
    """A weekend with nobody to ask; a file that has somebody again puts a draft in the owner's hand."""
    world = declared("P4", text=ALONE, clock="2026-11-06 16:00")
    world.does(Acknowledge(), by="ana")
    world.passes(timedelta(days=3))
    assert sum(isinstance(r.event, e.HandoffStranded) for r in world.records) == 3
    assert len(world.asked(ShowDraft)) == len(world.asked(TellGiver)) == 1
    world.setup = declared("P4", text=ALONE.replace("bruno: {", "bruno: {slack: U0BRU, ")).setup
    world.passes(timedelta(days=1))
    assert len(world.asked(ShowDraft)) == 2


ALONE = """
people:
  ana:   {slack: U0ANA, zone: Europe/Madrid}
  bruno: {zone: Europe/Madrid}
policies:
  standard: {levels: [{after: 0m, page: [person:ana, person:bruno]}]}
teams:
  payments: {members: [ana, bruno], policy: standard}
services:
  checkout: {team: payments}
"""
