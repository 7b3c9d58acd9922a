"""The SQL of lanes and their heads, built once: building it each time took longer than carrying it out.

A lane's head is its lowest pending notice; nothing behind it moves before it does.
Parameters: `now`, `until`, `holder`, `names` (lanes), `name` (one), `place` (a notice's seq).
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, case, exists, func, or_, select, update

from bot.store.columns import Utc
from bot.store.notices import PENDING, PENDING_WORD, State
from bot.store.tables import lanes, notices

NOW = bindparam("now", type_=Utc)
UNTIL = bindparam("until", type_=Utc)
NAMES = bindparam("names", expanding=True)
PLACE = bindparam("place")
NAME = bindparam("name_", type_=lanes.c.lane.type)


def _heads(*of: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.min(notices.c.seq)).where(PENDING, *of).group_by(notices.c.lane).scalar_subquery()


def _past(moment: ColumnElement[object]) -> ColumnElement[bool]:
    return or_(moment.is_(None), moment <= NOW)


_READY = and_(PENDING, notices.c.waits_for.is_(None), notices.c.due_at <= NOW)

FREE_LANES = (
    select(lanes.c.lane, lanes.c.fence)
    .join(notices, notices.c.lane == lanes.c.lane)
    .where(notices.c.seq.in_(_heads()), _READY, notices.c.urgency <= bindparam("least"))
    .where(_past(lanes.c.lease_until), _past(lanes.c.blocked_until))
    .order_by(notices.c.urgency, notices.c.seq)
    .limit(bindparam("most"))
    .with_for_update(of=lanes, skip_locked=True)
)
"""Locks up to `most` lanes that have something to send. The heads that it saw may be old when the
lock is ours (another replica sent one and freed its lane in between): IN_HAND looks again."""

MINE = select(lanes.c.fence, lanes.c.lease_until).where(lanes.c.lane == NAME).with_for_update()
"""Locks one lane."""

_later, _blocking = notices.alias("later"), notices.alias("blocking")
_blocked = exists().where(
    _blocking.c.state == PENDING_WORD,
    _blocking.c.lane == notices.c.lane,
    _blocking.c.seq > notices.c.seq,
    _blocking.c.seq <= _later.c.seq,
    or_(_blocking.c.waits_for.is_not(None), _blocking.c.due_at > NOW),
)
_overtaken = exists().where(
    _later.c.state == PENDING_WORD,
    _later.c.lane == notices.c.lane,
    _later.c.surface == notices.c.surface,
    _later.c.seq > notices.c.seq,
    ~_blocked,
)
_out_of_date = and_(notices.c.surface.is_not(None), notices.c.attempts == 0, _overtaken)

SUPERSEDE = (
    update(notices)
    .where(PENDING, notices.c.lane.in_(NAMES), or_(notices.c.unwanted, _out_of_date))
    .values(state=State.SUPERSEDED.value, settled_at=NOW)
)
"""Passes over what a later notice of the same surface says better, and what nobody wants any more.

One that was tried may stand there already: it goes its way. A later one that has to wait,
or stands behind one that has to, replaces nothing: it would only come later.
"""

IN_HAND = (
    update(notices)
    .where(notices.c.seq.in_(_heads(notices.c.lane.in_(NAMES))), _READY)
    .values(
        attempts=notices.c.attempts + 1,
        first_tried_at=func.coalesce(notices.c.first_tried_at, NOW),
        in_flight_until=UNTIL,
    )
    .returning(notices)
)
"""Takes the heads of these locked lanes, where they are ready."""

LEASE = (
    update(lanes)
    .where(lanes.c.lane.in_(NAMES))
    .values(lease_until=UNTIL, owner=bindparam("holder"), fence=lanes.c.fence + 1)
)

FREE = update(lanes).where(lanes.c.lane == NAME).values(lease_until=None, owner=None, blocked_until=UNTIL)


def _unless_unwanted(state: State) -> ColumnElement[str]:
    return case((notices.c.unwanted, State.SUPERSEDED.value), else_=state.value)


_settle = update(notices).where(notices.c.seq == PLACE)

SENT = _settle.values(
    # Even when it was taken back meanwhile: it is there.
    state=State.SENT.value,
    receipt=bindparam("told"),
    settled_at=NOW,
    in_flight_until=None,
)

FAILED = _settle.values(
    state=_unless_unwanted(State.FAILED), reason=bindparam("why"), settled_at=NOW, in_flight_until=None
)

AGAIN = _settle.values(
    state=_unless_unwanted(State.PENDING),
    reason=bindparam("why"),
    due_at=UNTIL,
    attempts=notices.c.attempts - bindparam("uncounted"),
    settled_at=case((notices.c.unwanted, NOW)),
    in_flight_until=None,
)


def _latest(*moments: ColumnElement[object]) -> ColumnElement[object]:
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
            type_=Utc,
        )
    )
    .select_from(notices.join(lanes, lanes.c.lane == notices.c.lane))
    .where(notices.c.seq.in_(_heads()), notices.c.waits_for.is_(None))
)
