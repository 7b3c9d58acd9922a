"""The SQL of lanes and their heads, built once: building it each time took longer than carrying it out.

A lane's head is its lowest pending notice; nothing behind it moves before it does.
Parameters: `now`, `until`, `holder`, `names` (lanes), `name` (one), `place` (a notice's seq).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.domain.notices import OfferToTake, PageChannel, PagePerson
from bot.store.codec import snake_case
from bot.store.columns import Utc
from bot.store.notices import ASIDE, PENDING, PENDING_WORD, State
from bot.store.tables import lanes, notices

NOW = bindparam("now", type_=Utc)
UNTIL = bindparam("until", type_=Utc)
NAMES: ColumnElement[str] = bindparam("names", expanding=True)
PLACE: ColumnElement[int] = bindparam("place")
NAME = bindparam("name_", type_=lanes.c.lane.type)


_earliest = notices.alias("earliest")
_later, _blocking = notices.alias("later"), notices.alias("blocking")


def _head(lane: ColumnElement[str]) -> ScalarSelect[int]:
    """The lowest pending number of a lane: one look into an index.

    Not GROUP BY over all that is pending: with 10,000 waiting that took 12 ms, and on
    PostgreSQL once, with old statistics, more than 10 s.
    """
    lowest = select(func.min(_earliest.c.seq)).where(
        _earliest.c.state == PENDING_WORD, _earliest.c.lane == lane
    )
    return lowest.scalar_subquery()


def _past(moment: ColumnElement[object]) -> ColumnElement[bool]:
    return or_(moment.is_(None), moment <= NOW)


_IS_HEAD = notices.c.seq == _head(notices.c.lane)
_AMONG_HEADS = notices.c.seq.in_(select(_head(lanes.c.lane)).where(lanes.c.lane.in_(NAMES)))
_HEAD_OF_ONE = notices.c.seq == _head(NAME)
"""The same for one lane: a list has to be written out again each time."""
_READY = and_(PENDING, notices.c.waits_for.is_(None), notices.c.due_at <= NOW)

_FREE = (
    select(lanes.c.lane, lanes.c.fence)
    .select_from(notices.join(lanes, lanes.c.lane == notices.c.lane))
    .where(_READY, _IS_HEAD, _past(lanes.c.lease_until), _past(lanes.c.blocked_until))
    .where(notices.c.urgency <= bindparam("least"))
)

FREE_LANES = (
    _FREE.order_by(notices.c.urgency, notices.c.seq)
    .limit(bindparam("most"))
    .with_for_update(of=lanes, skip_locked=True)
)
"""Locks up to `most` lanes that have something to send. The heads that it saw may be old when the
lock is ours (another replica sent one and freed its lane in between): IN_HAND looks again."""

SOMETHING_FREE = _FREE.order_by(notices.c.urgency, notices.c.seq).limit(1)

MINE = select(lanes.c.fence, lanes.c.lease_until).where(lanes.c.lane == NAME).with_for_update()
"""Locks one lane."""

_blocked = (
    exists()
    .where(
        _blocking.c.state == PENDING_WORD,
        _blocking.c.lane == notices.c.lane,
        _blocking.c.seq > notices.c.seq,
        _blocking.c.seq <= _later.c.seq,
        or_(_blocking.c.waits_for.is_not(None), _blocking.c.due_at > NOW),
    )
    # Said outright: by itself SQLAlchemy sees one level out, and would ask about some notice of any lane.
    .correlate(notices, _later)
)
_overtaken = exists().where(
    _later.c.state == PENDING_WORD,
    _later.c.incident == notices.c.incident,
    _later.c.lane == notices.c.lane,
    _later.c.surface == notices.c.surface,
    _later.c.seq > notices.c.seq,
    ~_blocked,
)
ASKS = frozenset(snake_case(kind) for kind in (PagePerson, PageChannel, OfferToTake))
"""Kinds that are a message of their own: what edits it comes after it, and never in its place."""
_asks = notices.c.kind.in_(sorted(ASKS))
_out_of_date = and_(notices.c.surface.is_not(None), notices.c.attempts == 0, ~_asks, _overtaken)

_said_better = exists().where(
    _later.c.state == PENDING_WORD,
    _later.c.incident == notices.c.incident,
    _later.c.surface == notices.c.surface,
    _later.c.seq > notices.c.seq,
)
_aside_for_nothing = and_(notices.c.lane.startswith(ASIDE, autoescape=True), ~_asks, _said_better)

_supersede = (
    update(notices)
    .where(PENDING, or_(_out_of_date, _aside_for_nothing))
    .values(state=State.SUPERSEDED.value, settled_at=NOW)
)
SUPERSEDE = _supersede.where(_AMONG_HEADS)
SUPERSEDE_ONE = _supersede.where(_HEAD_OF_ONE)
"""Passes over heads that a later notice of the same surface says better;
what follows is the head then, so it is carried out until it changes nothing. A surface is one
incident's: "mirror" of two incidents in one lane are two messages.

