"""Every limit with its number and its reason: the constants of the source, and the sentence that stands under each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import bot
from docs.generate import tables
from docs.generate.tables import code

SOURCE = Path(bot.__file__).parent

# Room, module, and the constants that bound a queue, a wait, a retry or a body there.
BOUNDS: tuple[tuple[str, str, str], ...] = (
    ("Alerts over HTTP", "bot.web.bodies", "HOOK_MOST UNKNOWN_MOST SLACK_MOST BODY_WITHIN DRAINED_MOST"),
    ("Alerts over HTTP", "bot.web.storing", "THREADS WAITING STORED_WITHIN BODIES_MOST SMALL LARGE"),
    ("Pages for people", "bot.web.pages", "THREADS WAITING ANSWERED_WITHIN"),
    ("Alerts over HTTP", "bot.web.heads", "HEAD_WITHIN HEAD_MOST"),
    ("Alerts over HTTP", "bot.web.server", "CONNECTIONS_MOST KEPT_ALIVE"),
    ("Alerts over HTTP", "bot.web.answers", "RETRY_AFTER"),
    ("Alerts over HTTP", "bot.web.gathering", "TOGETHER"),
    ("Alerts in the queue", "bot.engine.deliveries", "BATCH EPISODES LEASE"),
    ("Alerts in the queue", "bot.engine.newer_version", "GIVES_WAY_FOR GIVES_WAY_EVERY NEWER_IS_GONE"),
    ("Alerts in the queue", "bot.store.inbox", "ATTEMPTS_LIMIT AT_ONCE FAILING_MOST"),
    ("Slack coming in", "bot.web.slack_events", "THREADS WAITING ANSWERED_WITHIN"),
    (
        "Slack coming in",
        "bot.slack.reception",
        "WAITING_MAX SUBMISSION_SECONDS",
    ),
    ("Slack coming in", "bot.slack.sweep", "SWEEP_LIMIT ORDER_LIVES EVENT_LIVES"),
    ("Slack coming in", "bot.slack.windows", "OPENERS OPENINGS_MAX OPEN_SECONDS"),
    ("Slack coming in", "bot.slack.turns", "BEFORE_MAX"),
    ("Slack coming in", "bot.slack.door", "WORKERS CALL_SECONDS"),
    ("Slack coming in", "bot.slack.socket_door", "CONNECTIONS DISPATCHERS LONGEST_PAUSE"),
    ("Slack coming in", "bot.engine.handle", "KEPT_FOR"),
    ("Timers", "bot.engine.tick", "BATCH AFTER_A_FAULT"),
    ("Timers", "bot.scheduler", "BEAT"),
    ("Timers", "bot.domain.case", "LATE"),
    ("Timers", "bot.domain.escalation.owner_search", "LONGEST_GAP LONGEST_GAP_IN_A_THREAD LONE_LEVEL_GAP"),
    ("Timers", "bot.domain.reminders", "REMINDERS LONGEST_WAIT"),
    (
        "Notices going out",
        "bot.engine.pump",
        "SENDERS KEPT_FOR_PAGES LEASE LONGEST_SEND WAITS_FOR_DATABASE LEFT_TO_NEWER FAULTS_MOST",
    ),
    (
        "Notices going out",
        "bot.engine.retries",
        "SHORTEST_WAIT LONGEST_BACKOFF LONGEST_BACKOFF_OF_A_PAGE HOLDS_LANE_FOR GIVEN_UP_AFTER",
    ),
    ("Notices going out", "bot.delivery.client", "WAIT"),
    ("Notices going out", "bot.delivery.slack_errors", "ACCOUNT_WAIT WAIT_MOST WAIT_UNSAID"),
    ("Notices going out", "bot.delivery.lookup", "SKEW PAGES_MOST"),
    ("Notices going out", "bot.delivery.rooms", "NAMES_TRIED INVITED_MOST"),
    ("SQLite", "bot.store.sqlite", "BATCH_LIMIT QUEUE_LIMIT WAIT_LIMIT UNKNOWN_LIMIT BUSY_TIMEOUT READERS"),
    ("PostgreSQL", "bot.store.postgres", "CONNECTIONS POOL_WAIT TRIES"),
    ("The proof", "bot.domain.proof.walk", "FOLLOWED_FOR"),
    ("The proof", "bot.domain.proof.replay", "STEPS_MOST"),
    ("What is kept", "bot.engine.housekeeping", "DELIVERIES_KEPT NOTICES_KEPT CHANGES_KEPT"),
    ("Stopping", "bot.app", "STOPS_WITHIN SWEEP_EVERY TIDY_EVERY"),
)


UNIT = re.compile(r"^(Seconds|Bytes)\. ")


class Gone(Exception):
    """A constant is no longer there, or no longer says why: correct BOUNDS, or write its sentence."""


def table_of(room: str) -> str:
    """The limits of one room."""
    rows = (row for name, module, names in BOUNDS if name == room for row in _rows(module, names.split()))
    return tables.table(("limit", "value", "why"), rows)


def table_names() -> tuple[str, ...]:
    """The rooms, in order."""
    return tuple(dict.fromkeys(room for room, _, _ in BOUNDS))


def all_tables() -> Iterator[str]:
    """A heading and a table for each room."""
    for room in table_names():
        yield f"### {room}"
        yield table_of(room)


def _rows(module: str, names: list[str]) -> Iterator[tuple[str, ...]]:
    values, reasons = import_module(module), reasons_in(module)
    for name in names:
        if name not in reasons or not hasattr(values, name):
            raise Gone(f"{module}.{name}")
        yield code(f"{module.removeprefix('bot.')}.{name}"), shown(getattr(values, name), name), reasons[name]


def reasons_in(module: str) -> dict[str, str]:
    """What stands under each constant of a module."""
    file = SOURCE.joinpath(*module.split(".")[1:]).with_suffix(".py")
    body = ast.parse(file.read_text(encoding="utf-8")).body
    found = {}
    for stated, under in pairwise(body):
        if isinstance(stated, ast.Assign | ast.AnnAssign) and isinstance(under, ast.Expr):
            target = stated.targets[0] if isinstance(stated, ast.Assign) else stated.target
            if isinstance(target, ast.Name) and isinstance(under.value, ast.Constant):
                found[target.id] = for_readers(str(under.value.value))
    return found


def for_readers(reason: str) -> str:
    """On one line, without a unit in front: the value has it."""
    return UNIT.sub("", " ".join(reason.split()))


def shown(value: object, name: str) -> str:
    """A number with its unit, as far as name and type tell it."""
    if isinstance(value, timedelta):
        return _lasting(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1024 and value % 1024 == 0:
        return f"{value // 1024**2} MiB" if value >= 1024**2 else f"{value // 1024} KiB"
    number = (
        f"{value:,g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
    )
    return f"{number} s" if isinstance(value, float) or name in IN_SECONDS else number


IN_SECONDS = frozenset({"KEPT_ALIVE", "RETRY_AFTER", "CALL_SECONDS", "WAIT"})


def _lasting(wait: timedelta) -> str:
    seconds = wait.total_seconds()
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"


def table() -> str:
    """All of it."""
    return "\n\n".join(all_tables())
