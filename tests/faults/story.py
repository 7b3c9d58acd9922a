"""The story that every crash interrupts: alert, page, escalation, acknowledgement, update, handoff, resolve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from bot.sandbox.people import Answer
from tests.faults.process import Bot
from tests.faults.waiting import Stopwatch, wait_until
from tests.faults.world import World

KINDS = (
    "Declared AlertsReceived EscalationBegan Paged StepTaken RoomOpened Paged StepTaken Acknowledged UpdatePosted "
    "HandoffDrafted HandoffOffered HandedOff Resolved"
).split()
"""What happens, when nothing breaks."""

PATIENCE = 1.5
"""Seconds until a person whom Slack told that it went wrong tries once more."""
LONG = 45.0
"""Seconds within which what Slack took has its effect, a restart included: what a dead process had in hand is
another's after 30, and a sweep looks every 5."""
TOLD_OFTEN = frozenset({"ResponderJoined", "UpdateReminded", "ShiftBegan"})
"""What hangs on real time or on Slack's own events, and is no step of the story."""


def told(
    world: World,
    current: Callable[[], Bot],
    between: Callable[[], object] = lambda: None,
    all_told_within: float = LONG,
) -> Counter[str]:
    """From the alert to the timeline; whatever happens to the bot meanwhile, or `between` two steps of it.

    Returns what people did once more because Slack said that it went wrong: it may have gone right all the same.
    """
    again: Counter[str] = Counter()
    carla, diego, ana = (world.person(name) for name in ("carla", "diego", "ana"))
    world.fires_until_taken(current, "Till 5xx", service="till")
    between()
    carla.waits_for("Till 5xx", where="dm", timeout=LONG)
    page = diego.waits_for("Till 5xx", where="dm", timeout=LONG)
    between()
    name = world.incident().id
    again["Acknowledged"] = _does(
        world, "Acknowledged", lambda: diego.clicks("Acknowledge", page, stale=True)
    )
    between()
    again["UpdatePosted"] = _does(
        world, "UpdatePosted", lambda: diego.command(f"/incident update {name} Rolling back")
    )
    between()
    again["HandoffDrafted"] = _does(
        world, "HandoffDrafted", lambda: diego.command(f"/incident handoff {name} @ana")
    )
    between()
    draft = diego.waits_for(
        "Send handoff", where="dm", timeout=LONG, when=lambda m: "Send handoff" in m.buttons
    )
    again["HandoffOffered"] = _does(
        world, "HandoffOffered", lambda: diego.clicks("Send handoff", draft, stale=True)
    )
    between()
    again["HandedOff"] = _does(
        world, "HandedOff", lambda: ana.command(f"/incident accept {name} I watch the error rate")
    )
    between()
    again["Resolved"] = _does(world, "Resolved", lambda: ana.command(f"/incident resolve {name} Rolled back"))
    world.rests(all_told_within)
    return again


def is_whole(kinds: Iterable[str], again: Counter[str]) -> bool:
    """Whether all of KINDS happened, and nothing twice but what somebody did `again`."""
    happened, wanted = Counter(kinds), Counter(KINDS)
    return wanted <= happened <= wanted + again


def _does(world: World, effect: str, act: Callable[[], Answer]) -> int:
    """Somebody does something, again when Slack says that it went wrong, until it shows; how often again."""

    def shows() -> bool:
        return effect in world.kinds()

    watch, tries = Stopwatch(), 0
    while watch.seconds < LONG:
        taken, tries = act().ok, tries + 1
        try:
            wait_until(shows, f"{effect} after {world.kinds()}", LONG if taken else PATIENCE)
        except AssertionError:
            if taken:
                raise
        else:
            return tries - 1
    raise AssertionError(f"{effect}: Slack could not reach the bot for {LONG:.0f} s")
