"""The types of the model's fields: a reader with its pattern for editors."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue

from bot.config.days_off import DaysOff, read_holidays
from bot.config.names import (
    read_channel,
    read_door_name,
    read_fallback,
    read_group_id,
    read_name,
    read_person_name,
    read_service_name,
    read_slack_id,
    read_target,
)
from bot.config.reaching import read_step
from bot.config.times import (
    WeekTime,
    read_duration,
    read_duration_or_off,
    read_hours,
    read_quiet,
    read_some_duration,
    read_start,
    read_week_time,
    read_weekday,
    read_zone,
)
from bot.config.values import (
    MOST_ROUNDS,
    TokenDigest,
    read_kind,
    read_rounds,
    read_severity,
    read_token,
    read_url,
)
from bot.domain.setup import (
    IntegrationKind,
    LocalHours,
    NotificationStep,
    QuietFallback,
    Severity,
    Target,
    TargetKind,
    Weekday,
)

_DURATION = "[0-9]{1,9}[smhdw]"
_TIME = "([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00"
_HOURS = f"({_TIME}) ?[-–] ?({_TIME})"  # people paste the long dash too
_DAY = "([Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)[a-z]*"
PERSON = "[a-z0-9_.-]{1,40}"
NAME = "[A-Za-z0-9_./+-]{1,80}"
DOOR = "[A-Za-z0-9_.-]{1,80}"
SERVICE = "[^:]{1,80}"
SEVERITY = "P[1-4]"
_KINDS = "|".join(kind.value for kind in TargetKind)
_REFERENCE = r"\$\{[A-Za-z_][A-Za-z0-9_]*\}"


def _text(pattern: str, example: str) -> JsonSchemaValue:
    """Text of this pattern, or text with a `${NAME}`, whose value an editor cannot know."""
    return {"type": "string", "pattern": f"^({pattern}|.*{_REFERENCE}.*)$", "examples": [example]}


def _words(words: list[str]) -> JsonSchemaValue:
    return {"type": "string", "enum": words, "examples": [words[0]]}


Duration = Annotated[timedelta, PlainValidator(read_duration), WithJsonSchema(_text(_DURATION, "15m"))]
SomeDuration = Annotated[
    timedelta, PlainValidator(read_some_duration), WithJsonSchema(_text(_DURATION, "5m"))
]
DurationOrOff = Annotated[
    timedelta | None, PlainValidator(read_duration_or_off), WithJsonSchema(_text(f"{_DURATION}|off", "15m"))
]
Hours = Annotated[LocalHours, PlainValidator(read_hours), WithJsonSchema(_text(_HOURS, "07:00-16:00"))]
Quiet = Annotated[
    LocalHours | None, PlainValidator(read_quiet), WithJsonSchema(_text(f"{_HOURS}|off", "02:00-07:00"))
]
TimeInWeek = Annotated[
    WeekTime, PlainValidator(read_week_time), WithJsonSchema(_text(f"{_DAY} ({_TIME})", "fri 19:00"))
]
Day = Annotated[Weekday, PlainValidator(read_weekday), WithJsonSchema(_text(_DAY, "mon"))]
Start = Annotated[
    datetime,
    PlainValidator(read_start),
    WithJsonSchema(_text("[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?", "2026-11-02")),
]
_ZONE = "[A-Za-z][A-Za-z0-9_+/-]*"
_COUNTRY = "[A-Z]{2}(-[A-Z0-9]{1,4})?"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
Holidays = Annotated[
    DaysOff,
    PlainValidator(read_holidays),
    WithJsonSchema(
        {
            "anyOf": [
                _text(_COUNTRY, "EC"),
                {"type": "array", "items": _text(f"{_COUNTRY}|{_DATE}", "ES-MD")},
            ],
            "examples": ["EC"],
        }
    ),
]
NotifyStep = Annotated[
    NotificationStep,
    PlainValidator(read_step),
    WithJsonSchema(_text(f"(slack|sms|voice|email|push)( {_DURATION})?", "sms 1m")),
]
GroupId = Annotated[
    str, PlainValidator(read_group_id), WithJsonSchema(_text("S[A-Z0-9_]{1,40}", "S0614TZR7"))
]
Zone = Annotated[str, PlainValidator(read_zone), WithJsonSchema(_text(_ZONE, "Europe/Madrid"))]
SlackId = Annotated[
    str, PlainValidator(read_slack_id), WithJsonSchema(_text("[UW][A-Z0-9_]{1,40}", "U024BE7LH"))
]
PersonName = Annotated[str, PlainValidator(read_person_name), WithJsonSchema(_text(PERSON, "ana"))]
PersonKey = Annotated[str, PlainValidator(read_person_name)]
Name = Annotated[str, PlainValidator(read_name), WithJsonSchema(_text(NAME, "primary"))]
NameKey = Annotated[str, PlainValidator(read_name)]
DoorKey = Annotated[str, PlainValidator(read_door_name)]
DoorName = Annotated[str, PlainValidator(read_door_name), WithJsonSchema(_text(DOOR, "twilio"))]
ServiceName = Annotated[str, PlainValidator(read_service_name), WithJsonSchema(_text(SERVICE, "checkout"))]
ServiceKey = Annotated[str, PlainValidator(read_service_name)]
Channel = Annotated[str, PlainValidator(read_channel), WithJsonSchema(_text("#?[^ #.]{1,80}", "incidents"))]
PageTarget = Annotated[
    Target, PlainValidator(read_target), WithJsonSchema(_text(f"({_KINDS}):[^ ]+", "schedule:primary"))
]
Fallback = Annotated[
    QuietFallback | Target,
    PlainValidator(read_fallback),
    WithJsonSchema(_text(f"first_level|last_level|person:{PERSON}", "first_level")),
]
SeverityName = Annotated[
    Severity, PlainValidator(read_severity), WithJsonSchema(_words([s.value for s in Severity]))
]
Kind = Annotated[
    IntegrationKind, PlainValidator(read_kind), WithJsonSchema(_words([k.value for k in IntegrationKind]))
]
Url = Annotated[
    str, PlainValidator(read_url), WithJsonSchema(_text("https?://[^ ]+", "https://runbooks.example/db"))
]
Token = Annotated[TokenDigest, PlainValidator(read_token), WithJsonSchema(_text("[!-~]+", "${SHOP_TOKEN}"))]
Rounds = Annotated[
    int,
    PlainValidator(read_rounds),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MOST_ROUNDS, "examples": [2]}),
]
