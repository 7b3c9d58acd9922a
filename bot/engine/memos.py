"""Memos on their way out: what telling one needs, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.domain.faults import Fault
from bot.domain.incident import Incident
from bot.domain.memos import (
    AskChannel,
    AskToCover,
    Canary,
    Memo,
    MemoBriefing,
    MemoTelling,
    PageTest,
    ProveAddress,
    RefreshAsk,
    ShiftBegan,
    SyncGroup,
    TellAsker,
)
from bot.domain.notices import Never, Place, Receipt, Sent
from bot.domain.oncall.covers import Proposal
from bot.domain.oncall.roster import with_roster
from bot.domain.setup import Method, Setup
from bot.engine.corridor import Corridor
from bot.store import arrangements, canaries, incidents, messages, notices, roster, walkthroughs
from bot.store.claims import Claimed
from bot.store.notices import Planned
from bot.store.transactions import Tx

AT_ONCE = timedelta()


def plan(tx: Tx, corridor: Corridor, memos: Iterable[Memo], later: timedelta = AT_ONCE) -> None:
    """Put memos into the outbox, to be told that much later; one that is known by its id changes nothing."""
    now = corridor.wall.now()
    notices.add(tx, [Planned(memo, now + later) for memo in memos], now)


def brief_memo(tx: Tx, claimed: Claimed, corridor: Corridor) -> MemoBriefing:
    """Raises codec.Undecodable when a newer version planned it."""
    memo = claimed.notice.memo()
    address, code = _code(tx, memo.what, corridor)
    return MemoBriefing(
        memo=memo,
        setup=_setup(tx, corridor, memo.what),
        now=corridor.clock.now(),
        open_incidents=_open_incidents(tx, memo.what),
        proposal=_proposal(tx, memo.what),
        place=messages.of_memo(tx, memo.surface) if memo.surface else None,
        first_tried_at=claimed.notice.first_tried_at if claimed.doubtful else None,
        address=address,
        code=code,
        answer_url=_answer_url(memo.what, corridor),
        stopped=_stopped(tx, memo.what),
    )


def note_memo(tx: Tx, memo: Memo, receipt: Receipt) -> None:
    """Remember where its message stands, so that it can be edited; and by which way a test could not go."""
    match memo.what, receipt:
        case Canary(person=person, month=month, method=method), Never():
            month_test_failed(tx, person, month, method, receipt)
        case PageTest(person=person, name=name, method=method), Never():
            walkthroughs.failed(tx, person, name, method, receipt)
        case _:
            pass
    if isinstance(receipt, Sent) and memo.surface and receipt.channel and receipt.ts:
        messages.place(tx, messages.NO_INCIDENT, memo.surface, Place(receipt.channel, receipt.ts))


def month_test_failed(tx: Tx, person: str, month: str, method: Method, met: Never) -> None:
    """A month's test could not go, or did not arrive. Only what its address is at fault for is kept, as it is told to the
    team."""
    if met.fault is Fault.ADDRESS:
        canaries.failed(tx, person, month, method)


def _answer_url(what: MemoTelling, corridor: Corridor) -> str | None:
    match what:
        case (
            Canary(person=person, month=name, method=method)
            | PageTest(person=person, name=name, method=method)
        ):
            return corridor.links.test(person, name, method)
        case _:
            return None


def _stopped(tx: Tx, what: MemoTelling) -> bool:
    """Whether a test was ended by whoever sent it to themselves."""
    if not isinstance(what, PageTest):
        return False
    walk = walkthroughs.find(tx, what.person, what.name)
    return walk is None or walk.ended_at is not None


def _code(tx: Tx, what: MemoTelling, corridor: Corridor) -> tuple[str | None, str | None]:
    if isinstance(what, Canary | PageTest) and what.method is not Method.SLACK:
        return corridor.addresses.address(tx, what.person, what.method), None
    if not isinstance(what, ProveAddress):
        return None, None
    return corridor.addresses.code(tx, what.person, what.method) or (None, None)


def _setup(tx: Tx, corridor: Corridor, what: MemoTelling) -> Setup:
    """A user group is told who is on call as it stands now: another replica may have changed it this second."""
    if isinstance(what, SyncGroup):
        return with_roster(corridor.file, roster.load(tx, corridor.clock.now()))
    return corridor.setup


def _proposal(tx: Tx, what: MemoTelling) -> Proposal | None:
    if isinstance(what, AskToCover | AskChannel | RefreshAsk | TellAsker):
        return arrangements.proposal(tx, what.proposal)
    return None


def _open_incidents(tx: Tx, what: MemoTelling) -> tuple[Incident, ...]:
    """Those that whoever comes on call is told of."""
    if not isinstance(what, ShiftBegan):
        return ()
    return tuple(incidents.listing(tx, what.person, only_open=True))
