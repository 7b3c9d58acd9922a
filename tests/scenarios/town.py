"""A whole town for a story: a Slack, six people on three continents, the bot, and monitoring that can fire.

Everything is real but the time: the bot's doors, its database, its sockets. A story
says what people do and see; `Town.rests` ends it and fails on what nobody expected.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
from pydantic import SecretStr

from bot.app import Meridian
from bot.clock import MovableClock
from bot.config import Loaded, Settings, load_setup
from bot.config.database_url import read_database_url
from bot.domain.events import Recorded
from bot.domain.fold import fold
from bot.domain.incident import Incident
from bot.domain.setup import Setup
from bot.engine.queries import Sees
from bot.render.export import from_json, to_json
from bot.sandbox import Sandbox
from bot.sandbox.deliveries import Carrier, Delivery
from bot.sandbox.people import Person
from bot.sandbox.phone import Pace
from bot.sandbox.seen import SeenMessage
from bot.store.notices import pending_count
from bot.store.timers import due
from tests.scenarios.reading import told
from tests.store.rows import kept_deliveries

TEAM = Path(__file__).parent / "meridian.yml"
CAPTURES = Path(__file__).parent.parent / "fixtures" / "captures"
TOKENS = {
    "PROMETHEUS_TOKEN": "prometheus-token-of-128-bits-and-more",
    "PAGERDUTY_TOKEN": "pagerduty-token-of-128-bits-and-more",
    "SHOP_TOKEN": "shop-token-of-128-bits-and-a-bit-more",
}
PEOPLE = {
    "ana": ("U0ANA", "America/Guayaquil"),
    "bruno": ("U0BRU", "America/Guayaquil"),
    "carla": ("U0CAR", "Europe/Madrid"),
    "diego": ("U0DIE", "Europe/Madrid"),
    "eva": ("U0EVA", "Asia/Manila"),
    "felix": ("U0FEL", "Asia/Manila"),
}
SHORTCUTS = {
    "Declare an incident": "declare_incident",
    "Declare from message": "declare_from_message",
    "Add to timeline": "add_to_timeline",
}
FRIDAY_IN_MADRID = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""10:00 in Madrid, where Carla is on call; 17:00 in Manila, 04:00 in Guayaquil."""
ROOMS = re.compile(r"#inc-\d{4}-\d+[a-z0-9-]*")
PATIENCE = 10.0
"""Seconds for the bot to come to rest: a hundred times what it takes."""
LOOKS_EVERY = 0.005
"""Seconds between two looks whether it has."""


