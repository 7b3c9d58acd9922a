"""A circuit breaker around one provider, which never keeps one page waiting for another.

pybreaker holds its lock while it calls, so that a provider that hangs for 10 s would take pages one after the other.
Here it is told what came of a call instead, and asked before one; only its state is kept by it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from pybreaker import STATE_CLOSED, STATE_OPEN, CircuitBreaker, CircuitBreakerError

from bot.config.paging import BreakerRule
from bot.delivery.pagers.carrying import AddressRefused, ProviderBusy


class Open(Exception):
    """The provider is left alone."""


class Breaker:
    """Closed: calls go through. Open: none does. Half open: one at a time, which decides."""

    def __init__(self, rule: BreakerRule) -> None:
        self._breaker = CircuitBreaker(
            fail_max=rule.failures,
            reset_timeout=rule.open_for.total_seconds(),
            success_threshold=rule.successes,
            exclude=[AddressRefused, ProviderBusy],
            throw_new_error_on_trip=False,
        )
        self._probe = threading.Lock()

    @property
    def state(self) -> str:
        """`ok`, `open` or `half-open`."""
        found = self._breaker.current_state
        return "ok" if found == STATE_CLOSED else found

    def call(self, work: Callable[[], None]) -> None:
        """Do the work, or raise Open. What the work raises is raised."""
        if self.state == "ok":
            self._told(work)
            return
        # Whoever comes while another tries whether it is well again goes elsewhere at once.
        if not self._probe.acquire(blocking=False):
            raise Open
        try:
            self._ask()
            self._told(work)
        finally:
            self._probe.release()

    def _ask(self) -> None:
        """Raises Open; when it was open for long enough, it is half open from now on."""
        if self._breaker.current_state != STATE_OPEN:
            return
        try:
            # It asks before it calls: what is called here only shows that it would.
            self._breaker.call(_half_opened)
        except CircuitBreakerError:
            raise Open from None
        except _HalfOpen:
            self._breaker.half_open()

    def _told(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as trouble:
            self._note(trouble)
            raise
        self._note(None)

    def _note(self, trouble: Exception | None) -> None:
        """Tell it what came of a call, if it still counts: others may have opened it meanwhile."""

        def again() -> None:
            if trouble:
                raise trouble

        if self._breaker.current_state != STATE_OPEN:
            with suppress(Exception):
                self._breaker.call(again)


class _HalfOpen(Exception):
    """The breaker let a call through."""


def _half_opened() -> None:
    raise _HalfOpen
