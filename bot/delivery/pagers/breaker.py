"""A circuit breaker around one provider, which never keeps one page waiting for another.

pybreaker holds its lock while it calls, so that a provider that hangs for 10 s would take pages one after the other.
Here it is told what came of a call instead, and asked before one; only its state is kept by it.

One person's address never shuts a provider for the others: pushes have a breaker for each host that they lead to, what
has to do with one address counts as well, and where nobody says why, several addresses have to fail.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from pybreaker import STATE_CLOSED, STATE_OPEN, CircuitBreaker, CircuitBreakerError, CircuitMemoryStorage

from bot.clock import SystemClock
from bot.config.paging import BreakerRule
from bot.delivery.pagers.carrying import AddressRefused, ProviderBusy, ProviderFailed
from bot.domain.faults import Fault

PROBED_WITHIN = 2.0
"""Seconds after which to ask again while another finds out whether it is well."""

HOSTS_MOST = 500
"""Hosts that are remembered; more than the people of a large team have."""


class Open(Exception):
    """The provider is left alone, for `seconds` yet."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Breaker:
    """Closed: calls go through. Open: none does. Half open: one at a time, which decides."""

    def __init__(self, rule: BreakerRule) -> None:
        self._memory = CircuitMemoryStorage(STATE_CLOSED)
        self._open_for = rule.open_for
        self._failed: set[str] = set()
        self._breaker = CircuitBreaker(
            fail_max=rule.failures,
            reset_timeout=rule.open_for.total_seconds(),
            success_threshold=rule.successes,
            exclude=[_is_no_failing],
            state_storage=self._memory,
            throw_new_error_on_trip=False,
        )
        self._probe = threading.Lock()

    @property
    def state(self) -> str:
        """`ok`, `open` or `half-open`."""
        found = self._breaker.current_state
        return "ok" if found == STATE_CLOSED else found

    def call(self, address: str, work: Callable[[], None]) -> None:
        """Do the work for this address, or raise Open. What the work raises is raised."""
        if self.state == "ok":
            self._told(address, work)
            return
        # Whoever comes while another tries whether it is well again goes elsewhere at once.
        if not self._probe.acquire(blocking=False):
            raise Open(max(self._left(), PROBED_WITHIN))
        try:
            self._ask()
            self._told(address, work)
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
            raise Open(self._left()) from None
        except _HalfOpen:
            self._breaker.half_open()

    def _left(self) -> float:
        since = self._memory.opened_at
        left = since + self._open_for - SystemClock().now() if since else timedelta()
        return max(left.total_seconds(), 0.0)

    def _told(self, address: str, work: Callable[[], None]) -> None:
        try:
            work()
        except ProviderFailed as failed:
            if failed.fault is not Fault.UNKNOWN or address not in self._failed:
                self._note(failed)
                self._failed.add(address)
            if self._breaker.current_state == STATE_OPEN:
                self._failed.clear()
            raise
        except Exception as trouble:
            self._note(trouble)
            raise
        self._failed.clear()
        self._note(None)

    def _note(self, trouble: Exception | None) -> None:
        """Tell it what came of a call, if it still counts: others may have opened it meanwhile."""

        def again() -> None:
            if trouble:
                raise trouble

        if self._breaker.current_state != STATE_OPEN:
            with suppress(Exception):
                self._breaker.call(again)


class Breakers:
    """Those of one method of a provider: one for each host that its pages go to."""

    def __init__(self, rule: BreakerRule) -> None:
        self._rule = rule
        self._lock = threading.Lock()
        self._by_host: dict[str, Breaker] = {}

    def of(self, host: str) -> Breaker:
        """This host's; it is new where nothing went to it yet."""
        with self._lock:
            if host not in self._by_host and len(self._by_host) >= HOSTS_MOST:
                del self._by_host[next(iter(self._by_host))]
            return self._by_host.setdefault(host, Breaker(self._rule))

    @property
    def state(self) -> str:
        """`ok` while one host is; `open` when all are."""
        with self._lock:
            found = {breaker.state for breaker in self._by_host.values()} or {"ok"}
        return next(state for state in ("ok", "half-open", "open") if state in found)


def _is_no_failing(trouble: BaseException) -> bool:
    """It is well, and too fast for it or of no use to this address."""
    of_one = isinstance(trouble, ProviderFailed) and trouble.of_one
    return of_one or isinstance(trouble, AddressRefused | ProviderBusy)


class _HalfOpen(Exception):
    """The breaker let a call through."""


def _half_opened() -> None:
    raise _HalfOpen
