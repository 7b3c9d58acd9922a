"""Puts the parts together; nothing else ties two parts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from prometheus_client import CollectorRegistry

from bot.clock import Clock, SystemClock, fresh_key
from bot.config import Settings
from bot.config.database_url import without_password
from bot.config.load import NO_PAGING
from bot.config.paging import Paging
from bot.delivery.client import new_client
from bot.delivery.pagers.chain import build_chain
from bot.delivery.slack_sender import SlackSender
from bot.delivery.switchboard import Switchboard
from bot.domain.oncall.roster import with_roster
from bot.domain.setup import Setup
from bot.engine.addresses import NOTHING_IN_FILE, AddressBook, InFile
from bot.engine.answering import Answering
from bot.engine.availability import CannotStore
from bot.engine.canaries import Canaries
from bot.engine.changes import Changes
from bot.engine.clock_rollback import ClockRollback
from bot.engine.contacts import Contacts
from bot.engine.corridor import Corridor
from bot.engine.deliveries import Deliveries, pack
from bot.engine.duties import Duties
from bot.engine.handle import Handle
from bot.engine.housekeeping import Housekeeping
from bot.engine.links import NO_LINKS, Links, signed_with
from bot.engine.loops import Loops
from bot.engine.pump import Pump
from bot.engine.restart import take_over
from bot.engine.slow_pages import SlowPages
from bot.engine.tick import Tick
from bot.engine.wakings import Wakings
from bot.scheduler import BEAT, Heartbeat
from bot.slack.door import SlackDoor, SlackSettings, build
from bot.store import roster
from bot.store.database import is_there, open_database
from bot.store.migrate import upgrade
from bot.store.sealing import Safe
from bot.store.serving import AlreadyServing, serve_lock
from bot.store.transactions import Database, DatabaseUnavailable, Tx
from bot.web.doors import Doors
from bot.web.figures import PrometheusFigures
from bot.web.health import HealthCheck, Parts
from bot.web.phone import PhoneDoors
from bot.web.server import Server, serve_http
from bot.web.site import build as build_site

__all__ = ["CannotStart", "DatabaseUnavailable", "Engine", "Meridian", "as_arranged", "open_engine"]

log = structlog.get_logger(__name__)

STOPS_WITHIN = 10.0
"""Seconds. When the bot is stopped, how long requests in flight may take; after that they are left, and
looked up at the next start."""

SWEEP_EVERY = 5.0
"""Seconds. Between checks for deliveries whose process died (it held them for 30 s)."""

LOOK_EVERY = 20.0
"""Seconds between looks at what is due at this time of day: whoever comes on call hears of it within a minute."""

NIGHTS_EVERY = 600.0
"""Seconds between looks whom to ask about last night: it reads every page of nine days, and nobody misses ten minutes."""

TIDY_EVERY = 3600.0
"""Seconds. Between deletions of data that is no longer needed."""


class CannotStart(Exception):
    """Something that the bot needs is missing; the message says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Engine:
    """The database and the corridor to it; no thread of its own, so the command line has one too."""

    database: Database
    corridor: Corridor
    handle: Handle

    @property
    def setup(self) -> Setup:
        return self.corridor.setup

    def now(self) -> datetime:
        return self.corridor.clock.now()

    @property
    def wakings(self) -> Wakings:
        """Who was woken, and what everyone carried."""
        return self.handle.wakings

    def close(self) -> None:
        self.database.close()


def open_engine(
    url: str,
    setup: Setup,
    clock: Clock | None = None,
    keys: Sequence[str] = (),
    in_file: InFile = NOTHING_IN_FILE,
    links: Links = NO_LINKS,
) -> Engine:
    """Open the database and bring it to the newest schema. Raises CannotStart.

    `keys` seal and open what is stored of how people are reached; `in_file` are addresses of the team's file;
    `links` makes the addresses under which people reach the bot.
    """
    try:
        database = open_database(url)
        upgrade(database)
    except (DatabaseUnavailable, ValueError) as trouble:
        raise CannotStart(
            f"the database {without_password(url)} can't be used: {_first_line(trouble)}; "
            "start it or wait a minute, or correct DATABASE_URL"
        ) from trouble
    clock = clock or SystemClock()
    addresses = AddressBook(clock, Safe(keys) if keys else None, in_file)
    handle = Handle(database, corridor := Corridor(setup, clock, None, links, addresses), fresh_key())
    with ExitStack() as on_failure:
        on_failure.callback(database.close)
        _lay_over(handle.contacts)  # nobody is asked how people are reached before it is known
        on_failure.pop_all()
    return Engine(database, corridor, handle)


