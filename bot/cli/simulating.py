"""`meridian simulate`: does an alert at every minute of the next months page somebody?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import typer
from rich.box import SIMPLE
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Column, Table

from bot.cli.terminal import err, out, print_json, team_in
from bot.domain.proof.proving import Alike, Proof, prove, searches
from bot.domain.proof.steps import Search
from bot.domain.proof.sweep import Period, Swept, sweep
from bot.domain.setup import Setup
from bot.render import proof as words
from bot.render.proof_json import document

DAY = timedelta(days=1)
GAPS_SHOWN = 12  # a screen; what recurs is one line, and the JSON has all


def simulate(config: Path | None, since: datetime, days: int, as_json: bool) -> None:
    """The proof; exit status 1 when there is a gap."""
    setup = team_in(config)
    proof = _prove(setup, Period(since, since + timedelta(days=days)))
    if as_json:
        print_json(document(proof))
    else:
        _show(proof, setup)
    if proof.gaps:
        raise typer.Exit(1)


def _prove(setup: Setup, period: Period) -> Proof:
    """The proof, with a bar on standard error while it takes its time."""
    wanted = searches(setup)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(
            "An alert at every minute", total=len(wanted) * ((period.until - period.since) / DAY)
        )
        return prove(setup, period, dict(_swept(setup, period, wanted, lambda by: bar.advance(task, by))))


def _swept(
    setup: Setup, period: Period, wanted: Mapping[Alike, Search], advance: Callable[[float], None]
) -> Iterator[tuple[Alike, Swept]]:
    for alike, search in wanted.items():
        told = period.since

        def tell(at: datetime) -> None:
            nonlocal told
            if at - told >= DAY or at >= period.until:  # a bar that moves with every minute only costs time
                advance((at - told) / DAY)
                told = at

        yield alike, sweep(setup, search, period, tell)


def _show(proof: Proof, setup: Setup) -> None:
    _say(words.scope(proof, setup), "")
    _show_gaps(proof)
    _table(words.WAITS, words.wait_rows(proof), words.WAITS_MEAN)
    _table(words.FAILURES, words.failure_rows(proof), words.FAILURES_MEAN)
    _table(words.PEOPLE, words.people_rows(proof, setup), words.PEOPLE_MEAN)
    _say(words.fairness(proof))


def _show_gaps(proof: Proof) -> None:
    _say(words.verdict(proof), style="bold red" if proof.gaps else "bold green")
    found = words.patterns(proof.gaps)
    for pattern in found[:GAPS_SHOWN]:
        _say(f"  {words.gap(pattern)}", f"    {words.instead(pattern)}")
    if len(found) > GAPS_SHOWN:
        _say(f"  … and {len(found) - GAPS_SHOWN} more; --json has all.")
    _say("")


def _table(heading: Sequence[str], rows: Iterable[words.Row], meaning: str) -> None:
    table = Table(*(Column(name, overflow="fold") for name in heading), box=SIMPLE, pad_edge=False)
    for row in rows:
        table.add_row(*map(escape, row.cells), style="yellow" if row.bad else None)
    if table.row_count:
        _say(meaning)
        out.print(table)


def _say(*lines: str, style: str | None = None) -> None:
    for line in lines:
        out.print(line, style=style, markup=False)
