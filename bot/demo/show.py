"""The demo as the command line holds it: a Slack, the bot and a shop in one process, on one clock that can be moved."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from bot.app import Meridian
from bot.clock import MovableClock
from bot.config import Settings, load_settings
from bot.demo import routes, team
from bot.demo.passage import Passage
from bot.demo.shop import Shop
from bot.sandbox import Sandbox
from bot.sandbox.slack import App
from bot.slack.socket_door import CONNECTIONS

HEARS_WITHIN = 5.0
"""Seconds for the bot's lines to Slack; what people do before that would be answered with an error."""

LOOKS_EVERY = 0.01
"""Seconds between two looks whether it hears."""


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
        self.bot: Meridian | None = None
        self.shop = Shop(self._door, self.clock, self._ending.wait)
        self.passage: Passage | None = None
        self.sandbox = Sandbox(
            port,
            clock=self.clock.now,
            app=App(subscriptions=team.SUBSCRIPTIONS),
            shortcuts=team.SHORTCUTS,
            extra_routes=routes.routes(self),
            extra_scripts=routes.SCRIPTS,
            workspace_name="Meridian demo",
        )

    @property
    def url(self) -> str:
        """The page."""
        return self.sandbox.url

    def start(self) -> None:
        """Returns when people and monitoring are heard. Raises OSError when the port is taken: nothing has begun."""
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

    def _start_bot(self) -> None:
        folder = self._open.enter_context(tempfile.TemporaryDirectory(prefix="meridian-demo-"))
        bot = Meridian(self._settings(Path(folder)), self._setup, self.clock)
        self._open.callback(bot.stop)
        bot.start()
        self.bot = bot
        self.passage = Passage(self.clock, bot, self._ending.wait)
        self._wait_until_it_hears()

    def _settings(self, folder: Path) -> Settings:
        """Nothing of the environment: the demo must not find a real workspace there."""
        return load_settings(
            {
                "SLACK_BOT_TOKEN": self.sandbox.bot_token,
                "SLACK_APP_TOKEN": self.sandbox.app_token,
                "SLACK_API_URL": self.sandbox.api_url,
                "DATABASE_URL": f"sqlite:///{folder / 'meridian.db'}",
                "MERIDIAN_HOST": "127.0.0.1",
                "MERIDIAN_PORT": "0",
            }
        )

    def _wait_until_it_hears(self) -> None:
        until = time.monotonic() + HEARS_WITHIN
        while len(self.sandbox.socket_mode.links) < CONNECTIONS and time.monotonic() < until:
            self._ending.wait(LOOKS_EVERY)

    def _door(self) -> str:
        return self.bot.url if self.bot else ""


def _check_free(port: int) -> None:
    """Raises OSError when somebody listens there."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(("127.0.0.1", port))
