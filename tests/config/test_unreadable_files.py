"""Files that cannot be read at all, or that are made to take for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ConfigError, load_setup
from tests.config.team_file import problems, said


def said_of(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(ConfigError) as caught:
        load_setup(path, {})
    assert {problem.file for problem in caught.value.problems} == {str(path)}
    return said(caught.value.problems)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    instead = "name the team's file with --config or MERIDIAN_CONFIG"
    assert said_of(tmp_path / "no.yml") == [
        (1, f"the file cannot be read (No such file or directory); {instead}")
    ]
    assert said_of(tmp_path) == [(1, f"the file cannot be read (Is a directory); {instead}")]


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "latin.yml"
    path.write_bytes("teams: {}\ncatch_all: señal\n".encode("latin-1"))
    assert said_of(path) == [(2, "this line is not text in UTF-8; save the file as UTF-8")]


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "large.yml"
    path.write_bytes(b"# x\n" * (256 * 1024 + 1))
    assert said_of(path) == [(1, "the file is over 1 MiB; keep only what this team needs in it")]


def test_a_bomb_of_aliases_is_stopped() -> None:
    layers = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    layers += [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    (problem,) = problems("\n".join(layers))
    assert problem.what == "aliases (`*name`) make this too large"


@pytest.mark.parametrize("text", ["[" * 1_000_000, "{a: " * 250_000, "- " * 500_000])
def test_deep_nesting_is_stopped(text: str) -> None:
    (problem,) = problems(text)
    assert problem.what == "this is nested more than 20 deep"


def test_a_file_of_too_many_values_is_stopped() -> None:
    (problem,) = problems("- a\n" * 200_000)
    assert problem.what == "the file has more than 50000 values"
