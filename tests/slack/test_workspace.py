"""What the bot knows of the workspace that it lives in."""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.slack.workspace import Workspace


class Answering(WebClient):
    """A server that says this in answer to auth.test."""

    def __init__(self, **said: str) -> None:
        super().__init__("xoxb-1")
        self._said = said

    def auth_test(self, **_: object) -> SlackResponse:
        return SlackResponse(
            client=self,
            http_verb="POST",
            api_url="auth.test",
            req_args={},
            data={"ok": True, **self._said},
            headers={},
            status_code=200,
        )


def test_a_messages_address_is_in_the_workspace() -> None:
    workspace = Workspace(Answering(url="https://shop.slack.com/"))
    assert workspace.permalink("C1", "17.5") == "https://shop.slack.com/archives/C1/p175"
    assert (
        workspace.permalink("C1", "17.6", "17.5")
        == "https://shop.slack.com/archives/C1/p176?thread_ts=17.5&cid=C1"
    )


def test_a_server_that_names_no_address_gives_links_that_lead_somewhere() -> None:
    assert Workspace(Answering()).permalink("C1", "17.5") == "https://slack.com/archives/C1/p175"
