"""A declare against a Slack that takes 150 ms a call: `python -m benchmarks.declare`.

The physical limit: the card needs the channel and the channel needs a call, so nothing
can stand there before two round trips, 0.30 s, and a pin needs the card: 0.45 s.
"""

from __future__ import annotations

import threading
import time

from benchmarks.processes import bot, percentile, report
from bot.sandbox import Person, Sandbox
from bot.sandbox.journal import Request

ROUND_TRIP = 0.15
AT_ONCE = 60
RUNS = 5
LAST_EFFECTS = ("conversations.setTopic", "pins.add", "bookmarks.add", "conversations.invite")


def main() -> None:
    """One declare at a time, then sixty at once."""
    with Sandbox() as sandbox, bot(sandbox):
        carla = sandbox.person("carla", id="U0CAR", tz="Europe/Madrid")
        sandbox.channel("incidents", [carla])
        carla.command("/incident list", channel="general")
        carla.command("/incident declare P3 warm up", channel="general").says("INC-")
        time.sleep(2)
        sandbox.latency = ROUND_TRIP
        _alone(sandbox, carla)
        _at_once(carla)


def _alone(sandbox: Sandbox, carla: Person) -> None:
    acknowledged, cards, effects = [], [], []
    for number in range(RUNS):
        sandbox.journal.clear()
        began = time.monotonic()
        carla.command(f"/incident declare P1 checkout: alone {number}", channel="general")
        acknowledged.append(time.monotonic() - began)
        time.sleep(2.5)
        calls = [c for c in sandbox.journal.calls() if c.ok]
        cards.append(_first_card(calls) - began)
        effects.append(
            max(
                (c.started + c.duration)
                for c in calls
                if c.method in LAST_EFFECTS or c.method == "chat.postMessage"
            )
            - began
        )
    report("declare acknowledged", f"{percentile(acknowledged, 0.5):.3f} s", "Slack waits 3 s")
    report(
        "card with buttons stands",
        f"{percentile(cards, 0.5):.3f} s",
        f"{2 * ROUND_TRIP:.2f} s: two round trips",
    )
    report(
        "last effect",
        f"{percentile(effects, 0.5):.3f} s",
        f"{3 * ROUND_TRIP:.2f} s: three; peers 1.09 s, 2.38 s",
    )


def _first_card(calls: list[Request]) -> float:
    rooms = {c.response["channel"]["id"] for c in calls if c.method == "conversations.create"}
    cards = [
        c
        for c in calls
        if c.method == "chat.postMessage" and c.args["channel"] in rooms and "actions" in str(c.args)
    ]
    return min((c.started + c.duration) for c in cards)


def _at_once(carla: Person) -> None:
    took: list[float] = []

    def declare(number: int) -> None:
        began = time.monotonic()
        carla.command(f"/incident declare P1 checkout: at once {number}", channel="general")
        took.append(time.monotonic() - began)

    threads = [threading.Thread(target=declare, args=(n,)) for n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report(f"{AT_ONCE} declares at once, acknowledged p50", f"{percentile(took, 0.5):.3f} s")
    report(
        f"{AT_ONCE} declares at once, acknowledged p95", f"{percentile(took, 0.95):.3f} s", "a peer: 9.4 s"
    )


if __name__ == "__main__":
    main()
