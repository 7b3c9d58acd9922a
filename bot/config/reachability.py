"""Tests and reports of who can be reached: as the file says, or on where anything beyond Slack carries pages."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from bot.config.problems import quoted
from bot.config.text import mistake, read_text
from bot.config.times import read_time_or_off
from bot.domain.setup import Reachability

REPORT_AT = 18 * 60
"""Minutes after local midnight: early enough to repair it before the night."""


def read_canary(value: object) -> bool:
    """`monthly`, or `off`."""
    text = read_text(value)
    if text in {"monthly", "off"}:
        return text == "monthly"
    raise mistake(f"is neither monthly nor off: {quoted(text)}", "write monthly or off")


CanaryWord = Annotated[
    bool,
    PlainValidator(read_canary),
    WithJsonSchema({"type": "string", "enum": ["monthly", "off"], "examples": ["monthly"]}),
]
TimeOrOff = Annotated[
    int | None,
    PlainValidator(read_time_or_off),
    WithJsonSchema(
        {"type": "string", "pattern": r"^(([01]?[0-9]|2[0-3]):[0-5][0-9]|off)$", "examples": ["18:00"]}
    ),
]


def reachability(
    canary: bool | None, evening: int | None, given: set[str], *, beyond_slack: bool
) -> Reachability:
    """What holds; what is not `given` follows whether there are providers (`beyond_slack`)."""
    usual = Reachability(beyond_slack, REPORT_AT if beyond_slack else None)
    return Reachability(
        bool(canary) if "canary" in given else usual.canary,
        evening if "evening_report" in given else usual.evening_report,
    )
