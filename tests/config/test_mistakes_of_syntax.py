"""Text that is not YAML, or not the shape of the file: the line, what is wrong, what to write."""

from __future__ import annotations

import pytest

from bot.config import ConfigError, load_setup
from tests.config.team_file import assert_told

SYNTAX = [
    ("people:\n\tana: {zone: UTC}  # here", "this line is indented with a tab; use spaces"),
    (
        "people: {ana: {zone: UTC}  # here\nteams: {}",
        "the `{` opened here is not closed, or a comma is missing; close it with `}`, with commas between",
    ),
    (
        "teams:\n  a:\n    members: [ana, bruno  # here\n    channel: x",
        "the `[` opened here is not closed, or a comma is missing; close it with `]`, with commas between",
    ),
    (
        'incidents_channel: "incidents  # here\nteams: {}\n',
        'this `"` is not closed; add `"` at the end of the text',
    ),
    (
        'schedules:\n  a: {b: "x"}\n  hours: "06:00-18:00  # here\n  more: [1, 2]\n  hours: "18:00-06:00"\n  x: "y"',
        'this `"` is not closed; add `"` after 18:00',
    ),
    (
        'services:\n  a:\n    runbooks: ["https://x.org/a]  # here\n    logs: "https://x.org/b"\n    team: t',
        'this `"` is not closed; add `"` before the `]`',
    ),
    (
        'a: [{hours: "06:00-18:00, rotation: {people: [ana]}}]  # here\nb: [{hours: "18:00-06:00"}]',
        'this `"` is not closed; add `"` after 18:00',
    ),
    (
        'a: {token: "${SHOP_TOKEN}}  # here\nb: {token: "${OTHER_TOKEN}"}',
        'this `"` is not closed; add `"` after ${SHOP_TOKEN}',
    ),
    (
        "services:\n  a:\n    runbooks: ['https://x.org/a]  # here\n    team: t",
        "this `'` is not closed; add `'` before the `]`",
    ),
    (
        'a: "text of\n  two: lines"  # it\'s "\nb: "one \'quote"\nc: d: e  # here',
        "a `:` stands where none can; put the text in quotes, or mend the indentation",
    ),
    (
        "services:\n  a: {}\n b: {}  # here",
        "this line's indentation does not fit those above; line it up with its neighbours",
    ),
    (
        "services:\n  a: b: c  # here",
        "a `:` stands where none can; put the text in quotes, or mend the indentation",
    ),
    (
        "policies:\n  a:\n    repeat:2  # here\n    levels: []",
        "no space stands after the `:`; write `key: value`",
    ),
    ("people:\n  ana: {zone: UTC}\n  bruno  # here\nteams: {}", "a key without `:`; write `key: value`"),
    ("catch_all: @x  # here", "a value cannot begin with this sign; put the value in quotes"),
    (
        'catch_all: "\\q"  # here',
        "a backslash in double quotes begins no known escape; write it twice, or use 'single quotes'",
    ),
    (
        "integrations: {a: {token: ${X}, kind: generic}}  # here",
        '`${…}` stands without quotes; put it in quotes: "${NAME}"',
    ),
    ("teams: - a  # here", "a list cannot begin here; begin `- …` on a line of its own, or write [a, b]"),
    (
        "teams: ]  # here",
        "a value is missing here, or a bracket is left over; write the value, or delete the sign",
    ),
    ("teams: {}\n---  # here\npeople: {}", "a second document begins here; keep one: delete this `---`"),
    ("catch_all: !!str x  # here", "tags (`!name`) are not used in this file; write the value alone"),
    (
        "catch_all: !!python/object:os.system x  # here",
        "tags (`!name`) are not used in this file; write the value alone",
    ),
    ("catch_all: *x  # here", "`*x` refers to nothing above; put text that begins with * in quotes"),
    ("a: &b 1\ncatch_all: *c  # here", "`*c` refers to nothing above; write one of *b"),
    ("teams: &x {a: *x}  # here", "`*x` refers to nothing above; put text that begins with * in quotes"),
    ("a: &a {}\nteams:\n  <<: *a  # here", "`<<` is not part of YAML 1.2; write the keys out"),
    ("{a: 1}: 2  # here", "a list or mapping stands where a name should; write a name, then `:`"),
    ("%FOO\nteams: {}  # here", "a line that begins with `%` is not used in this file; delete it"),
    (f"teams: {'[' * 30}  # here", "this is nested more than 20 deep; close the brackets above"),
    ("teams: {}\ncatch_all: a\x00  # here", r"character '\x00' is not allowed in YAML; delete it"),
    (
        'catch_all: "\\UFFFFFFFF"  # here',
        "this is not YAML; look at the brackets, quotes and indentation here and above",
    ),
    (
        "people:\n  ana: {zone: UTC}\n  ana: {zone: UTC}  # here",
        '"ana" stands twice, first on line 2; keep one of them',
    ),
    (
        "handoff: {}\npeople: {}\nhandoff: {}  # here",
        '"handoff" stands twice, first on line 1; keep one of them',
    ),
]

