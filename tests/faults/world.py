"""A Slack that outlives the bots, a database, and the counting: what was lost, and what was said twice."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import or_, select

from bot.clock import SystemClock
from bot.config.database_url import read_database_url
from bot.domain import events as e
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.setup import Setup
from bot.engine.corridor import Corridor
from bot.engine.queries import Queries, Sees
from bot.sandbox import Sandbox
from bot.sandbox.journal import Request
from bot.sandbox.people import Person
from bot.store import notices, tables
from bot.store.database import Database, Tx, open_database
from tests.faults import invariants
from tests.faults.process import HERE, Bot
from tests.faults.waiting import wait_until
from tests.store.rows import of_incident

TOKENS = {
    "PROMETHEUS_TOKEN": "prometheus-token-of-128-bits-and-more",
    "SHOP_TOKEN": "shop-token-of-128-bits-and-a-bit-more",
}
PEOPLE = {
    "ana": ("U0ANA", "America/Guayaquil"),
    "carla": ("U0CAR", "Europe/Madrid"),
    "diego": ("U0DIE", "Europe/Madrid"),
}
POST = "chat.postMessage"


class World:
    """One test's Slack, database and bots."""

    def __init__(self, sandbox: Sandbox, folder: Path, database_url: str) -> None:
        self.sandbox = sandbox
        self.folder = folder
        self.database_url = self.bot_url = database_url
        self.people = {name: sandbox.person(name, id=id_, tz=tz) for name, (id_, tz) in PEOPLE.items()}
        sandbox.channel("incidents", list(self.people.values()))
        self.bots: list[Bot] = []
        self._database: Database | None = None
        self.behind = timedelta()
        """How far the bots' clock is behind Slack's."""

    # ---- who is there

    @property
    def environ(self) -> dict[str, str]:
        """What a bot, or a command beside it, is started with."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return {
            **kept,
            **TOKENS,
            "SLACK_BOT_TOKEN": self.sandbox.bot_token,
            "SLACK_APP_TOKEN": self.sandbox.app_token,
            "SLACK_API_URL": self.sandbox.api_url,
            "DATABASE_URL": self.bot_url,
            "MERIDIAN_CONFIG": str(HERE / "meridian.yml"),
            "MERIDIAN_PORT": "0",
        }

    def bot(self, crash: str = "", **environ: str) -> Bot:
        """One more bot, started."""
        made = Bot({**self.environ, **environ}, self.folder / f"bot-{len(self.bots) + 1}.log")
        self.bots.append(made)
        return made.start(crash)

    def person(self, name: str) -> Person:
        return self.people[name]

    def hears(self, connections: int = 2) -> None:
        """Wait until the bot hears what people do."""
        wait_until(
            lambda: len(self.sandbox.socket_mode.links) >= connections, "the bot is connected to Slack"
        )

    # ---- what is remembered

    @property
    def database(self) -> Database:
        """The bot's database, through a connection of the test's own."""
        if self._database is None:
            self._database = open_database(read_database_url(self.database_url))
        return self._database

    @property
    def _queries(self) -> Queries:
        return Queries(self.database, Corridor(Setup(), SystemClock()))

    def incidents(self) -> tuple[Incident, ...]:
        """All of them, newest first."""
        return self._queries.recent_incidents(Sees.EVERYTHING, 1_000)

    def incident(self) -> Incident:
        """The only one there is."""
        found = wait_until(self.incidents, "an incident")
        assert len(found) == 1, [i.title for i in found]
        return found[0]

    def timeline(self, incident: str | None = None) -> tuple[Recorded, ...]:
        return self._queries.timeline(incident or self.incident().id, Sees.EVERYTHING)

    def kinds(self, incident: str | None = None) -> list[str]:
        """The names of what happened, in order."""
        return [type(record.event).__name__ for record in self.timeline(incident)]

    def pending(self) -> int:
        """Notices that wait to be told."""
        return self.database.read(notices.pending_count)

    # ---- what happens

    def fires(
        self, bot: Bot, title: str = "Checkout 5xx", timeout: float = 60.0, **more: Any
    ) -> httpx.Response:
        """The shop's monitoring posts once."""
        return bot.posts("/hooks/shop", alert(title, **more), TOKENS["SHOP_TOKEN"], timeout)

    def fires_until_taken(self, current: Callable[[], Bot], title: str = "Checkout 5xx", **more: Any) -> None:
        """A sender that comes again until it is answered 2xx, as senders do."""

        def taken() -> bool:
            try:
                return self.fires(current(), title, timeout=10, **more).is_success
            except httpx.HTTPError:
                return False

        wait_until(taken, "the alert is taken", 45)

    def rests(self, within: float = 20.0) -> None:
        """Wait until everything is told."""
        wait_until(lambda: self.incidents() and not self.pending(), f"all is told: {self.waiting()}", within)

    def settles_down(self, seconds: float) -> None:
        """Give what must not happen the time to happen."""
        time.sleep(seconds)

    def waiting(self) -> list[str]:
        """The ids of what is not told yet, for a complaint."""
        return [
            f"{one.id} {one.reason or ''}"
            for incident in self.incidents()
            for one in self.database.read(lambda tx, name=incident.id: of_incident(tx, name))  # type: ignore[misc]
        ]

    # ---- the counting

    def said(self) -> Counter[str]:
        """How often Slack took a message for each notice, by the id that travels with it."""
        return Counter(name for call in self._taken() if (name := _notice(call.args.get("metadata"))))

    def _taken(self) -> list[Request]:
        return [call for call in self.sandbox.journal.calls(POST) if call.applied]

    def extra(self) -> int:
        """Messages beyond one per notice, and rooms beyond one per incident."""
        rooms = sum(call.applied for call in self.sandbox.journal.calls("conversations.create"))
        wanted = sum(incident.wants_channel for incident in self.incidents())
        return sum(count - 1 for count in self.said().values()) + max(0, rooms - wanted)

    def lost(self) -> list[str]:
        """Pages on the record and lines in the outbox that nobody was told."""
        said = self.said()
        pages = [name for incident in self.incidents() for name in self._pages(incident.id)]
        return [name for name in [*pages, *self.database.read(_to_be_said)] if name not in said]

    def _pages(self, incident: str) -> Iterator[str]:
        """The notices of the pages on the record; those that an answer overtook need not be told."""
        records = self.timeline(incident)
        answered = max(
            (r.seq for r in records if isinstance(r.event, e.Acknowledged | e.Resolved)), default=0
        )
        notice = {r.seq: f"{incident}/{r.seq}/page" for r in records if isinstance(r.event, e.Paged)}
        overtaken = self.database.read(lambda tx: _not_sent(tx, incident))
        yield from (name for seq, name in notice.items() if seq > answered or name not in overtaken)

    def is_sound(self, extra: int = 0) -> None:
        """Nothing lost, no more said twice than allowed, and the invariants hold (see `invariants`)."""
        for incident in self.incidents():
            assert invariants.is_the_fold(incident, self.timeline(incident.id)), self.kinds(incident.id)
        assert not (broken := self.broken()), broken
        assert self.lost() == [], f"lost: {self.lost()}; said: {list(self.said())}"
        assert self.extra() <= extra, f"{self.extra()} extra: " + str(
            [name for name, count in self.said().items() if count > 1]
        )

    def broken(self) -> list[str]:
        """Where I2 or I3 does not hold, in words."""
        names = [incident.id for incident in self.incidents()]
        found = self.database.read(lambda tx: list(invariants.one_next_step(tx, names)))
        told = [(_notice(call.args.get("metadata")), call.at - self.behind) for call in self._taken()]
        for records in map(self.timeline, names):
            found += invariants.nobody_asked_after_an_answer(records)
            found += invariants.nobody_told_after_an_answer(records, told)
        return found

    def close(self) -> None:
        for bot in self.bots:
            bot.ends()
        if self._database:
            self._database.close()


