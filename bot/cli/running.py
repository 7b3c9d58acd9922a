"""`meridian serve`, until a signal says stop, and `meridian demo`, which is a program of its own."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from bot.app import CannotStart, Meridian
from bot.cli import logs
from bot.cli.terminal import environment, fail, out, team
from bot.stopping import Stopping
from bot.web.server import CannotListen


def serve() -> None:
    """Run until SIGTERM or Ctrl-C; what is on its way is finished first."""
    settings = environment(need_slack=True)
    loaded = team(settings)
    logs.set_up()
    for warning in (*settings.warnings, *loaded.warnings, *loaded.paging.warnings(settings.public_url)):
        out.print(f"warning: {warning}", markup=False, soft_wrap=True)
    stopping = Stopping()
    try:
        bot = Meridian(settings, loaded.setup, paging=loaded.paging)
    except CannotStart as trouble:
        fail(str(trouble))
    try:
        bot.start()
        _keep_what_is_loaded()
        stopping.wait()
    except CannotListen as trouble:
        fail(str(trouble))
    finally:
        bot.stop()


def _keep_what_is_loaded() -> None:
    """The libraries stay to the end: looking through their 100 MB for garbage took a fifth of an alert's time."""
    gc.collect()
    gc.freeze()


def demo(port: int, *, open_browser: bool) -> NoReturn:
    """Become the demo: a program of its own, so that `serve` carries nothing of it."""
    options = [] if open_browser else ["--no-open"]
    # No shell is wanted, and every word is ours or a number.
    os.execv(sys.executable, [sys.executable, "-m", "bot.demo", "--port", str(port), *options])  # noqa: S606
