"""A private incident is known to its people only: no outsider ever reads one of its words."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.scenarios.conftest import MakeTown
from tests.scenarios.reading import CARLA_TOOK_IT, PAGE, PAGED_CARLA
from tests.scenarios.town import Town

CANARIES = (
    "canarytitle",
    "canaryimpact",
    "canarynote",
    "canaryupdate",
    "canarymessage",
    "canaryend",
    "INC-2026-0001",
)
INSIDERS = ("ana", "carla")
OUTSIDERS = ("bruno", "diego", "eva", "felix")


@pytest.fixture
def secret(make_town: MakeTown) -> Town:
    """Ana's private incident: with every kind of word in it, Carla paged and owning it."""
    here = make_town(public_url="https://meridian.example")
    here.answers("ana", "/incident declare P1 checkout: canarytitle --private")
    here.takes("carla")
    room = here.room
    here.answers("ana", "/incident note canarynote", room)
    here.presses("carla", "Update", here.card("carla", room))
    here.fills_in(
        "carla", {"How does it stand?": "canaryupdate", "Impact": "canaryimpact", "Status": "identified"}
    )
    said = here.ana.says("canarymessage", room)
    here.ana.reacts("pushpin", said)
    here.settles()
    return here


def test_no_word_of_it_is_anywhere_an_outsider_looks(secret: Town) -> None:
    name = secret.room.removeprefix("#")
    assert name == "inc-2026-0001"
    for outsider in OUTSIDERS:
        person = secret.people[outsider]
        assert _leaks(m.text + m.notification for m in person.reads()) == []
        assert _leaks(m.text for m in person.reads("incidents")) == []
        assert _leaks([person.opens_home().text]) == []
        assert name not in person.channels()
        for asked in ("list", "list all", "list mine", "oncall", "catchup", "timeline", "export", "help"):
            assert _leaks([secret.answers(outsider, f"/incident {asked}")]) == []
    secret.ends(
        room=[
            "🔴 *INC-2026-0001 · canarytitle* [Escalate] [Resolve] [Update] [Hand off]",
            *CARLA_TOOK_IT,
            "Ana noted: canarynote",
            "Carla changed the status: ~investigating~ *identified*.",
            "Carla described the impact: canaryimpact",
            "📝 Update from Carla: canaryupdate. Next update Today 10:05 AM.",
            "ana: canarymessage",
            "Ana wrote Today 10:00 AM: canarymessage (message) [kept by Ana]",
        ],
        carla=["🔴 INC-2026-0001 canarytitle [Open room]"],
    )


ASKED = (
    "ack", "catchup", "timeline", "export json", "note x", "update x", "resolve", "severity P3", "join",
    "merge INC-2026-0002", "page payments x", "handoff me", "role scribe me", "escalate", "cancel", "reopen",
    "snooze 5m", "status identified",
)  # fmt: skip


def test_naming_it_tells_an_outsider_only_that_there_is_no_such_incident(secret: Town) -> None:
    before = secret.kinds("INC-2026-0001")
    for asked in ASKED:
        answer = secret.answers("bruno", f"/incident {asked} INC-2026-0001")
        there_is_none = secret.answers("bruno", f"/incident {asked} INC-2026-0999")
        assert answer.replace("0001", "0999") == there_is_none
        assert "that you can see" in answer
    assert secret.kinds("INC-2026-0001") == before
    secret.ends(
        room=[
            "🔴 *INC-2026-0001 · canarytitle* [Escalate] [Resolve] [Update] [Hand off]",
            *CARLA_TOOK_IT,
            "Ana noted: canarynote",
            "Carla changed the status: ~investigating~ *identified*.",
            "Carla described the impact: canaryimpact",
            "📝 Update from Carla: canaryupdate. Next update Today 10:05 AM.",
            "ana: canarymessage",
            "Ana wrote Today 10:00 AM: canarymessage (message) [kept by Ana]",
        ],
        carla=["🔴 INC-2026-0001 canarytitle [Open room]"],
    )


def test_its_people_see_all_of_it(secret: Town) -> None:
    for insider in INSIDERS:
        story = secret.answers(insider, "/incident timeline INC-2026-0001")
        assert all(word in story for word in ("canarynote", "canaryupdate", "canarymessage", "canaryimpact"))
        assert "🔒 canarytitle" in secret.answers(insider, "/incident list")
    assert "canarytitle" in secret.carla.opens_home()
    secret.room_reads(
        [
            "🔴 *INC-2026-0001 · canarytitle* [Escalate] [Resolve] [Update] [Hand off]",
            "📟 Paged Carla (on call on primary).",
            "✓ Carla acknowledged and owns it.",
            "Ana noted: canarynote",
            "Carla changed the status: ~investigating~ *identified*.",
            "Carla described the impact: canaryimpact",
            "📝 Update from Carla: canaryupdate. Next update Today 10:05 AM.",
            "ana: canarymessage",
            "Ana wrote Today 10:00 AM: canarymessage (message) [kept by Ana]",
        ]
    )
    secret.ends(
        room=[
            "🔴 *INC-2026-0001 · canarytitle* [Escalate] [Resolve] [Update] [Hand off]",
            *CARLA_TOOK_IT,
            "Ana noted: canarynote",
            "Carla changed the status: ~investigating~ *identified*.",
            "Carla described the impact: canaryimpact",
            "📝 Update from Carla: canaryupdate. Next update Today 10:05 AM.",
            "ana: canarymessage",
            "Ana wrote Today 10:00 AM: canarymessage (message) [kept by Ana]",
        ],
        carla=["🔴 INC-2026-0001 canarytitle [Open room]"],
    )


