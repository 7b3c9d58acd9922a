"""The main story: an alert wakes somebody, and the team works it off."""

from __future__ import annotations

from tests.scenarios.town import Town


def test_an_alert_pages_whoever_is_on_call_and_their_acknowledgement_makes_them_the_owner(here: Town) -> None:
    assert here.fires("Checkout 5xx").status_code == 200
    page = here.gets_page("carla")
    print(page)
    here.carla.clicks("Acknowledge", page)
    print(here.carla.waits_for("acknowledged", where="#inc-*"))
    for m in here.carla.reads("incidents"): print("INC", m)
    for m in here.carla.reads(here.incident().room.name): print("ROOM", m)
    print(here.kinds(), here.incident().owner)
    print(here.sandbox.complaints)
    print(here.sandbox.unexpected())
    assert 0
