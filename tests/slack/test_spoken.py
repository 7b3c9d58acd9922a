"""What of a message is said to the bot."""

from __future__ import annotations

import pytest

from bot.slack.spoken import addressed

US = [{"user_id": "U0BOT", "is_bot": True}]


@pytest.mark.parametrize(
    "kind,text,authorizations,said",
    [
        ("app_mention", "<@U0BOT> note by mention", US, "note by mention"),
        ("app_mention", "<@U0ANA> look: <@U0BOT> ack", US, "ack"),
        ("app_mention", "ack, <@U0BOT>", US, "ack,"),
        ("app_mention", "<@U_BOT> role scribe <@U_ANA>", None, "role scribe <@U_ANA>"),
        ("app_mention", "ack <@U_BOT|meridian>", None, "ack"),
        ("message", "role scribe <@U0ANA>", US, "role scribe <@U0ANA>"),
        ("message", "role scribe <@U0ANA>", None, "role scribe <@U0ANA>"),
    ],
)
def test_what_stands_around_our_name(
    kind: str, text: str, authorizations: list[dict[str, object]] | None, said: str
) -> None:
    payload = {"event": {"type": kind, "text": text}, "authorizations": authorizations}
    assert addressed(payload) == said
