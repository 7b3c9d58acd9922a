"""A number of one's own, steps and a test page are tried in the demo as anywhere: the drawn phone receives the code."""

from __future__ import annotations

import re

from bot.demo.show import Show
from tests.demo.conftest import person


def test_a_number_is_proved_steps_are_changed_and_a_test_page_comes(show: Show) -> None:
    carla = person(show, "carla")
    carla.clicks("Add a way", carla.opens_home())
    carla.waits_for_modal("A way to reach you")
    carla.fills({"How?": "SMS", "Number or address": carla.phone.number})
    assert carla.submits() is None
    code = re.search(r"\d{6}", carla.phone.receives("your code is").body)
    assert code
    carla.clicks("Type the code", carla.waits_for_home("waits for its code"))
    carla.waits_for_modal("Type the code")
    carla.fills({"Code": code.group()})
    assert carla.submits() is None
    carla.clicks("Change steps", carla.waits_for_home("✓ works"))
    carla.waits_for_modal("How you are paged")
    carla.fills({"Steps": "slack 0m, sms 2m"})
    assert carla.submits() is None
    carla.waits_for_home("SMS after 2 min")
    carla.command("/incident test-me").says("A test page comes now")
    carla.phone.receives("TEST", timeout=20)
    assert show.sandbox.complaints == []
