"""The timeline: what people note and mark, and what they read afterwards; nothing is silently rewritten."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from bot.domain.fold import fold
from bot.render.export import from_json
from bot.sandbox.seen import SeenMessage
from tests.scenarios.conftest import MakeTown
from tests.scenarios.reading import ANSWERED, CARLA_TOOK_IT, OVER, OWNED
from tests.scenarios.town import Town

HEAD = [
    "🔴 *INC-2026-0001 · Checkout 5xx* [Escalate] [Resolve] [Update] [Hand off]",
    "📟 Paged Carla (on call on primary).",
    "✓ Carla acknowledged and owns it.",
]


@pytest.fixture
def town(here: Town) -> Town:
    """Carla owns a P1; Diego is in the room too."""
    here.fires()
    here.takes("carla")
    here.diego.joins(here.room)
    here.settles()
    return here


@pytest.fixture
def said(town: Town) -> SeenMessage:
    return town.diego.says("1.42 leaks <connections> & more", town.room)


def test_a_message_that_two_people_mark_stands_once(town: Town, said: SeenMessage) -> None:
    town.carla.reacts("pushpin", said)
    town.settles()
    town.diego.reacts("round_pushpin", said)
    town.settles()
    town.carla.pins(said)
    town.settles()
    marked = "Diego wrote Today 10:00 AM: 1.42 leaks <connections> & more (message) [kept by Carla]"
    town.room_reads([*HEAD, "diego: 1.42 leaks <connections> & more", marked])
    town.carla.unreacts("pushpin", said)
    town.settles()
    assert town.kinds().count("MarkRemoved") == 0
    town.diego.unreacts("round_pushpin", said)
    town.settles()
    gone = "Diego took a message off the timeline; it no longer counts."
    town.room_reads([*HEAD, "diego: 1.42 leaks <connections> & more", marked, gone])
    town.carla.sees("Checkout 5xx", "incidents")
    town.rests()


def test_edits_and_deletions_of_what_is_marked_are_new_lines(town: Town, said: SeenMessage) -> None:
    town.carla.reacts("pushpin", said)
    town.settles()
    town.diego.edits(said, "1.42 leaks one connection a call")
    town.settles()
    town.diego.deletes(said)
    town.settles()
    town.room_reads(
        [
            *HEAD,
            "Diego wrote Today 10:00 AM: 1.42 leaks <connections> & more (message) [kept by Carla]",
            "A message on the timeline was edited; it now says: 1.42 leaks one connection a call",
            "A message on the timeline was deleted in Slack; its words stay here.",
        ]
    )
    story = town.answers("eva", "/incident timeline INC-2026-0001")
    assert "1.42 leaks <connections> & more" in story
    assert "1.42 leaks one connection a call" in story
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            ("Diego wrote Today 10:00 AM: 1.42 leaks <connections> & more (message) [kept by Carla]"),
            "A message on the timeline was edited; it now says: 1.42 leaks one connection a call",
            "A message on the timeline was deleted in Slack; its words stay here.",
        ],
        carla=[ANSWERED],
    )


def test_what_nobody_marked_is_nobodys_business(town: Town, said: SeenMessage) -> None:
    before = town.kinds()
    town.diego.edits(said, "never mind")
    town.carla.reacts("eyes", said)
    town.carla.reacts("fire", said)
    town.diego.deletes(said)
    elsewhere = town.carla.says("lunch?", "incidents")
    town.carla.reacts("pushpin", elsewhere)
    town.settles()
    assert town.kinds() == before
    town.room_reads(HEAD)
    town.carla.sees("Checkout 5xx", "incidents")
    town.rests()


def test_the_shortcut_does_the_same_and_says_so(town: Town, said: SeenMessage) -> None:
    town.carla.shortcut("Add to timeline", said)
    town.settles()
    assert town.carla.sees("That message is on the timeline of INC-2026-0001. Take the 📌 away").ephemeral
    elsewhere = town.carla.says("lunch?", "general")
    town.carla.shortcut("Add to timeline", elsewhere)
    town.settles()
    refused = town.carla.sees(
        "This message is not in an incident's channel or thread, so it is on no timeline."
    )
    assert refused.ephemeral
    assert town.kinds().count("MessageMarked") == 1
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "diego: 1.42 leaks <connections> & more",
            ("Diego wrote Today 10:00 AM: 1.42 leaks <connections> & more (message) [kept by Carla]"),
        ],
        carla=[ANSWERED],
    )


def test_notes_are_lines_in_the_room_and_can_come_after_the_end(town: Town) -> None:
    answer = town.answers("diego", "/incident note <!channel> restarted the pool & waited", town.room)
    assert answer.startswith("Noted on the timeline of INC-2026-0001.")
    town.answers("carla", "/incident resolve", town.room)
    town.later(hours=1)
    town.answers("diego", "/incident note it was the pool INC-2026-0001")
    lines = [m.text for m in town.sees_in(town.room) if "Diego noted" in m.text and not m.blocks]
    assert lines == [
        "Today 10:00 AM Diego noted: @channel restarted the pool & waited",
        "Today 11:00 AM Diego noted: it was the pool",
    ]
    town.ends(
        room=[
            OVER,
            *CARLA_TOOK_IT,
            "Diego noted: @channel restarted the pool & waited",
            "✅ Carla resolved it.",
            "*INC-2026-0001 is resolved after 0 s*",
            "Diego noted: it was the pool",
            "📎 Timeline of INC-2026-0001",
        ],
        carla=[ANSWERED],
    )


def test_catchup_tells_one_person_in_two_minutes(town: Town) -> None:
    town.answers("carla", "/incident update identified: Deploy 1.42 leaks", town.room)
    town.later(minutes=3)
    story = town.answers("eva", "/incident catchup INC-2026-0001")
    assert story.splitlines() == [
        "*INC-2026-0001 so far*",
        "🔴 *INC-2026-0001 · Checkout 5xx*",
        "P1 · identified · owner Carla · since Today 5:00 PM (3 min) · next update Today 5:05 PM · 1 alert firing",
        "*What happened*",
        "Today 5:00 PM shop declared P1 on checkout: Checkout 5xx.",
        "Today 5:00 PM ✓ Carla acknowledged and owns it.",
        "Today 5:00 PM Carla changed the status: ~investigating~ *identified*.",
        "Today 5:00 PM 📝 Update from Carla: Deploy 1.42 leaks.",
        "10 events · 1 page",
    ]
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla changed the status: ~investigating~ *identified*.",
            "📝 Update from Carla: Deploy 1.42 leaks. Next update Today 10:05 AM.",
        ],
        carla=[ANSWERED],
    )


def test_the_summary_leads_to_a_page_that_opens_by_its_address_alone(make_town: MakeTown) -> None:
    here = make_town(public_url="https://meridian.example")
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident resolve <b>rolled back</b>", here.room)
    summary = here.sees_in(here.room)[-2]
    assert "The whole timeline" in summary.lines[-1]
    address = next(
        found[1]
        for block in summary.blocks
        for element in block.get("elements", ())
        if (found := re.search(r"<https://meridian\.example(/[^|]+)[|]", str(element.get("text"))))
    )
    page = here.http.get(address)
    assert page.status_code == 200
    assert "Carla resolved it: &lt;b&gt;rolled back&lt;/b&gt;" in page.text
    assert here.http.get(address[:-1] + "x").status_code == 404
    assert here.http.get("/incidents/INC-2026-0001").status_code == 404
    here.ends(
        room=[
            OVER,
            *CARLA_TOOK_IT,
            "✅ Carla resolved it: <b>rolled back</b>",
            "*INC-2026-0001 is resolved after 0 s*",
            "📎 Timeline of INC-2026-0001",
        ],
        carla=[ANSWERED],
    )


def test_the_timeline_is_exported_in_three_formats_to_the_one_who_asks(town: Town) -> None:
    town.answers("carla", "/incident note =cmd|calc", town.room)
    town.answers("carla", "/incident note | a table | <script>", town.room)
    files = {}
    for kind in ("md", "json", "csv"):
        answer = town.answers("eva", f"/incident export {kind} INC-2026-0001")
        assert f"as INC-2026-0001.{kind}." in answer
        sent = town.eva.waits_for(f"INC-2026-0001.{kind}", "dm", fresh=True)
        files[kind] = town.eva.opens_file(sent).decode()
    assert fold(from_json(files["json"])) == town.incident()
    rows = list(csv.DictReader(io.StringIO(files["csv"])))
    assert [row["kind"] for row in rows] == [one["kind"] for one in json.loads(files["json"])["timeline"]]
    assert rows[-2]["text"] == "Carla noted: =cmd|calc"
    assert "<script>" not in files["md"]
    assert "# INC-2026-0001: Checkout 5xx" in files["md"]
    assert town.answers("eva", "/incident export pdf INC-2026-0001") == (
        "I can't read `pdf`. Type `/incident export md INC-2026-0001`."
    )
    assert "is in your messages from me, as INC-2026-0001.md" in town.picks(
        "carla", "Export timeline", town.card()
    )
    town.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla noted: =cmd|calc",
            "Carla noted: | a table | <script>",
        ],
        carla=[
            ANSWERED,
            "📎 INC-2026-0001.md",
        ],
        eva=[
            "📎 INC-2026-0001.md",
            "📎 INC-2026-0001.json",
            "📎 INC-2026-0001.csv",
        ],
    )
