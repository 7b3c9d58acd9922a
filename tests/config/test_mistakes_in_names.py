"""Mistakes in names, addresses, tokens and integrations: the line, what is wrong, what to write."""

from __future__ import annotations

import pytest

from tests.config.team_file import assert_told

NAMES = [
    (
        "people: {Ana: {zone: UTC}}  # here",
        'people.Ana is not a name for a person: "Ana"; write ana: small letters, digits, _ . -',
    ),
    (
        "people: {meridian: {zone: UTC}}  # here",
        "people.meridian is the bot's own name; write another, such as meridian-2",
    ),
    (
        "people: {ana maria: {zone: UTC}}  # here",
        'people.ana maria is not a name for a person: "ana maria"; write ana-maria',
    ),
    (
        "people: {José: {zone: UTC}}  # here",
        'people.José is not a name for a person: "José"; write jose: small letters, digits, _ . -',
    ),
    (
        "people: {Łukasz Groß: {zone: UTC}}  # here",
        'people.Łukasz Groß is not a name for a person: "Łukasz Groß"; write lukasz-gross',
    ),
    (
        "people: {李雷: {zone: UTC}}  # here",
        'people.李雷 is not a name for a person: "李雷"; write it in letters from a to z: small letters, digits, _ . -',
    ),
    ("people: {Дима2: {zone: UTC}}  # here", 'people.Дима2 is not a name for a person: "Дима2"; write it in'),
    ('people: {"!": {zone: UTC}}  # here', 'people.! is not a name for a person: "!"; write it in'),
    ("teams: {núcleo: {}}  # here", 'teams.núcleo is not a name: "núcleo"; write nucleo'),
    (
        "teams: {白天: {}}  # here",
        'teams.白天 is not a name: "白天"; write it in letters from a to z: letters, digits, _ . / + -',
    ),
    (
        "people:\n  Bo: {zone: UTC}  # here\nteams: {a: {members: [bo]}}",
        'people.Bo is not a name for a person: "Bo"; write bo',
    ),
    (
        "people: {ana: {zone: UTC, slack: ana}}  # here",
        'people.ana.slack is not a Slack user id: "ana"; in Slack open the person\'s profile, press ⋮ and Copy member ID (it begins with U or W)',
    ),
    (
        "people: {ana: {zone: UTC, slack: C024BE7LH}}  # here",
        'people.ana.slack is not a Slack user id: "C024BE7LH"; in Slack',
    ),
    (
        "people: {ana: {zone: UTC, slack: Ulrike}}  # here",
        'people.ana.slack is not a Slack user id: "Ulrike"; in Slack',
    ),
    (
        "people:\n  ana: {zone: UTC, slack: U0ANA}\n  bob: {zone: UTC, slack: U0ANA}  # here",
        "bob has the Slack id of ana; write this person's own member ID",
    ),
    (
        "incidents_channel: Incidents  # here",
        'incidents_channel is not a Slack channel\'s name: "Incidents"; write incidents',
    ),
    (
        "incidents_channel: all incidents!  # here",
        'incidents_channel is not a Slack channel\'s name: "all incidents!"; write all-incidents',
    ),
    ("teams: {two words: {}}  # here", 'teams.two words is not a name: "two words"; write two-words'),
    (
        'services: {"a:b": {}}  # here',
        'services.a:b is not a name for a service: "a:b"; write at most 80 characters on one line, without `:`',
    ),
    ("teams: {a: {members: [zoe]}}  # here", 'there is no person "zoe"; add zoe under `people`'),
    (
        "policies: {}\nteams: {a: {policy: standard}}  # here",
        'there is no policy "standard"; add standard under `policies`',
    ),
    (
        "teams: {payments: {}}\nservices: {a: {team: payment}}  # here",
        'there is no team "payment"; write payments',
    ),
    ("services: {checkout: }\ncatch_all: chekout  # here", 'there is no service "chekout"; write checkout'),
    (
        "services: {a: {runbooks: [docs/db.md]}}  # here",
        'services.a.runbooks is not a web address: "docs/db.md"; write it whole, with https://',
    ),
    (
        "services: {a: {logs: 'ftp://x/y'}}  # here",
        'services.a.logs is not a web address: "ftp://x/y"; write',
    ),
    (
        "services: {a: {logs: 'https://[x/y'}}  # here",
        'services.a.logs is not a web address: "https://[x/y"; write',
    ),
    ("services: {a: {logs: 'https://x:99999/y'}}  # here", "services.a.logs is not a web address"),
]

