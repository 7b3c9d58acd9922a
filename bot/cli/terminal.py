"""How things look in a terminal: tables, times, and what went wrong with the next step."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from bot.app import CannotStart, DatabaseUnavailable, Engine, open_engine
from bot.app import as_arranged as stored_over
from bot.config import ConfigError, Loaded, Settings, SettingsError, load_settings, load_setup
from bot.domain.setup import Setup
from bot.engine.availability import CannotStore

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class Format(StrEnum):
    """The formats of an export."""

    MD = "md"
    JSON = "json"
    CSV = "csv"


def fail(*lines: str) -> NoReturn:
    """Say what is wrong, a line each, and end with exit status 1."""
    for line in lines:
        err.print(line, markup=False, soft_wrap=True)
    raise typer.Exit(1)


def print_json(value: object) -> None:
    """As JSON on standard output; what a program reads is not coloured or wrapped."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write(file: Path, text: str, option: str) -> None:
    """Text into a file that an option named, or the end with what to do."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{file} can't be written: {error.strerror}. Name another file with {option}.")


def environment(*, need_slack: bool) -> Settings:
    """The settings, or the end with every problem named."""
    try:
        return load_settings(os.environ, need_slack=need_slack)
    except SettingsError as error:
        fail(*error.problems)


def team(settings: Settings, environ: Mapping[str, str] = os.environ) -> Loaded:
    """The team's file, an empty one when there is none, or the end with every problem named."""
    if settings.config is None:
        return Loaded(Setup(), ())
    try:
        return load_setup(settings.config, environ)
    except ConfigError as error:
        fail(*(str(problem) for problem in error.problems))


def team_in(config: Path | None, now: datetime | None = None) -> Setup:
    """The team of a file that must be there: this one, else the environment's; or the end with what to do. Holidays are
    those of the years around `now`, by default the present."""
    path = config or environment(need_slack=False).config
    if path is None:
        fail("There is no meridian.yml here. Name a file with --config, or write one: see the README.")
    try:
        return load_setup(path, os.environ, now=now).setup
    except ConfigError as error:
        fail(*(str(problem) for problem in error.problems))


def as_arranged(setup: Setup) -> Setup:
    """The team with covers and time off, where the environment's database can be asked; else the file alone, said so."""
    settings = environment(need_slack=False)
    try:
        return stored_over(settings.database_url.get_secret_value(), setup)
    except (DatabaseUnavailable, ValueError):
        err.print(
            f"Covers and time off are left out: the database {settings.database_shown} can't be read.",
            markup=False,
            soft_wrap=True,
        )
        return setup


@contextmanager
def engine() -> Iterator[Engine]:
    """The database beside a running `serve`, or the end with what to do."""
    settings = environment(need_slack=False)
    setup = team(settings).setup
    keys = [key.get_secret_value() for key in settings.encryption_keys]
    try:
        opened = open_engine(settings.database_url.get_secret_value(), setup, keys=keys)
        try:
            yield opened
        finally:
            opened.close()
    except CannotStart as trouble:
        fail(str(trouble))
    except CannotStore as trouble:
        fail(f"The database {settings.database_shown} can't be used: {trouble}. Try again in a minute.")
