"""Buttons and menus, on the card, on a page, in the panel and on the home tab."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from slack_sdk import WebClient

from bot.domain import requests as r
from bot.domain.events import Status
from bot.domain.incident import Incident
from bot.domain.notices import OfferToTake, PagePerson
from bot.domain.setup import Severity
from bot.render import handoff, pages, reminders
from bot.render.actions import Action
from bot.render.blocks import actions, button, section
from bot.render.message import Message
from bot.sandbox import Person, Sandbox, SeenMessage
from bot.slack import SlackDoor
from tests.slack.engine import Engine
from tests.waiting import until

Shows = Callable[[Incident, Person], SeenMessage]


@pytest.fixture
def incident(engine: Engine, room: str) -> Incident:
    return engine.opened("it is down", room, by="bruno", service="checkout")


def posted(web: WebClient, person: Person, message: Message, text: str) -> SeenMessage:
    """A message of ours in somebody's conversation with the bot."""
    channel = web.conversations_open(users=[person.id])["channel"]["id"]
    web.chat_postMessage(channel=channel, **message.arguments())
    return person.waits_for(text, "dm")


def test_acknowledging_on_the_card_says_nothing_more(
    door: SlackDoor, engine: Engine, ana: Person, incident: Incident, show_card: Shows
) -> None:
    answer = ana.clicks("Acknowledge", show_card(incident, ana))
    assert answer.ok
    until(lambda: engine.outcomes, "the click to be done")
    assert engine.requests() == [r.Acknowledge()]
    assert engine.asked[0].incident == incident.id
    assert answer.ephemerals == []


def test_a_refusal_is_told_to_the_one_who_clicked(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, incident: Incident, show_card: Shows, room: str
) -> None:
    guest = sandbox.person("gil", guest=True)
    sandbox.workspace.channels[room].members.append(guest.id)
    guest.clicks("Acknowledge", show_card(incident, guest)).says("Guests")
    assert engine.incidents[incident.id].owner is None


def test_what_a_button_says_is_not_believed(
    door: SlackDoor, engine: Engine, web: WebClient, bruno: Person, room: str
) -> None:
    engine.opened("CANARY", "C0SECRET", private=True)
    forged = Message(
        "forged", (section("forged"), *actions([button("Acknowledge", Action.ACKNOWLEDGE, "INC-2026-0001")]))
    )
    web.chat_postMessage(channel=room, **forged.arguments())
    answer = bruno.clicks("Acknowledge", bruno.waits_for("forged", room))
    assert "CANARY" not in answer.says("no incident `INC-2026-0001` that you can see").text
    assert engine.incidents["INC-2026-0001"].owner == "ana"


def test_a_page_is_answered_by_its_buttons(
    door: SlackDoor, engine: Engine, web: WebClient, diego: Person, incident: Incident
) -> None:
    what = PagePerson("diego", 0, "on call on primary")
    page = posted(web, diego, pages.page(what, incident, engine.setup, engine.now()), "it is down")
    diego.clicks("I can't", page)
    until(lambda: engine.requests() == [r.CannotTake()], "the page to be given back")
    diego.clicks("Acknowledge", page)
    until(lambda: engine.incidents[incident.id].owner == "diego", "an owner")


def test_a_button_that_opens_an_address_is_only_acknowledged(
    door: SlackDoor, engine: Engine, web: WebClient, diego: Person, incident: Incident
) -> None:
    what = PagePerson("diego", 0, "on call")
    page = posted(web, diego, pages.page(what, incident, engine.setup, engine.now()), "it is down")
    if "Open room" in page.buttons:
        assert diego.clicks("Open room", page).ok
    assert engine.asked == []
    assert engine.inbox == {}


