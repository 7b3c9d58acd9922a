"""Alertmanager's webhook: captures of the real thing, and what it could send besides."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey, absorb
from bot.domain.events import Link
from bot.domain.setup import Severity
from bot.intake import alertmanager
from bot.intake.unreadable import Unreadable
from tests.intake.captured import OWN_WORDS, PROMETHEUS, captured, changed

MIXED = "alertmanager-0.25-mixed-firing-and-resolved"


def parsed(name: str) -> tuple[Arrival, ...]:
    return alertmanager.parse(captured(name), PROMETHEUS)


def one(alert: dict[str, Any], **group: Any) -> Alert:
    body = {"alerts": [alert], "groupKey": "{}:{}", **group}
    ((arrival,), integration) = alertmanager.parse(json.dumps(body).encode(), PROMETHEUS), PROMETHEUS
    assert arrival.episode.integration == integration.name
    return arrival.alerts[0]


def test_a_real_group_is_one_arrival_of_its_service() -> None:
    (arrival,) = parsed("alertmanager-0.25-firing-grouped")
    assert arrival.episode.integration == "prometheus"
    assert arrival.episode.service == "checkout"
    assert all(alert.status is AlertStatus.FIRING for alert in arrival.alerts)
    assert all(alert.severity is Severity.P1 for alert in arrival.alerts)


def test_one_payload_holds_firing_and_resolved() -> None:
    (arrival,) = parsed(MIXED)
    assert arrival.episode == EpisodeKey(
        "prometheus", "checkout", '{}:{alertname="HighErrorRate", service="checkout"}'
    )
    assert arrival.alerts == (
        Alert(
            fingerprint="ff61d8559767f3cf",
            title="a-1 errors",
            status=AlertStatus.RESOLVED,
            started_at=datetime(2026, 11, 21, 7, 22, 19, tzinfo=UTC),
            ended_at=datetime(2026, 11, 21, 7, 22, 52, tzinfo=UTC),
            severity=Severity.P1,
            links=(Link("Graph", "http://prom.example/graph"),),
        ),
        Alert(
            fingerprint="8ff508e6eee343f7",
            title="b-2 errors",
            started_at=datetime(2026, 11, 21, 7, 22, 19, tzinfo=UTC),
            severity=Severity.P1,
            links=(Link("Graph", "http://prom.example/graph"),),
        ),
    )


def test_a_repeat_is_the_same_episode_and_the_same_alerts() -> None:
    (first,) = parsed("alertmanager-0.25-firing-grouped")
    (again,) = parsed("alertmanager-0.25-repeat")
    assert again.episode == first.episode
    assert {a.fingerprint for a in again.alerts} == {a.fingerprint for a in first.alerts}


def test_resolved_ends_every_alert_of_the_group() -> None:
    (arrival,) = parsed("alertmanager-0.25-resolved-grouped")
    assert all(a.status is AlertStatus.RESOLVED and a.ended_at for a in arrival.alerts)


def test_what_was_cut_off_is_counted() -> None:
    (arrival,) = parsed("alertmanager-0.25-truncated-max_alerts")
    assert arrival.not_sent == 47
    assert arrival.alerts[0].runbook == "https://r.example/x"


def test_nanoseconds_are_cut_to_microseconds() -> None:
    (arrival,) = parsed("alertmanager-0.25-truncated-max_alerts")
    assert arrival.alerts[0].started_at == datetime(2026, 11, 21, 7, 6, 53, 363938, tzinfo=UTC)


def test_two_alertmanagers_that_lost_each_other_send_one_episode() -> None:
    (a,) = parsed("alertmanager-ha-partition-dup-A")
    (b,) = parsed("alertmanager-ha-partition-dup-B")
    assert a.episode == b.episode
    now = datetime(2026, 11, 21, 8, tzinfo=UTC)
    first, known = absorb(a, {}, now)
    second, _ = absorb(b, known, now)
    assert len(first.fresh) == len(a.alerts)
    assert second.fresh == ()


def test_alerts_of_one_group_go_to_their_own_services() -> None:
    alerts = [
        {"labels": {"alertname": "Down", "service": service}}
        for service in ("checkout", "search", "checkout")
    ]
    arrivals = alertmanager.parse(changed(MIXED, alerts=alerts, truncatedAlerts=9), PROMETHEUS)
    assert [(a.episode.service, len(a.alerts), a.not_sent) for a in arrivals] == [
        ("checkout", 2, 9),
        ("search", 1, 0),
    ]
    assert len({a.episode.key for a in arrivals}) == 1


def test_an_alert_without_the_label_has_no_service() -> None:
    (arrival,) = alertmanager.parse(changed(MIXED, alerts=[{"labels": {"alertname": "Down"}}]), PROMETHEUS)
    assert arrival.episode.service is None


def test_an_integration_may_use_its_own_labels_and_words() -> None:
    labels = {"alertname": "Down", "app": "checkout", "service": "no"}
    alerts = [{"labels": labels | {"prio": word}} for word in ("Very Bad", "critical", "error", "odd")]
    (arrival,) = alertmanager.parse(changed(MIXED, alerts=alerts), OWN_WORDS)
    assert arrival.episode.service == "checkout"
    assert [a.severity for a in arrival.alerts] == [Severity.P1, Severity.P3, Severity.P2, None]


@pytest.mark.parametrize(
    "word,severity",
    [
        ("critical", Severity.P1),
        ("CRITICAL ", Severity.P1),
        ("error", Severity.P2),
        ("warning", Severity.P3),
        ("info", Severity.P4),
        ("p3", Severity.P3),
        ("page", None),
        ("", None),
    ],
)
def test_severities(word: str, severity: Severity | None) -> None:
    assert one({"labels": {"severity": word}}).severity is severity


@pytest.mark.parametrize(
    "annotations,title",
    [
        ({"summary": "Down", "description": "Long"}, "Down"),
        ({"summary": " ", "description": "First line\nsecond"}, "First line"),
        ({"description": "\n\n  Text\tof it"}, "Text of it"),
        ({}, "HighErrorRate"),
        ({"summary": "two\nlines \x00 and a nul"}, "two lines and a nul"),
        ({"summary": "x" * 2000}, "x" * 1024),
    ],
)
def test_titles(annotations: dict[str, str], title: str) -> None:
    assert one({"labels": {"alertname": "HighErrorRate"}, "annotations": annotations}).title == title


def test_an_alert_that_says_nothing_is_still_an_alert() -> None:
    alert = one({})
    assert alert.title == "Alert without a name"
    assert alert.status is AlertStatus.FIRING
    assert alert.fingerprint


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x/y", "see the wiki", "http://", "https://a b/c", ""]
)
def test_only_web_addresses_become_links(url: str) -> None:
    alert = one({"annotations": {"runbook_url": url, "dashboard": url}, "generatorURL": url})
    assert alert.runbook is None
    assert alert.links == ()


def test_links_and_runbook() -> None:
    alert = one(
        {
            "annotations": {"runbook": "https://r.example/1", "dashboard": "https://g.example/d"},
            "generatorURL": "https://p.example/graph?g0.expr=up%3D%3D0",
        }
    )
    assert alert.runbook == "https://r.example/1"
    assert [link.text for link in alert.links] == ["Graph", "Dashboard"]


@pytest.mark.parametrize(
    "said,at",
    [
        ("2026-11-21T07:22:19Z", datetime(2026, 11, 21, 7, 22, 19, tzinfo=UTC)),
        ("2026-11-21T07:22:19.123456789-05:00", datetime(2026, 11, 21, 12, 22, 19, 123456, tzinfo=UTC)),
        ("2026-11-21T07:22:19+0000", datetime(2026, 11, 21, 7, 22, 19, tzinfo=UTC)),
        ("2026-11-21T07:22:19", datetime(2026, 11, 21, 7, 22, 19, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-02-30T00:00:00Z", None),
        ("soon", None),
        ("", None),
    ],
)
def test_times(said: str, at: datetime | None) -> None:
    assert one({"startsAt": said, "status": "resolved", "endsAt": said}).started_at == at


def test_while_it_fires_an_end_is_no_end() -> None:
    assert one({"endsAt": "2026-11-21T07:26:19Z"}).ended_at is None


def test_without_a_fingerprint_the_labels_are_the_identity() -> None:
    a, same = (
        one({"labels": {"x": "1", "y": "2"}}),
        one({"labels": {"y": "2", "x": "1"}, "status": "resolved"}),
    )
    other = one({"labels": {"x": "1", "y": "3"}})
    assert a.fingerprint == same.fingerprint != other.fingerprint


def test_without_a_group_key_the_group_labels_are_the_key() -> None:
    def key(labels: dict[str, str]) -> str:
        body = changed(MIXED, groupKey=None, groupLabels=labels)
        return alertmanager.parse(body, PROMETHEUS)[0].episode.key

    assert key({"a": "1"}) == key({"a": "1"}) != key({"a": "2"})


def test_a_long_group_key_stays_itself_and_fits_an_index() -> None:
    def key(group_key: str) -> str:
        return alertmanager.parse(changed(MIXED, groupKey=group_key), PROMETHEUS)[0].episode.key

    long, other = "x" * 5000, "x" * 4999 + "y"
    assert len(key(long)) == 255
    assert key(long) == key(long) != key(other)
    assert key(key(long)) == key(long)


def test_go_writes_null_for_empty() -> None:
    body = {"alerts": [{"labels": None, "annotations": None}], "groupLabels": None, "truncatedAlerts": None}
    assert len(alertmanager.parse(json.dumps(body).encode(), PROMETHEUS)) == 1
    assert alertmanager.parse(b'{"alerts": null}', PROMETHEUS) == ()


@pytest.mark.parametrize("count,counted", [(-1, 0), (2**64 - 1, 1_000_000)])
def test_a_count_that_no_column_holds(count: int, counted: int) -> None:
    (arrival,) = alertmanager.parse(changed(MIXED, truncatedAlerts=count), PROMETHEUS)
    assert arrival.not_sent == counted


@pytest.mark.parametrize(
    "body,says",
    [
        (b"", "the body is not JSON"),
        (b"{", "the body is not JSON"),
        (b"[]", "the body: "),
        (b"null", "the body: "),
        (b"{}", "alerts is missing"),
        (b'{"alerts": {}}', "alerts: "),
        (b'{"alerts": [1]}', "alerts[0]: "),
        (b'{"alerts": [{"status": "odd"}]}', "alerts[0].status: "),
        (b'{"alerts": [{"labels": ["a"]}]}', "alerts[0].labels: "),
        (b'{"alerts": [{"startsAt": 5}]}', "alerts[0].startsAt: "),
        (b'{"alerts": [1, 2, 3, 4, 5]}', "and 2 more"),
    ],
)
def test_what_cannot_be_read_is_said(body: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as caught:
        alertmanager.parse(body, PROMETHEUS)
    assert says in str(caught.value)
    assert str(caught.value).endswith("an object with `alerts`")


def test_what_is_said_repeats_no_value() -> None:
    with pytest.raises(Unreadable) as caught:
        alertmanager.parse(b'{"alerts": [{"status": "xoxb-secret"}], "groupKey": 5}', PROMETHEUS)
    assert "xoxb" not in str(caught.value)


def test_a_bad_encoding_keeps_nobody_asleep() -> None:
    body = '{"alerts": [{"annotations": {"summary": "caf\xe9 \\ud83d \\\\ud83d \\ud83d\\ude00"}}]}'.encode(
        "latin-1"
    )
    (arrival,) = alertmanager.parse(body, PROMETHEUS)
    assert arrival.alerts[0].title == "caf\ufffd \ufffd \\ud83d \U0001f600"


def test_version_3_names_the_group_by_a_number() -> None:
    (arrival,) = alertmanager.parse(
        b'{"version": "3", "groupKey": 12345678901234567890, "alerts": [{"labels": {"n": 1}}]}', PROMETHEUS
    )
    assert arrival.episode.key == "12345678901234567890"
