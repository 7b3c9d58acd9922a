"""The story: an alert on a Friday afternoon in Madrid, over two continents, to its end on Saturday morning.

It is told once, and lived in many ways: over Socket Mode and over HTTP, on SQLite and on PostgreSQL, begun by
Alertmanager, by PagerDuty and by a person. From the first page on everyone lives through the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from bot.domain.fold import fold
from bot.render.export import from_json
from tests.scenarios.town import TOKENS, Town, town

TITLE = "Checkout 5xx > 20%"


def at(hour: int, minute: int = 0, *, day: int = 20) -> datetime:
    """A time in UTC; Madrid is one hour ahead, Guayaquil five behind, Manila eight ahead."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@dataclass(frozen=True)
class Beginning:
    """Who tells first, and (a monitor) who says that it is well again."""

    begins: Callable[[Town], object]
    recovers: Callable[[Town], object] | None = None


def alertmanager(town: Town, status: str) -> None:
    """One alert of a group, as Alertmanager tells it."""
    labels = {"alertname": "CheckoutErrors", "service": "checkout", "severity": "critical"}
    alert = {
        "status": status,
        "labels": labels,
        "annotations": {"summary": TITLE},
        "startsAt": "2026-11-20T14:29:00Z",
        "endsAt": "2026-11-21T00:10:00Z" if status == "resolved" else "0001-01-01T00:00:00Z",
        "generatorURL": "https://prom.example/graph",
        "fingerprint": "ff61d8559767f3cf",
    }
    group = {
        "receiver": "bot",
        "status": status,
        "version": "4",
        "groupKey": '{}:{alertname="CheckoutErrors"}',
    }
    payload = {
        **group,
        "alerts": [alert],
        "groupLabels": labels,
        "commonLabels": labels,
        "truncatedAlerts": 0,
    }
    payload |= {"commonAnnotations": {}, "externalURL": "https://am.example"}
    assert town.posts("/hooks/prometheus", payload, TOKENS["PROMETHEUS_TOKEN"]).status_code == 200


def pagerduty(town: Town) -> None:
    """A trigger as the PagerDuty client sends it; it chooses no key, so the answer gives one."""
    answer = town.captured("pagerduty-trigger-full")
    assert answer.status_code == 202
    assert answer.json()["status"] == "success"
    town.keys.append(answer.json()["dedup_key"])


def pagerduty_resolves(town: Town) -> None:
    resolve = {"event_action": "resolve", "dedup_key": town.keys[0], "routing_key": TOKENS["PAGERDUTY_TOKEN"]}
    assert town.posts("/v2/enqueue", resolve).status_code == 202


def a_person(town: Town) -> None:
    """Felix sees it himself, and names the service: its team is paged at once."""
    answer = town.answers("felix", f"/incident declare P1 checkout: {TITLE}")
    assert answer.startswith("P1 INC-2026-0001 is open: Checkout 5xx > 20%.")
    assert "Paged now: Carla. Nobody owns it until somebody acknowledges." in answer


BEGINNINGS = {
    "alertmanager": Beginning(
        lambda town: alertmanager(town, "firing"), lambda town: alertmanager(town, "resolved")
    ),
    "pagerduty": Beginning(pagerduty, pagerduty_resolves),
    "a person": Beginning(a_person),
}

TOLD: list[list[tuple[float, str, str, str]]] = []
"""The timelines of the lives so far, from the first page on: all the same."""


@pytest.fixture(
    params=[
        pytest.param(lived, marks=[pytest.mark.postgres] if "postgresql" in lived else [])
        for lived in product(("socket mode", "http"), ("sqlite", "postgresql"), BEGINNINGS)
    ],
    ids=" / ".join,
)
def life(
    request: pytest.FixtureRequest, tmp_path: Path, slack_schemas: Path | None
) -> Iterator[tuple[Town, Beginning]]:
    """One way to live through it."""
    line, database, begins = request.param
    # Asked for before the town is built, so that the bot has stopped when its database is taken away.
    url = (
        f"sqlite:///{tmp_path}/meridian.db"
        if database == "sqlite"
        else str(request.getfixturevalue("postgres_url"))
    )
    with town(url, schemas=slack_schemas, over_http=line == "http", start=at(14, 30)) as made:
        yield made, BEGINNINGS[begins]


def test_the_story_of_an_incident_over_two_continents(life: tuple[Town, Beginning]) -> None:
    here, beginning = life
    beginning.begins(here)
    nobody_answers(here)
    diego_takes_it(here)
    they_work(here)
    it_goes_to_guayaquil(here)
    manila_wakes_up(here)
    it_ends(here, beginning)
    the_room_tells_it_from_top_to_bottom(here, beginning)
    the_file_says_the_same(here)
    the_same_as_in_the_other_lives(here)
    here.rests()


