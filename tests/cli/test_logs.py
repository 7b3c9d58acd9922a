"""No secret stands in the log, whoever reads it: a program or a person at a terminal."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.cli.logs import redact

FAILS = """
import structlog
from bot.cli import logs

logs.set_up(as_json={as_json})

def call():
    token = "xoxb-" + "in-a-variable"
    raise ValueError("Slack refused xoxb-" + "in-the-text" + " at https://user:" + "word@host/")

try:
    call()
except ValueError:
    structlog.get_logger("test").exception("a call failed", url="postgresql://u:" + "word@host/db")
"""


WARNS = """
import logging, os
from slack_bolt import App
from slack_sdk import WebClient
from bot.cli import logs

logs.set_up()
os.environ["SLACK_BOT_TOKEN"] = "xoxb-" + "any"
App(client=WebClient(), authorize=lambda: None, request_verification_enabled=False)
logging.getLogger("slack_bolt.App").warning("another warning")
"""


@pytest.mark.parametrize("as_json", [True, False])
def test_a_logged_exception_shows_no_secret(as_json: bool) -> None:
    # A process of its own: logging is set up once for all that runs in one.
    ran = subprocess.run(
        [sys.executable, "-c", FAILS.format(as_json=as_json)], capture_output=True, text=True, check=True
    )
    assert "a call failed" in ran.stderr
    assert "Slack refused" in ran.stderr
    for secret in ("in-a-variable", "in-the-text", "word@"):
        assert secret not in ran.stderr


KEY = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    "said,secret,left",
    [
        ("no route to +593987654321 (21211)", "593987654321", "(21211)"),
        ("GET /Messages.json?To=%2B593987654321&PageSize=20", "593987654321", "&PageSize=20"),
        (f"POST https://bot.example/answer/INC-2026-0847/0/ana/{KEY} refused", KEY, "refused"),
        (
            f"https://bot.example/phone/one/key?page=INC-2026-0847%2F0%2Fana%2F{KEY}&method=voice",
            KEY,
            "&method=voice",
        ),
        ("tgram://123456789:AAbbCC/12315544 failed", "AAbbCC", "failed"),
        ("ntfy://my-own-long-topic failed", "topic", "failed"),
        ("at 2026-11-26T03:00:00+00:00", "***", "03:00:00+00:00"),
    ],
)
def test_how_people_are_reached_and_what_answers_for_them_is_redacted(
    said: str, secret: str, left: str
) -> None:
    shown = str(redact(None, "", {"event": "x", "error": [said]}))
    assert secret not in shown
    assert left in shown


def test_bolt_s_warning_about_our_own_token_is_not_told() -> None:
    ran = subprocess.run([sys.executable, "-c", WARNS], capture_output=True, text=True, check=True)
    assert "another warning" in ran.stderr
    assert "As you gave" not in ran.stderr