One that was tried may stand there already: it goes its way. A later one that has to wait,
or stands behind one that has to, replaces nothing: it would only come later. A page is never
passed over for its own edit, which would have nothing to edit; whether it is still wanted is
decided when its turn comes. An edit that stepped aside is left out as soon as a later one waits, in
whatever lane: two at the same time could end with the older words.
"""

CROSSED = (
    select(notices.c.seq)
    .where(
        notices.c.incident == bindparam("of"),
        notices.c.surface == bindparam("on"),
        notices.c.lane != NAME,
        notices.c.state == literal_column("'sent'"),
        notices.c.settled_at > bindparam("since", type_=Utc),
        ~_asks,
    )
    .limit(1)
)
"""Whether another edit of the same message arrived, out of another lane, while this one was on its way."""

_in_hand = (
    update(notices)
    .where(_READY)
    .values(
        attempts=notices.c.attempts + 1,
        first_tried_at=func.coalesce(notices.c.first_tried_at, NOW),
    )
    .returning(notices)
)
IN_HAND = _in_hand.where(_AMONG_HEADS)
IN_HAND_ONE = _in_hand.where(_HEAD_OF_ONE)
"""Takes the heads of these locked lanes, where they are ready."""

_lease = update(lanes).values(lease_until=UNTIL, owner=bindparam("holder"), fence=lanes.c.fence + 1)
LEASE = _lease.where(lanes.c.lane.in_(NAMES))
LEASE_ONE = _lease.where(lanes.c.lane == NAME)

MOVE = update(notices).where(notices.c.seq == PLACE).values(lane=NAME)
"""To another lane, which must be there."""

WAITS = select(notices.c.seq).where(PENDING, notices.c.lane == NAME).limit(1)
"""Whether anything is pending in one lane."""

RENEW = (
    update(lanes)
    .where(lanes.c.lane.in_(NAMES), lanes.c.owner == bindparam("holder"), lanes.c.lease_until.is_not(None))
    .values(lease_until=UNTIL)
    .returning(lanes.c.lane)
)

LET_GO = update(lanes).where(lanes.c.lease_until.is_not(None)).values(lease_until=None, owner=None)

FREE = update(lanes).where(lanes.c.lane == NAME).values(lease_until=None, owner=None, blocked_until=UNTIL)


_settle = update(notices).where(notices.c.seq == PLACE)

SENT = _settle.values(
    state=State.SENT.value,
    receipt=bindparam("told"),
    settled_at=NOW,
)

FAILED = _settle.values(state=State.FAILED.value, reason=bindparam("why"), settled_at=NOW)

AGAIN = _settle.values(
    reason=bindparam("why"),
    due_at=UNTIL,
    attempts=notices.c.attempts - bindparam("uncounted"),
)


def _latest(*moments: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """The latest of three; SQLite and PostgreSQL have different names for it."""
    one, two, three = moments
    return case((and_(one >= two, one >= three), one), (two >= three, two), else_=three)


NEXT_CLAIM_AT = (
    select(
        func.min(
            _latest(
                notices.c.due_at,
                func.coalesce(lanes.c.blocked_until, notices.c.due_at),
                func.coalesce(lanes.c.lease_until, notices.c.due_at),
            ),
            type_=Utc(),
        )
    )
    .select_from(notices.join(lanes, lanes.c.lane == notices.c.lane))
    .where(PENDING, notices.c.waits_for.is_(None), _IS_HEAD)
)