def nobody_answers(town: Town) -> None:
    page = town.gets_page("carla", TITLE)
    assert "Since Today 3:30 PM" in page
    assert "Why you: on call on primary." in page
    assert "Runbook: runbooks.example/checkout" in page
    assert page.buttons == ("Acknowledge", "Escalate", "I can't", "Open room")
    assert "nobody yet: paging until somebody takes it" in town.card()
    town.until(at(14, 34))
    assert town.diego.dms() == []
    town.until(at(14, 35))
    assert "Why you: on call on backup." in town.gets_page("diego", TITLE)
    assert town.carla.now(page).buttons == page.buttons


def diego_takes_it(town: Town) -> None:
    town.until(at(14, 36))
    page = town.diego.sees(TITLE, "dm")
    assert town.presses("diego", "Escalate", page) == ""
    assert "Why you: named in the policy." in town.gets_page("ana", TITLE)
    town.until(at(14, 38))
    assert town.presses("diego", "Acknowledge", page) == ""
    assert town.card().buttons == ("Escalate", "Resolve", "Update", "Hand off")
    for name in ("carla", "diego", "ana"):
        (settled,) = town.people[name].dms()
        assert settled.buttons == ("Open room",)
    assert "✓ Diego has it since Today 9:38 AM." in town.ana.sees(TITLE, "dm")
    assert "✓ You have it. The next update is due Today 3:43 PM." in town.diego.sees(TITLE, "dm")
    assert town.diego.topic(town.room) == "P1 · investigating · owner: Diego"


def they_work(town: Town) -> None:
    """An update by form, the question at ten minutes, the status, a reminder and "no change"."""
    town.until(at(14, 42))
    assert town.presses("diego", "Update", town.card("diego")) == ""
    assert town.fills_in("diego", {
        "How does it stand?": "Deploy 1.42 is suspect", "Impact": "One in five checkouts fails",
        "Next update in": "30m",
    }) is None  # fmt: skip
    assert "*Impact*: One in five checkouts fails" in town.card()
    town.until(at(14, 48))
    question = town.diego.sees("Pull in help?", "dm")
    assert question.buttons == ("Pull in help", "Not now", "Update", "Open room")
    assert "unless its status is identified by then" in town.replies("diego", "Not now", question)
    assert "is identified now" in town.answers("diego", "/incident status identified", town.room)
    town.until(at(15, 12))
    reminder = town.diego.sees("What is new on", "dm")
    assert reminder.buttons == ("Update", "No change", "Snooze", "Open room")
    assert "No change on INC-2026-0001, noted." in town.replies("diego", "No change", reminder)
    town.until(at(15, 13))
    town.answers("diego", "/incident update mitigated: Rolled back to 1.41, errors fall", town.room)
    town.until(at(15, 15))
    town.presses("diego", "Update", town.card("diego"))
    assert town.fills_in("diego", {
        "How does it stand?": "Errors are gone, we watch", "Status": "monitoring", "Next update in": "12h",
    }) is None  # fmt: skip


def it_goes_to_guayaquil(town: Town) -> None:
    """A quarter of an hour before Madrid's shift ends: drafted, edited, sent, read back, accepted."""
    town.until(at(15, 44))
    town.diego.sees_no("is drafted", "dm")
    town.until(at(15, 45))
    draft = town.diego.sees("Your handoff of INC-2026-0001 to Bruno is drafted", "dm")
    assert draft.lines[0] == "Incident Handoff — [INC-2026-0001]"
    assert draft.buttons == ("Send handoff", "Edit", "Keep it")
    fields = ["*Status*", "*Impact*", "*What we know*", "*What we've tried*", "*Current hypothesis*",
              "*Next steps*", "*Key links*"]  # fmt: skip
    assert [line for line in draft.lines if line in fields] == fields
    assert "• Deploy 1.42 is suspect" in draft
    town.presses("diego", "Edit", draft)
    assert town.fills_in("diego", {"Next steps": "Watch the error rate until midnight"}) is None
    assert town.diego.now(draft).text.startswith("Your handoff of INC-2026-0001 was sent to Bruno")
    assert town.diego.now(draft).buttons == ("Open room",)
    offer = town.bruno.sees("Diego hands INC-2026-0001 to you. Accept by Today 10:55 AM", "dm")
    assert offer.buttons == ("Accept handoff", "I can't", "Open room")
    assert "Watch the error rate until midnight" in offer
    town.until(at(15, 50))
    assert town.incident().owner == "diego"
    town.presses("bruno", "Accept handoff", offer)
    assert town.incident().owner == "diego"
    assert (
        town.fills_in("bruno", {"What you understood": "1.42 leaks connections; I watch the errors"}) is None
    )
    assert town.incident().owner == "bruno"
    assert town.bruno.now(offer).buttons == ("Open room",)
    assert "✓ Bruno took over INC-2026-0001." in town.diego.sees("You are free", "dm")
    assert "owner: Bruno" in town.diego.topic(town.room)


