"""Where generated text stands: between `<!-- generated: name -->` and `<!-- end -->`; all else is written by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from docs.generate import command_line, commands, configuration, events, limits, metrics

DOCS = Path(__file__).parent.parent

REGIONS: Mapping[str, Callable[[], str]] = {
    "verbs": commands.verbs,
    "configuration": configuration.sections,
    "severities": configuration.severities,
    "command line": command_line.helps,
    "metrics": metrics.table,
    "limits": limits.table,
    "events": events.kinds,
}

MARKED = re.compile(r"(<!-- generated: (?P<name>[\w ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


class NothingSuch(Exception):
    """A page asks for a region that nobody writes: add it to REGIONS, or correct the mark."""


def pages() -> Iterator[Path]:
    """The pages with something generated in them."""
    for page in sorted(DOCS.rglob("*.md")):
        if MARKED.search(page.read_text(encoding="utf-8")):
            yield page


def written(text: str) -> str:
    """The page with everything generated as the source has it now. Raises NothingSuch."""
    return MARKED.sub(_region, text)


def _region(match: re.Match[str]) -> str:
    name = match["name"]
    if name not in REGIONS:
        raise NothingSuch(f"{name!r}; there are {', '.join(REGIONS)}")
    return f"{match[1]}{REGIONS[name]().strip()}\n{match[3]}"
