"""The smallest pieces of what people read: escaped words, times, durations, links.

Everything here that says "mrkdwn" is ready for Slack; the rest is for places that take
no formatting (headers, buttons, titles, topics) and for files.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from bot.domain.setup import Severity

ELLIPSIS = "…"
LINK_URL_MAX = 2000
"""Longer addresses are shown as text: Slack takes 3000 in a button, and browsers stop earlier."""

FIRING = "#a30200"
ACKNOWLEDGED = "#daa038"
SILENCED = "#dddddd"
RESOLVED = "#2eb886"
"""Colour is state: the same four in every message."""

_EMOJI = {Severity.P1: "🔴", Severity.P2: "🟠", Severity.P3: "🟡", Severity.P4: "🔵"}
_IN_ADDRESSES = str.maketrans({"<": "%3C", ">": "%3E", "|": "%7C", " ": "%20", '"': "%22", "&": "&amp;"})


def escape(text: str) -> str:
    """What people or monitors wrote, as mrkdwn: `<!channel>` becomes words. Once, as the last step."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(text: str) -> str:
    """The same words with every run of white space made one blank."""
    return " ".join(text.split())


def cut(text: str, limit: int) -> str:
    """Mrkdwn of at most `limit` characters, an ellipsis in place of the rest, entities kept whole."""
    if len(text) <= limit:
        return text
    kept = text[: limit - len(ELLIPSIS)]
    opened = kept.rfind("<")
    if opened > kept.rfind(">"):
        kept = kept[:opened]
    entity = kept.rfind("&")
    if entity >= 0 and ";" not in kept[entity:]:
        kept = kept[:entity]
    return kept.rstrip() + ELLIPSIS


def shorten(text: str, limit: int) -> str:
    """Unformatted words on one line, of at most `limit` characters."""
    line = one_line(text)
    return line if len(line) <= limit else line[: limit - len(ELLIPSIS)].rstrip() + ELLIPSIS


def words(text: str, limit: int) -> str:
    """What somebody wrote as one line of mrkdwn, of at most `limit` characters."""
    return cut(escape(one_line(text)), limit)


def in_code(text: str, limit: int = 60) -> str:
    """The same to stand between backticks, which it can't end."""
    return words(text, limit).replace("`", "")


def stopped(text: str) -> str:
    """The words with a full stop, unless they end in a mark of their own."""
    return text if not text or text[-1] in ".!?…:" else f"{text}."


def paragraph(text: str, limit: int) -> str:
    """What somebody wrote as mrkdwn with its line breaks, of at most `limit` characters."""
    return cut(escape(text.strip()), limit)


def utc(at: datetime) -> str:
    """`2026-11-18 14:26 UTC`, for places that take no mrkdwn."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def when(at: datetime) -> str:
    """Mrkdwn that shows each reader the time on their own clock."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{utc(at)}>"


def lasting(span: timedelta) -> str:
    """`40 s`, `12 min`, `2 h 5 min`, `3 d 4 h`: two units at most; a negative span is nothing."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 alert`, `2 alerts`, `10,000 alerts`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def either(names: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def is_web_address(url: str) -> bool:
    """Whether it is http or https, has a host, and may stand in a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and len(url) <= LINK_URL_MAX


def link(text: str, url: str, limit: int = 80) -> str:
    """A mrkdwn link; only its words when the address is not one of the web."""
    shown = words(text or place_of(url), limit)
    if not is_web_address(url):
        return shown
    # "|" would end the address in Slack's notation, and has no escape among the words either
    return f"<{one_line(url).translate(_IN_ADDRESSES)}|{shown.replace('|', '¦')}>"


def place_of(url: str) -> str:
    """`runbooks.example/checkout`: an address as a person would say it."""
    return shorten(url.partition("://")[2].rstrip("/") or url, 60)


def emoji(severity: Severity) -> str:
    """The coloured dot of a severity."""
    return _EMOJI[severity]


def listed(items: Sequence[str]) -> str:
    """`a, b and c`; "" for none."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
