"""A calendar that somebody subscribed to still opens after the bot was set up otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bot.app import Meridian
from bot.config import load_settings
from bot.domain.setup import Person, Setup
from bot.store.sealing import new_key

URL = "https://meridian.example"
TEAM = Setup(people={"ana": Person("ana", "UTC", "U0ANA")})


@contextmanager
def bot(tmp_path: Path, token: str, key: str = "") -> Iterator[Meridian]:
    """Slack is nowhere; that is not asked here."""
    environ = {
        "SLACK_BOT_TOKEN": token,
        "SLACK_SIGNING_SECRET": "0" * 32,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'meridian.db'}",
        "MERIDIAN_PORT": "0",
        "MERIDIAN_PUBLIC_URL": URL,
        "MERIDIAN_ENCRYPTION_KEY": key,
    }
    running = Meridian(load_settings(environ), TEAM)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def address(running: Meridian) -> str:
    found = running.engine.handle.feed("person", "ana")
    assert found
    return found


def status(running: Meridian, of: str) -> int:
    return httpx.get(running.url + of.removeprefix(URL)).status_code


def test_an_address_outlives_a_key_that_is_set_later_and_the_next_one_a_reinstall(tmp_path: Path) -> None:
    key = new_key()
    with bot(tmp_path, "xoxb-1") as first:
        of_token = address(first)
        assert status(first, of_token) == 200
    with bot(tmp_path, "xoxb-1", key) as with_key:
        of_key = address(with_key)
        assert of_key != of_token
        assert status(with_key, of_token) == 200
    with bot(tmp_path, "xoxb-2", key) as reinstalled:
        assert status(reinstalled, of_key) == 200
        assert status(reinstalled, of_token) == 404
