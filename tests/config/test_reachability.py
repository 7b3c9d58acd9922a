"""`reachability:`: on where anything beyond Slack carries pages, off elsewhere, and as the file says."""

from __future__ import annotations

import pytest

from bot.config import ConfigError, load_setup
from bot.domain.setup import Reachability

PROVIDERS = "paging: {providers: [{name: mail, kind: smtp, host: mail.example, from: m@example.com}]}\n"


@pytest.mark.parametrize(
    "text,holds",
    [
        ("people: {}\n", Reachability()),
        (PROVIDERS, Reachability(canary=True, evening_report=18 * 60)),
        (PROVIDERS + "reachability: {canary: off}\n", Reachability(canary=False, evening_report=18 * 60)),
        (PROVIDERS + "reachability: {evening_report: off}\n", Reachability(canary=True)),
        (
            PROVIDERS + 'reachability: {evening_report: "21:30"}\n',
            Reachability(canary=True, evening_report=1290),
        ),
        ("reachability: {canary: monthly}\n", Reachability(canary=True)),
    ],
)
def test_it_is_on_where_there_are_providers_unless_the_file_says_otherwise(
    text: str, holds: Reachability
) -> None:
    assert load_setup(text, {}).setup.reachability == holds


@pytest.mark.parametrize(
    "text,said",
    [
        ("canary: weekly", "neither monthly nor off"),
        ('evening_report: "24:00"', "no time of the day"),
        ("evening_report: six", "no time of the day"),
    ],
)
def test_what_is_neither_is_named_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load_setup(f"reachability: {{{text}}}\n", {})
    (problem,) = refused.value.problems
    assert said in problem.what
    assert problem.instead