SHAPE = [
    (
        "[a, b]  # here",
        "the file is a list, not keys with values; write `incidents_channel: incidents` (keys: ",
    ),
    (
        "just text  # here",
        "the file is text, not keys with values; write `incidents_channel: incidents` (keys: ",
    ),
    ("peple: {}  # here", '"peple" is not a key of the file; write people'),
    (
        "colour: red  # here",
        '"colour" is not a key of the file; the keys here are incidents_channel, people, ',
    ),
    (
        "people:\n  ana:\n    zone: UTC\n    slak: U0ANA  # here",
        '"slak" is not a key of people.ana; write slack',
    ),
    ("handoff: {promt_before: 5m}  # here", '"promt_before" is not a key of handoff; write prompt_before'),
    ("people:\n  ana:  # here", 'people.ana has no "zone"; add `zone: Europe/Madrid`'),
    (
        "people: [ana]  # here",
        "people is a list, not keys with values; write a name, `:` and its keys on each line",
    ),
    (
        "people:\n  ana: Madrid  # here",
        "people.ana is text, not keys with values; write `slack: U024BE7LH` (keys: slack, zone, hub, quiet, days_off, holidays, away, notify, phone, email, push)",
    ),
    ("teams: {a: {members: ana}}  # here", "teams.a.members is text, not a list; write [ana]"),
    ("teams: {a: {members: }}  # here", "teams.a.members has no value; write [ana], or delete the key"),
    (
        "teams: {a: {members: [ana, ]}}\npeople: {ana: {zone: 5}}  # here",
        "people.ana.zone is not text; put it in quotes",
    ),
    ("teams: {a: {channel: [b]}}  # here", "teams.a.channel is not text; write one value, without brackets"),
    (
        "teams:\n  a:\n    channel: #ops  # here",
        "teams.a.channel has no value; write one (text after # is a comment), or delete the key",
    ),
    ('teams: {a: {policy: ""}}  # here', "teams.a.policy is empty; write its value, or delete the key"),
    (
        "severities: {P1: {channel: yes}}  # here",
        "severities.P1.channel is text, not true or false; write true",
    ),
    (
        "severities: {P1: {channel: off}}  # here",
        "severities.P1.channel is text, not true or false; write false",
    ),
    (
        "severities: {P1: {channel: 1}}  # here",
        "severities.P1.channel is a number, not true or false; write true",
    ),
    (
        "severities: {P1: {channel: }}  # here",
        "severities.P1.channel has no value; write true, or delete the key",
    ),
    ("severities: {P5: {}}  # here", 'severities.P5 is not a severity: "P5"; write P1, P2, P3 or P4'),
    ("severities: {p1: {}}  # here", 'severities.p1 is not a severity: "p1"; write P1'),
]


@pytest.mark.parametrize("text, words", SYNTAX, ids=lambda text: text[-60:])
def test_what_is_not_yaml_is_told_with_its_line(text: str, words: str) -> None:
    assert_told(text, words)


@pytest.mark.parametrize("text, words", SHAPE, ids=lambda text: text[-60:])
def test_what_does_not_belong_there_is_told_with_its_line(text: str, words: str) -> None:
    assert_told(text, words)


def test_a_missing_space_is_told_on_its_own_line() -> None:
    """The parser takes `repeat:2` for text that goes on, and complains one line later."""
    with pytest.raises(ConfigError) as caught:
        load_setup("policies:\n  a:\n    repeat:2\n    levels: []\n", {})
    assert (
        str(caught.value.problems[0]) == "meridian.yml:3: no space stands after the `:`; write `key: value`"
    )


@pytest.mark.parametrize(
    "entry, section",
    [
        ("checkout: {team: t, logs: https://x.org}", "services"),
        ("ana: {zone: UTC}", "people"),
        ("primary: {layers: []}", "schedules"),
        ("platform: {channel: x}", None),  # a team, or a severity
        ("platform: x", None),
    ],
)
def test_an_entry_that_is_not_indented_is_told_its_section(entry: str, section: str | None) -> None:
    with pytest.raises(ConfigError) as caught:
        load_setup(f"people: {{}}\n{entry}\n", {})
    (told,) = caught.value.problems
    indent = f", or indent it under `{section}`"
    assert told.instead.endswith(indent) if section else "indent" not in told.instead