class Watched:
    """Slack's way to the bot, with a list of what went over it."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self.sent: list[Delivery] = []

    def send(self, delivery: Delivery) -> None:
        self.sent.append(delivery)
        self._carrier.send(delivery)


@dataclass
class Town:
    """The parts of a story, by the names that it uses."""

    sandbox: Sandbox
    bot: Meridian
    clock: MovableClock
    people: Mapping[str, Person]
    http: httpx.Client
    expected_complaints: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._line = Watched(self.sandbox.slack.carrier)
        self._carried_out = 0
        self.sandbox.slack.carrier = self._line

    def __getattr__(self, name: str) -> Person:
        """`town.ana` is Ana."""
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def setup(self) -> Setup:
        return self.bot.engine.setup

    def restarts(self, text: str = "") -> None:
        """The bot has acknowledged what it heard; it is stopped and started anew, over Socket Mode, on what it stored;
        with another file, if one is given."""
        for delivery in self._line.sent[self._carried_out :]:
            delivery.settled.result(PATIENCE)
        settings, setup = self.bot._settings, load_setup(text, TOKENS).setup if text else self.setup
        self.bot.stop()
        self.bot = Meridian(settings, setup, self.clock, self.bot._paging)
        self.bot.start()
        self.http.base_url = httpx.URL(self.bot.url)
        connected(self.sandbox)

    # --- time

    def later(self, **by: float) -> datetime:
        """Time moves on, the bot looks up at once, and does what is due."""
        now = self.clock.move(timedelta(**by))
        self.bot.wake()
        self.settles()
        return now

    def until(self, at: datetime) -> datetime:
        """Time moves on to this moment, stopping wherever the bot has something to do."""
        while (next_at := self._next_timer()) is not None and next_at < at:
            self.clock.move_to(next_at)
            self.bot.wake()
            self.settles()
        self.clock.move_to(at)
        return self.later()

    def _next_timer(self) -> datetime | None:
        return self.bot.engine.handle.outstanding(self.clock.now()).next_timer_at

    def settles(self) -> None:
        """The bot has heard everything, done what is due, and told it all."""
        while True:
            heard = len(self._line.sent)
            for delivery in self._line.sent[self._carried_out : heard]:
                delivery.settled.result(PATIENCE)
            if heard > self._carried_out:
                self._workers_finish()
            self._carried_out = heard
            self._waits_until(self._nothing_waits)
            if len(self._line.sent) == heard:
                return

    def _workers_finish(self) -> None:
        """Everyone who carries out what people did meets at a barrier: what was begun before is done."""
        workers: Any = self.bot._slack._workers
        barrier = threading.Barrier(workers._max_workers + 1)
        for _ in range(workers._max_workers):
            workers.submit(barrier.wait, PATIENCE)
        barrier.wait(PATIENCE)

    def _nothing_waits(self) -> bool:
        return self.bot.engine.database.read(
            lambda tx: not (pending_count(tx) or due(tx, self.clock.now(), 1) or kept_deliveries(tx))
        )

    def _waits_until(self, holds: Callable[[], bool]) -> None:
        ends = self.bot.engine.corridor.wall.now() + timedelta(seconds=PATIENCE)
        while not holds():
            assert self.bot.engine.corridor.wall.now() < ends, "the bot does not come to rest"
            time.sleep(LOOKS_EVERY)

    # --- monitoring

    def fires(self, title: str = "Checkout 5xx", *, status: str = "firing", **more: Any) -> httpx.Response:
        """The shop's own monitoring posts generic JSON."""
        payload = {"title": title, "status": status, "service": "checkout", "severity": "critical", **more}
        return self.posts("/hooks/shop", payload, TOKENS["SHOP_TOKEN"])

    def recovers(self, title: str = "Checkout 5xx", **more: Any) -> httpx.Response:
        """It says that it is well again."""
        return self.fires(title, status="resolved", **more)

    def posts(self, path: str, payload: object, token: str | None = None) -> httpx.Response:
        """A sender posts JSON; what follows from it is done when this returns."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        response = self.http.post(path, json=payload, headers=headers)
        self.settles()
        return response

    def prometheus(
        self, *alerts: tuple[str, str, str], group: str = "checkout", **labels: str
    ) -> httpx.Response:
        """Alertmanager posts a group of (summary, firing or resolved, severity)."""
        told = [
            {
                "status": status,
                "labels": {"service": "checkout", "severity": severity, **labels},
                "annotations": {"summary": summary},
                "startsAt": "2026-11-20T08:59:00Z",
                "endsAt": self.clock.now().isoformat() if status == "resolved" else "0001-01-01T00:00:00Z",
                "fingerprint": f"{summary}/{severity}",
            }
            for summary, status, severity in alerts
        ]
        firing = any(status == "firing" for _, status, _ in alerts)
        payload = {"version": "4", "groupKey": group, "alerts": told, "truncatedAlerts": 0}
        payload |= {"status": "firing" if firing else "resolved"}
        return self.posts("/hooks/prometheus", payload, TOKENS["PROMETHEUS_TOKEN"])

    def captured(self, name: str, changed: Mapping[str, str] = MappingProxyType({})) -> httpx.Response:
        """A request as a real sender made it, in its own words but for our token (and what is `changed` in it)."""
        body = str(json.loads((CAPTURES / f"{name}.json").read_text("utf-8"))["body_raw"])
        for before, after in changed.items():
            body = body.replace(before, after)
        if name.startswith("pagerduty"):
            body = body.replace("R0123456789abcdef0123456789abcde", TOKENS["PAGERDUTY_TOKEN"])
            return self.posts("/v2/enqueue", json.loads(body))
        return self.posts("/hooks/prometheus", json.loads(body), TOKENS["PROMETHEUS_TOKEN"])

    # --- what the bot knows

    def incidents(self) -> tuple[Incident, ...]:
        """All of them, newest first."""
        return self.bot.engine.handle.recent_incidents(Sees.EVERYTHING, 100)

    def incident(self, name: str | None = None) -> Incident:
        """The only one there is, or the one of that id."""
        (found,) = [one for one in self.incidents() if name in (None, one.id)]
        return found

    def timeline(self, incident: str | None = None) -> tuple[Recorded, ...]:
        """What happened to it."""
        return self.bot.engine.handle.timeline(incident or self.incident().id, Sees.EVERYTHING)

    def kinds(self, incident: str | None = None) -> list[str]:
        """The names of what happened, in order."""
        return [type(r.event).__name__ for r in self.timeline(incident)]

    # --- what people see

    @property
    def room(self) -> str:
        """The name of the only incident's channel."""
        found = self.incident().room
        assert found, "there is no room yet"
        return f"#{found.name}"

    def sees_in(
        self, where: str, *, by: str = "carla", thread: SeenMessage | None = None
    ) -> list[SeenMessage]:
        """All that stands there, but for Slack's own notices of who joined and the like."""
        channels = self.sandbox.workspace.channels
        found = self.people[by].reads(where, thread)
        found = [m for m in found if m.ephemeral or not channels[m.channel_id].messages[m.ts].subtype]
        # What goes out side by side has no order: files stand last.
        return sorted(found, key=lambda m: (bool(m.files), m.ts))

    def reads(self, where: str, expected: Sequence[str], *, by: str = "carla") -> None:
        """Everything that stands there reads like this, and there is nothing else."""
        self.settles()
        found = [m for m in self.sees_in(where, by=by) if not m.ephemeral]
        self.people[by].claims(found)
        _same(found, expected)

    def room_reads(self, expected: Sequence[str], *, by: str = "carla", where: str | None = None) -> None:
        """The room from its card to its last line, and nothing else in it."""
        self.reads(where or self.room, expected, by=by)

    def thread_reads(self, expected: Sequence[str], *, by: str = "carla") -> None:
        """The thread of the only incident, its card first."""
        self.settles()
        room = self.incident().room
        assert room
        assert room.thread_ts
        found = [m for m in self.sees_in(room.channel, by=by) if room.thread_ts in (m.ts, m.thread_ts)]
        found = [m for m in found if not m.ephemeral]
        self.people[by].claims(found)
        _same(found, expected)

    def messages_of(self, name: str, expected: Sequence[str]) -> None:
        """All that the bot and this person have said to each other."""
        self.settles()
        found = self.people[name].dms()
        self.people[name].claims(found)
        _same(found, expected)

    def answers(self, name: str, command: str, where: str = "general") -> str:
        """What a command answers to this person alone, in one piece."""
        answer = self.people[name].command(command, where)
        self.settles()
        assert answer.ok, answer.error
        found = answer.ephemerals
        self.people[name].claims(found)
        return "\n".join(m.text for m in found)

    def hears(self, name: str, words: str, where: str, thread: SeenMessage | None = None) -> str:
        """What `@meridian …` answers to this person alone."""
        person = self.people[name]
        person.says(f"@meridian {words}", where, thread)
        before = len(self._whispers(name))
        self.settles()
        found = self._whispers(name)[before:]
        person.claims(found)
        return "\n".join(m.text for m in found)

    def _whispers(self, name: str) -> list[SeenMessage]:
        return [m for m in self.people[name].reads() if m.ephemeral]

    def presses(self, name: str, label: str, on: SeenMessage, *, stale: bool = False) -> str:
        """Press a button; what is answered to this person alone ("" for nothing)."""
        answer = self.people[name].clicks(label, on, stale=stale)
        self.settles()
        assert answer.ok, answer.error
        found = answer.ephemerals
        self.people[name].claims(found)
        return "\n".join(m.text for m in found)

    def replies(self, name: str, label: str, on: SeenMessage) -> str:
        """Press a button of a question: it is answered once, and reads as the answer then, with nothing to press."""
        assert self.presses(name, label, on) == ""
        after = self.people[name].now(on)
        assert set(after.buttons) <= {"Open room"}
        return after.text

    def picks(self, name: str, choice: str, on: SeenMessage) -> str:
        """Choose in the card's More menu; what is answered to this person alone ("" for nothing)."""
        answer = self.people[name].chooses(on, "More", choice)
        self.settles()
        assert answer.ok, answer.error
        found = answer.ephemerals
        self.people[name].claims(found)
        return "\n".join(m.text for m in found)

    def fills_in(self, name: str, values: Mapping[str, Any]) -> dict[str, str] | None:
        """Fill in the form that is open, and submit it: None when it was taken, else the sentences shown."""
        person = self.people[name]
        self.settles()
        person.fills(dict(values))
        errors = person.submits()
        self.settles()
        return errors

    def card(self, by: str = "carla", where: str | None = None) -> SeenMessage:
        """The card as it stands in the room (or where asked)."""
        return self.card_of(self.incident().id, by, where)

    def card_of(self, incident: str, by: str = "carla", where: str | None = None) -> SeenMessage:
        """The card of one of several."""
        self.settles()
        room = self.incident(incident).room
        assert room, "there is no room yet"
        found = self.sees_in(where or room.channel, by=by)
        found = [m for m in found if not m.ephemeral and m.thread_ts in ("", m.ts)]
        card = next(m for m in found if incident in m.text)
        self.people[by].claims([card])
        return card

    def gets_page(self, name: str, words: str = "", **more: Any) -> SeenMessage:
        """The page that this person sees next."""
        self.settles()
        person: Person = self.people[name]
        return person.waits_for(words or "Can you take it", where="dm", fresh=True, **more)

    def takes(self, name: str) -> None:
        """This person acknowledges the page that they have."""
        assert self.presses(name, "Acknowledge", self.gets_page(name)) == ""

    # --- the end

    def ends(
        self,
        room: Sequence[str] | None = None,
        *,
        rooms: Mapping[str, Sequence[str]] = MappingProxyType({}),
        incidents: Sequence[str] | None = None,
        **people: Sequence[str],
    ) -> None:
        """The end of the story, told whole: the room (or several, by incident) and what each person was told.

        In #incidents stands the card of every public incident as in its room, unless `incidents` says all that
        stands there. Whoever is not named was told nothing.
        """
        self.settles()
        if room is not None:
            rooms = {self.incident().id: room}
        for name, expected in rooms.items():
            _same(self._claimed(self._in_room(name)), expected)
        for name, expected in people.items():
            _same(self._claimed(self._told_to(name), name), expected)
        if incidents is None:
            self._mirrored()
        else:
            self.reads("incidents", incidents)
        self.rests()

    def _in_room(self, name: str) -> list[SeenMessage]:
        """The channel or the thread of one incident, from its card on."""
        room = self.incident(name).room
        assert room, "there is no room yet"
        found = [m for m in self.sees_in(room.channel) if not m.ephemeral]
        return [m for m in found if not room.thread_ts or room.thread_ts in (m.ts, m.thread_ts)]

    def _told_to(self, name: str) -> list[SeenMessage]:
        found = [m for m in self.people[name].dms() if not m.ephemeral]
        return sorted(found, key=lambda m: (bool(m.files), m.ts))

    def _claimed(self, found: list[SeenMessage], by: str = "carla") -> list[SeenMessage]:
        self.people[by].claims(found)
        return found

    def _mirrored(self) -> None:
        """In #incidents the card of each public incident stands once, and reads as it does in its channel."""
        found = [m for m in self.sees_in("incidents") if m.from_bot and m.thread_ts in ("", m.ts)]
        for incident in self.incidents():
            mirror = [m for m in found if f"*{incident.id} ·" in m.text]
            if incident.private:
                assert mirror == []
            elif incident.room and not incident.room.thread_ts:
                card = told(self.card_of(incident.id))
                _same(self._claimed(mirror), [f"{card} [Open room]"])

    def rests(self) -> None:
        """The end of the story: nobody was told anything that nobody expected, and state is the fold of events."""
        self.settles()
        for incident in self.incidents():
            records = self.timeline(incident.id)
            assert fold(records) == incident
            assert from_json(to_json(incident, records, self.setup)) == records
        assert self.sandbox.complaints == self.expected_complaints
        unexpected = self.sandbox.unexpected()
        assert unexpected == [], "nobody expected:\n" + "\n".join(unexpected)
        assert self.sandbox.lost_events == []


