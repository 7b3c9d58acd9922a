"""The complete example, its environment, and a notation for files with a mistake on a marked line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ConfigError, Problem, load_setup

EXAMPLE = (Path(__file__).parent / "example.yml").read_text(encoding="utf-8")

PROMETHEUS_TOKEN = "prometheus-Zk3vQ9xw7RtYb2LmN4pS6d"
PAGERDUTY_TOKEN = "pagerduty-Hq8sJ1uC5eXaVoT0gKiW3f"
SHOP_TOKEN = "shop-Bn6yDz2MrUw9PlQe4GtSxA7hJk"
ENVIRON = {
    "PROMETHEUS_TOKEN": PROMETHEUS_TOKEN,
    "PAGERDUTY_TOKEN": PAGERDUTY_TOKEN,
    "SHOP_TOKEN": SHOP_TOKEN,
}

MARK = "# here"

PEOPLE = """\
people:
  ana: {slack: U0ANA, zone: America/Guayaquil}
  bruno: {slack: U0BRU, zone: America/Guayaquil}
  carla: {slack: U0CAR, zone: Europe/Madrid, hub: madrid}
"""

ALWAYS = """\
schedules:
  primary:
    layers:
      - {name: all, zone: UTC, hours: "00:00-24:00", rotation: {people: [ana, bruno], every: 1w, starts: 2026-11-02}}
"""


def marked_line(text: str) -> int:
    """The line on which the mark stands."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if MARK in line]
    assert len(lines) == 1, "mark exactly one line"
    return lines[0]


def problems(text: str) -> tuple[Problem, ...]:
    """Every problem of a file that cannot be used."""
    with pytest.raises(ConfigError) as caught:
        load_setup(text, ENVIRON)
    return caught.value.problems


def said(found: tuple[Problem, ...]) -> list[tuple[int, str]]:
    """Each problem as its line and its words."""
    return [(problem.line, f"{problem.what}; {problem.instead}") for problem in found]


def assert_told(text: str, words: str) -> None:
    """The file has one problem: on the marked line, and its words begin so."""
    found = said(problems(text))
    assert len(found) == 1, found
    line, told = found[0]
    assert line == marked_line(text), found
    assert told.startswith(words), found
