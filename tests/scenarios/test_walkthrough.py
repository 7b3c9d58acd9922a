"""Somebody sends themselves a test page: every way comes, each is answered where it came, and they hear which did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.sandbox import Fault, FaultKind
from bot.store.walkthroughs import open_of
from tests.scenarios import town as towns
from tests.scenarios.conftest import MakeTown
from tests.scenarios.test_by_phone import FIRST, NUMBERS, phone, quiet
from tests.scenarios.town import Town

TEST = "TEST. Nothing is wrong."


@pytest.fixture
def here(database_url: str, make_town: MakeTown, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A town with telephones; in the end no phone got anything that nobody expected."""
    monkeypatch.setattr(towns, "PATIENCE", 30.0)  # the ways of a test come some seconds apart
    made = make_town(database_url, phones=NUMBERS)
    yield made
    made.settles()
    assert made.sandbox.exchange.unexpected() == []
    assert made.sandbox.exchange.complaints == []


def test_every_way_is_answered_where_it_came_and_the_home_tab_shows_when(here: Town) -> None:
    said = here.carla.command("/incident test-me").says("A test page comes now: Slack, then SMS, then call")
    assert "5 s apart" in said.text
    assert "In a real page: Slack at once, SMS after 1 min, call after 2 min" in said.text
    asked = here.carla.waits_for(TEST, where="dm")
    assert "reply TEST to the SMS and press 1 in the call" in asked.text
    here.carla.clicks("It reached me", asked)
    here.carla.waits_for("✓ Reached you by Slack", where="dm")
    sms = phone(here).receives(TEST, timeout=15)
    assert "/answer/test/" in sms.body
    phone(here).replies("Test.")
    phone(here).receives("Thank you: the test reached you.")
    phone(here).replies("TEST")
    phone(here).receives("Noted already.")
    ringing = phone(here).rings(timeout=15)
    ringing.presses("1").hears("Thank you: the test reached you.")
    here.carla.waits_for(
        "TEST: ✓ Your test page reached you by Slack, SMS and call. Every way works.", where="dm"
    )
    quiet(here)
    assert here.incidents() == ()
    assert "A test page reached you by Slack" in here.carla.opens_home()


def test_what_does_not_come_is_told_with_what_to_do_about_it(here: Town) -> None:
    here.sandbox.exchange.faults.add(Fault(FaultKind.ERROR, "Messages.create", error="21211"))
    here.carla.command("/incident test-me").says("A test page comes now")
    here.carla.clicks("It reached me", here.carla.waits_for(TEST, where="dm"))
    phone(here).rings(timeout=15).lets_it_ring()
    phone(here).finds_on_voicemail("This is a test. Nothing is wrong.", timeout=15)
    quiet(here)
    here.bot.engine.handle.walkthroughs.run()
    told = here.carla.waits_for("Your test page reached you by Slack.", where="dm").text
    assert "• SMS was refused (twilio_21211). Press *Change* on the home tab" in told
    assert "• Call was answered by a machine." in told


def test_ten_minutes_without_an_answer_end_it(here: Town) -> None:
    here.carla.command("/incident test-me").says("A test page comes now")
    here.carla.waits_for(TEST, where="dm")
    phone(here).receives(TEST, timeout=15)
    phone(here).rings(timeout=15).presses("1")
    quiet(here)
    here.bot.engine.handle.walkthroughs.run()
    here.later(minutes=10)
    here.bot.engine.handle.walkthroughs.run()
    told = here.carla.waits_for("Your test page reached you by call.", where="dm").text
    assert "• SMS was not answered. Did it come? Then all is well" in told
    phone(here).replies("1")
    phone(here).receives("No page waits for you.")


