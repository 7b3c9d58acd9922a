"""Who was woken, by what, how long it took, and whether it was worth it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import events as e
from bot.domain.decision import Why
from bot.domain.requests import Acknowledge, CannotTake, Declare, RateWaking, Resolve
from bot.domain.setup import Method, Severity
from bot.domain.wakings import asked_at, loads, wakings
from tests.domain.world import AWAKE, World, at, declared, team

SLEEPERS = AWAKE.replace('zone: UTC, quiet: "off"', "zone: America/Guayaquil")
"""Five hours behind UTC: 08:00 UTC is 03:00 there."""


def night(clock: str = "2026-11-04 08:00") -> World:
    return declared("P1", text=SLEEPERS, clock=clock)


def test_a_page_in_the_night_is_a_waking_and_the_answer_ends_it() -> None:
    world = night()
    world.wait(3)
    world.does(Acknowledge(), by="ana")
    (found,) = wakings(world.setup, world.records)
    assert (found.person, found.at, found.answered_at) == ("ana", at("08:00"), at("08:03"))


def test_a_page_by_day_wakes_nobody() -> None:
    world = night(clock="2026-11-04 15:00")
    assert wakings(world.setup, world.records) == ()


def test_pages_of_one_incident_one_after_the_other_wake_a_person_once() -> None:
    world = night()
    world.wait(20)
    assert [p.split()[1] for p in world.pages].count("ana") == 2
    found = wakings(world.setup, world.records)
    assert [w.person for w in found].count("ana") == 1
    assert next(w for w in found if w.person == "ana").last_at == at("08:15")


def test_saying_that_one_cant_is_an_answer_too() -> None:
    world = night()
    world.wait(2)
    world.does(CannotTake(), by="ana")
    assert next(w for w in wakings(world.setup, world.records) if w.person == "ana").answered_at == at(
        "08:02"
    )


def test_what_was_used_beyond_slack_stands_in_the_ledger() -> None:
    people = {n: replace(p, methods=frozenset({Method.SMS})) for n, p in team(SLEEPERS).people.items()}
    world = World(replace(team(SLEEPERS), people=people), at("08:00"))
    world.does(Declare(title="Checkout is down", severity=Severity.P1, service="checkout"), by="zoe")
    world.wait(2)
    assert wakings(world.setup, world.records)[0].methods == (Method.SMS,)


def test_the_one_who_was_woken_says_whether_it_was_worth_it_and_the_last_word_counts() -> None:
    world = night()
    world.does(Acknowledge(), by="ana")
    world.does(Resolve("done"), by="ana")
    for worth in (True, False):
        world.does(RateWaking(worth), by="ana")
        assert wakings(world.setup, world.records)[0].worth is worth
    assert world.is_refused(RateWaking(worth=True), by="carla") is Why.NOT_PAGED


def test_the_question_comes_at_nine_on_their_clock_after_the_night_ended() -> None:
    world = night()
    world.does(Acknowledge(), by="ana")
    (found,) = wakings(world.setup, world.records)
    assert asked_at(world.setup.people["ana"], found) == at("14:00")
    late = night(clock="2026-11-05 03:30")  # 22:30 of the day before
    late.does(Acknowledge(), by="ana")
    (found,) = wakings(late.setup, late.records)
    assert asked_at(late.setup.people["ana"], found) == at("2026-11-05 14:00")


def test_a_month_counts_hours_nights_and_wakings() -> None:
    text = SLEEPERS + (
        "schedules:\n  primary:\n    layers:\n"
        "      - {name: night, zone: America/Guayaquil, hours: '21:00-05:00',"
        " rotation: {people: [ana], every: 1w, starts: 2026-11-02}}\n"
    )
    world = declared("P1", text=text, clock="2026-11-04 08:00")
    world.wait(1)
    world.does(Acknowledge(), by="ana")
    world.does(RateWaking(worth=True), by="ana")
    since, until = at("2026-11-02 12:00"), at("2026-11-09 12:00")
    load = loads(world.setup, since, until, wakings(world.setup, world.records))[0]
    assert load.on_call == timedelta(hours=7 * 8)
    assert load.at_night == timedelta(hours=7 * 7), "from 22:00 on"
    assert (load.nights, load.woken, load.worth_it, load.not_worth_it) == (7, 1, 1, 0)
    assert load.answered_after == timedelta(minutes=1)


def test_the_events_that_wakings_are_read_from_are_enough() -> None:
    world = night()
    world.wait(12)
    world.does(Acknowledge(), by="bruno")
    from_all = wakings(world.setup, world.records)
    kinds = (e.Paged, e.Notified, e.Acknowledged, e.ResponderJoined, e.Escalated, e.WakingRated)
    assert wakings(world.setup, [r for r in world.records if isinstance(r.event, kinds)]) == from_all
