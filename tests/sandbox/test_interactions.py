"""Commands, clicks, modals, shortcuts and events, as a real Bolt app receives them and answers."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from slack_bolt import Ack, Respond
from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox.robot import Robot
from tests.sandbox.shapes import (
    button,
    buttons,
    field,
    home,
    modal,
    option,
    section,
    select,
    text_field,
    words,
)
from tests.sandbox.test_chat import refusal

Json = dict[str, Any]


def declared(ack: Ack, view: Json) -> None:
    """What a submission of the form leads to, by its title."""
    match view["state"]["values"]["title"]["value"]["value"]:
        case "bad":
            ack(response_action="errors", errors={"title": "Too bad"})
        case "update":
            ack(response_action="update", view=modal(text_field("Title"), title="Again"))
        case "push":
            ack(response_action="push", view=modal(text_field("More"), title="More", callback_id="more"))
        case "clear":
            ack(response_action="clear")
        case _:
            ack()


@pytest.fixture
def bot(robot: Robot) -> Robot:
    """Connected, with one modal behind /incident and buttons that edit their message."""
    app = robot.app
    app.view("declare")(declared)
    app.view("more")(lambda ack: ack())

    @app.command("/incident")
    def command(ack: Ack, command: Json, respond: Respond, client: WebClient) -> None:
        text = command["text"]
        ack(f"you typed {text}" if text != "form" else "")
        if text == "form":
            inputs = [text_field("Title"), field("Severity", select("value", "P1", "P2"))]
            client.views_open(trigger_id=command["trigger_id"], view=modal(*inputs))

    @app.action("acknowledge")
    def acknowledged(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        message = body["message"]
        client.chat_update(channel=body["channel"]["id"], ts=message["ts"], text="acknowledged")

    for kind in ("message", "app_mention", "reaction_added", "reaction_removed", "member_joined_channel",
                 "pin_added", "channel_rename", "channel_archive", "user_change"):  # fmt: skip
        app.event(kind)(lambda: None)
    return robot.connect()


def test_a_command_is_answered_to_its_author_alone(bot: Robot, ana: Person, bruno: Person, room: str) -> None:
    answer = ana.command("/incident list all", "room")
    assert answer.ok
    assert answer.text == "you typed list all"
    bruno.sees_no("you typed")
    body = bot.body("command")
    assert body["command"] == "/incident"
    assert body["text"] == "list all"
    assert (body["channel_id"], body["channel_name"], body["user_name"]) == (room, "room", "ana")
    assert {
        "token",
        "team_id",
        "api_app_id",
        "is_enterprise_install",
        "response_url",
        "trigger_id",
    } <= body.keys()


def test_the_channel_of_a_command_is_named_as_slack_names_it(
    bot: Robot, sandbox: Sandbox, ana: Person
) -> None:
    sandbox.channel("secret", [ana], private=True)
    ana.command("/incident a", "secret")
    assert bot.body("command")["channel_name"] == "privategroup"
    ana.command("/incident b", "dm")
    assert bot.body("command")["channel_name"] == "directmessage"


def test_threads_refuse_commands(bot: Robot, ana: Person, room: str) -> None:
    parent = ana.says("parent", "room")
    answer = ana.command("/incident list", "room", thread=parent)
    assert not answer.ok
    assert "threads" in answer.error
    assert not any("command" in body for body in bot.bodies)


def test_a_click_edits_the_message(bot: Robot, web: WebClient, ana: Person, bruno: Person, room: str) -> None:
    web.chat_postMessage(
        channel=room, text="down", blocks=[section("down"), buttons("Acknowledge", "Escalate")]
    )
    page = ana.waits_for("down")
    assert page.buttons == ("Acknowledge", "Escalate")
    assert ana.clicks("Acknowledge", page).ok
    assert bruno.waits_for("acknowledged").buttons == ()
    body = bot.body("block_actions")
    assert body["container"] == {
        "type": "message", "message_ts": page.ts, "channel_id": room, "is_ephemeral": False,
    }  # fmt: skip
    assert body["actions"][0]["value"] == "Acknowledge"
    assert body["actions"][0]["block_id"] == "row"
    assert body["message"]["ts"] == page.ts
    assert body["response_url"].startswith("http")
    with pytest.raises(AssertionError, match="no button 'Acknowledge'"):
        bruno.clicks("Acknowledge", page)
    assert bruno.clicks("Acknowledge", page, stale=True).ok


def test_plain_text_comes_back_escaped_and_is_read_unescaped(
    bot: Robot, web: WebClient, ana: Person, room: str
) -> None:
    bot.app.action("both")(lambda ack: ack())
    row = {"type": "actions", "elements": [button("A & B", action_id="both"), button("C &amp; D")]}
    web.chat_postMessage(channel=room, text="x", blocks=[row])
    assert ana.clicks("A & B").ok
    assert ana.sees("[A & B] [C & D]").buttons == ("A & B", "C & D")
    assert bot.body("block_actions")["actions"][0]["text"]["text"] == "A &amp; B"


def test_two_clicks_can_overlap(bot: Robot, web: WebClient, ana: Person, bruno: Person, room: str) -> None:
    web.chat_postMessage(channel=room, text="down", blocks=[section("down"), buttons("Acknowledge")])
    page = ana.waits_for("down")
    answers = [person.clicks("Acknowledge", page, wait=False) for person in (ana, bruno)]
    assert all(answer.delivery is not None for answer in answers)
    bot.waits_for(lambda body: body.get("type") == "block_actions", count=2)


def test_a_choice_carries_what_was_chosen(
    bot: Robot, web: WebClient, ana: Person, bruno: Person, room: str
) -> None:
    for action in ("severity", "owner", "more", "when"):
        bot.app.action(action)(lambda ack: ack())
    overflow = {"type": "overflow", "action_id": "more", "options": [option("Merge"), option("Cancel")]}
    owner = {"type": "users_select", "action_id": "owner", "placeholder": words("Owner")}
    when = {"type": "datetimepicker", "action_id": "when"}
    row = {"type": "actions", "elements": [select("severity", "P1", "P2"), owner, overflow, when]}
    web.chat_postMessage(channel=room, text="card", blocks=[row])
    card = ana.waits_for("", "#room", when=lambda m: m.from_bot)
    for element, value in (("severity", "P2"), ("Owner", bruno), ("…", "Merge"), ("when", 1795000000)):
        assert ana.chooses(card, element, value).ok
    bodies = bot.waits_for(lambda body: body.get("type") == "block_actions", count=4)
    actions = {body["actions"][0]["action_id"]: body["actions"][0] for body in bodies}
    assert actions["severity"]["selected_option"]["value"] == "p2"
    assert actions["owner"]["selected_user"] == "U0BRU"
    assert actions["more"]["selected_option"]["text"]["text"] == "Merge"
    assert actions["when"]["selected_date_time"] == 1795000000
    with pytest.raises(AssertionError, match=r"no option 'P9'; there are \['P1', 'P2'\]"):
        ana.chooses(card, "severity", "P9")


def test_a_modal_is_filled_in_by_its_labels(bot: Robot, ana: Person) -> None:
    ana.command("/incident form")
    form = ana.modal
    assert form.title == "Declare"
    assert form.fields["Severity"].options == ("P1", "P2")
    required = "Please complete this required field."
    assert ana.submits() == {"Title": required, "Severity": required}
    ana.fills({"Title": "bad", "Severity": "P1"})
    assert ana.submits() == {"Title": "Too bad"}
    assert ana.modal.errors == {"Title": "Too bad"}
    ana.fills({"Title": "500s"})
    assert ana.submits() is None
    assert not ana.has_modal
    view = bot.body("view_submission")["view"]
    assert view["state"]["values"]["severity"]["value"]["selected_option"]["value"] == "p1"
    assert view["callback_id"] == "declare"


def test_a_submission_can_update_push_and_clear(bot: Robot, ana: Person) -> None:
    ana.command("/incident form")
    ana.fills({"Title": "update", "Severity": "P1"})
    assert ana.submits() is None
    assert ana.modal.title == "Again"
    ana.fills({"Title": "push"})
    assert ana.submits() is None
    assert (ana.modal.title, ana.modal.depth) == ("More", 2)
    ana.fills({"More": "x"})
    assert ana.submits() is None
    assert ana.modal.title == "Again"
    ana.fills({"Title": "clear"})
    assert ana.submits() is None
    assert not ana.has_modal


def test_a_submission_nobody_answers_keeps_the_modal_open(bot: Robot, sandbox: Sandbox, ana: Person) -> None:
    ana.command("/incident form")
    ana.fills({"Title": "x", "Severity": "P1"})
    sandbox.reject_upgrades(1_000)  # it must not be back before she presses
    while sandbox.kill_connections():  # one may have been on its way in
        threading.Event().wait(0.2)
    assert ana.submits() == {"": "We had some trouble connecting. Try again?"}
    assert ana.has_modal


def test_closing_is_told_only_where_the_view_asks_for_it(bot: Robot, web: WebClient, ana: Person) -> None:
    bot.app.view_closed("declare")(lambda ack: ack())
    for notify in (False, True):
        ana.command("/incident x")
        view = modal(text_field("Title"), notify_on_close=notify)
        web.views_open(trigger_id=bot.body("command")["trigger_id"], view=view)
        ana.closes()
        assert any(body.get("type") == "view_closed" for body in bot.bodies) is notify


def test_a_trigger_opens_one_modal_within_three_seconds(
    bot: Robot, web: WebClient, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = modal(text_field("Title"))
    ana.command("/incident x")
    trigger = bot.body("command")["trigger_id"]
    web.views_open(trigger_id=trigger, view=view)
    assert refusal(web.views_open, trigger_id=trigger, view=view) == "exchanged_trigger_id"
    assert refusal(web.views_open, trigger_id="1.2.3", view=view) == "invalid_trigger_id"
    ana.command("/incident y")
    monkeypatch.setattr("bot.sandbox.triggers.TRIGGER_SECONDS", 0.0)
    assert (
        refusal(web.views_open, trigger_id=bot.body("command")["trigger_id"], view=view)
        == "expired_trigger_id"
    )


def test_views_are_updated_by_id_and_guarded_by_their_hash(bot: Robot, web: WebClient, ana: Person) -> None:
    ana.command("/incident x")
    opened = web.views_open(
        trigger_id=bot.body("command")["trigger_id"], view=modal(text_field("Title"), section("loading"))
    )["view"]
    ana.fills({"Title": "kept"})
    later = modal(text_field("Title"), text_field("Impact", optional=True))
    updated = web.views_update(view_id=opened["id"], hash=opened["hash"], view=later)["view"]
    assert updated["hash"] != opened["hash"]
    assert ana.modal.fields["Title"].value["value"] == "kept"
    assert refusal(web.views_update, view_id=opened["id"], hash=opened["hash"], view=later) == "hash_conflict"
    assert refusal(web.views_update, view_id="V404", view=later) == "not_found"
    ana.closes()
    assert refusal(web.views_update, view_id=opened["id"], view=later) == "not_found"


def test_three_modals_at_most_lie_on_each_other(bot: Robot, web: WebClient, ana: Person) -> None:
    bot.app.action("go")(lambda ack: ack())
    deeper = modal({"type": "actions", "block_id": "row", "elements": [button("Go")]})
    ana.command("/incident x")
    web.views_open(trigger_id=bot.body("command")["trigger_id"], view=deeper)
    for depth in (2, 3):
        ana.clicks("Go")
        web.views_push(trigger_id=bot.body("block_actions")["trigger_id"], view=deeper)
        assert ana.modal.depth == depth
    ana.clicks("Go")
    trigger = bot.body("block_actions")["trigger_id"]
    assert refusal(web.views_push, trigger_id=trigger, view=deeper) == "push_limit_reached"


def test_shortcuts_from_a_message_and_from_nowhere(bot: Robot, ana: Person, room: str) -> None:
    @bot.app.shortcut("declare_from_message")
    def from_message(ack: Ack, respond: Respond, shortcut: Json) -> None:
        ack()
        respond(f"about: {shortcut['message']['text']}")

    bot.app.shortcut("declare_incident")(lambda ack: ack())
    message = ana.says("checkout is slow", "room")
    ana.shortcut("Declare from this message", message).says("about: checkout is slow")
    assert ana.global_shortcut("declare_incident").ok
    assert bot.body("message_action")["message_ts"] == message.ts
    assert "channel" not in bot.body("shortcut")


def test_an_external_select_asks_the_app(bot: Robot, web: WebClient, ana: Person) -> None:
    @bot.app.options("service")
    def services(ack: Ack, payload: Json) -> None:
        found = [name for name in ("checkout", "search") if payload["value"] in name]
        ack(options=[option(name) for name in found])

    element = {"type": "external_select", "action_id": "service", "min_query_length": 1}
    ana.command("/incident x")
    web.views_open(trigger_id=bot.body("command")["trigger_id"], view=modal(field("Service", element)))
    assert ana.modal.title == "Declare"
    assert ana.searches("Service", "ch") == ["checkout", "search"]
    ana.fills({"Service": "checkout"})
    assert ana.modal.fields["Service"].value["selected_option"]["value"] == "checkout"
    with pytest.raises(AssertionError, match="offers only"):
        ana.fills({"Service": "payments"})


def test_the_home_tab_is_published_for_one_person(bot: Robot, ana: Person, bruno: Person) -> None:
    @bot.app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        client.views_publish(
            user_id=event["user"], view=home(section(f"Hello <@{event['user']}>"), buttons("Go"))
        )

    bot.app.action("go")(lambda ack: ack())
    seen = ana.opens_home()
    assert seen.text.startswith("Hello @ana")
    assert seen.buttons == ("Go",)
    assert bruno.home.lines == ()
    assert ana.clicks("Go", seen).ok
    assert bot.body("block_actions")["view"]["type"] == "home"


def test_what_people_do_becomes_events(
    bot: Robot, sandbox: Sandbox, ana: Person, bruno: Person, room: str
) -> None:
    said = ana.says("@meridian what about <this> & that", "room")
    mention = bot.event("app_mention")
    assert mention["text"] == "<@U0BOT> what about &lt;this&gt; &amp; that"
    assert (mention["ts"], mention["user"]) == (said.ts, "U0ANA")
    assert bot.event("message")["channel_type"] == "channel"
    ana.says("in the thread", "room", thread=said)
    ana.reacts("pushpin", said)
    assert bot.event("reaction_added")["item"]["ts"] == said.ts
    ana.unreacts("pushpin", said)
    assert bot.event("reaction_removed")["reaction"] == "pushpin"
    ana.edits(said, "never mind")
    changed = bot.event("message", "message_changed")
    assert changed["message"]["text"] == "never mind"
    assert changed["previous_message"]["text"].startswith("<@U0BOT>")
    ana.pins(said)
    assert bot.event("pin_added")["item"]["message"]["ts"] == said.ts
    ana.deletes(said)
    assert bot.event("message", "message_deleted")["deleted_ts"] == said.ts
    eva = sandbox.person("eva")
    eva.joins("room")
    assert bot.event("member_joined_channel")["user"] == eva.id
    assert bot.event("message", "channel_join")["user"] == eva.id
    ana.renames("room", "salon")
    assert bot.event("channel_rename")["channel"]["name"] == "salon"
    ana.archives("salon")
    assert bot.event("channel_archive")["channel"] == room
    sandbox.changes_user(bruno, tz="Asia/Manila")
    assert bot.event("user_change")["user"]["tz"] == "Asia/Manila"
    ids = [body["event_id"] for body in bot.bodies if "event_id" in body]
    assert len(ids) == len(set(ids))


def test_a_direct_message_is_a_message_of_im(bot: Robot, ana: Person) -> None:
    ana.says("help", "dm")
    event = bot.event("message")
    assert (event["channel_type"], event["text"]) == ("im", "help")


def test_what_happens_where_the_app_is_not_is_not_told(bot: Robot, sandbox: Sandbox, ana: Person) -> None:
    sandbox.channel("elsewhere", [ana], bot=False)
    ana.says("@meridian are you there", "elsewhere")
    ana.says("mark", "dm")
    assert bot.event("message")["text"] == "mark"
    assert not any(body.get("event", {}).get("type") == "app_mention" for body in bot.bodies)


def test_a_response_url_replaces_deletes_and_wears_out(
    bot: Robot, web: WebClient, ana: Person, room: str
) -> None:
    @bot.app.action("go")
    def go(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="replaced", replace_original=True)
        respond(text="for all", response_type="in_channel")
        respond(text="for you", response_type="ephemeral")
        respond(delete_original=True)
        assert respond(text="fifth").status_code == 200
        sixth = respond(text="sixth")
        results.append((sixth.status_code, sixth.body))

    results: list[tuple[int, str]] = []
    web.chat_postEphemeral(channel=room, user="U0ANA", text="x", blocks=[buttons("Go")])
    ana.clicks("Go")
    ana.waits_for("for all", "#room")
    ana.waits_for("fifth")
    ana.sees_no("replaced")
    deadline = time.monotonic() + 2
    while not results and time.monotonic() < deadline:
        time.sleep(0.01)
    assert results[0][0] == 404
    assert "used_url" in results[0][1]
    assert bot.body("block_actions")["container"]["is_ephemeral"] is True
    assert "message" not in bot.body("block_actions")
