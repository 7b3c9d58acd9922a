"""`python -m bot.demo`, which `meridian demo` becomes: until Ctrl-C, and nothing is kept."""

from __future__ import annotations

import argparse
import logging
import sys
import webbrowser

import structlog

from bot.demo.bot_handle import CannotStartBot
from bot.demo.show import Show
from bot.stopping import Stopping


def main() -> None:
    """Start it, say where it is, open a browser, and wait to be stopped."""
    parser = argparse.ArgumentParser(prog="meridian demo", description="The bot beside a Slack of its own.")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--no-open", action="store_true")
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    stopping = Stopping()
    show = _started(wanted.port)
    sys.stdout.write(f"Meridian is ready on {show.url} (Ctrl-C ends it; nothing is kept).\n")
    sys.stdout.flush()
    if not wanted.no_open:
        webbrowser.open(show.url)
    try:
        stopping.wait()
    finally:
        show.stop()


def _started(port: int) -> Show:
    show = Show(port)
    try:
        show.start()
    except OSError as trouble:
        sys.exit(f"Port {port} can't be used: {trouble}. Choose another: meridian demo --port {port + 1}")
    except CannotStartBot as trouble:
        sys.exit(str(trouble))
    return show


if __name__ == "__main__":
    main()
