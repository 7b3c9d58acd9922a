"""How soon `serve` is ready, and how much memory it holds: `python -m benchmarks.start`."""

from __future__ import annotations

import subprocess
import sys
import time

import psutil

from benchmarks.processes import bot, report
from bot.sandbox import Sandbox

RUNS = 3


def main() -> None:
    """Ready means /readyz answers 200; beside it a bare interpreter that imports the same libraries."""
    bare = min(_import_time() for _ in range(RUNS))
    with Sandbox() as sandbox:
        times = []
        memory = 0.0
        for _ in range(RUNS):
            with bot(sandbox) as running:
                times.append(running.ready_after)
                time.sleep(1)
                memory = psutil.Process(running.process.pid).memory_info().rss / 2**20
    report("serve ready", f"{min(times):.2f} s", f"importing the libraries alone {bare:.2f} s")
    report("resident memory, idle", f"{memory:.0f} MiB", "peers: 107 MB and 650 MB")


def _import_time() -> float:
    libraries = "sqlalchemy, slack_bolt, pydantic, starlette, uvicorn, apscheduler, alembic, structlog, typer"
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {libraries}"], check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
