"""A house with open doors, and a client in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.web.server import Server
from tests.web.desk import Desk, opened
from tests.web.house import House, client


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def server(house: House) -> Iterator[Server]:
    with house.open() as server:
        yield server


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    with client(server) as http:
        yield http


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path) as desk:
        yield desk
