"""Mistakes in policies: the line, what is wrong, what to write."""

from __future__ import annotations

import pytest

from tests.config.team_file import ALWAYS, PEOPLE, assert_told


def with_level(level: str) -> str:
    start = f"{PEOPLE}{ALWAYS}teams: {{payments: {{}}}}\npolicies:\n  p:\n    levels:\n"
    return f"{start}      - {level}  # here\n"


def with_key(key: str) -> str:
    start = f"{PEOPLE}{ALWAYS}teams: {{payments: {{}}}}\npolicies:\n  p:\n"
    return f"{start}    levels: [{{after: 0m, page: [person:ana, person:bruno]}}]\n    {key}  # here\n"


ON_LEVEL = "policies.p.levels"
POLICIES = [
    (f"{PEOPLE}policies:\n  p: {{}}  # here", 'policies.p has no "levels"; add `levels: …`'),
    (
        f"{PEOPLE}policies:\n  p: {{levels: []}}  # here",
        "policies.p.levels is an empty list; write at least one: […]",
    ),
    (with_level("{after: 0m}"), f'{ON_LEVEL} has no "page"; add `page: [schedule:primary]`'),
    (with_level("{page: [person:ana]}"), f'{ON_LEVEL} has no "after"; add `after: 15m`'),
    (
        with_level("{after: 5, page: [person:ana]}"),
        f"{ON_LEVEL}.after is 5 without a unit; write 5s, 5m, 5h, 5d or 5w",
    ),
    (
        with_level("{after: 0m, page: []}"),
        f"{ON_LEVEL}.page is an empty list; write at least one: [schedule:primary]",
    ),
    (with_level("{after: 0m, page: person:ana}"), f"{ON_LEVEL}.page is text, not a list; write [person:ana]"),
    (
        with_level("{after: 0m, page: [ana]}"),
        f'{ON_LEVEL}.page does not say whom to page: "ana"; write what it is before it, such as person:ana or schedule:ana (kinds: person, schedule, hub, team, channel)',
    ),
    (
        with_level("{after: 0m, page: [person: ana]}"),
        f"{ON_LEVEL}.page has a space after the colon; write person:ana without a space",
    ),
    (
        with_level("{after: 0m, page: [persn:ana]}"),
        f'{ON_LEVEL}.page is of an unknown kind: "persn:ana"; write person:ana (kinds: ',
    ),
    (with_level("{after: 0m, page: [person:anna]}"), 'there is no person "anna"; write ana'),
    (with_level("{after: 0m, page: [schedule:primari]}"), 'there is no schedule "primari"; write primary'),
    (
        with_level("{after: 0m, page: [schedule:nights]}"),
        'there is no schedule "nights"; add nights under `schedules`',
    ),
    (with_level("{after: 0m, page: [hub:madird]}"), 'there is no hub "madird"; write madrid'),
    (with_level("{after: 0m, page: [team:payment]}"), 'there is no team "payment"; write payments'),
    (
        with_level("{after: 0m, page: [channel:#Ops Room]}"),
        f"{ON_LEVEL}.page is not a Slack channel's name: \"",
    ),
    (
        with_level("{after: 5m, page: [person:ana]}\n      - {after: 1m, page: [person:bruno]}"),
        "this level comes before the one above it; put the levels in the order of `after`",
    ),
    (
        with_key("repeat: 21"),
        "policies.p.repeat is 21, over 20; write at most 20: after the rounds the last level is paged hourly without end",
    ),
    (
        with_key("repeat: -1"),
        "policies.p.repeat is -1; write 0 for one round only",
    ),
    (
        with_key("repeat: often"),
        "policies.p.repeat is not a whole number; write a number such as 2, without quotes",
    ),
    (
        with_key("when_all_quiet: first"),
        'policies.p.when_all_quiet does not say who is woken: "first"; write first_level',
    ),
    (
        with_key("when_all_quiet: team:payments"),
        'policies.p.when_all_quiet does not say who is woken: "team:payments"; write first_level, last_level or person:NAME',
    ),
    (
        with_key("when_all_quiet: person:anna"),
        'there is no person "anna"; write ana',
    ),
    (
        with_key("wake_for: [p2]"),
        'policies.p.wake_for is not a severity: "p2"; write P2',
    ),
    (
        with_key("wake_for: P1"),
        "policies.p.wake_for is text, not a list; write [P1]",
    ),
]


@pytest.mark.parametrize("text, words", POLICIES, ids=lambda text: text[-60:])
def test_a_wrong_policy_is_told_with_its_line(text: str, words: str) -> None:
    assert_told(text, words)
