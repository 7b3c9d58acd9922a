"""The demo as the command line holds it: a Slack, a shop and a bot that can be killed, on one clock that can be moved."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from bot.app import Engine, open_engine
from bot.clock import MovableClock
from bot.demo import routes, team
from bot.demo.bot_handle import BotHandle
from bot.demo.comeback import Comeback
from bot.demo.completion import command
from bot.demo.passage import Passage
from bot.demo.shop import Shop
from bot.demo.stage import Parts
from bot.demo.tour import Sight, Tour
from bot.demo.weather import Weather
from bot.domain.incident import Incident
from bot.engine.contacts import new_key
from bot.engine.queries import Sees
from bot.sandbox import Sandbox
from bot.sandbox.slack import App
from bot.slack.socket_door import CONNECTIONS

HEARS_WITHIN = 5.0
"""Seconds for the bot's lines to Slack; what people do before that would be answered with an error."""

LOOKS_EVERY = 0.01
"""Seconds between two looks whether it hears."""

LATELY = 60.0
"""Seconds for which a refusal of Slack's is shown."""

LOOKED_AT = 50
"""Incidents among which the tour's is looked for."""


class Show:
    """The demo on http://127.0.0.1:`port` (0: any free one); everything is forgotten at the end.

    Without `clock` it is the machine's time, and can be moved forwards.
    """

    def __init__(self, port: int, clock: MovableClock | None = None) -> None:
        self._port = port
        self.clock = clock or MovableClock()
        self._ending = threading.Event()
        self._open = ExitStack()
        self._setup = team.team_setup()
        self._viewers: set[str] = set()
        self.tour = Tour()
        self.parts: Parts | None = None
        self.shop = Shop(self._door, self.clock, self._ending.wait)
        self.sandbox = Sandbox(
            port,
            clock=self.clock.now,
            app=App(
                subscriptions=team.SUBSCRIPTIONS,
                commands=(command(self._setup),),
                global_shortcuts=team.GLOBAL_SHORTCUTS,
            ),
            shortcuts=team.SHORTCUTS,
            extra_routes=routes.routes(self),
            extra_scripts=routes.SCRIPTS,
            workspace_name="Meridian demo",
        )
        self.weather = Weather(self.sandbox)

    @property
    def url(self) -> str:
        """The page."""
        return self.sandbox.url

    @property
    def running(self) -> Parts:
        """What there is once it has started. Raises LookupError before."""
        if self.parts is None:
            raise LookupError("the demo has not started")
        return self.parts

    def start(self) -> None:
        """Returns when people and monitoring are heard. Raises OSError when the port is taken (nothing has begun),
        CannotStartBot when the bot can't."""
        _check_free(self._port)
        team.move_in(self.sandbox, self._setup, self.clock.now())
        self.sandbox.start()
        with ExitStack() as on_failure:
            on_failure.callback(self.stop)
            self._open.callback(self.sandbox.stop)
            self._start_bot()
            on_failure.pop_all()

    def stop(self) -> None:
        """End everything and forget it. Twice is no error."""
        self._ending.set()
        self._open.close()

    def looked(self, slack_id: str, channel: str) -> None:
        """Somebody looks at the page as this person, at this conversation; pages are read in the one with the bot."""
        name = team.name_of(slack_id)
        if name and channel == self._dm(slack_id):
            self._viewers.add(name)

    def sight(self) -> Sight:
        """What the tour sees. Raises CannotStore."""
        parts = self.running
        incident = self._followed(parts.engine)
        now = self.clock.now()
        records = parts.engine.handle.timeline(incident.id, Sees.EVERYTHING) if incident else ()
        return Sight(
            setup=parts.passage.setup,
            now=now,
            incident=incident,
            records=records,
            viewers=frozenset(self._viewers),
            has_file=incident is not None and self._has_file(incident),
            dm=self._dm,
        )

    def refusals(self) -> dict[str, int]:
        """What Slack refused in the last minute, by its error, with how often."""
        since = time.monotonic() - LATELY
        return Counter(call.error for call in self.sandbox.journal if call.error and call.started > since)

    def _followed(self, engine: Engine) -> Incident | None:
        """The newest incident that somebody was paged for: what was declared beside it pages nobody."""
        recent = engine.handle.recent_incidents(Sees.EVERYTHING, LOOKED_AT)
        return next((incident for incident in recent if incident.escalation or incident.pages_sent), None)

    def _has_file(self, incident: Incident) -> bool:
        space = self.sandbox.workspace
        with space.lock:
            room = space.channels.get(incident.room.channel) if incident.room else None
            return room is not None and any(message.files for message in room.messages.values())

    def _dm(self, slack_id: str) -> str:
        space = self.sandbox.workspace
        with space.lock:
            return space.direct_channel(self.sandbox.app.bot_user, slack_id).id

    def _start_bot(self) -> None:
        folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="meridian-demo-")))
        settings = self._settings(folder)
        # Made and brought to its schema here: two processes that do so at once wait for each other.
        engine = open_engine(settings["DATABASE_URL"], self._setup, self.clock)
        self._open.callback(engine.close)
        bot = BotHandle(self.clock, settings)
        self._open.callback(bot.kill)  # Nothing is kept, so nothing is finished.
        passage = Passage(self.clock, engine, bot.tell_time, self._ending.wait)
        self.parts = Parts(engine, bot, passage, Comeback(bot, self.sandbox, passage.settled))
        bot.start()
        self._wait_until_it_hears()

    def restart_bot(self) -> str:
        """Start it again after it was killed, and let the monitoring come again; returns what came of it."""
        said = self.running.comeback.restart()
        self._wait_until_it_hears()
        self.shop.comes_again()
        return said

    def _settings(self, folder: Path) -> dict[str, str]:
        """Nothing of the environment: the demo must not find a real workspace there."""
        port = _free_port()  # known before the bot is, for the exchange is told where it listens
        self.sandbox.exchange.sms_url = f"http://127.0.0.1:{port}/phone/exchange/sms"
        return {
            "SLACK_BOT_TOKEN": self.sandbox.bot_token,
            "SLACK_APP_TOKEN": self.sandbox.app_token,
            "SLACK_API_URL": self.sandbox.api_url,
            "DATABASE_URL": f"sqlite:///{folder / 'meridian.db'}",
            "MERIDIAN_HOST": "127.0.0.1",
            "MERIDIAN_PORT": str(port),
            "MERIDIAN_ENCRYPTION_KEY": new_key(),  # gone with the database that it seals
            "MERIDIAN_PUBLIC_URL": f"http://127.0.0.1:{port}",
            team.EXCHANGE: self.sandbox.url,
        }

    def _wait_until_it_hears(self) -> None:
        until = time.monotonic() + HEARS_WITHIN
        while len(self.sandbox.socket_mode.links) < CONNECTIONS and time.monotonic() < until:
            if self._ending.wait(LOOKS_EVERY):
                return

    def _door(self) -> str:
        return self.parts.bot.url if self.parts else ""


def _free_port() -> int:
    """One that nobody listens at."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _check_free(port: int) -> None:
    """Raises OSError when somebody listens there."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(("127.0.0.1", port))