def _same(found: Sequence[SeenMessage], expected: Sequence[str]) -> None:
    lines = [told(message) for message in found]
    assert lines == list(expected), "it reads:\n" + "\n".join(repr(line) for line in lines)


@cache
def _loaded(team: Path | str) -> Loaded | None:
    return load_setup(team, TOKENS) if team else None


def with_phones(phones: Mapping[str, str], exchange: str, providers: Sequence[str] = ("exchange",)) -> str:
    """The team's file, with these people's numbers and the exchange that reaches them, under each of these names."""
    text = TEAM.read_text("utf-8")
    for name, number in phones.items():
        text = text.replace(f"slack: {PEOPLE[name][0]},", f'slack: {PEOPLE[name][0]}, phone: "{number}",')
    provider = f'kind: twilio, account: "AC{"0" * 32}", token: sandbox-auth-token, from: "+15005550006"'
    quiet = "reachability: {canary: off, evening_report: off}"  # they have a story of their own
    listed = "".join(f'    - {{name: {name}, {provider}, url: "{exchange}"}}\n' for name in providers)
    return f"{text}paging:\n  providers:\n{listed}{quiet}\n"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def connected(sandbox: Sandbox) -> None:
    """Wait for the bot's ear: a command that comes before is refused by Slack, as in life."""
    for _ in range(1000):
        if any(not link.leaving for link in sandbox.socket_mode.links):
            return
        time.sleep(0.005)
    raise AssertionError("the bot does not connect")


