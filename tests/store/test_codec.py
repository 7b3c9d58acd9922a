"""Domain values come back from JSON as they were, from this version's hand or a neighbour's."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.events import Event, NoteAdded, NotificationFailed, RoomKind, RoomOpened, UpdateMissed
from bot.domain.faults import Fault
from bot.domain.incident import Escalation, Incident
from bot.domain.memos import Canary, Missed, PageTest, WalkedThrough
from bot.domain.notices import Notice, Receipt, Telling
from bot.domain.requests import Request
from bot.domain.setup import Level, Method, Policy, Severity
from bot.store import codec
from bot.store.codec import Undecodable, snake_case

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=5),
    int: st.integers(0, 9),
    bool: st.booleans(),
    float: st.floats(0, 9),
    NoneType: st.none(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    timedelta: st.timedeltas(timedelta(), timedelta(days=30)),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Anything of this type, by its annotations."""
    if kind in PLAIN:
        return PLAIN[kind]
    if get_origin(kind) in (Union, UnionType):
        return st.one_of(*(values(member) for member in get_args(kind)))
    if get_origin(kind) is frozenset:
        return st.frozensets(values(get_args(kind)[0]), max_size=2)
    if get_origin(kind) is tuple:
        first, *rest = get_args(kind)
        if rest == [...]:
            return st.lists(values(first), max_size=2).map(tuple)
        return st.tuples(*(values(member) for member in get_args(kind)))
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in dataclasses.fields(kind)})


@pytest.mark.parametrize(
    "kind, write, read",
    [
        (Event, codec.event_to_json, codec.event_from_json),
        (Incident, codec.incident_to_json, codec.incident_from_json),
        (Notice, codec.notice_to_json, codec.notice_from_json),
    ],
    ids=["event", "incident", "notice"],
)
def test_whatever_it_is_comes_back_the_same(kind: Any, write: Any, read: Any) -> None:
    @settings(max_examples=150, deadline=None)
    @given(values(kind))
    def comes_back(value: Any) -> None:
        text = write(value)
        assert text.isascii()
        assert read(text) == value

    comes_back()


@pytest.mark.parametrize("union", [Event, Telling, Receipt])
def test_members_of_a_union_have_names_of_their_own(union: Any) -> None:
    members = get_args(union)
    assert len({snake_case(member) for member in members}) == len(members)


@pytest.mark.parametrize("union", [Event, Telling, Receipt, Request])
def test_no_field_is_in_the_way_of_the_tag(union: Any) -> None:
    assert not [m for m in get_args(union) if codec.TAG in {field.name for field in dataclasses.fields(m)}]


def test_an_event_says_what_it_is() -> None:
    opened = json.loads(codec.event_to_json(RoomOpened(RoomKind.CHANNEL, "C1")))
    assert opened == {"is": "room_opened", "kind": "channel", "channel": "C1", "thread_ts": None, "name": ""}


def test_a_newer_versions_field_is_ignored() -> None:
    assert codec.event_from_json('{"is": "note_added", "text": "x", "mood": "calm"}') == NoteAdded("x")


def test_a_field_that_an_older_version_did_not_write_has_its_default() -> None:
    opened = codec.event_from_json('{"is": "room_opened", "kind": "channel", "channel": "C1"}')
    assert opened == RoomOpened(RoomKind.CHANNEL, "C1")


def test_a_page_that_failed_before_its_fault_was_stored_is_read() -> None:
    event = NotificationFailed("ana", 0, Method.SMS, "twilio_20003")
    old = '{"is":"notification_failed","person":"ana","step":0,"method":"sms","reason":"twilio_20003"}'
    assert codec.event_from_json(old) == event
    now = replace(event, fault=Fault.PROVIDER)
    assert codec.event_from_json(codec.event_to_json(now)) == now


@pytest.mark.parametrize("by_hand,kind", [(False, Canary), (True, PageTest)])
def test_a_test_is_read_as_an_earlier_version_wrote_both_kinds_and_as_this_one_does(
    by_hand: bool, kind: type[Canary | PageTest]
) -> None:
    until = "2026-11-26T16:00:00+00:00"
    what = {
        "is": "canary",
        "person": "ana",
        "month": "1764",
        "method": "sms",
        "until": until,
        "by_hand": by_hand,
    }
    memo = codec.memo_from_json(json.dumps({"id": "x", "lane": "y", "what": what}))
    assert memo.what == kind("ana", "1764", Method.SMS, datetime(2026, 11, 26, 16, tzinfo=UTC))
    assert codec.memo_from_json(codec.memo_to_json(memo)) == memo


def test_what_came_of_a_test_page_is_read_as_an_earlier_version_wrote_it_and_as_this_one_does() -> None:
    old = (
        '{"id":"walk/ana/1/report","lane":"walk/ana","what":{"is":"walked_through","person":"ana","came":["slack"],'
        '"missed":[["sms","twilio_21211"],["voice",""]],"stopped":false},"urgency":2,"surface":null}'
    )
    what = WalkedThrough(
        "ana", (Method.SLACK,), (Missed(Method.SMS, "twilio_21211"), Missed(Method.VOICE, ""))
    )
    memo = codec.memo_from_json(old)
    assert memo.what == what
    now = replace(memo, what=replace(what, missed=(Missed(Method.SMS, "smtp_554", Fault.PROVIDER),)))
    assert codec.memo_from_json(codec.memo_to_json(now)) == now


@pytest.mark.parametrize(
    "text", ['{"is": "moon_rose"}', '{"text": "x"}', '{"is": "note_added"}', "[]", "no json", ""]
)
def test_what_this_version_can_not_read_says_so(text: str) -> None:
    with pytest.raises(Undecodable):
        codec.event_from_json(text)


def test_what_can_not_be_read_is_not_quoted() -> None:
    """The sentence is logged, and the text may be a private incident's."""
    with pytest.raises(Undecodable) as unread:
        codec.event_from_json('{"is": "role_assigned", "role": "a secret role", "person": "a secret person"}')
    assert "secret" not in f"{unread.value} {unread.value.__cause__}"


def test_times_are_written_in_utc_and_naive_ones_refused() -> None:
    values_of = '{"is": "update_missed", "due_at": "2026-11-02T07:00:00-05:00"}'
    event = codec.event_from_json(values_of)
    assert '"2026-11-02T12:00:00+00:00"' in codec.event_to_json(event)
    naive = UpdateMissed(datetime(2026, 11, 2))
    with pytest.raises(ValueError, match="no zone"):
        codec.event_to_json(naive)


def test_a_set_is_written_in_order() -> None:
    policy = Policy("standard", (), wake_for=frozenset(Severity))
    for _ in range(3):
        written = codec._converter.unstructure(policy)
        assert written["wake_for"] == ["P1", "P2", "P3", "P4"]


@pytest.mark.parametrize("title", ["plain", "caf\u00e9 \U0001f525", "half a pair \ud83d", "a NUL \0", "null"])
def test_both_ways_of_writing_a_state_are_read_by_either(title: str) -> None:
    """What was written before the faster way came has seconds for durations, and is read all the same."""
    policy = Policy("standard", (Level(timedelta(minutes=5), ()),))
    search = Escalation(policy, datetime(2026, 11, 2, tzinfo=UTC))
    incident = Incident("INC-1", title, Severity.P1, search.began_at, title, owner=title, escalation=search)
    fast, plain = codec.incident_to_json(incident), codec._writer(Incident)(incident)
    assert fast.isascii()
    for text in (fast, plain):
        assert codec.incident_from_json(text) == codec._reader(Incident)(text) == incident
