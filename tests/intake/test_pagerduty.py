"""PagerDuty's Events API v2, as its own client sends it and as others do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.events import Link
from bot.domain.setup import Severity
from bot.intake import pagerduty
from bot.intake.pagerduty import ChangeEvent
from bot.intake.unreadable import Unreadable
from tests.intake.captured import PAGERDUTY, captured


def parsed(body: bytes) -> Arrival:
    (arrival,) = pagerduty.parse(body, PAGERDUTY, "fresh")
    return arrival


def trigger(payload: dict[str, Any] | None = None, **fields: Any) -> Arrival:
    event = {"event_action": "trigger", "payload": {"summary": "Down"} | (payload or {}), **fields}
    return parsed(json.dumps(event).encode())


def test_a_real_trigger() -> None:
    arrival = parsed(captured("pagerduty-trigger-full"))
    assert arrival.episode == EpisodeKey("pagerduty", "checkout", "fresh")
    assert arrival.alerts == (
        Alert(
            fingerprint="fresh",
            title="Checkout 5xx > 20%",
            severity=Severity.P1,
            description="source: prom-a\nclass: 5xx\ngroup: prod\npod: a-1\nnote: <!channel> & =cmd|calc",
            links=(Link("Runbook", "https://runbooks.example/x"), Link("graph", "https://img.example")),
        ),
    )


def test_a_given_dedup_key_names_the_episode_and_the_alert() -> None:
    arrival = parsed(captured("pagerduty-trigger-dedup"))
    assert arrival.episode == EpisodeKey("pagerduty", None, "checkout/5xx")
    assert arrival.alerts[0].fingerprint == "checkout/5xx"
    assert arrival.alerts[0].severity is Severity.P3


@pytest.mark.parametrize(
    "name,status",
    [("pagerduty-acknowledge", AlertStatus.ACKNOWLEDGED), ("pagerduty-resolve", AlertStatus.RESOLVED)],
)
def test_acknowledge_and_resolve_mean_whatever_is_open_under_the_key(name: str, status: AlertStatus) -> None:
    arrival = parsed(captured(name))
    assert arrival.episode == EpisodeKey("pagerduty", None, "checkout/5xx")
    assert [a.status for a in arrival.alerts] == [status]


def test_a_real_change() -> None:
    assert pagerduty.parse_change(captured("pagerduty-change-event")) == ChangeEvent(
        summary="Deploy checkout v42",
        source="ci",
        at=datetime(2026, 11, 21, 7, tzinfo=UTC),
        links=(Link("build", "https://ci.example/1"),),
        details=(("sha", "abc"),),
    )


def test_the_routing_key_is_found_in_the_body() -> None:
    assert pagerduty.routing_key(captured("pagerduty-resolve")) == "R0123456789abcdef0123456789abcde"


def test_the_service_is_the_component_else_a_detail() -> None:
    assert trigger({"component": "a", "custom_details": {"service": "b"}}).episode.service == "a"
    assert trigger({"custom_details": {"service": "b"}}).episode.service == "b"
    assert trigger({"custom_details": {"service": 5}}).episode.service is None
    assert trigger({"custom_details": "service"}).episode.service is None


def test_a_long_summary_is_cut_and_not_refused() -> None:
    assert trigger({"summary": "x" * 1500}).alerts[0].title == "x" * 1024


def test_a_long_key_answers_with_one_that_leads_to_the_same_episode() -> None:
    key = trigger(dedup_key="k" * 300).episode.key
    resolve = json.dumps({"event_action": "resolve", "dedup_key": key}).encode()
    resolve_long = json.dumps({"event_action": "resolve", "dedup_key": "k" * 300}).encode()
    assert len(key) == 255
    assert parsed(resolve).episode.key == parsed(resolve_long).episode.key == key


def test_the_timestamp_is_when_it_began() -> None:
    alert = trigger({"timestamp": "2015-07-17T08:42:58.315+0000"}).alerts[0]
    assert alert.started_at == datetime(2015, 7, 17, 8, 42, 58, 315000, tzinfo=UTC)


@pytest.mark.parametrize(
    "details,description",
    [
        (None, ""),
        ("text", "text"),
        (7, "7"),
        ({"a": None, "b": [1, {"c": True}], "d": "x\x00y"}, 'b: [1, {"c": true}]\nd: xy'),
    ],
)
def test_custom_details_of_any_shape(details: Any, description: str) -> None:
    assert trigger({"custom_details": details}).alerts[0].description == description


def test_links_that_cannot_be_opened_are_left_out() -> None:
    links = [{"href": "javascript:x"}, {"href": "https://a.example/1"}, {"text": "no address"}]
    images = [{"src": "https://a.example/i.png"}]
    alert = trigger(links=links, images=images, client="Grafana", client_url="https://g.example").alerts[0]
    assert alert.links == (
        Link("a.example", "https://a.example/1"),
        Link("Image", "https://a.example/i.png"),
        Link("Grafana", "https://g.example"),
    )


@pytest.mark.parametrize(
    "event,says",
    [
        ({}, "event_action is missing"),
        ({"event_action": "page"}, "event_action: "),
        ({"event_action": "trigger"}, "payload is missing"),
        ({"event_action": "trigger", "payload": {}}, "payload.summary is missing"),
        ({"event_action": "trigger", "payload": {"summary": " \x00"}}, "payload.summary is empty"),
        ({"event_action": "resolve"}, "dedup_key is missing, and resolve needs it"),
        ({"event_action": "acknowledge", "dedup_key": " "}, "dedup_key is missing"),
        ({"event_action": "resolve", "dedup_key": ["a"]}, "dedup_key: "),
        ({"event_action": "trigger", "payload": {"summary": 5}}, "payload.summary: "),
    ],
)
def test_what_cannot_be_read_is_said(event: dict[str, Any], says: str) -> None:
    with pytest.raises(Unreadable, match=says.replace(".", r"\.")):
        parsed(json.dumps(event).encode())


@pytest.mark.parametrize("body", [b"{}", b'{"payload": {}}', b'{"payload": {"summary": ""}}'])
def test_a_change_without_a_summary_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable, match="payload"):
        pagerduty.parse_change(body)
