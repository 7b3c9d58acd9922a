"""A room with one of everything that the page can show, and an app that answers: for tests that look at the page."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.sandbox import Argument, Person, Sandbox, SlashCommand, Suggestion, Verb
from tests.sandbox.robot import Robot
from tests.sandbox.shapes import (
    button,
    field,
    home,
    modal,
    mrkdwn,
    option,
    section,
    select,
    text_field,
    words,
)

Json = dict[str, Any]

SEVERITY = Argument("severity", (Suggestion("P1", "customers can't pay"), Suggestion("P2")))
COMMAND = SlashCommand(
    "/incident",
    "Runs incidents",
    "[verb]",
    (
        Verb("declare", "Opens an incident", "[P1-P4] title", (SEVERITY,)),
        Verb("page", "Wakes somebody up", "@person", (Argument("person", people=True),)),
        Verb("help", "Says what can be typed"),
    ),
)
TIMELINE = """# INC-1

**P1**, two minutes, [runbook](<https://runbooks.example/1>)

| | |
|---|---|
| Owner | Ana |

| at | what |
|---|---|
| 10:00 | fired |

- [x] told <all>
"""
MORE = {"type": "overflow", "action_id": "more", "options": [option("Note"), option("Export")]}
ASK = {"title": words("Cancel?"), "text": mrkdwn("It ends for *all*."), "confirm": words("Do it"), "deny": words("Keep")}  # fmt: skip
CARD = [
    {"type": "header", "text": words("P1 checkout is down")},
    section(
        "since <!date^1795000000^{time}|then> *bold* _it_ ~gone~ `code` <@U0ANA>\n> quoted\n• one\n• two"
    ),
    {"type": "section", "fields": [mrkdwn("*Status*\nfiring"), mrkdwn("*Owner*\nnobody")]},
    {"type": "divider"},
    {
        "type": "actions",
        "elements": [
            button("Acknowledge", style="primary"),
            button("Cancel it", "cancel", style="danger", confirm=ASK),
            select("pick", "One", "Two") | {"placeholder": words("Pick")},
            {"type": "datepicker", "action_id": "day"},
            MORE,
        ],
    },
    {"type": "context", "elements": [mrkdwn("from *prometheus*")]},
]
SELECT = select("value", "P1", "P2")
BOXES = {"type": "checkboxes", "action_id": "value", "options": [option("Email"), option("Phone")]}
FORM = modal(
    section("*INC-1*"),
    text_field("Title", hint=words("In a line")),
    field("Severity", SELECT),
    field("Owner", {"type": "users_select", "action_id": "value"}, optional=True),
    field("Tell", BOXES, optional=True),
    field("Since", {"type": "datetimepicker", "action_id": "value"}, optional=True),
    submit=words("Send"),
)


def set_up(sandbox: Sandbox, robot: Robot, web: WebClient, ana: Person, bruno: Person, room: str) -> None:
    """The app listens, and the room has a card, a thread with reactions, a file, an ephemeral; the app's home a line."""
    _listens(robot)
    robot.connect()
    web.chat_postMessage(channel=room, text="P1 checkout is down", blocks=CARD)
    asked = bruno.says("Hello @ana, see #room :tada:", "room")
    ana.says("I am on it", "room", thread=asked)
    ana.reacts("eyes", asked)
    web.files_upload_v2(channel=room, filename="inc-1.md", title="INC-1 timeline", content=TIMELINE)
    ana.waits_for("INC-1 timeline", "#room")
    web.chat_postEphemeral(channel=room, user=ana.id, text="Only you")
    web.chat_postMessage(channel=bruno.id, text="P1: checkout is down")


def _listens(robot: Robot) -> None:
    @robot.app.command("/incident")
    def typed(ack: Ack, command: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=FORM)

    @robot.app.view("declare")
    def sent(ack: Ack, view: Json) -> None:
        title = view["state"]["values"]["title"]["value"]["value"]
        ack(response_action="errors", errors={"title": "Say what is broken"}) if title == "bad" else ack()

    @robot.app.action("acknowledge")
    def taken(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        changed = [section(f"*taken* by <@{body['user']['id']}>"), *CARD[2:]]
        client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="taken", blocks=changed
        )

    @robot.app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home(section("*Welcome*"), CARD[4]))

    for action in ("cancel", "pick", "day", "more"):
        robot.app.action(action)(lambda ack: ack())
    robot.app.shortcut("declare_from_message")(lambda ack: ack())
    for kind in ("message", "app_mention", "reaction_added", "reaction_removed", "pin_added", "pin_removed"):
        robot.app.event(kind)(lambda: None)
