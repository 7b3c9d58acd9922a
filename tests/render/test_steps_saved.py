"""The answer to new steps names them, and what they leave open."""

from __future__ import annotations

import pytest

from bot.domain.reachability.addresses import read_steps
from bot.domain.setup import Method
from bot.render.reaching import steps_saved

PROVED = frozenset({Method.SLACK, Method.SMS})


@pytest.mark.parametrize(
    "typed,said",
    [
        ("slack 0m, sms 1m", "Saved. You are paged by: Slack at once, SMS after 1 min."),
        (
            "slack 0m, slack 1m",
            "Saved. You are paged by: Slack at once, Slack after 1 min. ⚠ Slack alone: when Slack is down, nothing reaches you.",
        ),
        ("sms 5m", "Saved. You are paged by: SMS after 5 min. ⚠ In the first 5 min nothing reaches you."),
        (
            "slack 0m, sms 1m, voice 2m",
            "Saved. You are paged by: Slack at once, SMS after 1 min. ⚠ Left out until you prove an address: Call.",
        ),
    ],
)
def test_new_steps_are_told_with_what_they_leave_open(typed: str, said: str) -> None:
    steps = read_steps(typed)
    assert isinstance(steps, tuple)
    assert steps_saved(steps, PROVED).text == said
