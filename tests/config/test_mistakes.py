"""Several mistakes at once, and how a problem prints."""

from __future__ import annotations

import pytest

from bot.config import ConfigError, load_setup
from tests.config.team_file import problems, said


def test_several_mistakes_are_told_at_once_in_the_order_of_lines() -> None:
    text = """\
handoff: {prompt_before: 15, accept_within: soon}
people:
  ana: {zone: Mars, colour: red}
  ana: {zone: UTC}
services:
  a: {logs: "${NOWHERE}"}
"""
    assert [line for line, _ in said(problems(text))] == [1, 1, 3, 3, 4, 6]


def test_references_that_lead_nowhere_are_told_at_once_too() -> None:
    text = "teams:\n  a: {members: [x, y], policy: p}\nservices:\n  s: {team: t}\ncatch_all: c\n"
    assert [line for line, _ in said(problems(text))] == [2, 2, 2, 4, 5]


def test_a_problem_prints_as_file_line_what_instead() -> None:
    problem = problems("\nteams: 5")[0]
    assert str(problem) == (
        "meridian.yml:2: teams is a number, not keys with values; write a name, `:` and its keys on each line"
    )


def test_the_error_prints_every_problem_on_a_line_of_its_own() -> None:
    with pytest.raises(ConfigError) as caught:
        load_setup("a: 1\nb: 2\n", {}, name="team.yml")
    assert [line.split(" ")[0] for line in str(caught.value).splitlines()] == ["team.yml:1:", "team.yml:2:"]


def test_a_long_or_broken_value_is_cut_to_one_line() -> None:
    what = problems('people: {ana: {zone: "' + "long\\n" * 500 + '"}}')[0].what
    assert len(what) < 120
    assert what.isprintable()


def test_names_that_lead_nowhere_are_told_beside_values_that_cannot_be_read() -> None:
    text = """\
people:
  ana: {zone: Mars}
schedules:
  primary: {layers: [{name: all, zone: UTC, hours: "00:00-25:00", rotation: {people: [ana, zed], every: 1w, starts: 2026-11-02}}]}
  backup: {second_of: primry}
policies:
  standard:
    levels:
      - {after: 0, page: [schedule:primary]}
      - {after: 5m, page: [person:bob]}
teams:
  a: {members: [ana, ann], policy: standrd}
services:
  s: {team: b}
catch_all: t
"""
    assert [line for line, _ in said(problems(text))] == [2, 4, 4, 5, 9, 10, 12, 12, 14, 15]


def test_a_section_with_a_typing_error_does_not_make_every_name_a_mistake() -> None:
    text = "peopel: {ana: {zone: UTC}}\nteams:\n  a: {members: [ana]}\n"
    ((line, told),) = said(problems(text))
    assert (line, told) == (1, '"peopel" is not a key of the file; write people')
