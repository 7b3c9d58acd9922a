"""Forms that are filled in: declared from anywhere, refused beside the field, never losing what was typed."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import requests as r
from bot.domain.events import Role
from bot.domain.setup import Severity
from bot.sandbox import Fault, FaultKind, Person, Sandbox
from bot.slack import SlackDoor
from tests.slack.engine import Engine

TITLE = "What is wrong?"


def test_a_bare_command_opens_the_form_to_declare(door: SlackDoor, engine: Engine, ana: Person) -> None:
    assert ana.command("/incident").ok
    ana.waits_for_modal(TITLE)
    ana.fills(
        {
            TITLE: "500s everywhere",
            "How bad is it?": "P1",
            "Which service?": "checkout",
            "What do customers notice?": "nobody can pay",
            "Anything else": "since the deploy",
            "Who may see it?": ["Private: only those invited to its channel see it"],
        }
    )
    assert ana.submits() is None
    ana.waits_for("INC-2026-0001 is open", "dm")
    assert engine.requests() == [
        r.Declare("500s everywhere", Severity.P1, "checkout", True, "since the deploy", "nobody can pay")
    ]


def test_the_global_shortcut_opens_it_too(door: SlackDoor, engine: Engine, ana: Person) -> None:
    assert ana.global_shortcut("Declare an incident").ok
    ana.waits_for_modal(TITLE)
    ana.fills({TITLE: "it is down"})
    assert ana.submits() is None
    assert engine.requests() == [r.Declare("it is down", Severity.P2)]


def test_what_was_typed_already_stands_in_the_form(door: SlackDoor, ana: Person) -> None:
    ana.command("/incident declare P1 checkout:")
    modal = ana.waits_for_modal(TITLE)
    assert "P1" in str(modal.fields["How bad is it?"].value)
    assert "checkout" in str(modal.fields["Which service?"].value)


def test_words_that_are_no_team_stand_in_the_form_to_page(door: SlackDoor, ana: Person) -> None:
    ana.command("/incident page everybody")
    modal = ana.waits_for_modal("Whom?")
    assert "everybody" in str(modal.fields["What should they know?"].value)


def test_declaring_from_a_message(door: SlackDoor, engine: Engine, ana: Person) -> None:
    said = ana.says("Nobody can pay\nsince 14:02", "general")
    ana.shortcut("Declare from message", said)
    modal = ana.waits_for_modal(TITLE)
    assert "Nobody can pay" in str(modal.fields[TITLE].value)
    assert ana.submits() is None
    declared = engine.requests()[0]
    assert isinstance(declared, r.Declare)
    assert declared.title == "Nobody can pay"
    assert declared.from_message
    assert declared.from_message.endswith(f"/archives/{said.channel_id}/p{said.ts.replace('.', '')}")
    assert declared.description.startswith("Nobody can pay\nsince 14:02")


def test_a_flame_offers_to_declare_from_the_message(door: SlackDoor, sandbox: Sandbox, ana: Person) -> None:
    sandbox.channel("shop", [ana])
    said = ana.says("Nobody can pay", "shop")
    ana.reacts("fire", said)
    offer = ana.waits_for("Declare an incident from that message?", "shop")
    assert offer.ephemeral
    ana.clicks("Declare", offer)
    modal = ana.waits_for_modal(TITLE)
    assert "Nobody can pay" in str(modal.fields[TITLE].value)


def test_a_title_of_spaces_is_refused_beside_its_field(door: SlackDoor, engine: Engine, ana: Person) -> None:
    ana.command("/incident")
    ana.waits_for_modal(TITLE)
    ana.fills({TITLE: "   ", "Anything else": "long story"})
    errors = ana.submits()
    assert errors
    assert "no text" in errors[TITLE]
    assert ana.modal.fields["Anything else"].value["value"] == "long story"


def test_a_wait_that_cannot_be_read_is_refused_beside_its_field(
    door: SlackDoor, engine: Engine, ana: Person, room: str
) -> None:
    engine.opened("it is down", room)
    ana.command("/incident update", "inc-room")
    ana.waits_for_modal("How does it stand?")
    ana.fills({"How does it stand?": "still looking", "Next update in": "soon"})
    errors = ana.submits()
    assert errors
    assert "15m" in errors["Next update in"]
    assert engine.asked == []


def test_when_the_impact_began_is_chosen_on_ones_own_clock(
    door: SlackDoor, engine: Engine, ana: Person, room: str
) -> None:
    """Slack's picker shows each person their own time, and sends seconds since 1970."""
    engine.opened("it is down", room)
    ana.command("/incident update", "inc-room")
    ana.waits_for_modal("Impact began")
    began = (engine.now() - timedelta(minutes=20)).replace(microsecond=0)
    ana.fills({"How does it stand?": "we look", "Impact began": int((began + timedelta(days=9)).timestamp())})
    errors = ana.submits()
    assert errors
    assert "later than now" in errors["Impact began"]
    ana.fills({"Impact began": int(began.timestamp())})
    assert ana.submits() is None
    assert engine.incidents["INC-2026-0001"].impact_started_at == began
    ana.command("/incident update", "inc-room")
    ana.waits_for_modal("Impact began")
    ana.fills({"How does it stand?": "untouched"})
    assert ana.submits() is None
    assert engine.requests()[-1] == r.PostUpdate("untouched")


