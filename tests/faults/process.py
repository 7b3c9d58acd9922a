"""A bot as a process of its own: started, asked, stopped, frozen and killed."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from tests.faults.waiting import wait_until

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
STARTS_WITHIN = 90.0
"""Seconds; a start takes one on a quiet machine, and thirty were seen on one with six times its work."""
SENDER = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))
"""A new connection each time, as the process behind the address may be another."""


class Bot:
    """One `meridian serve`. `log` is what it wrote; `url` is where its doors are now."""

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self.environ = dict(environ)
        self.log = log
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._read_from = 0

    def start(self, crash: str = "", **environ: str) -> Bot:
        """Start it, with a step to crash at, and wait until it answers (or is dead, when it crashes at once)."""
        self._read_from = self.log.stat().st_size if self.log.exists() else 0
        asked = {**self.environ, **environ, **({"CRASH": crash} if crash else {})}
        asked["PYTHONPATH"] = os.pathsep.join([str(HERE / "child"), str(ROOT)])
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"], env=asked, cwd=self.log.parent, stdout=out, stderr=out
            )
        wait_until(self._is_ready, f"{self.log.name} is ready", STARTS_WITHIN)
        assert self.alive or (crash and self.process.returncode == -signal.SIGKILL), self.said()
        return self

    def _is_ready(self) -> bool:
        ready = [line for line in self.lines() if line.get("event") == "ready"]
        if ready:
            self.url = str(ready[-1]["url"])
        return bool(ready) or not self.alive

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process, "start it first"
        return self._process

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def said(self) -> str:
        """What it wrote since it was started last."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(self._read_from)
            return log.read().decode(errors="replace")

    def lines(self) -> list[dict[str, Any]]:
        """The same, where it is JSON."""
        whole = (line for line in self.said().splitlines() if line.startswith("{") and line.endswith("}"))
        return [json.loads(line) for line in whole]

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        self.process.kill()
        self.process.wait()

    def asks_to_stop(self) -> None:
        """SIGTERM; returns at once."""
        self.process.send_signal(signal.SIGTERM)

    def freeze(self) -> None:
        """SIGSTOP; returns when its last thread stands still, which takes a busy machine a while."""
        self.process.send_signal(signal.SIGSTOP)
        pid, stopped = self.process.pid, os.WSTOPPED | os.WNOHANG
        wait_until(lambda: os.waitid(os.P_PID, pid, stopped), f"{self.log.name} stands still")

    @property
    def frozen(self) -> bool:
        """Whether it stands still (Linux)."""
        state = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state == "T"

    def thaw(self) -> None:
        """SIGCONT."""
        self.process.send_signal(signal.SIGCONT)

    def dies(self, within: float = 20.0) -> int:
        """Wait for its end; the exit status."""
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            raise AssertionError(
                f"still alive after {within:.0f} s; the last:\n{self.said()[-2000:]}"
            ) from None

    def ends(self) -> None:
        """Whatever state it is in, it is gone afterwards."""
        if self.alive:
            self.kill()

    def peak_memory(self) -> int:
        """The most bytes that were ever resident (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def limits_files_to(self, size: int | None) -> None:
        """No file of it may grow beyond `size` bytes; None: as before."""
        soft = resource.RLIM_INFINITY if size is None else size
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))

    def posts(self, path: str, payload: object, token: str, timeout: float = 60.0) -> httpx.Response:
        """A sender posts JSON; raises what httpx raises when nobody answers."""
        content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return SENDER.post(f"{self.url}{path}", content=content, headers=headers, timeout=timeout)

    def health(self) -> httpx.Response:
        """GET /readyz."""
        return SENDER.get(f"{self.url}/readyz", timeout=10)


def command(environ: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """`meridian …` beside a running bot."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env={**environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
