"""What people do to the app, as Slack words it: commands, clicks, choices, submissions, shortcuts, searches."""

import time
from collections.abc import Callable
from concurrent.futures import Future

from bot.sandbox.contents import view_of
from bot.sandbox.deliveries import Delivery, Kind, Outcome
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.inputs import state_values
from bot.sandbox.limits import MODAL_STACK
from bot.sandbox.records import Channel, ChannelKind, Json, Message, User, View
from bot.sandbox.response_urls import ResponseUrl, ResponseUrls
from bot.sandbox.shapes import message_json
from bot.sandbox.slack import Slack

TROUBLE = "We had some trouble connecting. Try again?"
"""What Slack shows in a modal when a submission is not acknowledged."""


class Interactions:
    """Builds the payloads and applies what the app's acknowledgement asks for.

    Every method is called with the workspace's lock held and returns the delivery, already on its way.
    """

    def __init__(self, slack: Slack, response_urls: ResponseUrls) -> None:
        self._slack = slack
        self._urls = response_urls

    # ---- commands

    def command(self, user: User, channel: Channel, command: str, text: str) -> Delivery:
        """A slash command; its acknowledgement may carry a message for the person or the channel."""
        space = self._slack.workspace
        payload = {
            "token": "sandbox-verification-token", "team_id": space.team_id, "team_domain": space.domain,
            "channel_id": channel.id, "channel_name": _command_channel_name(channel), "user_id": user.id,
            "user_name": user.name, "command": command, "text": text, "api_app_id": self._slack.app.app_id,
            "is_enterprise_install": "false", "response_url": self._urls.issue(channel.id, user.id),
            "trigger_id": self._slack.triggers.issue(user.id),
        }  # fmt: skip

        def answered(answer: Json) -> None:
            if answer.get("text") or answer.get("blocks"):
                with space.lock:
                    self._shown(
                        lambda: self._urls.answer(ResponseUrl(channel.id, user.id, 0.0), answer),
                        "command ack",
                    )

        return self._send(Delivery(Kind.COMMAND, payload, answered))

    # ---- clicks and choices

    def action_on_message(
        self, user: User, message: Message, block: Json, element: Json, did: Json
    ) -> Delivery:
        """block_actions on a message; for an ephemeral one Slack sends no `message`."""
        channel = self._slack.workspace.channels[message.channel]
        ephemeral = bool(message.ephemeral_for)
        container: Json = {
            "type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": ephemeral,
        }  # fmt: skip
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        filled = {block["block_id"]: {element["action_id"]: _entry(did)}} if "value" not in did else {}
        payload = self._envelope(user, "block_actions") | {
            "container": container, "channel": _channel_ref(channel), "actions": [_action(block, element, did)],
            "state": {"values": state_values(message.blocks, filled)},
            "response_url": self._urls.issue(channel.id, user.id, message),
        }  # fmt: skip
        if not ephemeral:
            payload["message"] = message_json(self._slack.workspace, message)
        return self._send(Delivery(Kind.INTERACTIVE, payload))

    def action_in_view(self, user: User, view: View, block: Json, element: Json, did: Json) -> Delivery:
        """block_actions in a modal or home tab."""
        payload = self._envelope(user, "block_actions", view) | {
            "container": {"type": "view", "view_id": view.id}, "actions": [_action(block, element, did)],
            "view": self._slack.view_json(view), "state": {"values": state_values(view.blocks, view.values)},
        }  # fmt: skip
        return self._send(Delivery(Kind.INTERACTIVE, payload))

    def search(self, user: User, view: View | None, message: Message | None, block: Json, element: Json,
               words: str) -> Delivery:  # fmt: skip
        """block_suggestion: what a person types into an external select."""
        payload = self._envelope(user, "block_suggestion") | {
            "action_id": element["action_id"], "block_id": block["block_id"], "value": words,
        }  # fmt: skip
        payload.pop("trigger_id")
        if view is not None:
            payload |= {
                "container": {"type": "view", "view_id": view.id},
                "view": self._slack.view_json(view),
            }
        elif message is not None:
            channel = self._slack.workspace.channels[message.channel]
            payload |= {
                "container": {"type": "message", "message_ts": message.ts, "channel_id": channel.id},
                "channel": _channel_ref(channel), "message": message_json(self._slack.workspace, message),
            }  # fmt: skip
        return self._send(Delivery(Kind.INTERACTIVE, payload))

    # ---- modals

    def submission(self, user: User, view: View) -> Delivery:
        """view_submission; the acknowledgement closes, refuses, updates, pushes or clears."""
        payload = self._envelope(user, "view_submission", view) | {
            "view": self._slack.view_json(view), "response_urls": [],
        }  # fmt: skip
        delivery = Delivery(Kind.INTERACTIVE, payload, lambda answer: self._submitted(view, answer))

        def troubled(settled: "Future[Outcome]") -> None:
            if settled.result() is not Outcome.ACKNOWLEDGED:
                self._refused(view, {"": TROUBLE})

        delivery.settled.add_done_callback(troubled)
        return self._send(delivery)

    def _submitted(self, view: View, answer: Json) -> None:
        with self._slack.workspace.lock:
            match answer.get("response_action"):
                case None:
                    self._close(view)
                case "clear":
                    self._slack.workspace.modals[view.user] = []
                case "errors":
                    self._refused(view, answer.get("errors") or {})
                case "update" | "push" as what:
                    if not self._shown(
                        lambda: self._next_view(view, what, answer), f"response_action {what}"
                    ):
                        self._refused(view, {"": TROUBLE})
                case other:
                    self._slack.complain("view_submission", f"unknown response_action {other!r}")
            self._slack.workspace.touch()

    def _next_view(self, view: View, what: str, answer: Json) -> None:
        body = view_of(self._slack, f"response_action {what}", answer.get("view"))
        if what == "update":
            self._slack.replace_view(view, body)
            return
        stack = self._slack.workspace.modals[view.user]
        if len(stack) >= MODAL_STACK:
            raise SlackRefusal("push_limit_reached")
        stack.append(self._slack.new_view(view.user, body, view))

    def _refused(self, view: View, errors: dict[str, str]) -> None:
        known = {block["block_id"] for block in view.blocks if block["type"] == "input"} | {""}
        for block_id in errors.keys() - known:
            self._slack.complain(
                "view_submission", f"an error for {block_id!r}, which is no input block here"
            )
        with self._slack.workspace.lock:
            view.errors = dict(errors)
            view.version += 1
            self._slack.workspace.touch()

    def _close(self, view: View) -> None:
        stack = self._slack.workspace.modals.get(view.user, [])
        if view in stack:
            del stack[stack.index(view) :]

    def closing(self, user: User, view: View, *, cleared: bool = False) -> Delivery | None:
        """The person closes a modal; view_closed goes out only where the view asked for it."""
        self._close(view)
        self._slack.workspace.touch()
        if not view.body.get("notify_on_close"):
            return None
        payload = self._envelope(user, "view_closed") | {
            "view": self._slack.view_json(view),
            "is_cleared": cleared,
        }
        payload.pop("trigger_id")
        return self._send(Delivery(Kind.INTERACTIVE, payload))

    # ---- shortcuts

    def message_shortcut(self, user: User, message: Message, callback_id: str) -> Delivery:
        """message_action: from the menu of a message."""
        channel = self._slack.workspace.channels[message.channel]
        payload = self._envelope(user, "message_action") | {
            "callback_id": callback_id, "message_ts": message.ts, "channel": _channel_ref(channel),
            "message": message_json(self._slack.workspace, message), "action_ts": action_ts(),
            "response_url": self._urls.issue(channel.id, user.id, message),
        }  # fmt: skip
        return self._send(Delivery(Kind.INTERACTIVE, payload))

    def global_shortcut(self, user: User, callback_id: str) -> Delivery:
        """shortcut: from the lightning menu, in no channel."""
        payload = self._envelope(user, "shortcut") | {"callback_id": callback_id, "action_ts": action_ts()}
        return self._send(Delivery(Kind.INTERACTIVE, payload))

    # ---- inner

    def _envelope(self, user: User, kind: str, view: View | None = None) -> Json:
        space = self._slack.workspace
        return {
            "type": kind, "token": "sandbox-verification-token", "api_app_id": self._slack.app.app_id,
            "team": {"id": space.team_id, "domain": space.domain}, "enterprise": None, "is_enterprise_install": False,
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
            "trigger_id": self._slack.triggers.issue(
                user.id, view.id if view and view.body.get("type") == "modal" else ""),
        }  # fmt: skip

    def _send(self, delivery: Delivery) -> Delivery:
        self._slack.carrier.send(delivery)
        return delivery

    def _shown(self, work: Callable[[], None], where: str) -> bool:
        try:
            work()
        except SlackRefusal as refusal:
            self._slack.complain(where, f"{refusal.code} {refusal.messages[:3]}")
            return False
        return True


def action_ts() -> str:
    """When a person acted, on real time, as a ts."""
    return f"{time.time():.6f}"


def _command_channel_name(channel: Channel) -> str:
    if channel.direct:
        return "directmessage"
    return "privategroup" if channel.private else channel.name


def _channel_ref(channel: Channel) -> Json:
    private = "privategroup" if channel.kind is ChannelKind.PRIVATE else channel.name
    return {"id": channel.id, "name": "directmessage" if channel.direct else private}


def _entry(did: Json) -> Json:
    return {key: value for key, value in did.items() if key != "action_ts"}


def _action(block: Json, element: Json, did: Json) -> Json:
    action: Json = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
    for key in ("text", "value", "style", "url", "placeholder", "confirm"):
        if key in element:
            action[key] = element[key]
    return action | did | {"action_ts": action_ts()}
