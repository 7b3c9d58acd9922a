"""What is typed behind `declare`: the severity and the name in any order, and what of it is none of ours."""

from __future__ import annotations

import pytest

from bot.domain.requests import Declare
from bot.domain.setup import Severity
from bot.render.declared import ALL_READ, Unread
from bot.slack.declaring import take_severity
from bot.slack.parsed import Order
from tests.slack.test_commands import read

P1, P2, P4 = Severity.P1, Severity.P2, Severity.P4


@pytest.mark.parametrize(
    "text",
    [
        "[P1] checkout: nobody can pay",
        "(p1) checkout: nobody can pay",
        "[P1] [checkout]: nobody can pay",
        "P1 - checkout: nobody can pay",
        "P1 – checkout: nobody can pay",
        "P1: checkout: nobody can pay",
        "P1:checkout: nobody can pay",
        "*P1* checkout: nobody can pay",
        "sev 1 checkout: nobody can pay",
        "sev1 checkout: nobody can pay",
        "checkout P1: nobody can pay",
        "checkout [P1]: nobody can pay",
        "checkout sev 1: nobody can pay",
        "checkout: P1 nobody can pay",
        "checkout: [P1] nobody can pay",
    ],
)
def test_a_severity_may_stand_before_beside_or_behind_the_service(text: str) -> None:
    assert read(f"declare {text}") == Order(Declare("nobody can pay", P1, "checkout"))


@pytest.mark.parametrize("text", ["P1 payments: down", "payments P1: down", "Payments: P1 down"])
def test_a_team_before_the_colon_is_paged(text: str) -> None:
    assert read(f"declare {text}") == Order(Declare("down", P1, page="payments"))


@pytest.mark.parametrize(
    "text, severity, word",
    [
        ("P0 checkout: down", P1, "P0"),
        ("checkout: P0 down", P1, "P0"),
        ("SEV0 checkout: down", P1, "SEV0"),
        ("critical checkout: down", P1, "critical"),
        ("Critical: checkout: down", P1, "Critical"),
        ("P5 checkout: down", P4, "P5"),
    ],
)
def test_a_severity_that_is_none_of_ours_is_the_nearest_and_is_told(
    text: str, severity: Severity, word: str
) -> None:
    assert read(f"declare {text}") == Order(Declare("down", severity, "checkout"), unread=Unread(word))


@pytest.mark.parametrize(
    "text, severity, title, unread",
    [
        (
            "P1 chekout: nobody can pay",
            P1,
            "chekout: nobody can pay",
            Unread("", "chekout", ("checkout",), "nobody can pay"),
        ),
        (
            "chekout P1: nobody can pay",
            P1,
            "chekout P1: nobody can pay",
            Unread("", "chekout", ("checkout",), "nobody can pay"),
        ),
        (
            "P1 paymnts: nobody can pay",
            P1,
            "paymnts: nobody can pay",
            Unread("", "paymnts", ("payments",), "nobody can pay"),
        ),
        (
            "P1 checkout nobody can pay",
            P1,
            "checkout nobody can pay",
            Unread("", "checkout", ("checkout",), "nobody can pay"),
        ),
        ("P1 checkout", P1, "checkout", Unread("", "checkout", ("checkout",))),
        (
            "[P1][checkout] nobody can pay",
            P1,
            "[checkout] nobody can pay",
            Unread("", "checkout", ("checkout",), "nobody can pay"),
        ),
        (
            "P1 checkout - nobody can pay",
            P1,
            "checkout - nobody can pay",
            Unread("", "checkout", ("checkout",), "nobody can pay"),
        ),
        ("P1 redis: nobody can pay", P1, "redis: nobody can pay", ALL_READ),
        ("p95 latency is up", None, "p95 latency is up", ALL_READ),
        ("P1.5 is slow", None, "P1.5 is slow", ALL_READ),
        ("critically slow", None, "critically slow", ALL_READ),
        ("customers report: P1 alerts", None, "customers report: P1 alerts", ALL_READ),
    ],
)
def test_what_may_be_a_word_of_the_title_stays_in_it(
    text: str, severity: Severity | None, title: str, unread: Unread
) -> None:
    assert read(f"declare {text}") == Order(Declare(title, severity), unread=unread)


def test_a_page_says_how_bad_it_is_too() -> None:
    graded = take_severity("P1 nobody can pay")
    assert (graded.severity, graded.rest, graded.unknown) == (P1, "nobody can pay", "")