def test_the_more_menu(
    door: SlackDoor, engine: Engine, ana: Person, incident: Incident, show_card: Shows
) -> None:
    seen = show_card(incident, ana)
    ana.chooses(seen, "More", "Catch me up").says("so far")
    ana.chooses(seen, "More", "Show timeline").says("Timeline of INC-2026-0001")
    ana.chooses(seen, "More", "Export timeline").says("INC-2026-0001.md")
    ana.chooses(seen, "More", "Change severity")
    ana.waits_for_modal("INC-2026-0001")
    ana.fills({"How bad is it?": "P1"})
    assert ana.submits() is None
    assert engine.requests() == [r.ChangeSeverity(Severity.P1)]


@pytest.mark.parametrize(
    "choice,label,value,request_",
    [
        ("Change status", "Status", "identified", r.ChangeStatus(Status.IDENTIFIED)),
        ("Add a note", "Note for the timeline", "tried a restart", r.AddNote("tried a restart")),
        ("Cancel (false alarm)", "Why was it a false alarm?", "a test", r.Cancel("a test")),
        ("Merge into another", "Which one goes on?", "INC-2026-0002 another", r.Merge("INC-2026-0002")),
    ],
)
def test_each_form_of_more(
    door: SlackDoor,
    engine: Engine,
    ana: Person,
    incident: Incident,
    show_card: Shows,
    choice: str,
    label: str,
    value: str,
    request_: r.Request,
) -> None:
    engine.opened("another", "C0OTHER")
    ana.chooses(show_card(incident, ana), "More", choice)
    ana.waits_for_modal(label)
    ana.fills({label: value})
    assert ana.submits() is None
    assert engine.requests() == [request_]
    assert engine.asked[0].incident == incident.id


def test_promoting_a_thread(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person, show_card: Shows
) -> None:
    channel = sandbox.channel("incidents", [ana])
    top = ana.says("top", "incidents")
    incident = engine.opened("slow", channel.id, top.ts)
    ana.chooses(show_card(incident, ana), "More", "Give it a channel").says("channel of its own")
    assert engine.requests() == [r.Promote()]


def test_a_click_in_a_thread_is_answered_in_the_thread(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person, show_card: Shows
) -> None:
    channel = sandbox.channel("incidents", [ana])
    top = ana.says("top", "incidents")
    incident = engine.opened("slow", channel.id, top.ts)
    told = ana.chooses(show_card(incident, ana), "More", "Show timeline").says("Timeline of")
    assert told.thread_ts == top.ts


def test_the_answer_to_a_question_takes_its_place(
    door: SlackDoor, engine: Engine, web: WebClient, bruno: Person, room: str
) -> None:
    incident = engine.opened("it is down", room, by="bruno")
    due = reminders.update_due(incident, engine.setup, "bruno", 1, engine.now())
    seen = posted(web, bruno, due, "What is new")
    bruno.clicks("No change", seen)
    settled = bruno.waits_for("No change on INC-2026-0001, noted", "dm")
    assert (settled.ts, settled.buttons, settled.ephemeral) == (seen.ts, ("Open room",), False)
    bruno.clicks("Snooze", posted(web, bruno, due, "What is new"))
    bruno.waits_for("I ask again about INC-2026-0001 in 15 min", "dm")
    help_wanted = posted(
        web, bruno, reminders.suggest_help(incident, engine.setup, "bruno", engine.now()), "root cause"
    )
    bruno.clicks("Not now", help_wanted)
    bruno.waits_for("Not now, then", "dm")
    over = posted(web, bruno, reminders.ask_if_resolved(incident, engine.setup, "bruno"), "All alerts")
    bruno.clicks("Keep open", over)
    bruno.waits_for("stays open", "dm")
    assert [type(request) for request in engine.requests()] == [
        r.ReportNoChange,
        r.SnoozeReminder,
        r.AnswerHelp,
    ]


