"""Modals: a skeleton at once, while the trigger lives; the form when it is ready."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from threading import BoundedSemaphore
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.render.message import View
from bot.slack.payloads import word
from bot.slack.trouble import SLACK_TROUBLE, error_code

log = structlog.get_logger(__name__)

OPENERS = 8
"""Threads that only open modals, so that busy workers never let a trigger expire (Slack allows 3 s)."""
OPENINGS_MAX = 150
"""Modals being opened at once: what eight openers do (150 ms per call) in the 3 s that a trigger lives. A
form beyond that would open too late; the person is told at once what to type instead."""
OPEN_SECONDS = 5.0
"""How long a form waits for its first, empty version to open; if that takes longer, the trigger has expired
anyway."""


class Window:
    """One modal on its way to, or already before, one person's eyes."""

    def __init__(self, web: WebClient, view_id: Future[str | None]) -> None:
        self._web = web
        self._view_id = view_id

    def show(self, view: View) -> bool:
        """Put this view in it; False when there is no window (the trigger ran out, Slack is away)."""
        try:
            view_id = self._view_id.result(OPEN_SECONDS)
        except NotInTime:
            view_id = None
        if view_id is None:
            return False
        try:
            self._web.views_update(view_id=view_id, view=dict(view))
        except SLACK_TROUBLE as trouble:
            # not_found: the person closed it while it loaded, and wants nothing more
            log.warning("form_not_shown", error=error_code(trouble))
            return error_code(trouble) in {"not_found", "view_not_found"}
        return True


class Windows:
    """Opens windows beside the work."""

    def __init__(self, web: WebClient, waiting: View) -> None:
        self._web = web
        self._waiting = waiting
        self._pool = ThreadPoolExecutor(OPENERS, thread_name_prefix="slack-window")
        self._room = BoundedSemaphore(OPENINGS_MAX)

    def open(self, trigger_id: str) -> Window:
        """Open the skeleton now, in the background; returns at once. With too many on their way there is none."""
        if not self._room.acquire(blocking=False):
            log.warning("form_not_opened", error="TooMany")
            return Window(self._web, _known(None))
        opening = self._pool.submit(self._opened, trigger_id)
        opening.add_done_callback(lambda _: self._room.release())
        return Window(self._web, opening)

    def already(self, view_id: str) -> Window:
        """The modal in which the person clicked: it is changed in place, which needs no trigger."""
        return Window(self._web, _known(view_id))

    def close(self) -> None:
        """Open nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _opened(self, trigger_id: str) -> str | None:
        try:
            opened: Any = self._web.views_open(trigger_id=trigger_id, view=dict(self._waiting))
        except SLACK_TROUBLE as trouble:
            log.warning("form_not_opened", error=error_code(trouble))
            return None
        return word({"view": opened.get("view")}, "view", "id")


def _known(view_id: str | None) -> Future[str | None]:
    known: Future[str | None] = Future()
    known.set_result(view_id)
    return known
