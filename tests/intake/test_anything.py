"""Whatever comes in, a parser gives Arrivals or says Unreadable; nothing else ever leaves it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.alerts import Arrival
from bot.domain.setup import Integration, IntegrationKind
from bot.intake import pagerduty, senders
from bot.intake.unreadable import Unreadable

KINDS = tuple(IntegrationKind)

# Words that the models know, so that the fuzz gets past the first door.
KNOWN = st.sampled_from(
    "alerts status labels annotations startsAt endsAt generatorURL fingerprint groupKey groupLabels "
    "truncatedAlerts receiver summary description runbook_url alertname service severity event_action "
    "dedup_key payload links images href text custom_details component timestamp title key url".split()
)
VALUES = st.sampled_from(
    (
        *(
            "firing",
            "resolved",
            "trigger",
            "acknowledge",
            "\x00",
            "\ud800",
            "https://[",
            "http://a:99999999/",
        ),
        *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999-23:59", "é" * 5000, "-0", "2026-W53-7"),
    )
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | VALUES
    | st.sampled_from([10**400, -(2**63), 2**64])
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KNOWN | st.text(max_size=5), inner, max_size=8)
    ),
    max_leaves=30,
)

READERS: tuple[Callable[[bytes], object], ...] = (pagerduty.parse_change, pagerduty.routing_key)


def checked(arrivals: tuple[Arrival, ...]) -> None:
    """What a database can hold, and an index."""
    for arrival in arrivals:
        for alert in arrival.alerts:
            links = [link.text + link.url for link in alert.links]
            said = "".join([alert.title, alert.description, alert.fingerprint, alert.runbook or "", *links])
            said.encode()  # no half characters
            assert "\x00" not in said
            assert alert.title
            assert len(alert.fingerprint) <= 255
        assert len(arrival.episode.key) <= 255
        assert len(arrival.episode.service or "") <= 255


def reads(body: bytes) -> None:
    for kind in KINDS:
        with suppress(Unreadable):
            checked(senders.parse(body, Integration("any", kind, ""), "fresh"))
    for read in READERS:
        with suppress(Unreadable):
            read(body)


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes(body: bytes) -> None:
    reads(body)


@given(TREES)
@settings(max_examples=500, deadline=None)
def test_any_json(tree: Any) -> None:
    reads(json.dumps(tree).encode("utf-8", "surrogatepass"))


@given(st.fixed_dictionaries({"alerts": st.lists(st.dictionaries(KNOWN, TREES, max_size=6), max_size=3)}))
@settings(max_examples=200, deadline=None)
def test_any_alerts(tree: Any) -> None:
    reads(json.dumps(tree).encode())


@given(st.fixed_dictionaries({"event_action": st.just("trigger"), "payload": st.fixed_dictionaries(
    {"summary": st.text(), "custom_details": TREES, "timestamp": st.text(), "component": st.text()})}))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_any_event(tree: Any) -> None:
    reads(json.dumps(tree).encode())


DEEP = 100_000
LONG_NUMBER = b"9" * 100_000


@pytest.mark.parametrize(
    "body",
    [
        b"[" * DEEP,
        b'{"alerts":' * DEEP,
        b'{"alerts":[{"x":' + b"[" * DEEP + b"]" * DEEP + b"}]}",
        b'{"event_action":"trigger","payload":{"summary":"s","custom_details":'
        + b'{"a":' * 150
        + b"1"
        + b"}" * 153,
        b'{"event_action":"trigger","payload":{"summary":"s","custom_details":'
        + b"[" * DEEP
        + b"]" * DEEP
        + b"}}",
        b'{"event_action":"trigger","payload":{"summary":"s","custom_details":' + LONG_NUMBER + b"}}",
        b'{"event_action":"trigger","payload":{"summary":"s","custom_details":{"n":' + b"9" * 4299 + b"}}}",
        b'{"event_action":"trigger","payload":{"summary":"s","custom_details":{"n":NaN,"i":-Infinity}}}',
        b'{"alerts":[],"truncatedAlerts":' + LONG_NUMBER + b"}",
        b'{"alerts":[],"truncatedAlerts":1e999}',
        b'{"title":NaN}',
        b'{"title":"\\ud800"}',
        b'{"title":"\\u0000x"}',
        b'\xef\xbb\xbf{"title":"with a byte order mark"}',
        '{"title":"utf-16"}'.encode("utf-16"),
        b'{"title":"a","title":"b"}',
        b'{"title":"x"} trailing',
        b"\x00" * 1000,
        b"\xff\xfe\xfd",
    ],
)
def test_what_breaks_other_parsers(body: bytes) -> None:
    reads(body)
