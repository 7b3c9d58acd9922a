"""The house plan, held against the source: who stands on whom, which library lives where, how long a thing may be.

Each rule is a function from modules to complaints; a complaint says what to do. A wall that stands wrong may be
moved: decision in docs/decisions/, plan, test and code in one commit.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# From the roof down. A room uses what stands on lower floors; rooms of one floor do not know each other.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"cli", "demo"}),
    frozenset({"app"}),
    frozenset({"scheduler", "slack", "web"}),
    frozenset({"engine", "delivery", "runner"}),
    frozenset({"store", "render", "intake", "config"}),
    frozenset({"domain"}),
    frozenset({"clock", "stopping"}),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

# Doors that the floors alone would not allow.
ALSO_ALLOWED = {
    ("demo", "sandbox"): "the demo joins the bot and its Slack",
}
# Doors that the floors alone would allow.
WALLED_UP = {("domain", "clock"): "`now` is an argument"}
WHO_OPENS_THE_STORE = {"engine": "one corridor for every change", "app": "it makes the store and hands it on"}

# A library that is not here has no room yet: give it one, and a line in docs/decisions/dependencies.md.
LOGGING_ROOMS = frozenset({"cli", "demo", "app", "scheduler", "slack", "web", "engine", "delivery", "runner"})
LIBRARY_ROOMS: dict[str, frozenset[str]] = {
    "alembic": frozenset({"store"}),
    "apprise": frozenset({"delivery"}),
    "apscheduler": frozenset({"scheduler"}),
    "cattrs": frozenset({"store"}),
    "cryptography": frozenset({"store"}),
    "holidays": frozenset({"config"}),
    "icalendar": frozenset({"render"}),
    "jinja2": frozenset({"web", "sandbox", "demo"}),
    "msgspec": frozenset({"store"}),
    "prometheus_client": frozenset({"web", "app"}),
    "psycopg": frozenset({"store"}),
    "psycopg_pool": frozenset({"store"}),
    "pybreaker": frozenset({"delivery"}),
    "pydantic": frozenset({"intake", "config", "web"}),
    "pydantic_core": frozenset({"intake", "config", "web"}),  # pydantic's own other half, pinned by it
    "rich": frozenset({"cli", "demo"}),
    "ruamel": frozenset({"config"}),
    "slack_bolt": frozenset({"slack"}),
    "slack_sdk": frozenset({"slack", "delivery", "render"}),
    "sqlalchemy": frozenset({"store"}),
    "starlette": frozenset({"web", "sandbox", "demo"}),
    "structlog": LOGGING_ROOMS,
    "twilio": frozenset({"delivery", "web"}),
    "typer": frozenset({"cli", "demo"}),
    "uvicorn": frozenset({"web", "sandbox", "demo"}),
    "websockets": frozenset({"sandbox", "demo"}),
}

PURE = frozenset({"domain", "intake", "render"})
OUTSIDE_WORLD = frozenset(
    "asyncio concurrent http logging multiprocessing os pathlib random secrets shutil signal socket "
    "sqlite3 subprocess tempfile threading time urllib.request".split()
)
TALKS_TO_THE_WORLD = frozenset({"breakpoint", "input", "open", "print"})

# The clock's own privilege. `hmac.compare_digest` compares in constant time without `secrets`.
CLOCK_ONLY = frozenset(
    "datetime.date.today datetime.datetime.now datetime.datetime.today datetime.datetime.utcnow os.urandom "
    "time.ctime time.gmtime time.localtime time.monotonic time.monotonic_ns time.perf_counter "
    "time.perf_counter_ns time.time time.time_ns uuid.uuid1 uuid.uuid4 uuid.uuid6 uuid.uuid7".split()
)
CLOCK_ONLY_MODULES = ("random", "secrets")
OWN_CLOCKS = frozenset({"clock", "sandbox", "demo"})  # Slack has its own time, and the demo moves ours

MOCKS = frozenset({"freezegun", "mock", "pytest_mock", "requests_mock", "responses", "respx", "time_machine"})

# Such a name says "and so on"; it grows until nobody finds anything in it.
NAMES_THAT_SAY_NOTHING = frozenset(
    "base common core helper helpers manager managers misc service types util utils".split()
)

FILE_LINES = 400  # two screens of outline; past it two nouns share a file
FUNCTION_LINES = 60  # one screen; the projects we learn from have 95% of their functions under 48


@dataclass(frozen=True)
class Module:
    """One file: `path` as seen from the root of the repository, and its text."""

    path: str
    text: str = field(repr=False)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def parts(self) -> tuple[str, ...]:
        """bot/engine/pump.py is (bot, engine, pump); a package is named without its __init__."""
        parts = Path(self.path).with_suffix("").parts
        return parts[:-1] if parts[-1] == "__init__" else parts

    @property
    def name(self) -> str:
        return ".".join(self.parts)

    @property
    def room(self) -> str:
        """The room a file of bot/ is in; `python -m bot` is the command line too, bot/__init__.py is in none."""
        room = self.parts[1] if len(self.parts) > 1 else ""
        return "cli" if room == "__main__" else room

    @cached_property
    def imports(self) -> tuple[tuple[int, str], ...]:
        """(line, dotted name) of each thing imported; `from a import b` gives a.b, whether b is a module or not."""
        return tuple(
            (node.lineno, name)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in self._imported(node)
        )

    def _imported(self, node: ast.Import | ast.ImportFrom) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        start: tuple[str, ...] = ()
        if node.level:
            package = self.parts if self.path.endswith("__init__.py") else self.parts[:-1]
            start = package[: len(package) - node.level + 1]
        source = ".".join((*start, *([node.module] if node.module else [])))
        return [f"{source}.{alias.name}" for alias in node.names]

    @cached_property
    def names_used(self) -> tuple[tuple[int, str], ...]:
        """(line, dotted name) of each use of something imported, by its full name whatever it is called here."""
        full: dict[str, str] = {}
        for node in ast.walk(self.tree):
            for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
                if isinstance(node, ast.ImportFrom):
                    full[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                elif alias.asname:
                    full[alias.asname] = alias.name
                else:  # `import a.b` binds a
                    full[alias.name.split(".")[0]] = alias.name.split(".")[0]
        return tuple(
            (node.lineno, ".".join((full[dotted[0]], *dotted[1:])))
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name | ast.Attribute) and (dotted := _dotted(node)) and dotted[0] in full
        )


def _dotted(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute) and (before := _dotted(node.value)):
        return (*before, node.attr)
    return ()


Modules = Sequence[Module]
Rule = Callable[[Modules], list[str]]


def read(folder: str) -> list[Module]:
    files = sorted((ROOT / folder).rglob("*.py"))
    return [Module(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")) for file in files]


BOT = read("bot")
TESTS = read("tests")


def room_of(imported: str) -> str:
    """The room that an imported name belongs to; empty for what is not ours."""
    parts = imported.split(".")
    return parts[1] if parts[0] == "bot" and len(parts) > 1 else ""


def doors(modules: Modules) -> Iterator[tuple[str, str, str]]:
    """(place, from room, to room) of each import that leaves its room."""
    for module in modules:
        for line, name in module.imports:
            room = room_of(name)
            if room and room != module.room:
                yield f"{module.path}:{line}", module.room, room


def rooms_without_a_floor(modules: Modules) -> list[str]:
    known = {*FLOOR_OF, "sandbox", ""}
    return [
        f"{module.path}: the room `{module.room}` is on no floor; move the file into a room that is, or plan a new one"
        for module in modules
        if module.room not in known
    ]


def doors_upstairs(modules: Modules) -> list[str]:
    complaints = []
    for place, here, there in doors(modules):
        if "sandbox" in (here, there) or (here, there) in ALSO_ALLOWED or there not in FLOOR_OF:
            continue
        why = WALLED_UP.get((here, there), "")
        if why or FLOOR_OF.get(here, len(FLOORS)) >= FLOOR_OF[there]:
            reason = why or "it does not stand on a lower floor"
            complaints.append(
                f"{place}: `{here}` may not use `{there}` ({reason}); pass what is needed as an argument"
            )
    return complaints


def doors_to_the_store(modules: Modules) -> list[str]:
    return [
        f"{place}: `{here}` opens the store; ask engine (handle or queries) instead"
        for place, here, there in doors(modules)
        if there == "store" and here not in WHO_OPENS_THE_STORE
    ]


def doors_of_the_sandbox(modules: Modules) -> list[str]:
    return [
        f"{place}: `{here}` uses `{there}`; the sandbox is Slack and not us, only the demo and tests may join the two"
        for place, here, there in doors(modules)
        if "sandbox" in (here, there) and (here, there) not in ALSO_ALLOWED
    ]


def libraries_outside_their_room(modules: Modules) -> list[str]:
    complaints = []
    for module in modules:
        for line, name in module.imports:
            library = name.split(".")[0]
            if library == "bot" or library in sys.stdlib_module_names:
                continue
            rooms = LIBRARY_ROOMS.get(library)
            if rooms is None:
                complaints.append(
                    f"{module.path}:{line}: `{library}` has no room; add it to LIBRARY_ROOMS, pyproject.toml and "
                    "docs/decisions/dependencies.md"
                )
            elif module.room not in rooms:
                complaints.append(
                    f"{module.path}:{line}: `{library}` stays in {', '.join(sorted(rooms))}; wrap it there"
                )
    return complaints


def impurities(modules: Modules) -> list[str]:
    complaints = []
    for module in (module for module in modules if module.room in PURE):
        where = f"{module.path}:{{}}: `{{}}` reaches out of a pure room; take its result as an argument"
        for line, name in module.imports:
            parts = name.split(".")
            if {parts[0], ".".join(parts[:2])} & OUTSIDE_WORLD:
                complaints.append(where.format(line, name))
            elif module.room == "domain" and parts[0] != "bot" and parts[0] not in sys.stdlib_module_names:
                complaints.append(
                    f"{module.path}:{line}: domain uses the standard library only, not `{parts[0]}`"
                )
        complaints += [
            where.format(node.lineno, node.func.id)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in TALKS_TO_THE_WORLD
        ]
    return complaints


def other_clocks(modules: Modules) -> list[str]:
    return [
        f"{module.path}:{line}: `{name}` asks for the time or for chance; bot/clock.py does that, and hands it in"
        for module in modules
        if module.room not in OWN_CLOCKS
        for line, name in (*module.names_used, *module.imports)
        if name in CLOCK_ONLY or ((line, name) in module.imports and name.split(".")[0] in CLOCK_ONLY_MODULES)
    ]


def cycles(modules: Modules) -> list[str]:
    names = {module.name for module in modules}
    uses: dict[str, set[str]] = {}
    for module in modules:
        targets = {name if name in names else name.rpartition(".")[0] for _, name in module.imports}
        uses[module.name] = (targets & names) - {module.name}
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        return [f"{circle}: a circle; move what both need into a third module, or pass it as an argument"]
    return []


IMPORTS_BY_NAME = {
    "bot/delivery/pagers/loading.py": "a provider that is not configured takes no memory (decision 0011)",
    "bot/config/days_off.py": "a file that names no country pays nothing for the calendars of all of them",
}


def hidden_imports(modules: Modules) -> list[str]:
    complaints = []
    for module in modules:
        on_top = set(map(id, module.tree.body))
        complaints += [
            f"{module.path}:{node.lineno}: an import inside something; put it at the top (a circle? see `cycles`)"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in on_top
        ]
        complaints += [
            f"{module.path}:{line}: `{name}` hides an import; write it as one at the top"
            for line, name in module.names_used
            if name in {"importlib.import_module", "runpy.run_module", "typing.TYPE_CHECKING"}
            and module.path not in IMPORTS_BY_NAME
        ]
        complaints += [
            f"{module.path}:{node.lineno}: `__import__` hides an import; write it as one at the top"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Name) and node.id == "__import__"
        ]
    return complaints


def mocks(modules: Modules) -> list[str]:
    return [
        f"{module.path}:{line}: `{name}` repeats the code's assumptions; use the sandbox or a clock that stands still"
        for module in modules
        for line, name in module.imports
        if name.split(".")[0] in MOCKS or name.startswith("unittest.mock")
    ]


def names_that_say_nothing(modules: Modules) -> list[str]:
    return [
        f"{module.path}: `{part}` says nothing; name it by a noun of the field or the verb of its room"
        for module in modules
        for part in module.parts[1:]
        if part in NAMES_THAT_SAY_NOTHING
    ]


def modules_without_a_first_line(modules: Modules) -> list[str]:
    return [
        f'{module.path}: write """what this module is""" as its first line'
        for module in modules
        if not ast.get_docstring(module.tree)
    ]


def long_files(modules: Modules) -> list[str]:
    return [
        f"{module.path}: {lines} lines; over {FILE_LINES} it holds two nouns, so make two files"
        for module in modules
        if (lines := len(module.text.splitlines())) > FILE_LINES
    ]


def long_functions(modules: Modules) -> list[str]:
    return [
        f"{module.path}:{node.lineno}: {node.name} has {lines} lines; over {FUNCTION_LINES} nobody sees it whole: cut it"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]


def hold(rule: Rule, modules: Modules) -> None:
    complaints = rule(modules)
    assert not complaints, "\n" + "\n".join(complaints)


def test_every_room_stands_on_a_floor() -> None:
    hold(rooms_without_a_floor, BOT)


def test_a_room_uses_only_what_is_below_it() -> None:
    hold(doors_upstairs, BOT)


def test_only_the_engine_opens_the_store() -> None:
    hold(doors_to_the_store, BOT)


def test_the_sandbox_is_slack_and_not_us() -> None:
    hold(doors_of_the_sandbox, BOT)


def test_every_library_stays_in_its_room() -> None:
    hold(libraries_outside_their_room, BOT)


def test_the_pure_rooms_touch_nothing_outside() -> None:
    hold(impurities, BOT)


def test_only_the_clock_asks_for_the_time_or_for_chance() -> None:
    hold(other_clocks, BOT)


def test_no_modules_import_each_other_in_a_circle() -> None:
    hold(cycles, BOT)


def test_every_import_stands_at_the_top_of_its_module() -> None:
    hold(hidden_imports, BOT)


def test_nothing_is_mocked() -> None:
    hold(mocks, [*BOT, *TESTS])


def test_every_module_is_named_for_what_it_holds() -> None:
    hold(names_that_say_nothing, [*BOT, *TESTS])


def test_every_module_says_first_what_it_is() -> None:
    hold(modules_without_a_first_line, [*BOT, *TESTS])


def test_no_file_outgrows_its_subject() -> None:
    hold(long_files, BOT)


def test_every_function_fits_on_a_screen() -> None:
    hold(long_functions, BOT)


# What follows proves that each rule above can fail, and that it lets through what is right.


def module(path: str, *lines: str) -> Module:
    return Module(path, "\n".join(lines))


BROKEN: list[tuple[Rule, list[Module], str]] = [
    (rooms_without_a_floor, [module("bot/cellar/wine.py")], "`cellar` is on no floor"),
    (doors_upstairs, [module("bot/engine/tick.py", "from bot.slack import views")], "may not use `slack`"),
    (doors_upstairs, [module("bot/web/hooks.py", "import bot.slack.verbs")], "`web` may not use `slack`"),
    (doors_upstairs, [module("bot/domain/alerts.py", "from bot.clock import now")], "`now` is an argument"),
    (doors_upstairs, [module("bot/domain/alerts.py", "from ..config import model")], "may not use `config`"),
    (doors_upstairs, [module("bot/__init__.py", "from bot import app")], "may not use `app`"),
    (doors_upstairs, [module("bot/demo/tour.py", "from bot.cli import main")], "may not use `cli`"),
    (
        doors_to_the_store,
        [module("bot/web/pages.py", "from bot.store import tables")],
        "`web` opens the store",
    ),
    (doors_of_the_sandbox, [module("bot/app.py", "from bot import sandbox")], "`app` uses `sandbox`"),
    (doors_of_the_sandbox, [module("bot/sandbox/wire.py", "import bot.domain.people")], "uses `domain`"),
    (
        libraries_outside_their_room,
        [module("bot/engine/tick.py", "import sqlalchemy as sa")],
        "stays in store",
    ),
    (libraries_outside_their_room, [module("bot/web/api.py", "import flask")], "`flask` has no room"),
    (impurities, [module("bot/domain/alerts.py", "import os")], "`os` reaches out"),
    (impurities, [module("bot/domain/alerts.py", "from time import sleep")], "`time.sleep` reaches out"),
    (impurities, [module("bot/domain/alerts.py", "import pydantic")], "standard library only"),
    (impurities, [module("bot/render/card.py", "text = open('card.txt')")], "`open` reaches out"),
    (impurities, [module("bot/intake/sns.py", "from urllib.request import urlopen")], "reaches out"),
    (
        other_clocks,
        [module("bot/engine/tick.py", "from datetime import datetime as d", "d.now()")],
        "datetime.now",
    ),
    (other_clocks, [module("bot/store/rows.py", "import time", "f(default=time.time)")], "`time.time`"),
    (other_clocks, [module("bot/web/hooks.py", "from secrets import token_hex")], "secrets.token_hex"),
    (other_clocks, [module("bot/store/rows.py", "import uuid", "uuid.uuid4()")], "uuid.uuid4"),
    (
        cycles,
        [
            module("bot/store/a.py", "from bot.store import b"),
            module("bot/store/b.py", "from bot.store.c import x"),
            module("bot/store/c.py", "import bot.store.a"),
        ],
        "a circle",
    ),
    (hidden_imports, [module("bot/app.py", "def f():", "    import json")], "inside something"),
    (hidden_imports, [module("bot/app.py", "try:", "    import json", "except ImportError: pass")], "inside"),
    (
        hidden_imports,
        [module("bot/app.py", "import typing as t", "if t.TYPE_CHECKING: x = 1")],
        "TYPE_CHECKING",
    ),
    (
        hidden_imports,
        [module("bot/app.py", "import importlib", "importlib.import_module('x')")],
        "hides an import",
    ),
    (hidden_imports, [module("bot/app.py", "__import__('x')")], "hides an import"),
    (mocks, [module("tests/test_x.py", "from unittest.mock import Mock")], "`unittest.mock.Mock` repeats"),
    (mocks, [module("tests/test_x.py", "from unittest import mock")], "`unittest.mock` repeats"),
    (mocks, [module("tests/test_x.py", "import time_machine")], "`time_machine` repeats"),
    (names_that_say_nothing, [module("bot/engine/utils.py")], "`utils` says nothing"),
    (names_that_say_nothing, [module("bot/web/helpers/text.py")], "`helpers` says nothing"),
    (modules_without_a_first_line, [module("bot/engine/tick.py", "x = 1")], "what this module is"),
    (modules_without_a_first_line, [module("bot/engine/__init__.py")], "what this module is"),
    (long_files, [module("bot/engine/tick.py", *["x = 1"] * (FILE_LINES + 1))], "401 lines"),
    (long_functions, [module("bot/app.py", "def f():", *["    x = 1"] * FUNCTION_LINES)], "f has 61 lines"),
]

SOUND: list[tuple[Rule, list[Module]]] = [
    (rooms_without_a_floor, [module("bot/__init__.py"), module("bot/cli.py"), module("bot/sandbox/page.py")]),
    (doors_upstairs, [module("bot/engine/pump.py", "from bot import clock", "import bot.domain.notices")]),
    (doors_upstairs, [module("bot/engine/pump.py", "from .receipts import x", "from . import lanes")]),
    (doors_upstairs, [module("bot/__main__.py", "from bot.cli import main")]),
    (doors_upstairs, [module("bot/cli.py", "from bot import app")]),
    (doors_to_the_store, [module("bot/engine/handle.py", "import bot.store.tables"), module("bot/app.py")]),
    (doors_of_the_sandbox, [module("bot/demo/shop.py", "from bot.sandbox.workspace import Workspace")]),
    (libraries_outside_their_room, [module("bot/store/rows.py", "import json", "import sqlalchemy")]),
    (impurities, [module("bot/domain/shifts.py", "from datetime import time", "time(9)")]),
    (impurities, [module("bot/intake/grafana.py", "import pydantic", "from urllib.parse import urlsplit")]),
    (other_clocks, [module("bot/clock.py", "import time", "time.time()")]),
    (other_clocks, [module("bot/web/hooks.py", "from bot import clock", "clock.now()", "x.time.time()")]),
    (cycles, [module("bot/store/__init__.py", "from bot.store.a import x"), module("bot/store/a.py")]),
    (hidden_imports, [module("bot/app.py", "import json", "from importlib.metadata import version")]),
    (mocks, [module("tests/test_x.py", "import unittest")]),
    (names_that_say_nothing, [module("bot/domain/services.py")]),
    (modules_without_a_first_line, [module("bot/clock.py", '"""What time it is."""')]),
    (long_files, [module("bot/clock.py", *["x = 1"] * FILE_LINES)]),
    (long_functions, [module("bot/app.py", "def f():", *["    x = 1"] * (FUNCTION_LINES - 1))]),
]


@pytest.mark.parametrize("rule,modules,complaint", BROKEN, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_rule_is_noticed(rule: Rule, modules: Modules, complaint: str) -> None:
    assert any(complaint in said for said in rule(modules)), rule(modules)


@pytest.mark.parametrize("rule,modules", SOUND, ids=lambda value: getattr(value, "__name__", ""))
def test_a_kept_rule_is_not_complained_about(rule: Rule, modules: Modules) -> None:
    assert rule(modules) == []


def test_every_rule_has_been_seen_to_fail_and_to_pass() -> None:
    shape = {"modules": "Modules", "return": "list[str]"}
    rules = {value for value in globals().values() if getattr(value, "__annotations__", {}) == shape}
    assert rules == {rule for rule, *_ in BROKEN} == {rule for rule, *_ in SOUND}