def test_the_web_and_its_numbers_do_not_know_it(secret: Town) -> None:
    for path in ("/", "/metrics", "/healthz", "/readyz", "/incidents", "/incidents/INC-2026-0001", "/status"):
        answer = secret.http.get(path)
        assert "canary" not in answer.text, path
        assert "INC-2026-0001" not in answer.text, path
    secret.ends(
        room=[
            "🔴 *INC-2026-0001 · canarytitle* [Escalate] [Resolve] [Update] [Hand off]",
            *CARLA_TOOK_IT,
            "Ana noted: canarynote",
            "Carla changed the status: ~investigating~ *identified*.",
            "Carla described the impact: canaryimpact",
            "📝 Update from Carla: canaryupdate. Next update Today 10:05 AM.",
            "ana: canarymessage",
            "Ana wrote Today 10:00 AM: canarymessage (message) [kept by Ana]",
        ],
        carla=["🔴 INC-2026-0001 canarytitle [Open room]"],
    )


def test_its_end_and_its_handoff_stay_in_the_room(secret: Town) -> None:
    secret.answers("carla", "/incident handoff @ana", secret.room)
    secret.presses("carla", "Send handoff", secret.carla.sees("is drafted", "dm"))
    secret.presses("ana", "Accept handoff", secret.ana.sees("hands INC-2026-0001 to you", "dm"))
    secret.fills_in("ana", {"What you understood": "canaryend"})
    secret.answers("ana", "/incident resolve canaryend", secret.room)
    assert (
        "The whole timeline" not in secret.sees_in(secret.room, by="ana")[-2]
    )  # an address can be passed on
    assert secret.sees_in(secret.room, by="ana")[-1].files == ("Timeline of INC-2026-0001",)
    for outsider in OUTSIDERS:
        person = secret.people[outsider]
        assert _leaks(m.text for m in [*person.reads(), *person.reads("incidents")]) == []
        assert _leaks([secret.answers(outsider, "/incident list all")]) == []
    secret.ends(
        room=[
            "🔴 *INC-2026-0001 · canarytitle* [Reopen]",
            *CARLA_TOOK_IT,
            "Ana noted: canarynote",
            "Carla changed the status: ~investigating~ *identified*.",
            "Carla described the impact: canaryimpact",
            "📝 Update from Carla: canaryupdate. Next update Today 10:05 AM.",
            "ana: canarymessage",
            "Ana wrote Today 10:00 AM: canarymessage (message) [kept by Ana]",
            (
                "Carla offered it to Ana, who has until Today 10:10 AM to read back and accept. "
                "Carla owns it meanwhile."
            ),
            "🤝 Ana took over from Carla and owns it. Read back: canaryend.",
            "*INC-2026-0001 was handed off to Ana*",
            "✅ Ana resolved it: canaryend",
            "*INC-2026-0001 is resolved after 0 s*",
            "📎 Timeline of INC-2026-0001",
        ],
        ana=[
            (
                "✓ You took over INC-2026-0001 and own it. The next update is due Today 4:05 AM. "
                "What was handed to you stands in its room. [Open room]"
            )
        ],
        carla=[
            "🔴 INC-2026-0001 canarytitle [Open room]",
            (
                "Your handoff of INC-2026-0001 was sent to Ana, who has until Today 10:10 AM. You "
                "own it until they accept. [Open room]"
            ),
            (
                "✓ Ana took over INC-2026-0001. Read back: “canaryend”. You are free; if they "
                "misunderstood, tell them now. [Open room]"
            ),
        ],
    )


def test_an_alert_of_the_same_service_knows_nothing_of_it(secret: Town) -> None:
    secret.fires("Checkout 5xx")
    assert [incident.id for incident in secret.incidents()] == ["INC-2026-0002", "INC-2026-0001"]
    assert _leaks(m.text for m in secret.bruno.reads("incidents") if "0002" not in m.text) == []
    assert "canary" not in secret.answers("bruno", "/incident merge INC-2026-0001 INC-2026-0002")
    secret.ends(
        rooms={
            "INC-2026-0001": [
                "🔴 *INC-2026-0001 · canarytitle* [Escalate] [Resolve] [Update] [Hand off]",
                *CARLA_TOOK_IT,
                "Ana noted: canarynote",
                "Carla changed the status: ~investigating~ *identified*.",
                "Carla described the impact: canaryimpact",
                "📝 Update from Carla: canaryupdate. Next update Today 10:05 AM.",
                "ana: canarymessage",
                "Ana wrote Today 10:00 AM: canarymessage (message) [kept by Ana]",
            ],
            "INC-2026-0002": [
                "🔴 *INC-2026-0002 · Checkout 5xx* [Acknowledge] [Escalate] [Resolve] [Update]",
                PAGED_CARLA,
            ],
        },
        carla=[
            "🔴 INC-2026-0001 canarytitle [Open room]",
            PAGE,
        ],
    )


def _leaks(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in CANARIES if word in text]
