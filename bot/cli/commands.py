"""Every command and its options; what each does stands in the module of its kind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Optional

import typer

from bot.cli import acting, asking, checking, keys, running, simulating
from bot.cli import ledger as ledgers
from bot.cli.terminal import Format
from bot.clock import SystemClock

app = typer.Typer(
    name="meridian",
    help="The incident bot for teams that never share an office or a daytime.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

YEARS = range(1970, 3000)
"""For which times are worked out: a rotation without end has no year 10,000."""

LONGEST = 366
"""Days of a simulation: every clock change of a year; shifts repeat after that."""

Incident = Annotated[str, typer.Argument(help="An incident, such as INC-2026-0001.")]
Person = Annotated[
    str, typer.Option("--as", help="Who is acting: a name in meridian.yml, or a Slack user ID.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Config = Annotated[
    Optional[Path],  # noqa: UP045  typer reads it at run time
    typer.Option("--config", help="The configuration file. Default: MERIDIAN_CONFIG, else meridian.yml."),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"meridian {version('meridian-bot')}")
        raise typer.Exit


@app.callback()
def root(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """What stands before every command."""


@app.command()
def serve() -> None:
    """Run the bot: Slack, alerts over HTTP, timers. Settings come from the environment."""
    running.serve()


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the demo page on 127.0.0.1.")] = 8080,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
) -> None:
    """Try it out: the bot with a simulated Slack on this machine, six people, and a shop that breaks."""
    running.demo(port, open_browser=not no_open)


@app.command()
def check(
    config: Config = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of the file, for editors.")
    ] = False,
) -> None:
    """Check meridian.yml. If it can't be used, print file:line and the fix, and exit with 1."""
    checking.check(config, schema)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the open incidents."""
    asking.open_incidents(as_json)


@app.command()
def export(
    incident: Incident,
    form: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.MD,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", help="Write to this file. Default: standard output."),
    ] = None,
) -> None:
    """Export the timeline of an incident as Markdown, JSON or CSV."""
    asking.export(incident, form, output)


@app.command()
def oncall(
    schedule: Annotated[Optional[str], typer.Argument(help="One schedule. Default: all of them.")] = None,  # noqa: UP045
    at: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="At this time instead of now: 2026-11-21T03:00Z, or with an offset."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show who is on call, until when, and who is next."""
    asking.oncall(schedule, _instant(at), as_json)


@app.command()
def simulate(
    since: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--from", help="First day, in UTC: 2026-11-26. Default: today."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=LONGEST, help="Number of days.")] = 90,
    as_json: AsJson = False,
    html: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--html", help="Also write a page with a map of the week to this file."),
    ] = None,
    replay: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            "--replay",
            help="Instead, replay past incidents (exported as JSON) with the rules of the configuration file.",
        ),
    ] = None,
    config: Config = None,
) -> None:
    """Prove who is paged when: simulate an alert at every minute to come. Exit with 1 if there is a gap."""
    if replay:
        simulating.replay(config, replay)
        return
    simulating.simulate(config, _midnight(since), days, as_json, html)


@app.command()
def ack(incident: Incident, person: Person) -> None:
    """Acknowledge an incident, even while Slack is down."""
    acting.acknowledge(incident, person)


@app.command()
def resolve(
    incident: Incident,
    person: Person,
    text: Annotated[str, typer.Option(help="How it ended, in a sentence.")] = "",
) -> None:
    """Resolve an incident, even while Slack is down."""
    acting.resolve(incident, person, text)


@app.command("new-key")
def new_key() -> None:
    """Print a new key for MERIDIAN_ENCRYPTION_KEY, which encrypts people's numbers and addresses."""
    keys.new()


@app.command("rotate-key")
def rotate_key() -> None:
    """Re-encrypt stored data with the first of several keys; `serve` does so whenever it starts."""
    keys.rotate()


@app.command()
def forget(person: Annotated[str, typer.Argument(help="A name from meridian.yml.")]) -> None:
    """Delete the numbers, addresses and paging steps that a person entered in Slack. Exit with 1 if nobody has that name."""
    keys.forget(person)


@app.command()
def ledger(
    month: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The month: 2026-11. Default: the current one, in UTC."),
    ] = None,
    team: Annotated[Optional[str], typer.Option(help="Only the members of this team.")] = None,  # noqa: UP045
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table, for payroll.")] = False,
) -> None:
    """Show hours and nights on call, and how often each person was woken, in one month."""
    ledgers.ledger(_month(month), team, as_csv)


def _month(text: str | None) -> date:
    if text is None:
        return SystemClock().now().date()
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no month; write 2026-11", param_hint="--month") from None


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time; write 2026-11-21T03:00Z", param_hint="--at") from None
    if at.tzinfo is None:
        whole = at.isoformat(timespec="minutes")
        raise typer.BadParameter(
            f"{text} has no zone; write {whole}Z for UTC, or {whole}-05:00", param_hint="--at"
        )
    if at.year not in YEARS:
        raise _too_far(text, "--at")
    return at


def _midnight(text: str | None) -> datetime:
    if text is None:
        today = SystemClock().now().astimezone(UTC)
        return today.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write 2026-11-26", param_hint="--from") from None
    if day.year not in YEARS:
        raise _too_far(text, "--from")
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _too_far(text: str, option: str) -> typer.BadParameter:
    what = f"{text} is too far away; write a year from {YEARS[0]} to {YEARS[-1]}"
    return typer.BadParameter(what, param_hint=option)


def main() -> None:
    """The entry point `meridian`."""
    app()
