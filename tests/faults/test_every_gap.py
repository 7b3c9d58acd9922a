"""kill -9 in every gap of the story: behind each single thing that outlives a process, one run each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from tests.conftest import Postgres
from tests.faults import story
from tests.faults.keeper import Keeper
from tests.faults.world import world

log = logging.getLogger(__name__)

EFFECTS = (
    "bot.store.sqlite:SqliteDatabase.write",  # what was changed is committed
    "bot.store.postgres:PostgresDatabase.write",
    "slack_sdk.web.base_client:BaseClient._perform_urllib_http_request",  # Slack did what it was asked
    "asyncio.selector_events:_SelectorSocketTransport.write",  # a sender has its answer
    "bot.slack.socket_door:_Client.send_socket_mode_response",  # Slack has its acknowledgement
)
"""Between two of these nothing changes outside of the process, so that a kill behind each is one in every gap."""

EFFECTS_LEAST = 100
"""A story has about 170 of them."""

SEVERAL = 5
"""Stories at once: on PostgreSQL each waits most of its time for a dead process's leases."""

AGAIN_AFTER = (31, 43)
"""Effects that each life has, when it is killed again and again; a start alone has about a dozen."""

AFTER_MANY = 150.0
"""Seconds: it dies some three times more after the resolve, and on PostgreSQL each leaves leases of fifteen."""


@dataclass(frozen=True)
class Run:
    """What became of one story. `wrong` is empty when it ended as it should."""

    number: int
    deaths: int
    extra: int
    wrong: str


def run(number: int, folder: Path, url: str, *, again: bool = False) -> Run:
    """The story, with a kill behind the effect of this number (of each life, with `again`)."""
    crash, wrong = f"{'|'.join(EFFECTS)}:after:{number}", ""
    with world(folder, url) as here:
        bot = here.bot(crash=crash)
        with Keeper(bot, crash if again else "") as keeper:
            try:
                repeated = story.told(here, lambda: bot, all_told_within=AFTER_MANY if again else story.LONG)
                assert story.is_whole(here.kinds(), repeated), here.kinds()
                here.is_sound()
            except AssertionError as found:
                wrong = f"{number}: {found}\n{bot.log.read_text(errors='replace')[-2000:]}"
        return Run(number, keeper.deaths, here.extra(), wrong)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def runs(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Run]:
    """`run` in a folder and a database of its own; on several threads at once."""
    postgres = None if request.param == "sqlite" else request.getfixturevalue("postgres")

    def one(number: int, *, again: bool = False) -> Run:
        folder = tmp_path / str(number)
        folder.mkdir()
        with database(postgres, folder) as url:
            return run(number, folder, url, again=again)

    return one


@contextmanager
def database(postgres: Postgres | None, folder: Path) -> Iterator[str]:
    """The URL of an empty one, which is given back."""
    if postgres is None:
        yield f"sqlite:///{folder / 'meridian.db'}"
        return
    name = postgres.take()
    try:
        yield postgres.url(name)
    finally:
        postgres.give_back(name)


@pytest.mark.faults_long
def test_killed_behind_any_effect_the_story_ends_the_same(runs: Callable[..., Run]) -> None:
    """Until one is over before the number is reached. Nothing lost, nothing said twice, in any of them."""
    done: list[Run] = []
    with ThreadPoolExecutor(SEVERAL) as several:
        for first in count(1, SEVERAL):
            batch = list(several.map(runs, range(first, first + SEVERAL)))
            assert not [one.wrong for one in batch if one.wrong]
            done += batch
            if not all(one.deaths for one in batch):
                break
    log.info("%d kills, %d extra", sum(one.deaths for one in done), sum(one.extra for one in done))
    assert len(done) > EFFECTS_LEAST, "the effects are counted"


@pytest.mark.faults_long
@pytest.mark.parametrize("number", AGAIN_AFTER)
def test_killed_again_and_again_the_story_ends_the_same(runs: Callable[..., Run], number: int) -> None:
    """What is made up for after a start is killed too."""
    done = runs(number, again=True)
    log.info("%d kills, %d extra", done.deaths, done.extra)
    assert not done.wrong
    assert done.deaths > 1
