"""From an alert's arrival to its page in Slack's hands, at 1, 10 and 100 a second: `python -m benchmarks.pages`.

Every alert opens an incident of its own and pages the one person who has its service. A
hundred people share them, since one person's pages go one after the other (and Slack takes
about one a second for one conversation). Slack itself answers at once here: what is
measured is the bot.
"""

from __future__ import annotations

import re
import tempfile
import threading
import time
from pathlib import Path

import httpx

from benchmarks.processes import SHOP_TOKEN, Running, bot, percentile, report
from bot.sandbox import Sandbox

SECONDS = 5
RATES = (1, 10, 100)
PEOPLE = 100
TITLE = re.compile(r"rate \d+ alert \d+ end")


def main() -> None:
    """Each rate for some seconds, from four senders."""
    with tempfile.TemporaryDirectory() as folder, Sandbox() as sandbox:
        team = Path(folder) / "meridian.yml"
        team.write_text(_team())
        for number in range(PEOPLE):
            sandbox.person(f"person{number}", id=_slack(number), tz="Europe/Madrid")
        with bot(sandbox, environ={"MERIDIAN_CONFIG": str(team)}) as running:
            for rate in RATES:
                late = _at(sandbox, running, rate)
                figures = f"{percentile(late, 0.5):.3f} / {percentile(late, 0.99):.3f} s"
                report(
                    f"alert to page at {rate} /s, p50 / p99 ({len(late)} pages)", figures, "target: p99 < 1 s"
                )


def _slack(number: int) -> str:
    return f"U0P{number:03}"


def _team() -> str:
    """Each person is paged for a service of their own."""
    everyone = range(PEOPLE)
    people = "\n".join(f"  person{n}: {{slack: {_slack(n)}, zone: Europe/Madrid}}" for n in everyone)
    policies = "\n".join(
        f"  policy{n}: {{levels: [{{after: 0m, page: [person:person{n}]}}]}}" for n in everyone
    )
    teams = "\n".join(f"  team{n}: {{members: [person{n}], policy: policy{n}}}" for n in everyone)
    services = "\n".join(f"  service{n}: {{team: team{n}}}" for n in everyone)
    shop = f"  shop: {{kind: generic, token: {SHOP_TOKEN}}}"
    parts = {
        "people": people,
        "policies": policies,
        "teams": teams,
        "services": services,
        "integrations": shop,
    }
    return "".join(f"{name}:\n{lines}\n" for name, lines in parts.items())


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
                service = f"service{number % PEOPLE}"
                client.post("/hooks/shop", json={"title": title, "service": service, "severity": "warning"})

    threads = [threading.Thread(target=send, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _lateness(sandbox, posted)


def _lateness(sandbox: Sandbox, posted: dict[str, float]) -> list[float]:
    until = time.monotonic() + 60
    late: dict[str, float] = {}
    people = frozenset(_slack(number) for number in range(PEOPLE))
    seen = 0
    while len(late) < len(posted) and time.monotonic() < until:
        time.sleep(0.2)
        calls = sandbox.journal.calls("chat.postMessage")
        for call in calls[seen:]:
            title = TITLE.search(call.args["text"])
            if call.args["channel"] in people and title and title[0] in posted:
                late.setdefault(title[0], call.started - posted[title[0]])
        seen = len(calls)
    return list(late.values())


if __name__ == "__main__":
    main()
