"""Files of the timeline: JSON without loss, CSV that no spreadsheet runs, Markdown that reads top to bottom."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import types
import typing
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.events import Event, Recorded, Status
from bot.domain.fold import fold
from bot.domain.setup import Severity
from bot.render.export import NotAnExport, cell, from_json, to_csv, to_json
from bot.render.export_markdown import to_markdown
from tests.render.samples import CANARY, NOW, setup_of, story

SETUP = setup_of()
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


def values(wanted: typing.Any) -> st.SearchStrategy[typing.Any]:
    """Any value of an annotated type."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in {typing.Union, types.UnionType}:
        return st.one_of([values(a) for a in arguments])
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin is frozenset:
        return st.frozensets(values(arguments[0]), max_size=3)
    if dataclasses.is_dataclass(wanted):
        return st.deferred(lambda: _fields(wanted))
    if issubclass(wanted, Enum):
        return st.sampled_from(list(wanted))
    simple: Mapping[type, st.SearchStrategy[typing.Any]] = {
        str: st.text(max_size=12),
        int: st.integers(0, 10**6),
        bool: st.booleans(),
        datetime: TIMES,
        timedelta: st.timedeltas(timedelta(), timedelta(days=3650)),
        types.NoneType: st.none(),
    }
    return simple[wanted]


def _fields(wanted: typing.Any) -> st.SearchStrategy[typing.Any]:
    hints = typing.get_type_hints(wanted)
    return st.builds(wanted, **{f.name: values(hints[f.name]) for f in dataclasses.fields(wanted)})


AFTER = st.lists(
    st.one_of([values(cls) for cls in typing.get_args(Event) if cls is not e.Declared]), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(values(e.Declared), AFTER, st.lists(st.text(max_size=5), min_size=13, max_size=13), TIMES)
def test_json_gives_the_same_incident_back(
    first: e.Declared, after: list[Event], actors: list[str], at: datetime
) -> None:
    timeline = tuple(
        Recorded("INC-2026-0847", seq, at + timedelta(seconds=seq), by, event)
        for seq, (by, event) in enumerate(zip(actors, [first, *after], strict=False), 1)
    )
    back = from_json(to_json(fold(timeline), timeline, SETUP))
    assert back == timeline
    assert fold(back) == fold(timeline)


def test_every_event_survives_json() -> None:
    records = story(CANARY)
    declared = next(r for r in records if isinstance(r.event, e.Declared))
    assert from_json(to_json(fold([dataclasses.replace(declared, seq=1)]), records, SETUP)) == records


def test_json_has_the_shape_that_others_hold_on_to() -> None:
    document = json.loads(to_json(fold(STORY), STORY, SETUP))
    wanted = "id title severity status service owner declared_at acknowledged_at mitigated_at resolved_at"
    assert [*document["incident"]][:6] == wanted.split()[:6]
    assert {*wanted.split()} <= {*document["incident"]}
    assert document["incident"]["acknowledged_at"] == "2026-11-18T14:30:00Z"
    assert document["timeline"][3] == {
        "at": "2026-11-18T14:30:00Z",
        "kind": "acknowledged",
        "by": "diego",
        "text": "Diego acknowledged and owns it.",
        "seq": 4,
        "data": {
            "person": "diego",
            "shift": None,
            "update_due_at": "2026-11-18T14:35:00Z",
            "root_cause_ask_at": None,
            "root_cause_due_at": None,
            "via": None,
        },
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"incident": {"id": "INC-1"}}',
        '{"incident": {"id": "INC-1"}, "timeline": [{"at": "2026-11-18T14:30:00Z", "kind": "flew", "by": "x", "data": {}}]}',
        '{"incident": {"id": "I"}, "timeline": [{"at": "now", "kind": "recovered", "by": "x", "data": {}}]}',
        '{"incident": {"id": "I"}, "timeline": [{"at": "2026-11-18T14:30:00Z", "kind": "note_added", "by": "x", "data": {"text": 1}}]}',
        '{"incident": {"id": "I"}, "timeline": [{"at": "2026-11-18T14:30:00Z", "kind": "recovered", "by": "x", "data": {"new": 1}}]}',
    ],
)
def test_what_is_no_export_is_refused(text: str) -> None:
    with pytest.raises(NotAnExport, match="no exported timeline"):
        from_json(text)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(start: str) -> None:
    assert cell(f"{start}cmd|'/c calc'!A1") == f"'{start}cmd|'/c calc'!A1"
    assert cell(f"a{start}b") == f"a{start}b"


def test_no_cell_of_the_csv_is_a_formula() -> None:
    records = story("=cmd|'/c calc'!A1")
    for row in csv.reader(io.StringIO(to_csv(fold(STORY), records, SETUP))):
        assert len(row) == 5
        assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row)


