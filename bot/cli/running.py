"""`meridian serve` and `meridian demo`: until a signal says stop."""

from __future__ import annotations

import signal
import threading
import webbrowser

from bot.app import CannotStart, Meridian
from bot.cli import logs
from bot.cli.terminal import environment, fail, out, team
from bot.demo.show import Show
from bot.web.server import CannotListen


def serve() -> None:
    """Run until SIGTERM or Ctrl-C; what is on its way is finished first."""
    settings = environment(need_slack=True)
    loaded = team(settings)
    logs.set_up()
    for warning in (*settings.warnings, *loaded.warnings):
        out.print(f"warning: {warning}", markup=False, soft_wrap=True)
    stopping = _stop_signals()
    try:
        bot = Meridian(settings, loaded.setup)
    except CannotStart as trouble:
        fail(str(trouble))
    try:
        bot.start()
        stopping.wait()
    except CannotListen as trouble:
        fail(str(trouble))
    finally:
        bot.stop()


def demo(port: int, *, open_browser: bool) -> None:
    """The bot beside its own Slack; everything is forgotten at the end."""
    logs.set_up()
    stopping = _stop_signals()
    show = Show(port)
    try:
        show.start()
    except OSError as trouble:
        fail(f"Port {port} can't be used: {trouble}. Choose another: meridian demo --port 8081")
    out.print(f"Meridian is ready on {show.url} (Ctrl-C ends it; nothing is kept).", soft_wrap=True)
    if open_browser:
        webbrowser.open(show.url)
    try:
        stopping.wait()
    finally:
        show.stop()


def _stop_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
