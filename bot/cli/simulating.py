"""`meridian simulate`: does an alert at every minute of the next months page somebody?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import typer
from rich.box import SIMPLE
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Column, Table
from rich.text import Text

from bot.cli.terminal import as_arranged, err, fail, out, print_json, team_in, write
from bot.domain.events import Recorded
from bot.domain.proof import replay as past
from bot.domain.proof.proving import Alike, Proof, prove, searches
from bot.domain.proof.steps import Search
from bot.domain.proof.sweep import Period, Swept, sweep
from bot.domain.proof.world import Line
from bot.domain.setup import Setup
from bot.render.export import NotAnExport, all_from_json
from bot.render.proof import gaps, tables
from bot.render.proof import replay as replays
from bot.render.proof.document import document
from bot.render.proof.instead import Instead, instead, silence
from bot.render.proof.notes import notes
from bot.render.proof.page import to_html

DAY = timedelta(days=1)
GAPS_SHOWN = 12  # a screen; what recurs is one line, and the JSON has all


def simulate(config: Path | None, since: datetime, days: int, as_json: bool, html: Path | None) -> None:
    """The proof; exit status 1 when there is a gap."""
    setup = as_arranged(team_in(config, since))
    proof = _prove(setup, Period(since, since + timedelta(days=days)))
    if html or not as_json:
        tried = instead(proof, setup)
        if html:
            write(html, to_html(proof, setup, tried), "--html")
        if not as_json:
            _show(proof, setup, tried)
    if as_json:
        print_json(document(proof))
    if proof.gaps:
        raise typer.Exit(1)


def replay(config: Path | None, file: Path) -> None:
    """What would have been different about past incidents."""
    timelines = _timelines(file)
    began = min((timeline[0].at for timeline in timelines if timeline), default=None)
    setup = team_in(config, began)
    found = [one for timeline in timelines if (one := past.replay(setup, timeline))]
    _table(replays.HEADING, map(replays.row, found), "Past incidents, had this file been in force")
    _say(replays.outcome(found))


def _timelines(file: Path) -> tuple[tuple[Recorded, ...], ...]:
    try:
        return all_from_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        fail(f"{file} can't be read: {reason}. Name a file that `meridian export INC-… --format json` wrote.")
    except NotAnExport as wrong:
        fail(
            f"{file}: {wrong}. `meridian export INC-… --format json` writes one; several stand in a JSON list."
        )


def _prove(setup: Setup, period: Period) -> Proof:
    """The proof, with a bar on standard error while it takes its time."""
    wanted = searches(setup, period)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(
            "An alert at every minute", total=len(wanted) * ((period.until - period.since) / DAY)
        )
        return prove(setup, period, dict(_swept(setup, period, wanted, lambda by: bar.advance(task, by))))


def _swept(
    setup: Setup, period: Period, wanted: Mapping[Alike, Line[Search]], advance: Callable[[float], None]
) -> Iterator[tuple[Alike, Swept]]:
    for alike, line in wanted.items():
        told = period.since

        def tell(at: datetime) -> None:
            nonlocal told
            if at - told >= DAY or at >= period.until:  # a bar that moves with every minute only costs time
                advance((at - told) / DAY)
                told = at

        yield alike, sweep(setup, line, period, tell)


def _show(proof: Proof, setup: Setup, tried: Instead) -> None:
    _say(gaps.scope(proof, setup), "")
    _show_gaps(proof, tried)
    _table(tables.WAITS, tables.wait_rows(proof), tables.WAITS_TITLE, tables.WAITS_MEAN)
    _table(tables.FAILURES, tables.failure_rows(proof), tables.FAILURES_TITLE, tables.FAILURES_MEAN)
    _say(*tried.never_lines(), indent=2)
    _table(tables.PEOPLE, tables.people_rows(proof, setup), tables.PEOPLE_TITLE, tables.PEOPLE_MEAN)
    _say(tables.fairness(proof))
    also = list(notes(proof, setup))
    if also:
        _say("", "What else to look at")
        _say(*also, indent=2)


def _show_gaps(proof: Proof, tried: Instead) -> None:
    style = "bold red" if proof.gaps else "bold green"
    _say(gaps.verdict(proof), style=style)
    for pattern, write_instead in tried.gaps[:GAPS_SHOWN]:
        _say(gaps.gap(pattern), indent=2)
        _say(write_instead, indent=4)
    more = len(tried.gaps[GAPS_SHOWN:]) + tried.left_out
    if more:
        _say(f"… and {more} more; --json has all.", indent=2)
    _say(*silence(proof), style="yellow")
    _say("")


def _table(heading: Sequence[str], rows: Iterable[tables.Row], title: str, meaning: str = "") -> None:
    table = Table(*(Column(name, overflow="fold") for name in heading), box=SIMPLE, pad_edge=False)
    for row in rows:
        cells = zip(heading, row.cells, strict=True)
        table.add_row(*(Text(cell, "yellow" if name in row.bad else "") for name, cell in cells))
    if table.row_count:
        _say(title, style="bold")
        if meaning:
            _say(meaning)
        out.print(table)


def _say(*lines: str, style: str = "", indent: int = 0) -> None:
    for line in lines:
        out.print(Padding(Text(line or " ", style), (0, 0, 0, indent), expand=False))