def test_a_refusal_of_the_engine_is_shown_in_the_form(
    door: SlackDoor, engine: Engine, ana: Person, bruno: Person, room: str
) -> None:
    engine.opened("it is down", room)
    ana.command("/incident update", "inc-room")
    ana.waits_for_modal("How does it stand?")
    bruno.command("/incident resolve", "inc-room").says("is resolved")
    ana.fills({"How does it stand?": "still looking"})
    errors = ana.submits()
    assert errors
    assert "reopen it first" in errors["How does it stand?"]


def test_only_roles_that_were_touched_are_changed(
    door: SlackDoor, engine: Engine, ana: Person, room: str
) -> None:
    incident = engine.opened("it is down", room)
    for role, person in ((Role.COMMANDER, "bruno"), (Role.SCRIBE, "diego")):
        engine.decide(r.Asked(r.AssignRole(role, person), r.Actor("ana"), incident.id))
    ana.command("/incident role", "inc-room")
    ana.waits_for_modal("Commander")
    ana.fills({"Scribe": "ana", "Communications": "diego"})
    assert ana.submits() is None
    assert engine.requests() == [
        r.AssignRole(Role.SCRIBE, "ana"),
        r.AssignRole(Role.COMMUNICATIONS, "diego"),
    ]
    assert engine.incidents[incident.id].holder(Role.COMMANDER) == "bruno"


def test_a_refusal_that_comes_late_gives_back_what_was_typed(
    door: SlackDoor, engine: Engine, ana: Person, bruno: Person, room: str
) -> None:
    engine.opened("it is down", room)
    ana.command("/incident update", "inc-room")
    ana.waits_for_modal("How does it stand?")
    ana.fills({"How does it stand?": "a long and careful text"})
    bruno.command("/incident resolve", "inc-room").says("is resolved")
    engine.slow = 2.3
    assert ana.submits() is None
    told = ana.waits_for("reopen it first", "dm")
    assert "a long and careful text" in told.text


def test_a_form_that_breaks_gives_back_what_was_typed(
    door: SlackDoor, engine: Engine, ana: Person, room: str
) -> None:
    engine.opened("it is down", room)
    ana.command("/incident note", "inc-room")
    ana.waits_for_modal("Note for the timeline")
    ana.fills({"Note for the timeline": "a long and careful text"})
    engine.broken = True
    assert ana.submits() is None
    told = ana.waits_for("a long and careful text", "dm")
    assert "something broke on my side" in told.text
    assert "secret of the exception" not in told.text


def test_when_slack_will_not_open_a_form_the_command_is_told(
    door: SlackDoor, sandbox: Sandbox, ana: Person
) -> None:
    sandbox.faults.add(Fault(FaultKind.ERROR, "views.open", error="expired_trigger_id"))
    ana.command("/incident").says("/incident declare P2 title")


def test_a_form_for_an_incident_that_is_not_here_says_so_in_the_window(
    door: SlackDoor, engine: Engine, ana: Person
) -> None:
    ana.command("/incident update", "general")
    ana.waits_for_modal("There is no incident here")


def test_a_guest_is_shown_no_form(door: SlackDoor, sandbox: Sandbox) -> None:
    guest = sandbox.person("gil", guest=True)
    sandbox.workspace.named("general").members.append(guest.id)  # type: ignore[union-attr]
    guest.command("/incident", "general")
    guest.waits_for_modal("Guests")


def test_paging_by_form(door: SlackDoor, engine: Engine, ana: Person) -> None:
    ana.command("/incident page", "general")
    ana.waits_for_modal("Whom?")
    ana.fills({"Whom?": "checkout", "What should they know?": "nobody can pay\nsince 14:02"})
    assert ana.submits() is None
    assert engine.requests() == [r.Declare("nobody can pay", description="since 14:02", page="checkout")]


def test_the_form_to_page_keeps_whom_was_typed(door: SlackDoor, engine: Engine, ana: Person) -> None:
    ana.command("/incident page checkout", "general")
    ana.waits_for_modal("Whom?")
    ana.fills({"What should they know?": "nobody can pay"})
    assert ana.submits() is None
    assert engine.requests() == [r.Declare("nobody can pay", page="checkout")]


def test_a_swap_with_somebody_unknown_offers_nobody_else(
    door: SlackDoor, engine: Engine, ana: Person
) -> None:
    ana.command("/incident swap @zoe", "general")
    ana.waits_for("I know nobody called `zoe`", "general")


def test_closing_a_form_is_acknowledged(door: SlackDoor, engine: Engine, ana: Person) -> None:
    ana.command("/incident")
    ana.waits_for_modal(TITLE)
    ana.closes()
    assert engine.asked == []
