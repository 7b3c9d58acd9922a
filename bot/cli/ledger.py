"""`meridian ledger`: hours, nights and wakings of each person in a month, as a table or as CSV for pay."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime

from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Column, Table

from bot.cli.terminal import engine, fail, out
from bot.domain.wakings import Load
from bot.render.ledger import hours, to_csv
from bot.render.text import lasting


def ledger(month: date, team: str | None, as_csv: bool) -> None:
    """The month in UTC; one team's members, or everyone."""
    since = datetime(month.year, month.month, 1, tzinfo=UTC)
    until = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=UTC)
    with engine() as opened:
        if team and team not in opened.setup.teams:
            known = ", ".join(opened.setup.teams) or "none"
            fail(f"There is no team {team} in the team's file. There are: {known}.")
        members = opened.setup.teams[team].members if team else tuple(opened.setup.people)
        found = [load for load in opened.wakings.loads(since, until) if load.person in members]
    if as_csv:
        sys.stdout.write(to_csv(found, f"{since:%Y-%m}"))
        return
    if not found:
        out.print("There is nobody in the team's file. Add people under `people:`.")
        return
    _show(found, f"{since:%B %Y}")


def _show(found: list[Load], title: str) -> None:
    numbers = ("Hours", "At night", "Nights", "Woken", "Worth it", "Not")
    columns = [Column(name, justify="right") for name in numbers]
    table = Table("Person", *columns, "Answered after", box=SIMPLE, pad_edge=False, title=title)
    for load in found:
        after = lasting(load.answered_after) if load.answered_after else ""
        counts = map(str, (load.nights, load.woken, load.worth_it, load.not_worth_it))
        table.add_row(escape(load.person), hours(load.on_call), hours(load.at_night), *counts, after)
    out.print(table)
