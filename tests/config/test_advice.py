"""What is allowed and probably not meant: a warning with its line, and the file still loads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.config import load_setup
from tests.config.team_file import ALWAYS, ENVIRON, PEOPLE, marked_line, said

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
POLICY = "policies:\n  p: {levels: [{after: 0m, page: [schedule:primary]}]}\n"
TEAM = "teams: {t: {members: [ana], policy: p}}\n"


def with_shift(shift: str, starts: str = "2026-11-02", every: str = "1w", more: str = "") -> str:
    return f"""{PEOPLE}schedules:
  s:{"  # here" if more == "gap" else ""}
    layers:
      - name: nights
        zone: Europe/Madrid
        {shift}
        rotation:
          people: [ana, bruno]
          every: {every}
          starts: {starts}{"  # here" if more != "gap" else ""}
      - {{name: all, zone: UTC, hours: "00:00-24:00", rotation: {{people: [ana], every: 1w, starts: 2026-11-02}}}}
"""


def with_backup(cover: str) -> str:
    return f"{PEOPLE}{ALWAYS}  backup:\n    second_of: primary\n    overrides:\n      - {cover}\n"


WAITS = "that waits for the next shift"
HANDOVERS = [
    (
        with_shift('hours: "21:00-05:00"'),
        f'the turns of nights change at mon 00:00, inside the shift from sun 21:00: {WAITS}; write starts: "2026-11-02 21:00", when a shift starts',
    ),
    (
        with_shift('hours: "09:00-17:00"', "2026-11-02 12:00"),
        f'the turns of nights change at mon 12:00, inside the shift from mon 09:00: {WAITS}; write starts: "2026-11-03 09:00", when a shift starts',
    ),
    (
        with_shift('{from: "fri 19:00", until: "mon 09:00"}'.strip("{}").replace(", ", "\n        ")),
        f'the turns of nights change at mon 00:00, inside the shift from fri 19:00: {WAITS}; write starts: "2026-11-06 19:00", when a shift starts',
    ),
    (
        with_shift('hours: "00:00-24:00"', every="12h"),
        f"the turns of nights change at mon 12:00, inside the shift from mon 00:00: {WAITS}; let turns last whole shifts, such as every: 1w",
    ),
    (
        with_shift('hours: "08:00-12:00"', every="1s"),
        f"the turns of nights change at mon 08:00, inside the shift from mon 08:00: {WAITS}; let turns last whole shifts, such as every: 1w",
    ),
]

TURNS = [
    (
        with_shift('hours: "00:00-24:00"', "2026-11-30"),
        'turns of nights on s are counted backwards too: people are on call before 2026-11-30 00:00; add `valid_from: "2026-11-30 00:00"` to begin then, or write a starts that is past',
    ),
    (
        with_backup("{person: ana, from: 2026-11-25, until: 2026-12-14, zone: UTC}  # here"),
        "ana covers on backup while on call on primary, from 2026-11-30 00:00 UTC: no second person is left; name somebody else, or other times",
    ),
]

ALONE = "people: {ana: {zone: UTC}}\nschedules:\n  s:\n    layers: [{name: x, zone: UTC, hours: 00:00-24:00, rotation: {people: [ana], every: 1w, starts: 2026-11-02}}]\n"
PEOPLE_AND_POLICIES = [
    (
        PEOPLE + ALWAYS + POLICY + "services:\n  a: {}  # here",
        "service a has no team: nobody is paged for it; add `team:` with a team that has a policy",
    ),
    (
        "severities: {}  # here",
        "there are no people and no services: no alert pages anybody; add `people:` and `services:`",
    ),
    (
        "services:\n  a: {team: t}\nteams:\n  t: {}  # here",
        "team t has no policy: nobody is paged for its services; add `policy:` with one of the policies",
    ),
    (
        'integrations:  # here\n  a: {kind: generic, token: "${SHOP_TOKEN}"}',
        "alerts may come in, but there is no service: nobody is paged for them; add `services:` with a team that has a policy",
    ),
    (
        ALONE + "  b:\n    second_of: s  # here",
        "layer x of s rotates ana alone: it has no second person; add a person to that rotation",
    ),
    (
        PEOPLE
        + "policies:\n  p:  # here\n    levels:\n    - {after: 0m, page: [person:ana]}\n    - {after: 5m, page: [person:ana]}",
        "every level of p pages ana alone: if they sleep on, nobody comes; add a level with somebody else",
    ),
    (
        PEOPLE + "policies:\n  p:  # here\n    levels: [{after: 0m, page: [channel:#ops]}]",
        "policy p pages no person; add schedule:NAME or person:NAME to a level",
    ),
    (
        PEOPLE
        + "teams: {t: {}}\npolicies:\n  p:\n    levels:\n    - {after: 0m, page: [person:ana, person:bruno]}\n    - {after: 1m, page: [team:t]}  # here",
        "team t has no members: paging it reaches nobody; add `members:` to the team",
    ),
    (
        PEOPLE
        + "  zoe: {zone: UTC}  # here\npolicies: {p: {levels: [{after: 0m, page: [person:ana, person:zoe]}]}}",
        "zoe is paged but has no Slack id; add `slack:` with the member ID from their Slack profile",
    ),
    (
        PEOPLE
        + '  zoe: {zone: UTC, slack: U0ZOE, quiet: "00:00-24:00"}  # here\npolicies: {p: {levels: [{after: 0m, page: [person:ana, person:zoe]}]}}',
        'zoe is quiet all day: pages pass them by; write the hours of sleep, such as "23:00-07:00"',
    ),
]

MAKE_ONE = 'make one with `python3 -c "import secrets; print(secrets.token_urlsafe(32))"`'


@pytest.mark.parametrize("text, words", HANDOVERS + TURNS + PEOPLE_AND_POLICIES, ids=lambda text: text[-60:])
def test_a_warning_is_given_with_its_line(text: str, words: str) -> None:
    found = said(load_setup(text, ENVIRON, now=NOW).warnings)
    assert len(found) == 1, found
    assert found[0][0] == marked_line(text), found
    assert found[0][1].startswith(words), found


@pytest.mark.parametrize(
    "text",
    [
        PEOPLE + ALWAYS + POLICY + TEAM + "services: {a: {team: t}}",
        with_shift('hours: "21:00-05:00"', '"2026-11-02 21:00"'),
        with_shift('hours: "21:00-05:00"', '"2026-11-02 05:00"'),
        with_shift('hours: "21:00-05:00"', '"2026-11-02 12:00"'),
        with_shift('hours: "00:00-24:00"', every="1d"),
        with_shift('hours: "00:00-12:00"', every="12h"),
        with_shift("from: mon 09:00\n        until: mon 09:00", "2026-11-02 09:00"),
        with_shift('hours: "00:00-24:00"', "2026-11-30\n        valid_from: 2026-11-30"),
        with_backup("{person: bruno, from: 2026-11-30, until: 2026-12-07, zone: UTC}"),
        with_backup("{person: carla, from: 2026-11-30, until: 2026-12-14, zone: UTC}"),
        with_backup("{person: ana, from: 2026-11-16, until: 2026-11-18, zone: UTC}"),
        "people: {ana: {zone: UTC, slack: U0ANA}}\npolicies: {p: {levels: [{after: 0m, page: [person:ana]}]}}",
    ],
)
def test_what_is_right_is_not_warned_about(text: str) -> None:
    assert load_setup(text, ENVIRON, now=NOW).warnings == ()


@pytest.mark.parametrize(
    "token, bits",
    [
        ("secret", 13),
        ("Zk3vQ9xw7RtYb2LmN4pS6", 126),
        ("0123456789abcdef0123456789abcde", 124),
        ("01234567890123456789012345678901234567", 126),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0),
        ("abababababababababababababababababababab", 40),
    ],
)
def test_a_token_that_can_be_guessed_is_a_warning(token: str, bits: int) -> None:
    text = f'services: {{a: {{}}}}\nintegrations:\n  a: {{kind: generic, token: "{token}"}}'
    found = said(load_setup(text, {}).warnings)
    assert found[1:] == [(3, f"the token of a can be guessed: about {bits} bits of 128; {MAKE_ONE}")]


@pytest.mark.parametrize(
    "token",
    [
        "Zk3vQ9xw7RtYb2LmN4pS6d",
        "9f86d081884c7d659a2feaa0c55ad015",
        "9F86D081884C7D659A2FEAA0C55AD015",
        "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "314159265358979323846264338327950288419",
    ],
)
def test_a_token_of_128_bits_is_not(token: str) -> None:
    text = f'services: {{a: {{}}}}\nintegrations:\n  a: {{kind: generic, token: "{token}"}}'
    assert len(load_setup(text, {}).warnings) == 1


def test_warnings_do_not_keep_the_file_from_loading() -> None:
    loaded = load_setup("services: {a: {}, b: {}}", {})
    assert list(loaded.setup.services) == ["a", "b"]
    assert [problem.line for problem in loaded.warnings] == [1, 1]