def at(minute: int) -> datetime:
    return NOW + timedelta(minutes=minute)


_EVENTS: tuple[tuple[int, str, Event], ...] = (
    (0, "prometheus", e.Declared("Checkout fails <12%>", Severity.P1, "checkout", integration="prometheus")),
    (0, e.MERIDIAN, e.Paged("ana", 0, 0, 0, "on call on primary")),
    (0, e.MERIDIAN, e.Held("bruno", 1, e.HeldBecause.QUIET_HOURS, at(600))),
    (4, "diego", e.Acknowledged("diego", None, at(9))),
    (9, "diego", e.ImpactDescribed("1 in 8 | payments fail", at(-6))),
    (20, "diego", e.StatusChanged(Status.INVESTIGATING, Status.MITIGATED)),
    (600, "diego", e.Resolved(e.ResolvedBecause.PERSON, "Rolled back 1.42")),
)
STORY = tuple(
    Recorded("INC-2026-0847", seq, at(m), by, event) for seq, (m, by, event) in enumerate(_EVENTS, 1)
)


def test_csv_as_it_is_read() -> None:
    assert to_csv(fold(STORY), STORY[:4], SETUP).splitlines() == [
        "incident,at,kind,by,text",
        "INC-2026-0847,2026-11-18T14:26:00Z,declared,prometheus,prometheus declared P1 on checkout: Checkout fails <12%>.",
        "INC-2026-0847,2026-11-18T14:26:00Z,paged,meridian,Paged Ana (on call on primary).",
        "INC-2026-0847,2026-11-18T14:26:00Z,held,meridian,Bruno is in quiet hours until 2026-11-19 00:26 UTC: others are asked first.",
        "INC-2026-0847,2026-11-18T14:30:00Z,acknowledged,diego,Diego acknowledged and owns it.",
    ]


def test_markdown_as_it_is_read() -> None:
    assert to_markdown(fold(STORY), STORY, SETUP) == MARKDOWN


def test_markdown_leaves_out_the_bots_workings_and_says_when_it_was_reopened() -> None:
    more: tuple[Event, ...] = (
        e.UpdateReminded("diego", 1, None),
        e.Reopened("errors are back", None, None),
        e.Resolved(e.ResolvedBecause.PERSON, "pool halved"),
    )
    story = [
        *STORY,
        *(Recorded("INC-2026-0847", 8 + i, at(610 + i), "diego", one) for i, one in enumerate(more)),
    ]
    written = to_markdown(fold(story), story, SETUP)
    assert "| Reopened | 2026-11-19 00:37 UTC | 10 h 17 min |" in written
    assert "was reminded" not in written
    assert "## Timeline (9 events, UTC)" in written
    assert written.endswith(
        "Left out: 1 of the bot's own reminders and steps. The JSON and CSV exports have them.\n"
    )


MARKDOWN = """\
# INC-2026-0847: Checkout fails &lt;12%>

|  |  |
|---|---|
| Severity | P1 |
| Status | resolved |
| Owner | Diego |
| Service | checkout |
| Declared by | prometheus |

**Impact.** 1 in 8 \\| payments fail

Links: [Runbook](<https://runbooks.example/0?a=1&b=2>) · [Dashboard](<https://runbooks.example/0?a=1&b=2>) · \
[Logs](<https://runbooks.example/0?a=1&b=2>) · [Traces](<https://runbooks.example/0?a=1&b=2>)

## Times

| What | At | After |
|---|---|---|
| Impact began | 2026-11-18 14:20 UTC | – |
| Declared | 2026-11-18 14:26 UTC | 6 min |
| Acknowledged | 2026-11-18 14:30 UTC | 10 min |
| Identified | 2026-11-18 14:46 UTC | 26 min |
| Mitigated | 2026-11-18 14:46 UTC | 26 min |
| Resolved | 2026-11-19 00:26 UTC | 10 h 6 min |

## Timeline (7 events, UTC)

### Wednesday 2026-11-18

- **14:26:00** prometheus declared P1 on checkout: Checkout fails &lt;12%>.
- **14:26:00** Paged Ana (on call on primary).
- **14:26:00** Bruno is in quiet hours until 2026-11-19 00:26 UTC: others are asked first.
- **14:30:00** Diego acknowledged and owns it.
- **14:35:00** Diego described the impact (since 2026-11-18 14:20 UTC): 1 in 8 \\| payments fail
- **14:46:00** Diego changed the status: investigating → mitigated.

### Thursday 2026-11-19

- **00:26:00** Diego resolved it: Rolled back 1.42
"""
