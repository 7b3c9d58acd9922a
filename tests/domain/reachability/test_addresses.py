"""Addresses and steps as people type them; what is shown of them; what proves them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.reachability.addresses import (
    TRIES,
    Challenge,
    Flaw,
    judge,
    line_of,
    masked,
    read_address,
    read_steps,
)
from bot.domain.setup import Method, NotificationStep

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "method, typed, kept",
    [
        (Method.SMS, " +593 98 765-4321 ", "+593987654321"),
        (Method.VOICE, "+34 (600) 111.222", "+34600111222"),
        (Method.SMS, "0987654321", Flaw.NO_PLUS),
        (Method.SMS, "+0987654321", Flaw.NOT_A_NUMBER),
        (Method.SMS, "+1234", Flaw.NOT_A_NUMBER),
        (Method.SMS, "+1234567890123456", Flaw.NOT_A_NUMBER),
        (Method.SMS, "+٥٩٣٩٨٧٦٥٤٣٢١", Flaw.NOT_A_NUMBER),
        (Method.SMS, "call me", Flaw.NOT_A_NUMBER),
        (Method.EMAIL, "Ana.Ruiz@Example.COM", "Ana.Ruiz@example.com"),
        (Method.EMAIL, "ana@example.com\nBcc: eve@example.com", Flaw.NOT_A_MAIL),
        (Method.EMAIL, "ana@localhost", Flaw.NOT_A_MAIL),
        (Method.EMAIL, "@example.com", Flaw.NOT_A_MAIL),
        (Method.PUSH, "ntfy://a-long-topic-of-mine", "ntfy://a-long-topic-of-mine"),
        (Method.PUSH, "prowl://" + "a" * 40, "prowl://" + "a" * 40),
    ],
)
def test_an_address_is_read_as_people_type_it(method: Method, typed: str, kept: str | Flaw) -> None:
    assert read_address(method, typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "json://10.0.0.1/hook",
        "xml://internal",
        "form://internal",
        "http://169.254.169.254/latest",
        "https://internal",
        "file:///etc/passwd",
        "syslog://",
        "ntfys://inner.host/topic",
        "ntfys://10.0.0.1",
        "ntfy://topic-of-mine:8080",
        "ntfy://topic-of-mine?attach=file:///etc/passwd",
        "gotify://h/t",
        "mqtt://a",
        "dbus://",
        "pover://user@token:22",
        "ntfy://internal.host/topic",
        "ntfy://user:pass@internal/topic",
        "ntfy://a-long-topic?mode=private",
        "NTFY://a-long-topic",
        "ntfy://a-long-topic json://10.0.0.1",
        "mailto://user:pass@example.com",
    ],
)
def test_a_push_address_can_make_the_bot_call_no_machine_of_somebodys_choice(typed: str) -> None:
    assert read_address(Method.PUSH, typed) is Flaw.NOT_A_PUSH


@pytest.mark.parametrize(
    "method, address, shown",
    [
        (Method.SMS, "+593987654321", "+593 … 321"),
        (Method.VOICE, "+3460011", "+3 … 11"),
        (Method.EMAIL, "ana.ruiz@example.com", "a…@example.com"),
        (Method.PUSH, "pover://user@token", "pover://…"),
    ],
)
def test_what_is_shown_is_enough_for_its_owner_and_for_nobody_else(
    method: Method, address: str, shown: str
) -> None:
    assert masked(method, address) == shown


def test_a_telephone_that_rings_and_takes_messages_is_one_line() -> None:
    assert line_of(Method.SMS, "+34600111222") == line_of(Method.VOICE, "+34600111222")
    assert line_of(Method.EMAIL, "Ana@example.com") == line_of(Method.EMAIL, "ana@example.com")


def steps(*told: tuple[Method, int]) -> tuple[NotificationStep, ...]:
    return tuple(NotificationStep(method, timedelta(seconds=after)) for method, after in told)


@pytest.mark.parametrize(
    "typed, read",
    [
        ("slack 0m, sms 1m, voice 2m", steps((Method.SLACK, 0), (Method.SMS, 60), (Method.VOICE, 120))),
        ("Call after 2 min; Slack at once", steps((Method.SLACK, 0), (Method.VOICE, 120))),
        ("sms 30s\nmail 1h", steps((Method.SMS, 30), (Method.EMAIL, 3600))),
        ("slack, sms 1", steps((Method.SLACK, 0), (Method.SMS, 60))),
        ("sms 1m, sms 1m", steps((Method.SMS, 60))),
        ("sms 2h", Flaw.STEPS_UNREADABLE),
        ("pigeon 1m", Flaw.STEPS_UNREADABLE),
        ("sms 1 m m", Flaw.STEPS_UNREADABLE),
        (",", Flaw.STEPS_UNREADABLE),
        (", ".join(f"sms {n}m" for n in range(11)), Flaw.STEPS_UNREADABLE),
    ],
)
def test_steps_are_read_as_people_type_them(typed: str, read: object) -> None:
    assert read_steps(typed) == read


@pytest.mark.parametrize(
    "challenge, right, flaw",
    [
        (None, True, Flaw.NO_CODE),
        (Challenge(NOW, 0), True, Flaw.EXPIRED),
        (Challenge(NOW + timedelta(seconds=1), TRIES), True, Flaw.NO_TRIES),
        (Challenge(NOW + timedelta(seconds=1), TRIES - 1), False, Flaw.WRONG_CODE),
        (Challenge(NOW + timedelta(seconds=1), TRIES - 1), True, None),
    ],
)
def test_a_code_proves_in_time_and_within_a_few_tries(
    challenge: Challenge | None, right: bool, flaw: Flaw | None
) -> None:
    assert judge(challenge, right, NOW) is flaw
