"""The demo's bot, in a process of its own so that it can be killed: `python -m bot.demo.bot_process`.

Its settings are its environment. It says its address in a line on standard output. A line
on standard input says how far the demo's clock was moved in all, in microseconds; when that
ends, so does the bot: a demo that is gone leaves nothing behind.
"""

from __future__ import annotations

import logging
import os
import sys
from datetime import datetime, timedelta

import structlog

from bot.app import CannotStart, Meridian
from bot.clock import MovableClock
from bot.config import load_settings
from bot.demo import team
from bot.web.server import CannotListen

STANDS_AT = "DEMO_STANDS_AT"
"""The environment's name for a moment (ISO 8601) at which time stands still until it is moved; for tests."""


def main() -> None:
    """Start, say where, and follow the clock until the demo ends."""
    logging.basicConfig(level=logging.ERROR)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    stands_at = os.environ.get(STANDS_AT)
    clock = MovableClock(datetime.fromisoformat(stands_at) if stands_at else None)
    _follow(clock)
    loaded = team.load_team(os.environ[team.EXCHANGE])
    try:
        bot = Meridian(load_settings(dict(os.environ)), loaded.setup, clock, loaded.paging)
        bot.start()
    except (CannotStart, CannotListen) as trouble:
        sys.exit(f"the demo's bot can't start: {trouble}")
    sys.stdout.write(f"{bot.url}\n")
    sys.stdout.flush()
    while _follow(clock):
        bot.wake()
    bot.stop()


def _follow(clock: MovableClock) -> bool:
    """Read how far time was moved, and go there; False when the demo has ended."""
    line = sys.stdin.readline()
    if line.strip():
        clock.move(max(timedelta(), timedelta(microseconds=int(line)) - clock.shift))
    return bool(line)


if __name__ == "__main__":
    main()
