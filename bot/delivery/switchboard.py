"""Gives each notice to whoever can tell it: pages by other methods to a pager, everything else to Slack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.domain.faults import NO_ADDRESS, NO_PROVIDER, Fault
from bot.domain.memos import Canary, MemoBriefing, MemoSender, PageTest, ProveAddress
from bot.domain.notices import Briefing, Never, NotifyBy, Receipt, Sender, Sent, StillOurs
from bot.domain.paging import Pager, Ring, Saying
from bot.domain.setup import Method
from bot.render.canaries import canary_by_phone, canary_spoken
from bot.render.reaching import code_by_phone, code_spoken
from bot.render.walkthroughs import walk_by_phone, walk_spoken


class Slack(Sender, MemoSender, Protocol):
    """Whoever tells notices and memos in Slack."""


class Switchboard:
    """A Sender for all that is to be told; safe on any number of threads as its two parts are."""

    def __init__(self, slack: Slack, pager: Pager | None = None) -> None:
        """Without a `pager` nobody is reached but in Slack."""
        self._slack = slack
        self._pager = pager

    def send(self, briefing: Briefing, still_ours: StillOurs) -> Receipt:
        """Tell it. A page whose address is gone, or that no provider is there for, is Never."""
        what = briefing.notice.what
        if not isinstance(what, NotifyBy):
            return self._slack.send(briefing, still_ours)
        if self._pager is None:
            return Never(NO_PROVIDER, fault=Fault.SETUP)
        if briefing.address is None:
            return Never(NO_ADDRESS, fault=Fault.ADDRESS)
        return self._pager.ring(_ring(what, briefing, briefing.address), still_ours)

    def tell(self, briefing: MemoBriefing, still_ours: Callable[[], bool]) -> Receipt:
        """Tell a memo. A code that is not wanted any more is told to nobody."""
        what = briefing.memo.what
        if isinstance(what, Canary | PageTest) and what.method is not Method.SLACK:
            return self._test(what, briefing, still_ours)
        if not isinstance(what, ProveAddress):
            return self._slack.tell(briefing, still_ours)
        if briefing.address is None or briefing.code is None:
            return Sent()
        if self._pager is None:
            return Never(NO_PROVIDER, fault=Fault.SETUP)
        saying = Saying(
            id=briefing.memo.id,
            person=what.person,
            method=what.method,
            address=briefing.address,
            text=code_by_phone(briefing.code),
            spoken=code_spoken(briefing.code),
        )
        return self._pager.say(saying, still_ours)

    def _test(
        self, what: Canary | PageTest, briefing: MemoBriefing, still_ours: Callable[[], bool]
    ) -> Receipt:
        if self._pager is None:
            return Never(NO_PROVIDER, fault=Fault.SETUP)
        if briefing.address is None:
            return Never(NO_ADDRESS, fault=Fault.ADDRESS)
        url, by_hand = briefing.answer_url, isinstance(what, PageTest)
        saying = Saying(
            id=briefing.memo.id,
            person=what.person,
            method=what.method,
            address=briefing.address,
            text=walk_by_phone(what.method, url) if by_hand else canary_by_phone(what.method),
            spoken=walk_spoken(answered=bool(url)) if by_hand else canary_spoken(),
            answer_url=url,
            keys=by_hand,
        )
        return self._pager.say(saying, still_ours)


def _ring(what: NotifyBy, briefing: Briefing, address: str) -> Ring:
    return Ring(
        id=briefing.notice.id,
        incident=briefing.incident,
        setup=briefing.setup,
        now=briefing.now,
        person=what.person,
        step=what.step,
        method=what.method,
        address=address,
        why=what.why,
        answer_url=briefing.answer_url,
        first_tried_at=briefing.first_tried_at,
    )
