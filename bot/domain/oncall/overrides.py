"""Who has the pager once what people agreed is laid over the layers: covers, and the backups of what is covered.

Each layer's shift is cut where an override begins or ends, and remembers everyone who had it, so that a later
agreement finds it by any of them. Only the shifts and overrides around the question are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.oncall.layers import Shift, layer_shifts, others_in_turn
from bot.domain.oncall.spans import Span
from bot.domain.setup import Layer, Override, Schedule

_BEYOND = "cover"  # the layer of a shift that fills a gap: it stands in none

# A cover is told whole, so what lies beside the question is looked at until its ends are in sight: a day, then two,
# then four. It ends with the override.
_STEP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Agreed:
    """One of the schedule's overrides, and its number among them: where two differ the later counts."""

    number: int
    override: Override


@dataclass(frozen=True, slots=True)
class _PlacedShift:
    """A shift with the number of its layer and what was agreed about it; None: it is as the layers say."""

    place: int
    shift: Shift
    agreed: _Agreed | None

    @property
    def last_agreed(self) -> int:
        """Greater is later; what the layers say comes before all."""
        return self.agreed.number if self.agreed else -1


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of one layer's shift (None: of a gap). The last of `people` has the pager, in place of those before,
    as was `agreed` (None: as the layers say). `place` is the number of the layer."""

    place: int
    shift: Shift | None
    starts_at: datetime
    ends_at: datetime
    people: tuple[str, ...]
    agreed: _Agreed | None = None

    @property
    def person(self) -> str:
        return self.people[-1]


def shifts_of(
    schedule: Schedule, first: Schedule | None, since: datetime, until: datetime
) -> Iterator[Shift]:
    """What overlaps [since, until), whole, in layer order. `first` is the schedule that this one is `second_of`."""
    layers = (first or schedule).layers
    plain = _plain(layers, since, until)
    low, high = _extent(plain, since, until)
    overrides = (*schedule.overrides, *(first.overrides if first else ()))
    if not any(_overlaps(o, low, high) for o in overrides):
        yield from _as_planned(plain, second=first is not None)
        return
    found = _agreed(schedule, first, (since, until), (low, high))
    yield from (one.shift for one in sorted(found, key=lambda one: one.place))


def _plain(layers: Sequence[Layer], since: datetime, until: datetime) -> list[_Piece]:
    return [
        _Piece(place, shift, shift.starts_at, shift.ends_at, (shift.person,))
        for place, layer in enumerate(layers)
        for shift in layer_shifts(layer, since, until)
    ]


def _extent(pieces: list[_Piece], since: datetime, until: datetime) -> tuple[datetime, datetime]:
    low = min((piece.starts_at for piece in pieces), default=since)
    high = max((piece.ends_at for piece in pieces), default=until)
    return min(low, since), max(high, until)


def _overlaps(one: Override, since: datetime, until: datetime) -> bool:
    return one.starts_at < until and since < one.ends_at


def _as_planned(plain: list[_Piece], second: bool) -> Iterator[Shift]:
    for shift in (piece.shift for piece in plain if piece.shift):
        if not second:
            yield shift
        elif shift.second is not None:
            yield Shift(shift.layer, shift.second, shift.starts_at, shift.ends_at)


def _agreed(schedule: Schedule, first: Schedule | None, asked: Span, around: Span) -> list[_PlacedShift]:
    """The shifts in question. Wider and wider, until no cover among them goes on beyond what was looked at."""
    step = _STEP
    while True:
        found = _covers_and_rest(schedule, first, *around)
        within = [one for one in found if one.shift.starts_at < asked[1] and asked[0] < one.shift.ends_at]
        wider = _wider(within, around, step)
        if wider == around:
            return within
        around, step = wider, step * 2


def _wider(found: list[_PlacedShift], around: Span, step: timedelta) -> Span:
    low, high = around
    covers = [(one.shift, one.agreed.override) for one in found if one.agreed]
    if any(shift.starts_at == low and override.starts_at < low for shift, override in covers):
        low -= step
    if any(shift.ends_at == high and override.ends_at > high for shift, override in covers):
        high += step
    return low, high


def _covers_and_rest(
    schedule: Schedule, first: Schedule | None, low: datetime, high: datetime
) -> list[_PlacedShift]:
    layers = (first or schedule).layers
    pieces = [_cut(piece, low, high) for piece in _plain(layers, low, high)]
    if first is not None:
        covered = _replaced(pieces, first.overrides, low, high)
        pieces = list(_backups(layers, covered))
    found = _joined(schedule, layers, _replaced(pieces, schedule.overrides, low, high), low, high)
    once = _listed_once(found)
    if first is None:
        return list(once)
    return [replace(one, shift=replace(one.shift, second=None)) for one in once]


def _cut(piece: _Piece, low: datetime, high: datetime) -> _Piece:
    return replace(piece, starts_at=max(piece.starts_at, low), ends_at=min(piece.ends_at, high))


def _replaced(
    pieces: list[_Piece], overrides: Sequence[Override], low: datetime, high: datetime
) -> list[_Piece]:
    """One override after the other, in the order in which they were agreed."""
    for number, override in enumerate(overrides):
        if not _overlaps(override, low, high):
            continue
        if override.instead_of is None:
            pieces = [*pieces, *_gaps(pieces, max(low, override.starts_at), min(high, override.ends_at))]
        pieces = [part for piece in pieces for part in _cut_by(piece, _Agreed(number, override))]
    return [piece for piece in pieces if piece.people]


def _gaps(pieces: Iterable[_Piece], since: datetime, until: datetime) -> Iterator[_Piece]:
    """What of [since, until) no piece covers, as pieces without anybody."""
    covered = since
    for piece in sorted(pieces, key=lambda one: one.starts_at):
        if covered < min(piece.starts_at, until):
            yield _Piece(0, None, covered, min(piece.starts_at, until), ())
        covered = max(covered, piece.ends_at)
    if covered < until:
        yield _Piece(0, None, covered, until, ())


def _cut_by(piece: _Piece, agreed: _Agreed) -> Iterator[_Piece]:
    override = agreed.override
    starts_at, ends_at = max(piece.starts_at, override.starts_at), min(piece.ends_at, override.ends_at)
    concerned = override.instead_of is None or override.instead_of in piece.people
    if starts_at >= ends_at or not concerned:
        yield piece
        return
    if piece.starts_at < starts_at:
        yield replace(piece, ends_at=starts_at)
    yield replace(
        piece, starts_at=starts_at, ends_at=ends_at, people=(*piece.people, override.person), agreed=agreed
    )
    if ends_at < piece.ends_at:
        yield replace(piece, starts_at=ends_at)


def _backups(layers: Sequence[Layer], pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """The second of each piece; pieces of one shift that have the same second and touch are one."""
    last: _Piece | None = None
    for piece in sorted(pieces, key=lambda one: (one.place, one.shift is None, one.starts_at)):
        second = _second(layers, piece)
        if second is None or piece.shift is None:
            continue
        if last and last.shift == piece.shift and last.ends_at == piece.starts_at and last.person == second:
            last = replace(last, ends_at=piece.ends_at)
            continue
        if last:
            yield last
        last = replace(piece, people=(second,), agreed=None)
    if last:
        yield last


def _second(layers: Sequence[Layer], piece: _Piece) -> str | None:
    """The next in the rotation who neither has the pager nor is being covered; of the covered when nobody else is."""
    if piece.shift is None or len(piece.people) == 1:
        return piece.shift.second if piece.shift else None
    order = (*others_in_turn(layers[piece.place], piece.shift.starts_at), piece.shift.person)
    others = [name for name in order if name != piece.person]
    return next((name for name in others if name not in piece.people), next(iter(others), None))


def _joined(
    schedule: Schedule, layers: Sequence[Layer], pieces: list[_Piece], low: datetime, high: datetime
) -> Iterator[_PlacedShift]:
    """Pieces as shifts: what one override gives to one person without a break is one."""
    covers: dict[int, list[_Piece]] = {}
    for piece in pieces:
        if piece.agreed is None:
            yield _PlacedShift(piece.place, _shift(layers, piece), None)
        else:
            covers.setdefault(piece.agreed.number, []).append(piece)
    for number, each in covers.items():
        agreed = _Agreed(number, schedule.overrides[number])
        for piece in _touching(each):
            whole = _whole(schedule, agreed, piece, (low, high))
            # In place of everyone it stands in no layer: which one would depend on what was looked at.
            placed = whole if agreed.override.instead_of else replace(whole, shift=None)
            yield _PlacedShift(piece.place, _shift(layers, placed), agreed)


def _touching(pieces: list[_Piece]) -> Iterator[_Piece]:
    ordered = sorted(pieces, key=lambda one: (one.starts_at, one.shift is None, one.place))
    last = ordered[0]
    for piece in ordered[1:]:
        if piece.starts_at <= last.ends_at:
            last = replace(last, ends_at=max(last.ends_at, piece.ends_at))
        else:
            yield last
            last = piece
    yield last


def _whole(schedule: Schedule, agreed: _Agreed, piece: _Piece, around: Span) -> _Piece:
    """A cover in place of everyone, over which nothing was agreed later, is as long as it was agreed: weeks of
    shifts need not be looked at to know it."""
    override, later = agreed.override, schedule.overrides[agreed.number + 1 :]
    if override.instead_of is not None or any(
        _overlaps(o, override.starts_at, override.ends_at) for o in later
    ):
        return piece
    starts_at = override.starts_at if piece.starts_at == around[0] else piece.starts_at
    return replace(
        piece, starts_at=starts_at, ends_at=override.ends_at if piece.ends_at == around[1] else piece.ends_at
    )


def _shift(layers: Sequence[Layer], piece: _Piece) -> Shift:
    if piece.shift is None:
        return Shift(_BEYOND, piece.person, piece.starts_at, piece.ends_at)
    return Shift(piece.shift.layer, piece.person, piece.starts_at, piece.ends_at, _second(layers, piece))


def _listed_once(found: Iterable[_PlacedShift]) -> Iterator[_PlacedShift]:
    """While somebody covers, their other shifts wait: who has the pager has it once."""
    taken: dict[str, list[Shift]] = {}
    for one in sorted(found, key=lambda one: -one.last_agreed):
        for part in _without(one.shift, taken.get(one.shift.person, ())):
            yield replace(one, shift=part)
            if one.agreed:
                taken.setdefault(one.shift.person, []).append(part)


def _without(shift: Shift, others: Iterable[Shift]) -> list[Shift]:
    parts = [shift]
    for other in list(others):
        parts = [
            replace(part, starts_at=starts_at, ends_at=ends_at)
            for part in parts
            for starts_at, ends_at in (
                (part.starts_at, min(part.ends_at, other.starts_at)),
                (max(part.starts_at, other.ends_at), part.ends_at),
            )
            if starts_at < ends_at
        ]
    return parts
