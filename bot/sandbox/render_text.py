"""Slack's mrkdwn and blocks as the lines that one particular person reads."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.sandbox.elements import options_of
from bot.sandbox.records import Json

TOKEN = re.compile(r"<([^<>]+)>")
DATE_TOKEN = re.compile(r"\{(\w+)\}")
MINUTE, HOUR, DAY = 60, 3600, 86_400
SIX_MONTHS = 183  # days


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: their IANA zone, their clock, how ids become names, and what time it is (aware)."""

    tz: str
    hours24: bool
    now: datetime
    user_name: Callable[[str], str]
    channel_name: Callable[[str], str]
    group_name: Callable[[str], str]


def plain(text: str, reader: Reader) -> str:
    """mrkdwn as read: dates in the reader's zone, names for ids, labels for links, entities unescaped.

    Formatting marks (`*`, `_`, `~`, backticks) stay, since tests look for words, not for weight.
    """
    shown = TOKEN.sub(lambda match: _entity(match.group(1), reader), text)
    return unescaped(shown)


def unescaped(text: str) -> str:
    """The three entities that Slack knows."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _entity(inner: str, reader: Reader) -> str:
    body, _, label = inner.partition("|")
    if body.startswith("@"):
        return "@" + reader.user_name(body[1:])
    if body.startswith("#"):
        return "#" + (label or reader.channel_name(body[1:]))
    if body.startswith("!date^"):
        return _date_entity(body, label, reader)
    if body.startswith("!subteam^"):
        return label or "@" + reader.group_name(body.removeprefix("!subteam^"))
    if body.startswith("!"):
        return label or "@" + body[1:].partition("^")[0]
    return label or body.removeprefix("mailto:")


def _date_entity(body: str, fallback: str, reader: Reader) -> str:
    parts = body.split("^")
    try:
        return format_date(int(parts[1]), parts[2], reader)
    except (ValueError, IndexError, OverflowError):
        return fallback


def format_date(timestamp: int, pattern: str, reader: Reader) -> str:
    """`<!date^timestamp^pattern|…>` in the reader's zone, with the tokens of Slack's reference.

    Raises ValueError for a token that Slack doesn't know (Slack shows the fallback then).
    """
    at = datetime.fromtimestamp(timestamp, ZoneInfo(reader.tz))
    today = reader.now.astimezone(ZoneInfo(reader.tz)).date()

    def shown(match: re.Match[str]) -> str:
        word = match.group(1)
        if word == "ago":
            return _ago(timestamp, reader.now)
        if word in ("time", "time_secs"):
            return _time(at, seconds=word == "time_secs", hours24=reader.hours24)
        return _date(word, at.date(), today, capital=match.start() == 0)

    return DATE_TOKEN.sub(shown, pattern)


def _date(word: str, day: date, today: date, *, capital: bool) -> str:
    name, pretty, _ = word.partition("_pretty")
    if pretty:
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - today).days)
        if near:
            return near.capitalize() if capital else near
    return _plain_date("day_divider" if word == "day_divider_pretty" else name, day, today)


def _plain_date(name: str, day: date, today: date) -> str:
    ordinal = f"{day.day}{_suffix(day.day)}"
    # Slack leaves the year out when the date is less than six months away
    year = "" if abs((day - today).days) < SIX_MONTHS else f", {day.year}"
    match name:
        case "date_num":
            return day.isoformat()
        case "date_slash":
            return f"{day:%d/%m/%Y}"
        case "date":
            return f"{day:%B} {ordinal}{year}"
        case "date_short":
            return f"{day:%b} {day.day}{year}"
        case "date_long":
            return f"{day:%A}, {day:%B} {ordinal}{year}"
        case "date_long_full":
            return f"{day:%B} {day.day}, {day.year}"
        case "day_divider":
            return f"{day:%A}, {day:%B} {ordinal}" + ("" if day.year == today.year else f", {day.year}")
        case _:
            raise ValueError(f"unknown date token: {name}")


def _suffix(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _time(at: datetime, *, seconds: bool, hours24: bool) -> str:
    tail = f":{at:%S}" if seconds else ""
    if hours24:
        return f"{at:%H:%M}{tail}"
    return f"{at.hour % 12 or 12}:{at:%M}{tail} {'AM' if at.hour < 12 else 'PM'}"


def _ago(timestamp: int, now: datetime) -> str:
    gap = now - datetime.fromtimestamp(timestamp, UTC)
    seconds = abs(int(gap / timedelta(seconds=1)))
    if seconds < MINUTE:
        words = f"{seconds} second"
        count = seconds
    elif seconds < HOUR:
        count = seconds // MINUTE
        words = f"{count} minute"
    elif seconds < DAY:
        count = seconds // HOUR
        words = f"{count} hour"
    else:
        count = seconds // DAY
        words = f"{count} day"
    words += "" if count == 1 else "s"
    return f"{words} ago" if gap >= timedelta() else f"in {words}"


# ---- blocks


def text_of(text: Json | None, reader: Reader) -> str:
    """A text object as read: plain_text is shown as it stands, but for `&amp;`, `&lt;` and `&gt;`."""
    if not text:
        return ""
    words = str(text.get("text", ""))
    return plain(words, reader) if text.get("type") == "mrkdwn" else unescaped(words)


def block_lines(blocks: list[Json], reader: Reader) -> list[str]:
    """The lines of blocks from top to bottom; buttons of a row as "[A] [B]", inputs by their label."""
    return [line for block in blocks for line in _lines(block, reader)]


def _lines(block: Json, reader: Reader) -> Iterable[str]:
    lines = LINES.get(str(block.get("type")))
    return lines(block, reader) if lines else ()


def _section(block: Json, reader: Reader) -> Iterator[str]:
    yield from text_of(block.get("text"), reader).splitlines()
    for field in block.get("fields") or []:
        yield text_of(field, reader)
    if block.get("accessory"):
        yield element_line(block["accessory"], reader)


def _row(block: Json, reader: Reader) -> Iterator[str]:
    yield " ".join(element_line(element, reader) for element in block.get("elements", []))


def _input(block: Json, reader: Reader) -> Iterator[str]:
    yield f"{text_of(block.get('label'), reader)}:"
    if block.get("hint"):
        yield text_of(block["hint"], reader)


def _rich_text(block: Json, reader: Reader) -> Iterable[str]:
    return "".join(_rich(part, reader) for part in block.get("elements", [])).splitlines()


def _table(block: Json, reader: Reader) -> Iterable[str]:
    return (" | ".join(_rich(cell, reader) for cell in row) for row in block.get("rows", []))


LINES: dict[str, Callable[[Json, Reader], Iterable[str]]] = {
    "section": _section,
    "header": lambda block, reader: [text_of(block.get("text"), reader)],
    "context": _row,
    "actions": _row,
    "divider": lambda _block, _reader: ["———"],
    "input": _input,
    "image": lambda block, _reader: [f"({block.get('alt_text', '')})"],
    "markdown": lambda block, _reader: str(block.get("text", "")).splitlines(),
    "table": _table,
    "rich_text": _rich_text,
}


def element_line(element: Json, reader: Reader) -> str:
    """One element as read."""
    match element.get("type"):
        case "mrkdwn" | "plain_text":
            return text_of(element, reader)
        case "image":
            return f"({element.get('alt_text', '')})"
        case "button" | "workflow_button":
            return f"[{text_of(element.get('text'), reader)}]"
        case "overflow":
            return "[…]"
        case _:
            label = text_of(element.get("placeholder"), reader)
    choices = ", ".join(text_of(option.get("text"), reader) for option in options_of(element))
    return f"[{label or choices}]"


def _rich(part: Json, reader: Reader) -> str:
    inner = "".join(_rich(item, reader) for item in part.get("elements", []))
    match part.get("type"):
        case "text" | "raw_text" | "raw_number":
            return str(part.get("text", part.get("value", "")))
        case "link":
            return str(part.get("text") or part.get("url", ""))
        case "user":
            return "@" + reader.user_name(str(part.get("user_id")))
        case "channel":
            return "#" + reader.channel_name(str(part.get("channel_id")))
        case "emoji":
            return f":{part.get('name')}:"
        case "date":
            return format_date(int(part["timestamp"]), str(part["format"]), reader)
        case "rich_text_list":
            return "".join(f"• {_rich(item, reader)}\n" for item in part.get("elements", []))
        case "rich_text_section" | "rich_text_preformatted" | "rich_text_quote":
            return inner
        case _:
            return inner


def attachment_lines(attachments: list[Json], reader: Reader) -> list[str]:
    """The lines of legacy attachments: their blocks, or title, text and fields."""
    lines: list[str] = []
    for attachment in attachments:
        if attachment.get("blocks"):
            lines += block_lines(attachment["blocks"], reader)
            continue
        for key in ("pretext", "title", "text"):
            if attachment.get(key):
                lines += plain(str(attachment[key]), reader).splitlines()
    return lines
