"""Questions at the command line: list, export, oncall. The operator sees private incidents too."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Column, Table

from bot.app import Engine
from bot.cli.terminal import Format, as_arranged, engine, environment, fail, out, print_json, team, write
from bot.clock import SystemClock
from bot.domain.incident import Incident
from bot.engine.queries import OnCall, Sees, on_call
from bot.render.export import facts, to_csv, to_json
from bot.render.export_markdown import to_markdown
from bot.render.text import lasting

WRITERS = {Format.MD: to_markdown, Format.JSON: to_json, Format.CSV: to_csv}


def open_incidents(as_json: bool) -> None:
    """Every open incident, newest first."""
    with engine() as opened:
        found = opened.handle.open_incidents(Sees.EVERYTHING)
        now = opened.now()
    if as_json:
        print_json([facts(i) for i in found])
        return
    if not found:
        out.print("Nothing is open.")
        return
    # The names are what the next command needs, so a narrow terminal folds the rest.
    whole = (Column(heading, no_wrap=True) for heading in ("Incident", "Sev.", "Since"))
    table = Table(*whole, "Status", "Owner", Column("Title", overflow="fold"), box=SIMPLE, pad_edge=False)
    for incident in found:
        table.add_row(*_row(incident, now))
    out.print(table)


def _row(incident: Incident, now: datetime) -> tuple[str, ...]:
    owner = incident.owner or "nobody yet"
    since = lasting(now - incident.declared_at)
    row = (incident.id, incident.severity.value, since, incident.status.value, owner, incident.title)
    return tuple(map(escape, row))  # a title such as "disk [/dev/sda1] full" is no markup


def export(name: str, form: Format, output: Path | None) -> None:
    """The timeline in one of three formats, to a file or standard output."""
    with engine() as opened:
        incident = incident_called(opened, name)
        records = opened.handle.timeline(incident.id, Sees.EVERYTHING)
        text = WRITERS[form](incident, records, opened.setup)
    text = text if text.endswith("\n") else text + "\n"
    if output is None:
        sys.stdout.write(text)
        return
    write(output, text, "--output")


def incident_called(opened: Engine, name: str) -> Incident:
    """The incident of this name, or the end with where to look."""
    incident = opened.handle.incident(name.upper(), Sees.EVERYTHING)
    if incident is None:
        fail(f"There is no incident {name}. `meridian list` shows the open ones.")
    return incident


def oncall(schedule: str | None, at: datetime | None, as_json: bool) -> None:
    """Who is on call, on one schedule or on all of them."""
    setup = as_arranged(team(environment(need_slack=False)).setup)
    if schedule and schedule not in setup.schedules:
        known = ", ".join(setup.schedules) or "none"
        fail(f"There is no schedule {schedule} in the team's file. There are: {known}.")
    found = on_call(setup, schedule, (at or SystemClock().now()).astimezone(UTC))
    if as_json:
        told = [_as_json(one) for one in found]
        print_json(told[0] if schedule else told)
        return
    table = Table("Schedule", "On call", "Until (UTC)", "Next")
    for one in found:
        table.add_row(one.schedule, _names(one.on_call) or "nobody", _time(one.until), _names(one.next))
    out.print(table if found else "There are no schedules in the team's file. Add one under `schedules:`.")


def _as_json(one: OnCall) -> dict[str, object]:
    return {
        "schedule": one.schedule,
        "at": _iso(one.at),
        "on_call": list(one.on_call),
        "until": _iso(one.until) if one.until else None,
        "next": list(one.next),
    }


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _names(people: tuple[str, ...]) -> str:
    return ", ".join(people)


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%a %d %b %H:%M") if at else "for good"