@contextmanager
def town(
    database_url: str,
    *,
    schemas: Path | None = None,
    over_http: bool = False,
    start: datetime = FRIDAY_IN_MADRID,
    team: Path | str = TEAM,
    people: Sequence[str] = tuple(PEOPLE),
    public_url: str | None = None,
    phones: Mapping[str, str] = MappingProxyType({}),
    providers: Sequence[str] = ("exchange",),
) -> Iterator[Town]:
    """A town at `start`, its bot connected over Socket Mode, or over signed HTTP. `phones` are people's numbers: then
    there is an exchange too, which reaches the bot and is reached by it as each of the `providers`."""
    clock = MovableClock(start)
    pace = Pace(rings=5.0, word=0.0, keys=0.02)
    with Sandbox(clock=clock.now, schemas=schemas, shortcuts=SHORTCUTS, pace=pace) as sandbox:
        loaded = load_setup(with_phones(phones, sandbox.url, providers), TOKENS) if phones else _loaded(team)
        port = _free_port() if phones else 0
        if phones:
            public_url = f"http://127.0.0.1:{port}"
            sandbox.exchange.sms_url = f"{public_url}/phone/exchange/sms"
        seen = {
            name: sandbox.person(name, id=PEOPLE[name][0], tz=PEOPLE[name][1], phone=phones.get(name, ""))
            for name in people
        }
        sandbox.channel("incidents", list(seen.values()))
        settings = Settings(
            slack_bot_token=SecretStr(sandbox.bot_token),
            slack_app_token=None if over_http else SecretStr(sandbox.app_token),
            slack_signing_secret=SecretStr(sandbox.signing_secret) if over_http else None,
            slack_api_url=sandbox.api_url,
            database_url=SecretStr(read_database_url(database_url)),
            port=port,
            public_url=public_url,
        )
        bot = (
            Meridian(settings, loaded.setup, clock, loaded.paging)
            if loaded
            else Meridian(settings, Setup(), clock)
        )
        bot.start()
        if over_http:
            sandbox.use_http(f"{bot.url}/slack/events")
        with httpx.Client(base_url=bot.url, timeout=15, verify=False) as http:
            made = Town(sandbox, bot, clock, seen, http)
            try:
                if not over_http:
                    connected(sandbox)
                yield made
            finally:
                made.bot.stop()
