"""`meridian.yml` as its JSON Schema has it: every key, what it takes, its default, what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from bot.config import notation, paging_words, reachability, schema
from bot.domain.setup import DEFAULT_SEVERITIES
from docs.generate.tables import code, table

Json = Mapping[str, Any]

SAID = re.compile(r"; default: (?P<default>[^;]+)$")
"""How the model writes a default."""

IN_WORDS = frozenset({"all", "every day"})
"""Defaults that are no values to write in the file."""

WORDS: tuple[tuple[Any, str], ...] = (
    (notation.Duration, "duration"),
    (notation.DurationOrOff, "duration, or `off`"),
    (notation.Hours, "local hours"),
    (notation.Quiet, "local hours, or `off`"),
    (notation.TimeInWeek, "weekday and time"),
    (reachability.TimeOrOff, "local time, or `off`"),
    (notation.Day, "weekday"),
    (notation.Start, "local date or time"),
    (notation.Zone, "IANA time zone"),
    (notation.NotifyStep, "method, and after how long"),
    (notation.GroupId, "Slack user group ID"),
    (notation.SlackId, "Slack user ID"),
    (notation.PersonName, "name of a person"),
    (notation.Name, "name"),
    (notation.ServiceName, "name of a service"),
    (notation.Channel, "channel name"),
    (notation.PageTarget, "target"),
    (notation.Fallback, "`first_level`, `last_level` or `person:NAME`"),
    (notation.Url, "URL"),
    (notation.Token, "secret"),
    (paging_words.Secret, "secret"),
    (paging_words.SendsAs, "number, word or email address"),
)


def sections() -> str:
    """The whole file, one part after the other."""
    whole = schema()
    return "\n\n".join(_parts(whole))


def _parts(whole: Json) -> Iterator[str]:
    yield "## The file"
    yield _table(whole, whole)
    for name, entry in _named_entries(whole):
        yield f"## {name}"
        yield str(entry.get("description", ""))
        yield _table(entry, whole)


def _named_entries(whole: Json) -> Iterator[tuple[str, Json]]:
    """Entries by where they stand, such as `schedules.NAME.layers[]`, in the order of the file."""
    found: dict[str, Json] = {}
    _walk("", whole, whole, found)
    yield from found.items()


def _walk(where: str, here: Json, whole: Json, found: dict[str, Json]) -> None:
    for key, value in here.get("properties", {}).items():
        inner, tail = _inner(value, whole)
        place = f"{where}{key}{tail}"
        if inner is not None:
            found[code(place)] = inner
            _walk(f"{place}.", inner, whole, found)


def _inner(value: Json, whole: Json) -> tuple[Json | None, str]:
    """The entry that a key holds, and how it is reached."""
    for reached, tail in (
        (value, ""),
        (value.get("items"), "[]"),
        (_of_names(value), ".NAME"),
    ):
        if isinstance(reached, Mapping) and "$ref" in reached:
            return whole["$defs"][str(reached["$ref"]).rpartition("/")[2]], tail
    return None, ""


def _of_names(value: Json) -> Json | None:
    more = value.get("additionalProperties")
    patterns = value.get("patternProperties", {})
    return more if isinstance(more, Mapping) else next(iter(patterns.values()), None)


def _table(entry: Json, whole: Json) -> str:
    required = set(entry.get("required", ()))
    rows = (_row(key, value, key in required, whole) for key, value in entry.get("properties", {}).items())
    return table(("key", "takes", "default", "meaning"), rows)


def _row(key: str, value: Json, required: bool, whole: Json) -> tuple[str, ...]:
    meaning = str(value.get("description", ""))
    said = SAID.search(meaning)
    default = "required" if required else _words_or_code(said["default"]) if said else _default(value)
    return code(key), takes(value, whole), default, SAID.sub("", meaning)


def _words_or_code(said: str) -> str:
    return said if said in IN_WORDS or said.startswith("the ") else code(said)


def _default(value: Json) -> str:
    given = value.get("default")
    if given in (None, "") or isinstance(given, Mapping):
        return "–"
    return code(str(given).replace("'", "")) if given != [] else "–"


def takes(value: Json, whole: Json) -> str:
    """A key's type in words, with an example."""
    if "enum" in value:
        return "one of " + ", ".join(map(code, value["enum"]))
    if value.get("anyOf") == TypeAdapter(notation.Holidays).json_schema()["anyOf"]:
        return f"country, region or date, or a list of these, such as {code(value['examples'][0])}"
    inner, tail = _inner(value, whole)
    if inner is not None:
        return {"": "see below", "[]": "list, see below", ".NAME": "entries by name, see below"}[tail]
    match value.get("type"):
        case "array":
            return f"list of: {takes(value['items'], whole)}"
        case "integer":
            return f"whole number, {value['minimum']} to {value['maximum']}"
        case "boolean":
            return "`true` or `false`"
        case "object":
            more = _of_names(value)
            return f"mapping of text to {takes(more, whole)}" if more else "entries"
        case _:
            return _text(value)


def _text(value: Json) -> str:
    patterns = {TypeAdapter(kind).json_schema()["pattern"]: word for kind, word in WORDS}
    word = patterns.get(value.get("pattern", ""), "text")
    examples = value.get("examples", ())
    return f"{word}, such as {code(examples[0])}" if examples else word


def severities() -> str:
    """What P1 to P4 ask for unless the file says otherwise."""
    rows = (
        (
            code(severity.value),
            str(rule.channel).lower(),
            _lasting(rule.updates_every),
            _lasting(rule.root_cause_within),
        )
        for severity, rule in DEFAULT_SEVERITIES.items()
    )
    return table(("severity", "`channel`", "`updates_every`", "`root_cause_within`"), rows)


def _lasting(wait: timedelta | None) -> str:
    if wait is None:
        return code("off")
    minutes = int(wait.total_seconds() // 60)
    return code(
        f"{minutes // 1440}d"
        if minutes % 1440 == 0
        else f"{minutes // 60}h"
        if minutes % 60 == 0
        else f"{minutes}m"
    )
