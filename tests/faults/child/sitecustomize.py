"""Put on a child's PYTHONPATH: ends or stops the process at a named step, without a hook in the bot.

`CRASH=bot.store.claims:settle:before:2` kills it when `settle` is called for the second time;
`after` lets the call return first; `:STOP` behind it freezes the process in place of killing it (`:KILL`), and
`:KILL:words` counts only the calls that have these words in their arguments. Methods are named `Class.method`.
Several functions, joined by `|` before `:before` or `:after`, are counted together.
"""

from __future__ import annotations

import functools
import itertools
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

CRASH = "CRASH"


class Step:
    """The named step: which call of which functions, and what happens there."""

    def __init__(self, text: str) -> None:
        *others, last = text.split("|")
        module, path, self.when, number, *how = last.split(":")
        self.functions = [(module, path), *(tuple(other.split(":")) for other in others)]
        self.signal = signal.SIGSTOP if how[:1] == ["STOP"] else signal.SIGKILL
        self._words = ":".join(how[1:])
        self._number = int(number)
        self._calls = itertools.count(1)

    def wrap(self, module: ModuleType) -> None:
        """Put ourselves around its functions before anyone else can import them."""
        for home, path in self.functions:
            if home == module.__name__:
                self._wrap(module, *path.split("."))

    def _wrap(self, owner: Any, *path: str) -> None:
        for name in path[:-1]:
            owner = getattr(owner, name)
        setattr(owner, path[-1], self._around(getattr(owner, path[-1])))

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def stepped(*args: Any, **kwargs: Any) -> Any:
            mine = self._words in repr((args, kwargs)) and next(self._calls) == self._number
            if mine and self.when == "before":
                os.kill(os.getpid(), self.signal)
            result = function(*args, **kwargs)
            if mine and self.when == "after":
                os.kill(os.getpid(), self.signal)
            return result

        return stepped


class Watch(MetaPathFinder):
    """Finds the step's module like everyone else, and wraps the step when it is loaded."""

    def __init__(self, step: Step) -> None:
        self._step = step

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Only for the modules of the step."""
        if name not in {module for module, _ in self._step.functions}:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        spec.loader = Wrapping(spec.loader, self._step)
        return spec


class Wrapping(Loader):
    """The module's own loader, and the step's hand on what it loaded."""

    def __init__(self, loader: Loader, step: Step) -> None:
        self._loader = loader
        self._step = step

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        self._step.wrap(module)


if os.environ.get(CRASH):
    sys.meta_path.insert(0, Watch(Step(os.environ[CRASH])))
