"""`python -m benchmarks [name …]`: one after the other, on a machine that does nothing else."""

from __future__ import annotations

import sys

from benchmarks import alerts, another_way, declare, on_call, page, pages, simulate, start, store, timers

ALL = {
    "start": start.main,
    "declare": declare.main,
    "alerts": alerts.main,
    "pages": pages.main,
    "another_way": another_way.main,
    "page": page.main,
    "timers": timers.main,
    "store": store.main,
    "simulate": simulate.main,
    "on_call": on_call.main,
}


def main() -> None:
    """Run those that are named, or all."""
    for name in sys.argv[1:] or list(ALL):
        print(f"== {name}")
        sys.argv[1:] = []
        ALL[name]()


main()
