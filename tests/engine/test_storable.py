"""Whether alerts can be stored is found out by storing something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.app import open_engine
from bot.domain.setup import Setup

ON_A_FULL_DISK = """
import os, resource, signal, sys
from bot.app import open_engine
from bot.domain.setup import Setup
from bot.engine.availability import CannotStore

engine = open_engine(f"sqlite:///{sys.argv[1]}", Setup())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
full = os.path.getsize(sys.argv[1] + "-wal")
resource.setrlimit(resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
engine.database.write(lambda _: None)
print("an empty transaction passes")
try:
    engine.handle.check_storable()
except CannotStore:
    print("and nothing can be stored")
"""


def test_a_database_that_takes_a_row_is_ready(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'meridian.db'}", Setup())
    engine.handle.check_storable()
    engine.handle.check_storable()
    engine.close()


def test_a_full_disk_is_not_ready(tmp_path: Path) -> None:
    # A process of its own: the limit that stands in for the full disk is the whole process's.
    asked = [sys.executable, "-c", ON_A_FULL_DISK, str(tmp_path / "meridian.db")]
    ran = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert ran.stdout.splitlines() == ["an empty transaction passes", "and nothing can be stored"], ran.stderr
