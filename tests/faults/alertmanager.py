"""A real Alertmanager, alone or one of a pair, that tells a bot."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import program
from tests.faults.waiting import wait_until


class Alertmanager:
    """One that runs; `url` is where it takes alerts."""

    def __init__(self, url: str) -> None:
        self.url = url

    def takes(self, *alerts: dict[str, Any]) -> None:
        """It is told of alerts; again until it is up."""
        wait_until(lambda: self._accepts(alerts), "Alertmanager takes the alerts")

    def peers(self) -> int:
        """How many it knows of, itself included."""
        try:
            status = httpx.get(f"{self.url}/api/v2/status").json()
        except httpx.HTTPError:
            return 0
        return len(status["cluster"]["peers"])

    def _accepts(self, alerts: Sequence[dict[str, Any]]) -> bool:
        try:
            return httpx.post(f"{self.url}/api/v2/alerts", json=list(alerts)).is_success
        except httpx.HTTPError:
            return False


def alert_of(name: str, **more: str) -> dict[str, Any]:
    """An alert as Prometheus tells it; `more` are times."""
    return {"labels": {"alertname": name, "service": "checkout", "severity": "critical"}, **more}


@contextmanager
def alertmanager(
    folder: Path, hook: str, token: str, *, repeat: str = "4h", cluster: Sequence[str] = ()
) -> Iterator[Alertmanager]:
    """One that sends each alert name as a group; `cluster` are the options that make it one of a pair."""
    folder.mkdir()
    config, port = folder / "alertmanager.yml", free_port()
    config.write_text(json.dumps(_config(hook, token, repeat)))
    words = [f"--config.file={config}", f"--storage.path={folder / 'data'}"]
    words += [f"--web.listen-address=127.0.0.1:{port}", *(cluster or ["--cluster.listen-address="])]
    with (folder / "log").open("wb") as log:
        sender = subprocess.Popen([program("alertmanager") or "", *words], stdout=log, stderr=log)
    try:
        yield Alertmanager(f"http://127.0.0.1:{port}")
    finally:
        sender.kill()
        sender.wait()
        print((folder / "log").read_text(errors="replace")[-2000:], file=sys.stderr)  # noqa: T201  shown on failure


@contextmanager
def pair(folder: Path, hook: str, token: str, repeat: str) -> Iterator[tuple[Alertmanager, Alertmanager]]:
    """Two that gossip. The second sends what it did not hear within a second that the first has sent."""
    ends = [f"127.0.0.1:{free_port()}" for _ in range(2)]
    common = ["--cluster.peer-timeout=1s", "--cluster.settle-timeout=1s"]
    options = [
        [f"--cluster.listen-address={mine}", f"--cluster.peer={other}", *common]
        for mine, other in (ends, reversed(ends))
    ]
    with (
        alertmanager(folder / "one", hook, token, repeat=repeat, cluster=options[0]) as one,
        alertmanager(folder / "two", hook, token, repeat=repeat, cluster=options[1]) as two,
    ):
        wait_until(lambda: one.peers() == two.peers() == 2, "the two know of each other")
        yield one, two


def _config(hook: str, token: str, repeat: str) -> dict[str, Any]:
    authorization = {"authorization": {"credentials": token}}
    receiver = {"name": "bot", "webhook_configs": [{"url": hook, "http_config": authorization}]}
    times = {"group_wait": "0s", "group_interval": "1s", "repeat_interval": repeat}
    return {
        "route": {"receiver": "bot", "group_by": ["alertname"], **times},
        "receivers": [receiver],
    }


def free_port() -> int:
    """A TCP port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
