"""A step at which a bot is killed is named by a function: one that is renamed must not become a step never reached."""

from __future__ import annotations

import re
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

STEP = re.compile(r'"([a-z_.]+\.[a-z_]+):([A-Za-z_.]+)[":]')
STEPS = sorted(
    {found for file in Path(__file__).parent.glob("test_*.py") for found in STEP.findall(file.read_text())}
)


@pytest.mark.parametrize("module,path", STEPS, ids=[":".join(step) for step in STEPS])
def test_every_named_step_is_a_function(module: str, path: str) -> None:
    assert callable(reduce(getattr, path.split("."), import_module(module)))


def test_the_steps_are_found() -> None:
    assert len(STEPS) > 15
