"""The team's file, from its bytes to a Setup: read, expand, check, build, advise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from bot.clock import SystemClock
from bot.config.advice import advise
from bot.config.advice_on_call import advise_on_calls
from bot.config.advice_on_coverage import advise_on_coverage
from bot.config.advice_on_schedules import advise_on_schedules
from bot.config.build import build_setup
from bot.config.expansion import Expansion
from bot.config.findings import Findings, in_order
from bot.config.hints import hints
from bot.config.model import File
from bot.config.paging import Paging, advise_paging, build_paging, check_paging
from bot.config.problems import ConfigError, Problem, Where, on_one_line
from bot.config.raw_names import check_raw_names
from bot.config.references import check_references
from bot.config.yaml_lines import Document, read_yaml
from bot.config.yaml_syntax import YamlMistake, line_at
from bot.domain.setup import Setup

LARGEST_FILE = 1024 * 1024  # bytes; 250 people and services take some 50 KiB


NO_PAGING = Paging()
"""Slack alone."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the team's file says, and what in it is allowed but probably not meant. `paging` has the secrets."""

    setup: Setup
    warnings: tuple[Problem, ...] = ()
    paging: Paging = NO_PAGING


def load_setup(
    source: Path | str, environ: Mapping[str, str], name: str = "meridian.yml", now: datetime | None = None
) -> Loaded:
    """The Setup in a file (a Path) or in text (a str, called `name` in messages).

    Holidays and who is on call are reckoned from `now` on (aware UTC), by default the present time.

    Raises ConfigError with every problem found, in the order of lines. What takes a
    readable file to see (keys that exclude each other) is told once the rest is right.
    """
    file = str(source) if isinstance(source, Path) else name
    document = _read(_text(source, file), file)
    findings = Findings(file, document)
    checked = _checked(document, environ, findings)
    check_references(checked, findings)
    check_paging(checked, findings)
    findings.stop_on_errors()
    paging = build_paging(checked)
    now = now or SystemClock().now()
    setup = build_setup(checked, now.date(), paging.reached)
    advise(checked, setup, findings)
    advise_on_calls(setup, findings, now.date())
    advise_on_schedules(setup, findings, now)
    advise_on_coverage(setup, findings, now)
    advise_paging(checked, paging, findings)
    return Loaded(setup, in_order(findings.warnings), paging)


def _text(source: Path | str, file: str) -> str:
    raw = _bytes(source, file) if isinstance(source, Path) else source.encode(errors="surrogatepass")
    if len(raw) > LARGEST_FILE:
        raise _only(file, 1, "the file is over 1 MiB", "keep only what this team needs in it")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = line_at(raw[: error.start].decode(errors="replace"), error.start)
        raise _only(file, line, "this line is not text in UTF-8", "save the file as UTF-8") from error


def _bytes(path: Path, file: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        instead = "name the team's file with --config or MERIDIAN_CONFIG"
        raise _only(file, 1, f"the file cannot be read ({reason})", instead) from error


def _read(text: str, file: str) -> Document:
    try:
        return read_yaml(text)
    except YamlMistake as mistake:
        wrong = mistake
    raise _only(file, wrong.line, wrong.what, wrong.instead)


def _checked(document: Document, environ: Mapping[str, str], findings: Findings) -> File:
    """The document as the model; raises ConfigError with all that is wrong in it."""
    for repeated in document.repeated:
        findings.errors.append(Problem(findings.file, repeated.line, repeated.what, repeated.instead))
    expansion = findings.expansion = Expansion(environ, findings.error)
    data = expansion.expand(document.data)
    checked = _as_model(data)
    if isinstance(checked, ValidationError):
        told = _explain(checked, expansion, findings)
        check_raw_names(data, told, _misnamed(checked), findings)
    elif not findings.errors:
        return checked
    raise ConfigError(in_order(findings.errors))


def _as_model(data: object) -> File | ValidationError:
    """The model, or why not. Handed back and not raised, as in `_read`: what YAML and pydantic
    raise quotes the file, tokens and all, and would stand in the traceback of our own error.
    """
    try:
        return File.model_validate(data)
    except ValidationError as error:
        return error


def _explain(error: ValidationError, expansion: Expansion, findings: Findings) -> set[Where]:
    """Reports what the model refuses; the places where it did."""
    told: set[Where] = set(expansion.failed)
    for where, what, instead in hints(error.errors(include_url=False)):
        told.add(where)
        if where in expansion.failed:
            continue  # its variable is missing, which has been said
        # A suggestion made from a variable's value could give it away.
        variables = expansion.names.get(where)
        findings.error(where, what, f"mend the variable {variables[0]}" if variables else instead)
    return told


def _misnamed(error: ValidationError) -> set[Where]:
    """Entries whose name is refused."""
    places = (one["loc"] for one in error.errors(include_url=False))
    return {place[:-1] for place in places if place[-1:] == ("[key]",)}


def _only(file: str, line: int, what: str, instead: str) -> ConfigError:
    return ConfigError((Problem(file, line, on_one_line(what), on_one_line(instead)),))
