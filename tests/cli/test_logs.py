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