def manila_wakes_up(town: Town) -> None:
    """Bruno keeps it over the end of his shift; the morning of Manila reads what happened in its night."""
    town.until(at(23, 45))
    town.presses("bruno", "Keep it", town.bruno.sees("is drafted", "dm"))
    town.until(at(0, 0, day=21))
    summary = town.eva.sees("Good morning, Manila", town.room)
    assert "P1 · monitoring · owner Bruno · since Yesterday 10:30 PM (9 h 30 min)" in summary
    assert "Yesterday 10:38 PM ✓ Diego acknowledged and owns it." in summary
    assert "Yesterday 11:50 PM 🤝 Bruno took over from Diego and owns it." in summary
    assert "*Next steps*\nWatch the error rate until midnight" in summary


def it_ends(town: Town, beginning: Beginning) -> None:
    town.until(at(0, 10, day=21))
    if beginning.recovers:
        beginning.recovers(town)
        question = town.bruno.sees("Is it over?", "dm")
        assert question.buttons == ("Resolve", "Keep open", "Open room")
        assert town.incident().open
        town.presses("bruno", "Resolve", question)
    else:
        town.presses("bruno", "Resolve", town.card("bruno"))
    assert town.fills_in("bruno", {"What ended it?": "Rolled back 1.42"}) is None
    assert town.card().buttons == ("Reopen",)


def the_room_tells_it_from_top_to_bottom(town: Town, beginning: Beginning) -> None:
    over = [
        "1 alert resolved; 0 firing now.",
        "All alerts are resolved. The owner was asked whether it is over.",
    ]
    sender = town.incident().integration
    recovered = [f"{sender}: {over[0]}", over[1]] if beginning.recovers else []
    town.room_reads(
        [
            "🔴 *INC-2026-0001 · Checkout 5xx > 20%* [Reopen]",
            "📟 Paged Carla (on call on primary).",
            "📟 Paged Diego (on call on backup).",
            "⬆ Diego escalated; the next level is paged now.",
            "📟 Paged Ana (named in the policy).",
            "✓ Diego acknowledged and owns it.",
            "Diego described the impact: One in five checkouts fails",
            "📝 Update from Diego: Deploy 1.42 is suspect. Next update Yesterday 4:12 PM.",
            "Diego changed the status: ~investigating~ *identified*.",
            "Diego: no change. Next update Yesterday 4:17 PM.",
            "Diego changed the status: ~identified~ *mitigated*.",
            "📝 Update from Diego: Rolled back to 1.41, errors fall. Next update Yesterday 4:18 PM.",
            "Diego changed the status: ~mitigated~ *monitoring*.",
            "📝 Update from Diego: Errors are gone, we watch. Next update Today 4:15 AM.",
            (
                "Diego offered it to Bruno, who has until Yesterday 4:55 PM to read back and accept. "
                "Diego owns it meanwhile."
            ),
            "🤝 Bruno took over from Diego and owns it. Read back: 1.42 leaks connections; I watch the errors.",
            "*INC-2026-0001 was handed off to Bruno*",
            "*Good morning, Manila: what happened since Yesterday 3:30 PM*",
            *recovered,
            "✅ Bruno resolved it: Rolled back 1.42",
            "*INC-2026-0001 is resolved after 9 h 40 min*",
            "📎 Timeline of INC-2026-0001",
        ]
    )
    town.reads("incidents", ["🔴 *INC-2026-0001 · Checkout 5xx > 20%* [Reopen] [Open room]"])


def the_file_says_the_same(town: Town) -> None:
    """The Markdown in the room, and the JSON that folds back to the same incident."""
    file = town.sees_in(town.room)[-1]
    written = town.carla.opens_file(file).decode()
    assert written.startswith("# INC-2026-0001: Checkout 5xx")
    assert "Bruno took over from Diego and owns it. Read back: 1.42 leaks connections" in written
    assert "INC-2026-0001.json" in town.answers("eva", "/incident export json INC-2026-0001")
    sent = town.eva.sees("INC-2026-0001.json", "dm")
    exported = town.eva.opens_file(sent).decode()
    assert fold(from_json(exported)) == town.incident()
    assert json.loads(exported)["incident"]["owner"] == "bruno"


def the_same_as_in_the_other_lives(town: Town) -> None:
    exported = json.loads(town.eva.opens_file(town.eva.sees("INC-2026-0001.json", "dm")))
    began = datetime.fromisoformat(exported["incident"]["declared_at"])
    only_monitoring = {"alerts_received", "recovered", "room_opened"}
    story = [
        ((datetime.fromisoformat(one["at"]) - began).total_seconds(), one["by"], one["kind"], one["text"])
        for one in exported["timeline"]
    ]
    first = next(place for place, (_, _, kind, _) in enumerate(story) if kind == "paged")
    TOLD.append([one for one in story[first:] if one[2] not in only_monitoring])
    assert TOLD[-1] == TOLD[0]
