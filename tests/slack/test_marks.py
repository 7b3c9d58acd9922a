"""Messages that people mark, edit and delete, and how the timeline follows them."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from bot.domain import requests as r
from bot.domain.events import MarkedMessageDeleted, MarkedMessageEdited, MarkRemoved, MessageMarked
from bot.domain.incident import Incident
from bot.sandbox import Fault, FaultKind, Person, Sandbox, messages
from bot.sandbox.messages import Author, Draft
from bot.sandbox.records import User
from bot.slack import SlackDoor
from tests.slack.engine import Engine
from tests.waiting import until


@pytest.fixture
def incident(engine: Engine, room: str) -> Incident:
    return engine.opened("it is down", room)


def marked(engine: Engine) -> list[MessageMarked]:
    return [rec.event for rec in engine.records["INC-2026-0001"] if isinstance(rec.event, MessageMarked)]


def settled(engine: Engine, count: int) -> None:
    until(lambda: len(engine.outcomes) >= count and not engine.inbox, f"{count} deliveries to be done")


def test_a_pin_puts_a_message_on_the_timeline(
    door: SlackDoor, engine: Engine, ana: Person, bruno: Person, incident: Incident
) -> None:
    said = bruno.says("@ana the cache is cold", "inc-room")
    ana.reacts("pushpin", said)
    until(lambda: marked(engine), "the mark")
    event = marked(engine)[0]
    assert (event.channel, event.ts, event.author, event.text) == (
        said.channel_id,
        said.ts,
        "bruno",
        "@ana the cache is cold",
    )
    assert event.written_at.timestamp() == pytest.approx(float(said.ts))
    assert event.permalink.endswith(f"/p{said.ts.replace('.', '')}")
    assert engine.asked[0].by.name == "ana"


def test_two_pins_are_one_line(
    door: SlackDoor, engine: Engine, ana: Person, bruno: Person, diego: Person, incident: Incident
) -> None:
    said = bruno.says("the cache is cold", "inc-room")
    ana.reacts("pushpin", said)
    diego.reacts("round_pushpin", said)
    settled(engine, 2)
    assert len(marked(engine)) == 1


def test_the_mark_goes_with_the_last_pin(
    door: SlackDoor, engine: Engine, ana: Person, diego: Person, incident: Incident
) -> None:
    said = ana.says("the cache is cold", "inc-room")
    ana.reacts("pushpin", said)
    diego.reacts("pushpin", said)
    settled(engine, 2)
    ana.unreacts("pushpin", said)
    settled(engine, 3)
    assert engine.incidents[incident.id].marks
    diego.unreacts("pushpin", said)
    until(lambda: not engine.incidents[incident.id].marks, "the mark to go")
    assert isinstance(engine.records[incident.id][-1].event, MarkRemoved)


def test_an_edit_is_followed_and_then_the_deletion(
    door: SlackDoor, engine: Engine, ana: Person, incident: Incident
) -> None:
    said = ana.says("the cash is cold", "inc-room")
    other = ana.says("lunch?", "inc-room")
    ana.reacts("pushpin", said)
    settled(engine, 1)
    ana.edits(said, "the cache is cold")
    ana.edits(other, "lunch at noon?")
    settled(engine, 3)
    ana.deletes(said)
    settled(engine, 4)
    events = [rec.event for rec in engine.records[incident.id]][-3:]
    assert isinstance(events[0], MessageMarked)
    assert isinstance(events[1], MarkedMessageEdited)
    assert events[1].text == "the cache is cold"
    assert isinstance(events[2], MarkedMessageDeleted)
    assert len(engine.asked) == 3


def test_a_pin_that_was_taken_away_again_marks_nothing(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person, incident: Incident
) -> None:
    said = ana.says("the cache is cold", "inc-room")
    slow = sandbox.faults.add(Fault(FaultKind.SLOW, "conversations.replies", seconds=0.3))
    ana.reacts("pushpin", said)
    ana.unreacts("pushpin", said)
    settled(engine, 2)
    slow.remove()
    assert engine.incidents[incident.id].marks == ()


@pytest.mark.parametrize("lacking", ["unknown_method", "missing_scope"])
def test_where_reactions_cannot_be_read_the_pin_is_believed(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person, incident: Incident, lacking: str
) -> None:
    """A server that is not Slack's own may tell of a reaction and show none."""
    sandbox.faults.add(Fault(FaultKind.ERROR, "reactions.get", error=lacking))
    said = ana.says("the cache is cold", "inc-room")
    workspace = sandbox.workspace
    with workspace.lock:
        message = workspace.channels[said.channel_id].messages[said.ts]
        messages.react(workspace, message, "U0ANA", "pushpin")
        message.reactions.clear()
    until(lambda: marked(engine), "the mark")


