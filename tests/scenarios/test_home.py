"""The home tab: what needs me, what is open, who is on call; and its buttons work."""

from __future__ import annotations

from tests.scenarios.town import Town


def test_an_empty_home_says_so(here: Town) -> None:
    home = here.ana.opens_home()
    assert home.buttons == ("Declare",)
    for line in ("Nothing waits for you.", "Nothing is open.", "*primary*: Carla until Today 10:00 AM"):
        assert line in home
    here.ana.clicks("Declare", home)
    here.ana.waits_for_modal("What is wrong?")
    here.fills_in("ana", {"What is wrong?": "Search is slow"})
    here.ana.sees("is open: Search is slow", "dm")
    here.forgives()
    here.rests()


def test_a_page_is_answered_from_there(here: Town) -> None:
    here.fires()
    page = here.gets_page("carla")
    home = here.carla.opens_home()
    assert "*INC-2026-0001* Checkout 5xx\nYou were paged. Can you take it?" in home
    assert home.buttons == ("Declare", "Acknowledge", "I can't", "Open room")
    here.carla.clicks("Acknowledge", home)
    owned = here.carla.waits_for_home("An update is due Today 10:05 AM.")
    assert owned.buttons == ("Declare", "Update", "No change", "Open room")
    here.settles()
    assert here.incident().owner == "carla"
    assert here.carla.now(page).buttons == ("Open room",)
    here.later(minutes=6)
    here.carla.clicks("No change", here.carla.opens_home())
    here.carla.waits_for_home("An update is due Today 10:11 AM.")
    here.carla.clicks("Update", here.carla.home)
    assert here.fills_in("carla", {"How does it stand?": "We look", "Next update in": "1h"}) is None
    other = here.eva.opens_home()
    assert "Nothing waits for you." in other
    assert "investigating · Carla · 6 min · #inc-2026-0001-checkout-5xx" in other
    here.forgives()
    here.rests()


def test_an_offered_handoff_waits_there(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident handoff @diego", here.room)
    here.presses("carla", "Send handoff", here.carla.sees("is drafted", "dm"))
    home = here.diego.opens_home()
    assert "It is offered to you" in home
    assert home.buttons == ("Declare", "Accept handoff", "I can't", "Open room")
    here.diego.clicks("Accept handoff", home)
    assert here.fills_in("diego", {"What you understood": "I look at 1.42"}) is None
    assert here.incident().owner == "diego"
    here.forgives()
    here.rests()


def test_a_guest_sees_an_empty_one(here: Town) -> None:
    here.fires()
    here.gets_page("carla")
    guest = here.sandbox.person("gus", guest=True)
    home = guest.opens_home()
    assert "Checkout" not in home.text
    assert "Nothing is open." in home
    here.forgives()
    here.rests()
