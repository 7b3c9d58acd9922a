"""What people ask for that other tools do and Meridian does not: said plainly, with what to do instead."""

from __future__ import annotations

from enum import Enum

from bot.render.blocks import section
from bot.render.message import Message


class Wish(Enum):
    """Something that is not there yet; the value is its usual word."""

    POSTMORTEM = "postmortem"
    RUNBOOK = "runbook"
    SILENCE = "silence"
    NEAR_MISS = "near-miss"
    SETUP = "setup"
    DRILL = "drill"


_INSTEAD: dict[Wish, str] = {
    Wish.POSTMORTEM: "There are no post-mortems here yet. `/incident export` gives you the timeline to write one from.",
    Wish.RUNBOOK: "Runbooks can't be run from here yet. The page and the card link to those of the service.",
    Wish.SILENCE: "Alerts can't be silenced here yet: do that in your monitoring. `/incident ack` stops the paging.",
    Wish.NEAR_MISS: (
        "There are no near misses here yet. `/incident declare P4 title` keeps one on record; without a service it "
        "pages nobody."
    ),
    Wish.SETUP: (
        "Nothing is set up from Slack yet: people, schedules and services stand in `meridian.yml`, "
        "which `meridian check` reads for mistakes."
    ),
    Wish.DRILL: "There are no drills here yet. `meridian demo` is a place to practise, beside a Slack of its own.",
}


def not_yet(wish: Wish) -> Message:
    """It is not there, and what to do instead."""
    return Message(text=_INSTEAD[wish], blocks=(section(_INSTEAD[wish]),))