def _lay_over(contacts: Contacts) -> None:
    try:
        contacts.look()
    except CannotStore as trouble:
        raise CannotStart(
            f"what people changed can't be read: {_first_line(trouble)}; wait a minute"
        ) from trouble


def as_arranged(url: str, setup: Setup) -> Setup:
    """The team with what people arranged laid over it, where there is a database to ask; it is not changed.

    Raises DatabaseUnavailable.
    """
    if not is_there(url):
        return setup
    database = open_database(url)
    try:
        return database.read(lambda tx: _as_arranged(tx, setup))
    finally:
        database.close()


def _as_arranged(tx: Tx, setup: Setup) -> Setup:
    return with_roster(setup, roster.load(tx, SystemClock().now())) if roster.is_kept(tx) else setup


class Meridian:
    """A running bot: the engine's loops, Slack, the HTTP doors and the heartbeat."""

    def __init__(
        self, settings: Settings, setup: Setup, clock: Clock | None = None, paging: Paging = NO_PAGING
    ) -> None:
        """Takes the database. Raises CannotStart."""
        self._settings = settings
        self._paging = paging
        self._open = ExitStack()
        self.engine = self._take_database(settings.database_url.get_secret_value(), setup, clock)
        self._registry = CollectorRegistry()
        self._figures = PrometheusFigures(self._registry)
        self._sender = SlackSender(
            new_client(_token(settings), settings.slack_api_url), setup.incidents_channel
        )
        self._pager = build_chain(paging, self._slack_down, self._figures.rang)
        self._deliveries = Deliveries(self.engine.database, self.engine.corridor, fresh_key(), self._figures)
        self._loops = self._make_loops()
        self._slack: SlackDoor = build(self.engine.handle, _slack_settings(settings))
        self._changes = Changes(self.engine.database, self.engine.corridor)
        self.canaries = Canaries(self.engine.database, self.engine.corridor)
        self._heartbeat = Heartbeat()
        self._server: Server | None = None

    def _take_database(self, url: str, setup: Setup, clock: Clock | None) -> Engine:
        try:
            self._open.enter_context(serve_lock(url))
        except (AlreadyServing, OSError) as trouble:
            raise CannotStart(str(trouble)) from trouble
        with ExitStack() as on_failure:
            on_failure.callback(self._open.close)
            keys = [key.get_secret_value() for key in self._settings.encryption_keys]
            in_file = {
                (person, method): given.get_secret_value()
                for person, addresses in self._paging.addresses.items()
                for method, given in addresses.items()
            }
            links = signed_with(self._settings.public_url, keys, _token(self._settings))
            engine = open_engine(url, setup, clock, keys, in_file, links)
            on_failure.pop_all()
        self._open.callback(engine.close)
        return engine

    def _make_loops(self) -> Loops:
        engine = self.engine
        tick = Tick(engine.database, engine.corridor, self._figures)
        teller = Switchboard(self._sender, self._pager)
        pump = Pump(engine.database, engine.corridor, teller, fresh_key(), self._figures)
        return Loops(
            engine.corridor, self._deliveries, tick, pump, ClockRollback(engine.database, engine.corridor)
        )

    @property
    def url(self) -> str:
        """Where the HTTP doors are, once it is started."""
        return self._server.url if self._server else ""

    def start(self) -> None:
        """Open the doors, then hear Slack; returns when alerts are taken. Raises CannotListen."""
        take_over(self.engine.database)
        self._reseal()
        site = build_site(self._doors(), self._registry)
        self._server = serve_http(site, self._settings.host, self._settings.port)
        self._loops.start()
        self._slack.start()
        self._heartbeat.every(BEAT, self._loops.wake, "beat")
        self._heartbeat.every(BEAT, self.engine.handle.contacts.look, "roster")
        self._heartbeat.every(SWEEP_EVERY, self._slack.sweep, "sweep", at_once=True)
        duties = Duties(self.engine.database, self.engine.corridor)
        self._heartbeat.every(LOOK_EVERY, duties.run, "duties", at_once=True)
        self._heartbeat.every(LOOK_EVERY, self.canaries.run, "canaries", at_once=True)
        self._heartbeat.every(LOOK_EVERY, self.engine.handle.walkthroughs.run, "tests", at_once=True)
        self._heartbeat.every(NIGHTS_EVERY, self.engine.wakings.ask, "nights", at_once=True)
        slow = SlowPages(self.engine.database, self.engine.corridor, lambda: self._sender.health.since)
        self._heartbeat.every(BEAT, slow.run, "slow pages")
        tidy = Housekeeping(self.engine.database, self.engine.corridor)
        self._heartbeat.every(TIDY_EVERY, tidy.run, "tidy")
        self._heartbeat.start()
        self._loops.set_back = self._beat_again
        log.info("ready", url=self.url, database=self._settings.database_shown)

    def _reseal(self) -> None:
        """A new first key seals from now on what the old one sealed, which may then be left out."""
        try:
            done, lost = self.engine.handle.contacts.reseal()
        except CannotStore as trouble:
            log.warning("addresses were not sealed anew", reason=str(trouble))
            return
        if done or lost:
            log.warning("addresses sealed with the first key", addresses=done, without_a_key=lost)

    def stop(self) -> None:
        """Take nothing more in, let what is on its way arrive, and close. Twice is no error."""
        self._heartbeat.stop()
        self._loops.halt()
        self._slack.stop()
        if self._server:
            self._server.stop()
        self._loops.stop(STOPS_WITHIN)
        self._give_back()
        self._open.close()

    def _give_back(self) -> None:
        """What is left is for whoever serves next, without waiting for our leases to run out."""
        with suppress(DatabaseUnavailable, CannotStore):
            self.engine.handle.give_back()
            self._deliveries.leave()

    def _beat_again(self) -> None:
        """The clock was set back: the beats are not to wait until it is where it was."""
        self._heartbeat.again()
        self._loops.wake()

    def wake(self) -> None:
        """The time was moved: look again now."""
        self._loops.wake()

    def _doors(self) -> Doors:
        parts = Parts(self._slack_health, self._beating, lambda: self._pager.states if self._pager else {})
        check = HealthCheck(self.engine.handle, self.engine.corridor.wall, parts)
        return Doors(
            pack=pack,
            store=self._deliveries.store,
            oversized=self._deliveries.oversized,
            change=self._changes.take,
            health=check.health,
            metrics=lambda: check.metrics(self._figures, self._registry),
            integrations=self.engine.setup.integrations,
            timeline=self.engine.handle.timeline_page,
            phone=self._phone(),
            calendar=self.engine.handle.feeds.calendar,
            slack=self._slack.handle_http if self._settings.slack_signing_secret else None,
        )

    def _phone(self) -> PhoneDoors | None:
        """Answers come back where there is a provider, and an address at which it reaches us."""
        public_url, pager = self._settings.public_url, self._pager
        if public_url is None or pager is None:
            return None
        tokens = {p.name: p.token.get_secret_value() for p in self._paging.providers if p.token}
        answering = Answering(self.engine.handle, self.engine.corridor, self.engine.handle.person_at)
        return PhoneDoors(answering, public_url, tokens, pager.cut_short, self._slack_down)

    def _slack_down(self) -> bool:
        return not self._sender.health.ok

    def _beating(self) -> bool:
        return self._loops.alive and self._heartbeat.alive

    def _slack_health(self) -> str:
        """What was sent last, and whether anything is heard."""
        if not self._sender.health.ok:
            return str(self._sender.health)
        line = self._slack.status()
        return "ok" if line.ok else "not connected"


def _first_line(trouble: Exception) -> str:
    """What drivers add below it is for programmers."""
    return str(trouble).strip().partition("\n")[0].strip()


def _token(settings: Settings) -> str:
    return settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""


def _slack_settings(settings: Settings) -> SlackSettings:
    app, secret = settings.slack_app_token, settings.slack_signing_secret
    return SlackSettings(
        bot_token=_token(settings),
        app_token=app.get_secret_value() if app else None,
        signing_secret=secret.get_secret_value() if secret else None,
        api_url=settings.slack_api_url,
    )
