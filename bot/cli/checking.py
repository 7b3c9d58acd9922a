"""`meridian check`: is the team's file fit to be used?"""

from __future__ import annotations

import os
from pathlib import Path

from bot.cli.terminal import environment, fail, out, print_json
from bot.config import ConfigError, load_setup, schema
from bot.render.text import plural


def check(config: Path | None, print_schema: bool) -> None:
    """Every problem as `file:line: what is wrong; what to write instead`; warnings do not fail it."""
    if print_schema:
        print_json(schema())
        return
    path = config or environment(need_slack=False).config
    if path is None:
        fail("There is no meridian.yml here. Name a file with --config, or write one: see the README.")
    try:
        loaded = load_setup(path, os.environ)
    except ConfigError as error:
        fail(*(str(problem) for problem in error.problems))
    public_url = environment(need_slack=False).public_url
    for warning in (*loaded.warnings, *loaded.paging.warnings(public_url)):
        out.print(f"warning: {warning}", markup=False, soft_wrap=True)
    setup = loaded.setup
    out.print(
        f"{path} can be used: {plural(len(setup.people), 'person', 'people')}, "
        f"{plural(len(setup.schedules), 'schedule')}, {plural(len(setup.services), 'service')}, "
        f"{plural(len(setup.integrations), 'integration')}.",
        markup=False,
        soft_wrap=True,
    )
