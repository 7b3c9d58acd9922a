"""Alerts taken in by 64 senders, beside what the bare database commits: `python -m benchmarks.alerts`.

The physical limit is the disk: an answer goes out after the commit. The raw figures are
one small row per transaction from one connection (SQLite) or from eight (PostgreSQL).
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sqlite3
import tempfile
import threading
import time
from pathlib import Path

import httpx
import psutil
import psycopg

from benchmarks.processes import PROMETHEUS_TOKEN, SHOP_TOKEN, Running, bot, postgres, report
from bot.sandbox import Sandbox

SENDERS = 64
SECONDS = 6.0
FLOOD = 10_000


def main() -> None:
    """SQLite, then PostgreSQL, then one large delivery."""
    with Sandbox() as sandbox:
        sandbox.person("carla", id="U0CAR", tz="Europe/Madrid")
        raw = _raw_sqlite()
        with bot(sandbox) as running:
            _compare("SQLite", _accepted(running), raw)
        with postgres() as url:
            raw = _raw_postgres(url)
            with bot(sandbox, url) as running:
                _compare("PostgreSQL", _accepted(running), raw)
        _flood(sandbox)


def _compare(name: str, accepted: float, raw: float) -> None:
    report(
        f"alerts accepted, {SENDERS} senders, {name}",
        f"{accepted:,.0f} /s",
        f"{accepted / raw:.0%} of {raw:,.0f} raw commits/s",
    )


def _raw_sqlite() -> float:
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(Path(folder) / "raw.db", isolation_level=None)
        db.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (a TEXT, b TEXT)"
        )
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < SECONDS / 2:
            db.execute("INSERT INTO t VALUES (?, ?)", (str(count), "x" * 300))
            count += 1
        return count / (time.perf_counter() - began)


def _raw_postgres(url: str) -> float:
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("CREATE TABLE raw (a TEXT, b TEXT)")
    counts = [0] * 8
    until = time.perf_counter() + SECONDS / 2

    def insert(place: int) -> None:
        with psycopg.connect(url, autocommit=True) as db:
            while time.perf_counter() < until:
                db.execute("INSERT INTO raw VALUES (%s, %s)", (str(counts[place]), "x" * 300))
                counts[place] += 1

    threads = [threading.Thread(target=insert, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("DROP TABLE raw")
    return sum(counts) / (SECONDS / 2)


def _accepted(running: Running) -> float:
    """Answers 200 per second to senders in a process of their own; each alert is a repeat of one of ten."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_senders, (running.url,))


def _senders(url: str) -> float:
    return asyncio.run(_send_for(url))


async def _send_for(url: str) -> float:
    host, port = url.removeprefix("http://").split(":")
    until = time.perf_counter() + SECONDS
    loop = asyncio.get_running_loop()
    senders = [_Sender(number, until) for number in range(SENDERS)]
    for sender in senders:
        await loop.create_connection(lambda sender=sender: sender, host, int(port))  # type: ignore[misc]
    await asyncio.gather(*(sender.done.wait() for sender in senders))
    return sum(sender.accepted for sender in senders) / SECONDS


class _Sender(asyncio.Protocol):
    """Posts one alert after the other over one connection, at as little cost as Python allows: it shares the machine."""

    def __init__(self, number: int, until: float) -> None:
        body = json.dumps(
            {"title": f"Alert {number % 10}", "key": f"k{number % 10}", "service": "checkout"}
        ).encode()
        head = (
            f"POST /hooks/shop HTTP/1.1\r\nHost: bot\r\nAuthorization: Bearer {SHOP_TOKEN}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        self._request = head + body
        self._until = until
        self._came = b""
        self.accepted = 0
        self.done = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, gap, body = self._came.partition(b"\r\n\r\n")
        if not gap or len(body) < _length(head):
            return
        self.accepted += head.startswith(b"HTTP/1.1 200")
        self._came = b""
        if time.perf_counter() < self._until:
            self._transport.write(self._request)
        else:
            self._transport.close()
            self.done.set()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.done.set()


def _length(head: bytes) -> int:
    _, _, after = head.lower().partition(b"content-length:")
    return int(after.partition(b"\r\n")[0])


def _flood(sandbox: Sandbox) -> None:
    """One Alertmanager group of ten thousand: how long until its one page is at Slack, and at what memory."""
    body = _large_group()
    with bot(sandbox) as running:
        sandbox.journal.clear()
        began = time.monotonic()
        peak = _post_and_watch(running, body)
        page = sandbox.journal.calls("chat.postMessage", channel="U0CAR")[0]
        report(
            f"{FLOOD:,} alerts in one {len(body) / 1e6:.1f} MB post: page",
            f"{page.started - began:.2f} s",
            f"peak {peak:.0f} MiB; promised < 10 s, < 512 MB",
        )


def _large_group() -> bytes:
    alerts = [
        {
            "status": "firing",
            "labels": {
                "alertname": "PodDown",
                "pod": f"p-{n:05}",
                "service": "checkout",
                "severity": "critical",
            },
            "annotations": {"summary": f"pod p-{n:05} down", "runbook_url": "https://r.example/x"},
            "startsAt": "2026-11-21T07:06:53.363938928Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prom.example/graph?x=1",
            "fingerprint": f"{n:016x}",
        }
        for n in range(FLOOD)
    ]
    group = {"receiver": "bot", "status": "firing", "alerts": alerts, "groupLabels": {}, "commonLabels": {}}
    return json.dumps({**group, "groupKey": "{}:{}", "version": "4", "truncatedAlerts": 0}).encode()


def _post_and_watch(running: Running, body: bytes) -> float:

    peak, done = [0.0], threading.Event()

    def watch() -> None:
        process = psutil.Process(running.process.pid)
        while not done.wait(0.02):
            peak[0] = max(peak[0], process.memory_info().rss / 2**20)

    watcher = threading.Thread(target=watch)
    watcher.start()
    headers = {"Authorization": f"Bearer {PROMETHEUS_TOKEN}"}
    answer = httpx.post(f"{running.url}/hooks/prometheus", content=body, headers=headers, timeout=60)
    answer.raise_for_status()
    time.sleep(3)
    done.set()
    watcher.join()
    return peak[0]


if __name__ == "__main__":
    main()
