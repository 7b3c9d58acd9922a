"""Killed at any moment: what was accepted is told, and told once."""

from __future__ import annotations

from tests.faults.world import POST, World


def test_killed_before_the_commit_the_sender_is_not_answered_and_comes_again(here: World) -> None:
    bot = here.bot()
    here.fires_until_taken(lambda: bot)
    here.rests()
    here.is_sound()
    assert here.incident().pages
