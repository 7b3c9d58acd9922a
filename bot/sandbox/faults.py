"""Everything that can go wrong with Slack, on demand: slow, limited, cut, lying or gone."""

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase

from bot.sandbox.records import Json


class FaultKind(Enum):
    """What goes wrong. RESET_AFTER is the nasty one: the effect took place and the client is not told.

    LOST is for telephones: the message counts as delivered, and no phone shows it.
    """

    SLOW = "slow"
    STATUS = "status"
    RATELIMITED = "ratelimited"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    HANG = "hang"
    HTML = "html"
    ERROR = "error"
    DOWN = "down"
    LOST = "lost"


@dataclass(slots=True)
class Fault:
    """One fault. `method` may be a pattern ("chat.*"); "*" is all of them.

    Besides Web API methods, "response_url", "files.upload" (the POST of the bytes) and "socket" (the WebSocket
    upgrade) can be named.

    Fields: `channel` narrows to requests with that channel id; `count` is how many requests it strikes (None: all);
    `lasts` is how long it lives, in seconds from `add` (None: until removed); `when(args)` narrows further; `seconds`
    is for SLOW and HANG (a hang ends with a reset); `status` for STATUS; `retry_after` (s) for RATELIMITED and STATUS
    503; `error` for ERROR, with the scope that is `needed` beside a missing_scope.
    """

    kind: FaultKind
    method: str = "*"
    channel: str = ""
    count: int | None = None
    lasts: float | None = None
    seconds: float = 3600.0
    status: int = 503
    retry_after: int = 1
    error: str = "fatal_error"
    needed: str = ""
    when: Callable[[Json], bool] | None = None

    @classmethod
    def from_json(cls, body: Json) -> "Fault":
        """From a POST /sandbox/faults body; raises ValueError or TypeError for what it doesn't know."""
        fields = {key: value for key, value in body.items() if key != "kind"}
        return cls(FaultKind(body["kind"]), **fields)


@dataclass(slots=True, eq=False)
class Handle:
    """A fault at work: how often it struck, and the way to end it."""

    id: str
    fault: Fault
    owner: "Faults"
    hits: int = 0
    since: float = field(default_factory=time.monotonic)

    def remove(self) -> None:
        """End it."""
        self.owner.remove(self)


class Faults:
    """The faults at work now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handles: list[Handle] = []
        self._ids = itertools.count(1)

    def add(self, fault: Fault) -> Handle:
        """Put a fault to work."""
        handle = Handle(f"fault-{next(self._ids)}", fault, self)
        with self._lock:
            self._handles.append(handle)
        return handle

    def remove(self, handle: Handle) -> None:
        """End a fault; twice is no error."""
        with self._lock:
            if handle in self._handles:
                self._handles.remove(handle)

    def clear(self) -> None:
        """End them all."""
        with self._lock:
            self._handles.clear()

    def active(self) -> list[Handle]:
        """Those that are at work."""
        with self._lock:
            return list(self._handles)

    def strike(self, method: str, args: Json) -> list[Fault]:
        """The faults that strike this request, in the order they were added; each is counted."""
        with self._lock:
            struck = [handle for handle in self._handles if _fits(handle, method, args)]
            for handle in struck:
                handle.hits += 1
            return [handle.fault for handle in struck]


def _fits(handle: Handle, method: str, args: Json) -> bool:
    fault = handle.fault
    return (
        (fault.count is None or handle.hits < fault.count)
        and (fault.lasts is None or time.monotonic() - handle.since < fault.lasts)
        and fnmatchcase(method, fault.method)
        and (not fault.channel or fault.channel in (args.get("channel"), args.get("channel_id")))
        and (fault.when is None or fault.when(args))
    )
