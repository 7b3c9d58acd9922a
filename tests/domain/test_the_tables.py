"""The corridor's tables: each kind of request meets a function that takes exactly it."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from bot.domain import events as e
from bot.domain import requests as r
from bot.domain.case import Case
from bot.domain.decide import DECIDES, OPENS, WAKES
from bot.domain.decision import Refused
from bot.domain.incident import ENDED, MOVES

REQUESTS = [kind for kind in get_args(r.Request) if kind is not r.Wake]


@pytest.mark.parametrize("kind", REQUESTS, ids=lambda kind: kind.__name__)
def test_every_request_meets_a_function_that_takes_it(kind: type[r.Request]) -> None:
    hints = list(get_type_hints(DECIDES[kind]).values())
    assert hints == [Case, kind, Refused | None]


@pytest.mark.parametrize("name", list(r.TimerName))
def test_every_timer_meets_a_function_that_takes_a_wake(name: r.TimerName) -> None:
    hints = list(get_type_hints(WAKES[name]).values())
    assert hints == [Case, r.Wake, Refused | None]


def test_there_is_nothing_else_in_the_tables() -> None:
    assert set(DECIDES) == set(REQUESTS)
    assert set(WAKES) == set(r.TimerName)
    assert set(OPENS) <= set(REQUESTS)


def test_every_status_stands_in_the_table_of_moves_and_no_end_has_a_move() -> None:
    assert set(MOVES) == set(e.Status)
    for before, moves in MOVES.items():
        assert bool(moves) is (before not in ENDED)
        assert not set(moves) & ENDED
        assert before not in moves
