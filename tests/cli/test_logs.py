"""No secret stands in the log, whoever reads it: a program or a person at a terminal."""

from __future__ import annotations

import subprocess
import sys

import pytest

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


def test_bolt_s_warning_about_our_own_token_is_not_told() -> None:
    ran = subprocess.run([sys.executable, "-c", WARNS], capture_output=True, text=True, check=True)
    assert "another warning" in ran.stderr
    assert "As you gave" not in ran.stderr
