"""From an alert's arrival to its page in Slack's hands, at 1, 10 and 100 a second: `python -m benchmarks.pages`.

Every alert opens an incident of its own and pages one person each, so the sends go side
by side. Slack itself answers at once here: what is measured is the bot.
"""

from __future__ import annotations

import threading
import time

import httpx

from benchmarks.processes import SHOP_TOKEN, Running, bot, percentile, report
from bot.sandbox import Sandbox

SECONDS = 5
RATES = (1, 10, 100)


def main() -> None:
    """Each rate for some seconds, from four senders."""
    with Sandbox() as sandbox, bot(sandbox) as running:
        sandbox.person("carla", id="U0CAR", tz="Europe/Madrid")
        for rate in RATES:
            late = _at(sandbox, running, rate)
            figures = f"{percentile(late, 0.5):.3f} / {percentile(late, 0.99):.3f} s"
            report(f"alert to page at {rate} /s, p50 / p99 ({len(late)} pages)", figures, "target: p99 < 1 s")


def _at(sandbox: Sandbox, running: Running, rate: int) -> list[float]:
    posted: dict[str, float] = {}
    headers = {"Authorization": f"Bearer {SHOP_TOKEN}"}
    begin = time.monotonic() + 0.2
    count = rate * SECONDS

    def send(first: int) -> None:
        with httpx.Client(base_url=running.url, headers=headers, timeout=30) as client:
            for number in range(first, count, 4):
                time.sleep(max(0.0, begin + number / rate - time.monotonic()))
                title = f"rate {rate} alert {number} end"
                posted[title] = time.monotonic()
                client.post("/hooks/shop", json={"title": title, "service": "checkout", "severity": "warning"})

    threads = [threading.Thread(target=send, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _lateness(sandbox, posted)


def _lateness(sandbox: Sandbox, posted: dict[str, float]) -> list[float]:
    until = time.monotonic() + 60
    late: dict[str, float] = {}
    while len(late) < len(posted) and time.monotonic() < until:
        time.sleep(0.2)
        for call in sandbox.journal.calls("chat.postMessage", channel="U0CAR"):
            title = next((t for t in posted if t in call.args["text"]), None)
            if title:
                late.setdefault(title, call.started - posted[title])
    return list(late.values())


if __name__ == "__main__":
    main()