def test_of_two_edits_the_newer_is_the_last_word(
    door: SlackDoor, engine: Engine, ana: Person, incident: Incident
) -> None:
    said = ana.says("the cash is cold", "inc-room")
    ana.reacts("pushpin", said)
    settled(engine, 1)
    ana.edits(said, "the cache is cold")
    settled(engine, 2)
    edit = next(asked.request for asked in engine.asked if isinstance(asked.request, r.FollowEdit))
    assert edit.edited_at is not None
    assert edit.edited_at.timestamp() > float(said.ts)


def test_a_pin_elsewhere_marks_nothing(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person, incident: Incident
) -> None:
    sandbox.channel("shop", [ana])
    ana.reacts("pushpin", ana.says("lunch?", "shop"))
    settled(engine, 1)
    assert engine.asked == []


def test_a_pin_in_the_thread_of_an_incident(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person
) -> None:
    channel = sandbox.channel("incidents", [ana])
    top = ana.says("the card", "incidents")
    engine.opened("slow", channel.id, top.ts)
    reply = ana.says("the cache is cold", "incidents", thread=top)
    ana.reacts("pushpin", reply)
    until(lambda: marked(engine), "the mark")
    assert marked(engine)[0].ts == reply.ts


def test_the_bots_own_messages_are_not_marked(
    door: SlackDoor, engine: Engine, web: WebClient, ana: Person, incident: Incident, room: str
) -> None:
    web.chat_postMessage(channel=room, text="a line of ours")
    ana.reacts("pushpin", ana.waits_for("a line of ours", "inc-room"))
    settled(engine, 1)
    assert engine.asked == []


def test_what_another_bot_said_is_marked_and_followed(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person, incident: Incident, room: str
) -> None:
    workspace = sandbox.workspace
    grafana = Author("U0GRAF", "B0GRAF", "A0GRAF")
    with workspace.lock:
        workspace.add_user(User("U0GRAF", "grafana", "Grafana", is_bot=True))
        posted = messages.post(
            workspace, workspace.channels[room], grafana, Draft("error rate 40%"), bot_user="U0BOT"
        )
    ana.reacts("pushpin", ana.waits_for("error rate 40%", "inc-room"))
    until(lambda: marked(engine), "the mark")
    with workspace.lock:
        messages.change(workspace, posted, "U0GRAF", Draft("error rate 50%"))
    until(lambda: isinstance(engine.records[incident.id][-1].event, MarkedMessageEdited), "the edit")


def test_the_shortcut_adds_a_message_to_the_timeline(
    door: SlackDoor, engine: Engine, ana: Person, bruno: Person, incident: Incident
) -> None:
    said = bruno.says("the cache is cold", "inc-room")
    ana.shortcut("Add to timeline", said).says("is on the timeline of INC-2026-0001")
    assert [event.text for event in marked(engine)] == ["the cache is cold"]
    ana.shortcut("Add to timeline", said).says("It was so already")
    elsewhere = bruno.says("lunch?", "general")
    ana.shortcut("Add to timeline", elsewhere).says("not in an incident's channel")


def test_pinning_in_slacks_own_way_marks_too(
    door: SlackDoor, engine: Engine, ana: Person, incident: Incident
) -> None:
    ana.pins(ana.says("the cache is cold", "inc-room"))
    until(lambda: marked(engine), "the mark")


def test_who_comes_into_the_room_is_a_responder(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, incident: Incident
) -> None:
    carla = sandbox.person("carla", id="U0CAR")
    carla.joins("inc-room")
    until(lambda: "U0CAR" in engine.incidents[incident.id].members, "carla among the members")
    assert engine.requests() == [r.Join("U0CAR")]


def test_a_flame_in_a_room_is_only_a_flame(
    door: SlackDoor, engine: Engine, ana: Person, incident: Incident
) -> None:
    ana.reacts("fire", ana.says("wow", "inc-room"))
    settled(engine, 1)
    ana.sees_no("Declare an incident", "inc-room")


def test_while_slack_cannot_be_read_the_mark_waits(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person, incident: Incident
) -> None:
    said = ana.says("the cache is cold", "inc-room")
    fault = sandbox.faults.add(Fault(FaultKind.STATUS, "conversations.replies", status=503))
    ana.reacts("pushpin", said)
    until(lambda: fault.hits, "a try")
    until(lambda: len(engine.inbox) == 1, "the delivery to lie in the inbox")
    fault.remove()
    until(lambda: door.sweep() == 0, "the sweep")
    assert len(marked(engine)) == 1
