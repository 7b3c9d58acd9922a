"""Plain JSON: only a title is needed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.events import Link
from bot.domain.setup import Severity
from bot.intake import generic
from bot.intake.unreadable import Unreadable
from tests.intake.captured import SHOP


def parsed(**fields: Any) -> Arrival:
    (arrival,) = generic.parse(json.dumps(fields).encode(), SHOP)
    return arrival


def test_everything_that_may_be_said() -> None:
    arrival = parsed(
        title="Payments fail",
        status="firing",
        key="pay-1",
        service="checkout",
        severity="critical",
        description="Card errors\nsince 02:11",
        links=[{"text": "Logs", "url": "https://l.example"}, {"text": "Bad", "url": "file:///etc/passwd"}],
        labels={"region": "eu"},
        something="else",
    )
    assert arrival.episode == EpisodeKey("shop", "checkout", "pay-1")
    assert arrival.alerts == (
        Alert(
            fingerprint="pay-1",
            title="Payments fail",
            severity=Severity.P1,
            description="Card errors\nsince 02:11",
            links=(Link("Logs", "https://l.example"),),
        ),
    )


def test_a_title_is_enough() -> None:
    arrival = parsed(title="Payments fail")
    assert arrival.alerts[0].status is AlertStatus.FIRING
    assert arrival.alerts[0].severity is None
    assert arrival.episode.service is None


def test_without_a_key_the_same_words_are_the_same_episode() -> None:
    fires, over = parsed(title="Down", service="a"), parsed(title="Down", service="a", status="resolved")
    assert fires.episode == over.episode
    assert fires.alerts[0].fingerprint == over.alerts[0].fingerprint
    assert parsed(title="Down", service="b").episode.key != fires.episode.key
    assert parsed(title="Down a").episode.key != parsed(title="Down", service="a").episode.key


def test_labels_may_name_service_and_severity() -> None:
    arrival = parsed(title="Down", labels={"service": "search", "severity": "warning"})
    assert arrival.episode.service == "search"
    assert arrival.alerts[0].severity is Severity.P3


def test_an_unknown_severity_is_none() -> None:
    assert parsed(title="Down", severity="apocalyptic").alerts[0].severity is None


@pytest.mark.parametrize(
    "body,says",
    [
        (b"title=Down", "the body is not JSON"),
        (b"{}", "title is missing"),
        (b'{"title": ""}', "title is empty"),
        (b'{"title": 5}', "title: "),
        (b'{"title": "x", "status": "acknowledged"}', "status: "),
        (b'{"title": "x", "links": "https://l.example"}', "links: "),
        (b'{"title": "x", "labels": ["a"]}', "labels: "),
        (b'{"title": "x", "service": ["a"]}', "service: "),
        (b"\x1f\x8b\x08\x00", "the body is compressed"),
    ],
)
def test_what_cannot_be_read_is_said_with_an_example(body: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as caught:
        generic.parse(body, SHOP)
    assert '"title": "Checkout answers 500"' in str(caught.value) or "without Content-Encoding" in str(
        caught.value
    )


def test_numbers_are_taken_as_words() -> None:
    arrival = parsed(
        title="Down", key=12345, labels={"service": 7, "up": True, "load": 1.5, "of": {"a": [1]}}
    )
    assert arrival.episode == EpisodeKey("shop", "7", "12345")


def test_null_is_the_same_as_left_out() -> None:
    names = ("status", "key", "service", "severity", "description", "links", "labels", "runbook")
    assert parsed(title="Down", **dict.fromkeys(names)) == parsed(title="Down")
    assert parsed(title="Down", labels={"a": None}, links=[{"text": None, "url": None}]) == parsed(
        title="Down"
    )


def test_a_title_cannot_turn_what_stands_beside_it() -> None:
    """U+202E writes what follows from right to left; Hebrew and Arabic do without."""
    assert parsed(title="\u202egpj.exe \u2066שירות\u2069").alerts[0].title == "gpj.exe שירות"


@pytest.mark.parametrize("written", ["RESOLVED", "Resolved", " resolved "])
def test_a_status_is_read_in_any_case(written: str) -> None:
    assert parsed(title="Down", status=written).alerts[0].status is AlertStatus.RESOLVED
