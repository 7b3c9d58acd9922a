"""Too much at once: ten thousand alerts in one body, a body beyond the limit, two senders that say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.sandbox import Fault, FaultKind
from tests.faults.waiting import Stopwatch, wait_until
from tests.faults.world import TOKENS, World

CAPTURES = Path(__file__).parent.parent / "fixtures" / "captures"
MIB = 1024 * 1024


def group(count: int) -> dict[str, Any]:
    """A group as Alertmanager 0.25 sends it, some 370 bytes an alert."""
    captured = json.loads((CAPTURES / "alertmanager-0.25-firing-grouped.json").read_text())
    payload: dict[str, Any] = json.loads(captured["body_raw"])
    first = payload["alerts"][0]
    payload["alerts"] = [
        {
            **first,
            "fingerprint": f"{number:016x}",
            "labels": {**first["labels"], "instance": f"host-{number}", "service": "checkout"},
        }
        for number in range(count)
    ]
    return payload


def test_ten_thousand_alerts_in_one_post_are_one_incident_and_one_page(here: World) -> None:
    bot = here.bot()
    body = json.dumps(group(10_000)).encode()
    assert len(body) > 3 * MIB
    watch = Stopwatch()
    assert bot.posts("/hooks/prometheus", body, TOKENS["PROMETHEUS_TOKEN"]).status_code == 200
    here.person("carla").waits_for("Can you take it", where="dm", timeout=10)
    assert watch.seconds < 10
    assert bot.peak_memory() < 512 * MIB
    here.rests()
    assert here.kinds().count("Paged") == 1
    assert here.incident().firing == 10_000
    here.is_sound()


def test_a_p1_waits_behind_no_storm_of_others_for_the_same_person(here: World) -> None:
    bot, carla = here.bot(), here.person("carla")
    held = Fault(FaultKind.RATELIMITED, "chat.postMessage", channel=carla.id, retry_after=12, count=1)
    struck = here.sandbox.faults.add(held)
    watch = Stopwatch()
    for number in range(10):
        here.fires(bot, f"Slow {number}", key=f"slow-{number}", severity="error")
    wait_until(lambda: struck.hits, "the first is held for as long as Slack asks")
    here.fires(bot, "All is down", severity="critical")
    carla.waits_for("All is down", where="dm", timeout=12)
    assert watch.seconds < held.retry_after, "the others still wait"
    here.rests(40)
    assert len({message.text for message in carla.dms()}) == 11


def test_a_body_beyond_the_limit_is_refused_with_an_incident_that_says_so(here: World) -> None:
    bot = here.bot()
    body = b'{"title": "' + b"x" * (16 * MIB) + b'"}'
    assert bot.posts("/hooks/shop", body, TOKENS["SHOP_TOKEN"]).status_code == 413
    here.person("carla").waits_for("16 MiB", where="dm", timeout=10)
    assert bot.posts("/hooks/shop", body, TOKENS["SHOP_TOKEN"]).status_code == 413
    here.rests()
    here.incident()
    here.is_sound()
    assert bot.peak_memory() < 512 * MIB


def test_two_alertmanagers_that_send_the_same_open_one_incident_and_do_not_reopen_it(here: World) -> None:
    """A pair cut from each other (captured): both send the firing, and one of them after the resolved."""
    bot = here.bot()
    bodies = []
    for half in "AB":
        captured = json.loads((CAPTURES / f"alertmanager-ha-partition-dup-{half}.json").read_text())
        bodies.append(json.loads(captured["body_raw"]))
    resolved = json.loads(json.dumps(bodies[0]))
    resolved["status"] = "resolved"
    for alert in resolved["alerts"]:
        alert |= {"status": "resolved", "endsAt": "2026-11-21T09:00:00Z"}
    for payload in (*bodies, bodies[0]):
        assert bot.posts("/hooks/prometheus", payload, TOKENS["PROMETHEUS_TOKEN"]).is_success
    here.person("carla").waits_for("P1", where="dm", timeout=10)
    for payload in (resolved, bodies[1], resolved, bodies[0]):
        assert bot.posts("/hooks/prometheus", payload, TOKENS["PROMETHEUS_TOKEN"]).is_success
    wait_until(lambda: not here.incident().open, "it is resolved, as nobody took it")
    here.rests()
    assert here.kinds().count("Paged") == 1
    assert not here.incident().open
    here.is_sound()