def test_one_at_a_time_it_can_be_stopped_and_three_an_hour_are_enough(here: Town) -> None:
    for _ in range(3):
        here.carla.command("/incident test-me").says("A test page comes now")
        here.carla.waits_for(TEST, where="dm", fresh=True)
        here.carla.command("/incident test-me").says("is on its way already")
        here.carla.command("/incident test-me stop").says("Stopped: nothing more of the test comes.")
        told = here.carla.waits_for("You answered none of your test page.", where="dm", fresh=True).text
        assert "• You stopped it, so nothing is proved of Slack, SMS and call." in told
        here.clock.move(timedelta(seconds=1))
    here.carla.command("/incident test-me").says("3 test pages went to you in the last hour")
    here.carla.command("/incident test-me stop").says("No test page of yours is on its way.")
    quiet(here)
    assert phone(here).texts == []


def test_a_stopped_test_loses_its_buttons(here: Town) -> None:
    here.carla.command("/incident test-me").says("A test page comes now")
    asked = here.carla.waits_for(TEST, where="dm")
    here.carla.clicks("Stop the test", asked)
    here.carla.waits_for("You answered none of your test page.", where="dm")
    quiet(here)
    assert here.carla.now(asked).buttons == ()
    assert "Stopped" in here.carla.now(asked).text


def test_a_test_that_was_stopped_by_a_command_loses_its_buttons(here: Town) -> None:
    here.carla.command("/incident test-me").says("A test page comes now")
    asked = here.carla.waits_for(TEST, where="dm")
    here.carla.command("/incident test-me stop").says("Stopped: nothing more of the test comes.")
    here.carla.waits_for("You answered none of your test page.", where="dm")
    here.carla.clicks("It reached me", asked)
    quiet(here)
    assert here.carla.now(asked).buttons == ()
    assert "It is over." in here.carla.now(asked).text


def test_a_bot_that_is_restarted_in_the_middle_sends_each_way_once(here: Town) -> None:
    here.carla.command("/incident test-me").says("A test page comes now")
    here.carla.clicks("It reached me", here.carla.waits_for(TEST, where="dm"))
    here.carla.waits_for("✓ Reached you by Slack", where="dm")
    here.restarts()
    phone(here).receives(TEST, timeout=15)
    phone(here).rings(timeout=15).presses("1").hears("Thank you")
    quiet(here)
    assert len([sms for sms in phone(here).texts if TEST in sms.body]) == 1
    assert len([m for m in here.carla.dms() if TEST in m.text and "sent yourself" in m.text]) == 1


def test_a_page_that_waits_has_the_reply_before_a_test(here: Town) -> None:
    here.fires()
    here.carla.command("/incident test-me").says("A test page comes now")
    phone(here).receives(TEST, timeout=15)
    phone(here).replies("1")
    phone(here).receives(f"You have {FIRST}.")
    phone(here).rings(timeout=15).presses("1").hears("Thank you")
    quiet(here)


def test_the_reply_to_a_test_is_never_the_answer_to_a_page(here: Town) -> None:
    here.fires()
    here.carla.command("/incident test-me").says("A test page comes now")
    phone(here).receives(TEST, timeout=15)
    phone(here).replies("TEST")
    phone(here).receives("Thank you: the test reached you.")
    phone(here).rings(timeout=15).presses("1").hears("Thank you")
    quiet(here)
    assert here.incident().owner is None


def test_the_link_shows_a_button_and_only_pressing_it_answers(here: Town) -> None:
    here.carla.opens_home()
    here.carla.clicks("Send me a test page", here.carla.home)
    here.carla.waits_for("A test page comes now")
    link = phone(here).receives(TEST, timeout=15).body.rpartition(" ")[2]
    shown = here.http.get(link)
    assert "This is a test. Nothing is wrong." in shown.text
    assert here.http.get(link.replace("/carla/", "/diego/")).status_code == 404
    going_on = here.bot.engine.database.read(lambda tx: open_of(tx, "carla"))
    assert going_on
    assert not any(way.came_at for way in going_on.ways)
    assert "Thank you" in here.http.post(link, data={"key": "1"}).text
    phone(here).rings(timeout=15).presses("1").hears("Thank you")
    quiet(here)
    assert "A test page reached you by SMS" in here.carla.opens_home()
