"""The pager: providers of a method in the file's order, until one takes it.

Invariants
- A page that the first provider did not take is with the second in the same call: seconds, not a retry later.
- Never means that this method is out for now, or for this person: the next one is due at once.
- Nothing that is logged or returned names an address.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from bot.clock import SystemClock
from bot.config.paging import BreakerRule, Paging, Provider
from bot.delivery.pagers.breaker import Breakers, Open
from bot.delivery.pagers.carrying import AddressRefused, Attempt, Carrier, ProviderFailed, StillOurs
from bot.delivery.pagers.loading import load
from bot.delivery.slack_errors import LEASE_OVER
from bot.domain.faults import NO_PROVIDER, Fault
from bot.domain.notices import Later, Never, Receipt, Sent
from bot.domain.paging import Ring, Saying
from bot.domain.setup import Method

log = structlog.stdlib.get_logger(__name__)

SOON = 2.0
"""Seconds to the next try when every provider failed and one may be well again."""


WAITED_FOR = 5.0
"""Seconds that a page waits for a provider that is left alone no longer than that. For more the next way is due at
once: somebody waits to be woken."""


@dataclass(frozen=True, slots=True)
class Link:
    """One provider of the chain, with breakers for each method: who can't send messages may well place calls."""

    provider: Provider
    carrier: Carrier
    breakers: Mapping[Method, Breakers]

    @property
    def state(self) -> str:
        """`ok`, or what the method is that is worst."""
        found = {breaker.state for breaker in self.breakers.values()}
        return next((state for state in ("open", "half-open") if state in found), "ok")


@dataclass(frozen=True, slots=True)
class _Try:
    """What came of one provider. `receipt` None: the next one is to be tried, as `why` says."""

    result: str
    receipt: Receipt | None = None
    heals: bool = False
    doubtful: bool = False
    fault: Fault = Fault.PROVIDER
    opens_in: float | None = None


Note = Callable[[str, str, str], None]
"""(provider, method, result) of each try, for the figures."""


def _unheard(_provider: str, _method: str, _result: str) -> None:
    """Where nobody counts."""


class Chain:
    """A Pager; safe on any number of threads."""

    def __init__(
        self, links: Sequence[Link], slack_down: Callable[[], bool] = lambda: False, note: Note = _unheard
    ) -> None:
        self._links = tuple(links)
        self._slack_down = slack_down
        self._note = note

    @property
    def states(self) -> dict[str, str]:
        """Each provider's name with `ok`, `open` or `half-open`: of its methods the worst."""
        return {link.provider.name: link.state for link in self._links}

    def cut_short(self, provider: str, sid: str) -> None:
        """A machine picked up this call: it hears one sentence. Says in the log when that can't be done."""
        for link in self._links:
            try:
                if link.provider.name == provider:
                    link.carrier.cut_short(sid)
            except ProviderFailed as failed:
                log.warning("a call to a machine goes on", provider=provider, reason=failed.reason)

    def ring(self, ring: Ring, still_ours: StillOurs) -> Receipt:
        """Sent when a provider took it; Later while one may soon; else Never, with what the last one said."""
        attempt, tries = Attempt(ring, self._slack_down(), ring.first_tried_at or SystemClock().now()), []
        links = [link for link in self._links if ring.method in link.provider.methods]
        if ring.first_tried_at and any(_carried_before(link, attempt) for link in links):
            return Sent()
        for link in links:
            tried = self._try(link, attempt, still_ours)
            self._note(link.provider.name, ring.method.value, tried.result)
            if tried.receipt is not None:
                return tried.receipt
            tries.append(tried)
            log.warning(
                "a provider did not take a page",
                notice=ring.id,
                provider=link.provider.name,
                method=ring.method.value,
                reason=tried.result,
            )
        return _all_failed(tries)

    def say(self, saying: Saying, still_ours: StillOurs) -> Receipt:
        """The same for a sentence that asks for no answer; one in doubt goes to the next, as twice does no harm."""
        tries = []
        for link in self._links:
            if saying.method not in link.provider.methods:
                continue
            if not still_ours():
                return Later(LEASE_OVER, doubtful=True)
            tried = _asked(link, saying.method, saying.address, partial(link.carrier.say, saying))
            self._note(link.provider.name, saying.method.value, tried.result)
            if tried.receipt is not None:
                return tried.receipt
            tries.append(tried)
        return _all_failed(tries)

    def _try(self, link: Link, attempt: Attempt, still_ours: StillOurs) -> _Try:
        if not still_ours():
            return _Try(LEASE_OVER, Later(LEASE_OVER, doubtful=True))
        tried = _asked(link, attempt.ring.method, attempt.ring.address, lambda: link.carrier.carry(attempt))
        if tried.doubtful and still_ours() and _carried(link, attempt):
            return _Try("sent", Sent())
        return tried


def _asked(link: Link, method: Method, address: str, work: Callable[[], None]) -> _Try:
    """What came of asking one provider. A fault of its client is its own too: the next one is asked."""
    try:
        link.breakers[method].of(link.carrier.host(address)).call(address, work)
    except Open as left_alone:
        return _Try("open", opens_in=left_alone.seconds)
    except AddressRefused as refused:
        return _Try(refused.reason, fault=refused.fault)
    except ProviderFailed as failed:
        return _Try(failed.reason, heals=failed.heals, doubtful=failed.doubtful, fault=failed.fault)
    except Exception as fault:
        _say_where(link, fault)
        return _Try("fault", heals=True, doubtful=True)
    return _Try("sent", Sent())


def _carried_before(link: Link, attempt: Attempt) -> bool:
    """Whether an earlier try arrived. Who is known to be down is not asked: somebody waits to be woken by the next."""
    breaker = link.breakers[attempt.ring.method].of(link.carrier.host(attempt.ring.address))
    return breaker.state != "open" and _carried(link, attempt)


def _carried(link: Link, attempt: Attempt) -> bool:
    try:
        return link.carrier.carried(attempt)
    except Exception as fault:
        _say_where(link, fault)
        return False


def _say_where(link: Link, fault: Exception) -> None:
    """What it says may hold an address, so only its kind and place are told."""
    where = traceback.extract_tb(fault.__traceback__)[-1]
    log.error(
        "a provider's client failed",
        provider=link.provider.name,
        error=type(fault).__name__,
        at=f"{where.name}:{where.lineno}",
    )


def _all_failed(tries: Sequence[_Try]) -> Receipt:
    """What one that is well says of the address counts, else what the last one said."""
    if not tries:
        return Never(NO_PROVIDER, fault=Fault.SETUP)
    healing = [t for t in tries if t.heals]
    if healing:
        last = healing[-1]
        return Later(last.result, SOON, doubtful=any(t.doubtful for t in tries), fault=last.fault)
    soon = [t.opens_in for t in tries if t.opens_in is not None and t.opens_in <= WAITED_FOR]
    if soon and all(t.fault is not Fault.ADDRESS for t in tries):
        return Later("providers_down", max(min(soon), 0.1), fault=Fault.PROVIDER)
    last = next((t for t in tries if t.fault is Fault.ADDRESS), tries[-1])
    return Never(last.result if last.result != "open" else "providers_down", fault=last.fault)


def build_chain(
    paging: Paging, slack_down: Callable[[], bool] = lambda: False, note: Note = _unheard
) -> Chain | None:
    """The chain of a file; None when it has no provider."""
    links = [_link(provider, paging.breaker) for provider in paging.providers]
    return Chain(links, slack_down, note) if links else None


def _link(provider: Provider, rule: BreakerRule) -> Link:
    return Link(provider, load(provider), {method: Breakers(rule) for method in provider.methods})