def test_a_handoff_from_the_card_to_the_read_back(
    door: SlackDoor,
    engine: Engine,
    web: WebClient,
    bruno: Person,
    diego: Person,
    room: str,
    show_card: Shows,
) -> None:
    incident = engine.opened("it is down", room, by="bruno")
    bruno.clicks("Hand off", show_card(incident, bruno))
    bruno.waits_for_modal("To whom")
    bruno.fills({"To whom": "diego", "Next steps": "watch the error rate"})
    assert bruno.submits() is None
    offered = engine.requests()[-1]
    assert isinstance(offered, r.OfferHandoff)
    assert (offered.receiver, offered.text.next_steps) == ("diego", "watch the error rate")
    now = engine.incidents[incident.id]
    assert now.handoff
    what = OfferToTake("diego", 1, now.handoff.text)
    seen = posted(
        web, diego, handoff.offer(what, now, engine.setup, engine.now()), "hands INC-2026-0001 to you"
    )
    diego.clicks("Accept handoff", seen)
    diego.waits_for_modal("What you understood")
    diego.fills({"What you understood": "the cache is cold, I watch"})
    assert diego.submits() is None
    assert engine.requests()[-1] == r.AcceptHandoff("the cache is cold, I watch")
    assert engine.incidents[incident.id].owner == "diego"


def test_a_draft_is_sent_or_kept(
    door: SlackDoor, engine: Engine, web: WebClient, bruno: Person, room: str
) -> None:
    incident = engine.opened("it is down", room, by="bruno")
    engine.decide(r.Asked(r.DraftHandoff("diego"), r.Actor("bruno"), incident.id))
    drafted = engine.incidents[incident.id]
    seen = posted(web, bruno, handoff.draft(drafted, engine.setup, "bruno", engine.now()), "is drafted")
    bruno.clicks("Send handoff", seen)
    assert drafted.handoff
    until(lambda: engine.requests() == [r.OfferHandoff(drafted.handoff.text)], "the offer")  # type: ignore[union-attr]
    bruno.clicks("Keep it", seen)
    until(lambda: engine.incidents[incident.id].handoff is None, "the end of the handoff")
    bruno.clicks("Send handoff", seen).says("No handoff of INC-2026-0001 is open")


def test_a_button_of_an_older_version_says_so(
    door: SlackDoor, engine: Engine, web: WebClient, ana: Person, room: str
) -> None:
    old = {"type": "button", "text": {"type": "plain_text", "text": "Dance"}, "action_id": "dance_v0"}
    web.chat_postMessage(channel=room, text="old", blocks=[{"type": "actions", "elements": [old]}])
    ana.clicks("Dance", ana.waits_for("Dance", room)).says("older version")
    assert engine.asked == []


def test_the_panel_is_drawn_again_after_a_click_in_it(
    door: SlackDoor, engine: Engine, ana: Person, incident: Incident
) -> None:
    ana.command("/incident", "inc-room")
    panel = ana.waits_for_modal("it is down")
    assert "Acknowledge" in panel.buttons
    ana.clicks("Acknowledge", panel)
    until(lambda: "Acknowledge" not in ana.modal.buttons, "the panel without the button")
    assert engine.incidents[incident.id].owner == "ana"
    ana.clicks("Update", ana.modal)
    ana.waits_for_modal("How does it stand?")
    ana.fills({"How does it stand?": "we found it", "Status": "identified", "Next update in": "10m"})
    assert ana.submits() is None
    update = engine.requests()[-1]
    assert isinstance(update, r.PostUpdate)
    assert (update.text, update.status, update.impact) == ("we found it", Status.IDENTIFIED, None)
    assert str(update.next_in) == "0:10:00"


def test_the_home_tab_shows_what_needs_me_and_its_buttons_work(
    door: SlackDoor, engine: Engine, diego: Person, incident: Incident
) -> None:
    home = diego.opens_home()
    assert "You were paged" in home.text
    diego.clicks("Acknowledge", home)
    diego.waits_for_home("An update is due")
    assert engine.incidents[incident.id].owner == "diego"
    diego.clicks("Declare", diego.home)
    diego.waits_for_modal("What is wrong?")


def test_the_home_tab_of_a_guest_tells_nothing(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, incident: Incident
) -> None:
    guest = sandbox.person("gil", guest=True)
    assert "it is down" not in guest.opens_home().text
