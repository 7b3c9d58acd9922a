"""Collects problems with their lines, and takes secrets out of their words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from bot.config.expansion import Expansion
from bot.config.problems import ConfigError, Problem, Where, nearest, on_one_line
from bot.config.yaml_lines import Document


@dataclass(slots=True)
class Findings:
    """Errors stop the bot; warnings are shown beside it."""

    file: str
    document: Document
    expansion: Expansion | None = None
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def error(self, where: Where, what: str, instead: str) -> None:
        self.errors.append(self._problem(where, what, instead))

    def warn(self, where: Where, what: str, instead: str) -> None:
        self.warnings.append(self._problem(where, what, instead))

    def unknown(self, where: Where, kind: str, name: str, known: Collection[str], add: str) -> None:
        """An error for a name that the file does not have; `add` says where it would stand."""
        near = nearest(name, known)
        instead = f"write {near}" if near else f"add {name} under `{add}`"
        self.error(where, f'there is no {kind} "{name}"', instead)

    def stop_on_errors(self) -> None:
        """Raises ConfigError with every error so far, in the order of lines."""
        if self.errors:
            raise ConfigError(in_order(self.errors))

    def _problem(self, where: Where, what: str, instead: str) -> Problem:
        if self.expansion:
            what, instead = self.expansion.hide(what), self.expansion.hide(instead)
        return Problem(self.file, self.document.line(where), on_one_line(what), on_one_line(instead))


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """By line; two of one line stay as they were found."""
    return tuple(sorted(problems, key=lambda problem: problem.line))
