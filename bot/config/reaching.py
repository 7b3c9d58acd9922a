"""How somebody is paged: steps such as `sms 1m`."""

from __future__ import annotations

from datetime import timedelta

from bot.config.problems import listed, nearest, quoted
from bot.config.text import mistake, read_text
from bot.config.times import read_duration
from bot.domain.setup import Method, NotificationStep


def read_step(value: object) -> NotificationStep:
    """`slack 0m`, `sms 1m`, `voice 2m`; the method alone means at once."""
    text = read_text(value)
    method, _, after = text.partition(" ")
    words = [one.value for one in Method]
    if method not in words:
        near = nearest(method, words)
        instead = f"write {f'{near} {after}'.strip()}" if near else f"write one of {listed(words)}"
        raise mistake(f"names no way to reach somebody: {quoted(text)}", instead)
    return NotificationStep(Method(method), read_duration(after) if after else timedelta())
