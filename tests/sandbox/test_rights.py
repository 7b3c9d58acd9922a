"""Tokens, unknown methods, missing arguments, and the forms in which arguments may come."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox.robot import client_of
from tests.sandbox.test_chat import refusal


def test_who_am_i(web: WebClient) -> None:
    me = web.auth_test()
    assert (me["user_id"], me["bot_id"], me["team_id"]) == ("U0BOT", "B0MERIDIAN", "T0MERIDIAN")
    assert web.team_info()["team"]["name"] == "Sandbox"
    assert web.bots_info(bot="B0MERIDIAN")["bot"]["user_id"] == "U0BOT"


def test_wrong_tokens_are_refused(sandbox: Sandbox, web: WebClient) -> None:
    assert refusal(client_of(sandbox, "xoxb-other").auth_test) == "invalid_auth"
    assert refusal(WebClient(base_url=sandbox.api_url).auth_test) == "not_authed"
    assert refusal(web.apps_connections_open, app_token=sandbox.bot_token) == "not_allowed_token_type"
    assert refusal(client_of(sandbox, sandbox.app_token).users_list) == "not_allowed_token_type"
    assert web.apps_connections_open(app_token=sandbox.app_token)["url"].startswith("ws://")


def test_a_revoked_token_is_good_for_nothing_until_the_app_is_installed_again(
    sandbox: Sandbox, web: WebClient
) -> None:
    sandbox.revoke_token()
    assert refusal(web.auth_test) == "token_revoked"
    sandbox.revoke_token(revoked=False)
    assert web.auth_test()["ok"]


def test_an_unknown_method_is_named(web: WebClient) -> None:
    assert refusal(web.api_call, api_method="incidents.declare") == "unknown_method"


def test_missing_arguments_are_named(web: WebClient) -> None:
    answer = web.api_call
    assert refusal(answer, api_method="conversations.invite") == "invalid_arguments"


def test_json_forms_and_query_all_carry_arguments(sandbox: Sandbox, ana: Person, room: str) -> None:
    def ask(body: bytes, kind: str, query: str = "", token: bool = True) -> dict[str, Any]:
        headers = {"Content-Type": kind}
        if token:
            headers["Authorization"] = f"Bearer {sandbox.bot_token}"
        url = f"{sandbox.api_url}chat.postMessage{query}"
        with urlopen(Request(url, body, headers)) as answer:
            loaded: dict[str, Any] = json.load(answer)
            return loaded

    assert ask(json.dumps({"channel": room, "text": "a"}).encode(), "application/json; charset=utf-8")["ok"]
    blocks = json.dumps([{"type": "section", "text": {"type": "mrkdwn", "text": "b"}}])
    form = f"channel={room}&text=b&blocks={blocks}&token={sandbox.bot_token}".encode()
    assert ask(form, "application/x-www-form-urlencoded", token=False)["ok"]
    assert ask(b"", "application/x-www-form-urlencoded", f"?channel={room}&text=c")["ok"]
    multipart = b'--x\r\nContent-Disposition: form-data; name="channel"\r\n\r\n' + room.encode()
    multipart += b'\r\n--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nd\r\n--x--\r\n'
    assert ask(multipart, "multipart/form-data; boundary=x")["ok"]
    assert ask(b"{", "application/json")["error"] == "invalid_json"
    assert [message.text for message in ana.reads("room")] == ["a", "b", "c", "d"]