def alert(title: str, **more: Any) -> dict[str, Any]:
    """An alert as the shop tells it."""
    return {"title": title, "status": "firing", "service": "checkout", "severity": "critical", **more}


def _notice(metadata: object) -> str:
    said = json.loads(metadata) if isinstance(metadata, str) else metadata
    payload = said.get("event_payload", {}) if isinstance(said, dict) else {}
    return str(payload.get("notice", ""))


def _not_sent(tx: Tx, incident: str) -> frozenset[str]:
    """Pages that were found unwanted when their turn came: sent, and to nowhere."""
    row = tables.notices.c
    found = select(row.id, row.receipt).where(row.incident == incident, row.kind == "page_person")
    return frozenset(name for name, receipt in tx.execute(found) if receipt and not json.loads(receipt)["ts"])


def _to_be_said(tx: Tx) -> list[str]:
    """Lines in rooms, and whatever could not be told at all."""
    row = tables.notices.c
    lines = row.kind.in_(["say_line", "post_summary"])
    return list(tx.scalars(select(row.id).where(or_(lines, row.state == "failed"))))


@contextmanager
def world(folder: Path, database_url: str, **sandbox: Any) -> Iterator[World]:
    """A world without a bot; those that it is given are gone at the end."""
    with Sandbox(**sandbox) as slack:
        made = World(slack, folder, database_url)
        try:
            yield made
        finally:
            made.close()
