"""`${NAME}` in the file's text -> the value from the environment; `$$` is one `$`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.config.environment import Unreadable, look_up
from bot.config.problems import Where, dotted

_NAME_ALONE = re.compile(r"\s*\$([A-Z][A-Z0-9_]*)\s*")
"""What a shell would take for a variable. Only names in capitals: anything else may be a secret that begins so."""
_REFERENCE = re.compile(r"\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\{")
SHORTEST_SECRET = 4  # hiding shorter values would garble messages and hide nothing

Report = Callable[[Where, str, str], None]


@dataclass(slots=True)
class Expansion:
    """Replaces references in plain data, and remembers what later messages must not show.

    `names` has the variables of each place that used any; `failed` the places where one is missing.
    """

    environ: Mapping[str, str]
    report: Report
    names: dict[Where, list[str]] = field(default_factory=dict)
    failed: set[Where] = field(default_factory=set)
    _values: dict[str, str] = field(default_factory=dict)

    def expand(self, data: object, where: Where = ()) -> object:
        """The same data with every reference in its text replaced; keys stay as they are."""
        match data:
            case str():
                if found := _NAME_ALONE.fullmatch(data):
                    name = found.group(1)
                    what = f"{dotted(where)} is the text ${name}, not what the variable {name} holds"
                    return self._fail(where, what, f'write "${{{name}}}", or "$${name}" for the text itself')
                return _REFERENCE.sub(lambda found: self._value(found, where), data)
            case dict():
                return {key: self.expand(value, (*where, key)) for key, value in data.items()}
            case list():
                return [self.expand(value, (*where, i)) for i, value in enumerate(data)]
            case _:
                return data

    def hide(self, text: str) -> str:
        """The text with every value that came from the environment written as its name again."""
        # Longest first: a value may be part of another. Stripped, as the readers strip.
        for name, value in sorted(self._values.items(), key=lambda pair: -len(pair[1])):
            if len(value.strip()) >= SHORTEST_SECRET:
                text = text.replace(value.strip(), f"${{{name}}}")
        return text

    def _value(self, found: re.Match[str], where: Where) -> str:
        name = found.group(1)
        if found.group() == "$$":
            return "$"
        if name is None:
            what = f"{dotted(where)} has `${{` without a name and `}}`"
            return self._fail(where, what, "write ${NAME}, or $${ for the signs themselves")
        try:
            value = look_up(self.environ, name)
        except Unreadable as error:
            return self._fail(where, error.what, error.instead)
        if value is None:
            what = f"{dotted(where)} needs the environment variable {name}, which is not set"
            return self._fail(where, what, f"set {name}, or {name}_FILE to the path of a file with it")
        self._values[name] = value
        self.names.setdefault(where, []).append(name)
        return value

    def _fail(self, where: Where, what: str, instead: str) -> str:
        self.failed.add(where)
        self.report(where, what, instead)
        return ""
