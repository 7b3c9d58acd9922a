"""The database is gone, locked or full: 503 and never a 2xx without a commit; then all is well by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.faults.alertmanager import alert_of, alertmanager
from tests.faults.outages import Wire, locked
from tests.faults.process import Bot
from tests.faults.waiting import Stopwatch, wait_until
from tests.faults.world import POST, TOKENS, World, world

BACK_WITHIN = 30.0
"""Seconds from the database's return to the last page."""


@pytest.fixture
def wired(tmp_path: Path, postgres_url: str) -> Iterator[tuple[World, Wire]]:
    """On PostgreSQL, over a wire that can be cut; the test itself goes in by the back door."""
    parts = urlsplit(postgres_url)
    wire = Wire(Path(parse_qs(parts.query)["host"][0]) / ".s.PGSQL.5432")
    with world(tmp_path, postgres_url) as made:
        made.bot_url = f"postgresql://postgres@127.0.0.1:{wire.port}{parts.path}"
        try:
            yield made, wire
        finally:
            wire.close()


def refusals(here: World, bot: Bot, seconds: float) -> int:
    """Send alerts for so long; every one is refused with 503. Returns how many there were."""
    watch, number = Stopwatch(), 0
    while watch.seconds < seconds:
        answer = here.fires(bot, f"In the dark {number}", key=f"dark {number}")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) <= 30
        number += 1
    return number


@pytest.mark.postgres
def test_postgresql_is_cut_off_and_comes_back(wired: tuple[World, Wire], long_waits: bool) -> None:
    here, wire = wired
    bot = here.bot()
    assert here.fires(bot, "Before").status_code == 200
    here.sandbox.journal.waits_for(POST)
    if not long_waits:
        here.rests()  # what is in hand at the cut may have to wait for its lease
    wire.cut()
    assert refusals(here, bot, 60.0 if long_waits else 3.0)
    assert bot.health().status_code == 503
    wire.mend()
    watch = Stopwatch()
    here.fires_until_taken(lambda: bot, "After")
    here.person("carla").waits_for("After", where="dm", timeout=BACK_WITHIN)
    here.rests(BACK_WITHIN)
    assert watch.seconds < BACK_WITHIN
    assert sorted(i.title for i in here.incidents()) == ["After", "Before"], "a 503 stored nothing"
    here.is_sound()


def test_sqlite_is_locked_by_another_process(here: World, tmp_path: Path, long_waits: bool) -> None:
    bot = here.bot()
    assert here.fires(bot, "Before").status_code == 200
    here.rests()
    with locked(tmp_path / "meridian.db"):
        assert refusals(here, bot, 30.0 if long_waits else 1.0)
        assert bot.health().status_code == 503
    here.fires_until_taken(lambda: bot, "After")
    here.person("carla").waits_for("After", where="dm", timeout=BACK_WITHIN)
    here.rests(BACK_WITHIN)
    assert sorted(i.title for i in here.incidents()) == ["After", "Before"]
    assert wait_until(lambda: bot.health().status_code == 200, "it is well again")
    here.is_sound()


def test_a_full_disk_refuses_and_is_well_again_when_there_is_room(here: World, tmp_path: Path) -> None:
    """RLIMIT_FSIZE stands for the disk: no file of the process may grow beyond it."""
    bot = here.bot()
    assert here.fires(bot, "Before").status_code == 200
    here.rests()
    size = (tmp_path / "meridian.db-wal").stat().st_size
    bot.limits_files_to(size + 4096)
    big = {"title": "Too big for the disk", "service": "checkout", "description": "x" * 200_000}
    answer = bot.posts("/hooks/shop", big, TOKENS["SHOP_TOKEN"])
    assert answer.status_code == 503
    bot.limits_files_to(None)
    assert bot.posts("/hooks/shop", big, TOKENS["SHOP_TOKEN"]).status_code == 200
    here.person("carla").waits_for("Too big", where="dm", timeout=BACK_WITHIN)
    here.rests(BACK_WITHIN)
    assert len(here.incidents()) == 2
    here.is_sound()


@pytest.mark.alertmanager
def test_a_real_alertmanager_comes_again_until_it_is_stored(here: World, tmp_path: Path) -> None:
    bot = here.bot()
    with alertmanager(tmp_path / "am", f"{bot.url}/hooks/prometheus", TOKENS["PROMETHEUS_TOKEN"]) as sender:
        with locked(tmp_path / "meridian.db"):
            sender.takes(alert_of("TillDown"))
            wait_until(lambda: '"status": 503' in bot.said(), "it is refused once", 25)
            assert not here.incidents()
        here.person("carla").waits_for("TillDown", where="dm", timeout=BACK_WITHIN)
    here.rests()
    here.incident()
    here.is_sound()
