"""A desk in a fresh workspace, and an end that fails on anything a careful bot would not send."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox import Person, Sandbox
from tests.delivery.desk import Desk

SCHEMAS = os.environ.get("MERIDIAN_SLACK_SCHEMAS")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(schemas=Path(SCHEMAS) if SCHEMAS else None) as running:
        yield running
        assert running.complaints == []


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.person("ana", id="U0ANA", tz="America/Guayaquil")


@pytest.fixture
def carla(sandbox: Sandbox) -> Person:
    return sandbox.person("carla", id="U0CARLA", tz="Europe/Madrid")


@pytest.fixture
def desk(sandbox: Sandbox, ana: Person, carla: Person) -> Desk:
    return Desk(sandbox)