INTEGRATIONS = [
    (
        "integrations: {a: {kind: generic}}  # here",
        'integrations.a has no "token"; add `token: ${SHOP_TOKEN}`',
    ),
    ("integrations: {a: {token: x}}  # here", 'integrations.a has no "kind"; add `kind: alertmanager`'),
    (
        "integrations: {a: {kind: prometheus, token: x}}  # here",
        'integrations.a.kind is not a kind of sender: "prometheus"; write alertmanager, pagerduty, generic: whatever sends JSON is generic',
    ),
    (
        "integrations: {a: {kind: pager_duty, token: x}}  # here",
        'integrations.a.kind is not a kind of sender: "pager_duty"; write pagerduty',
    ),
    (
        "integrations: {a: {kind: generic, token: 12345}}  # here",
        "integrations.a.token is not text; put it in quotes",
    ),
    (
        "integrations: {a: {kind: generic, token: a b}}  # here",
        "integrations.a.token holds a space or a letter that cannot stand in a header; write letters, digits, - and _ only",
    ),
    (
        "integrations: {a b: {kind: generic, token: x}}  # here",
        'integrations.a b cannot be part of an address: "a b"; write a-b',
    ),
    (
        "integrations: {día: {kind: generic, token: x}}  # here",
        'integrations.día cannot be part of an address: "día"; write dia: letters, digits, _ . -',
    ),
    (
        "integrations: {监控: {kind: generic, token: x}}  # here",
        'integrations.监控 cannot be part of an address: "监控"; write it in letters from a to z: letters, digits, _ . -',
    ),
    (
        "integrations: {a/b: {kind: generic, token: x}}  # here",
        'integrations.a/b cannot be part of an address: "a/b"; write a-b',
    ),
    (
        "integrations: {a: {kind: generic, token: x, severities: {major: high}}}  # here",
        'integrations.a.severities.major is not a severity: "high"; write P1, P2, P3 or P4',
    ),
    (
        "integrations:\n  a: {kind: generic, token: x}\n  b: {kind: generic, token: x}  # here",
        "b has the token of a; make one for each integration",
    ),
    (
        'integrations: {a: {kind: generic, token: "${NO_SUCH_TOKEN}"}}  # here',
        "integrations.a.token needs the environment variable NO_SUCH_TOKEN, which is not set; set NO_SUCH_TOKEN, or NO_SUCH_TOKEN_FILE to the path of a file with it",
    ),
    (
        'integrations: {a: {kind: generic, token: "${1}"}}  # here',
        "integrations.a.token has `${` without a name and `}`; write ${NAME}, or $${ for the signs themselves",
    ),
    (
        'integrations: {a: {kind: generic, token: "${A:-b}"}}  # here',
        "integrations.a.token has `${` without a name and `}`; write",
    ),
    (
        'integrations: {a: {kind: generic, token: "$SHOP_TOKEN"}}  # here',
        "integrations.a.token is the text $SHOP_TOKEN, not what the variable SHOP_TOKEN holds; write",
    ),
]


@pytest.mark.parametrize("text, words", NAMES, ids=lambda text: text[-60:])
def test_a_wrong_name_is_told_with_its_line(text: str, words: str) -> None:
    assert_told(text, words)


@pytest.mark.parametrize("text, words", INTEGRATIONS, ids=lambda text: text[-60:])
def test_a_wrong_integration_is_told_with_its_line(text: str, words: str) -> None:
    assert_told(text, words)
