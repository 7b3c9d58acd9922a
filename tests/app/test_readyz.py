"""What a running bot says of itself to anybody who asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.app import Meridian
from bot.config import load_settings
from bot.domain.setup import Setup


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Meridian]:
    """Slack is nowhere; that is not asked here."""
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "0" * 32,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'meridian.db'}",
        "MERIDIAN_PORT": "0",
    }
    running = Meridian(load_settings(environ), Setup())
    running.start()
    yield running
    running.stop()


def test_strangers_learn_that_nothing_can_be_stored_and_not_where_it_is_kept(
    bot: Meridian, tmp_path: Path
) -> None:
    assert httpx.get(f"{bot.url}/readyz").json()["database"] == "ok"
    (tmp_path / "meridian.db").rename(tmp_path / "moved.db")
    answer = httpx.get(f"{bot.url}/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "can't store")
    assert str(tmp_path) not in answer.text
