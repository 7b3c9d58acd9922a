"""Who has the pager at one instant, reckoned by hand from the file and what was agreed: look at the clock, count turns.

Imports the shapes of the rules and nothing that works shifts out, so that it can disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.setup import DailyHours, Layer, Override, Rotation, Schedule, Weekday, WeeklySpan

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@lru_cache(maxsize=65_536)
def first_reading(zone: str, wall: datetime) -> datetime:
    """When does the clock first show `wall` or later? By looking at it, every minute when it changes near that."""
    info, at = ZoneInfo(zone), wall.replace(tzinfo=UTC) - 16 * HOUR
    offsets = {(at + n * HOUR).astimezone(info).utcoffset() for n in range(33)}
    if len(offsets) == 1:
        return wall.replace(tzinfo=info).astimezone(UTC)
    while at.astimezone(info).replace(tzinfo=None) < wall:
        at += MINUTE
    return at


def length(shift: DailyHours | WeeklySpan) -> tuple[int, timedelta]:
    """First minute, and wall-clock length."""
    if isinstance(shift, DailyHours):
        first, last, whole = shift.hours.start, shift.hours.end, 1440
    else:
        first = shift.from_day.value * 1440 + shift.from_minute
        last, whole = shift.until_day.value * 1440 + shift.until_minute, 7 * 1440
    long = last - first if (first, last) == (0, whole) else (last - first) % whole or whole
    return first % 1440, long * MINUTE


def turn_of(rotation: Rotation, wall: datetime) -> int:
    """By counting one period after the other."""
    turn, handover = 0, rotation.starts
    while handover > wall:
        turn, handover = turn - 1, handover - rotation.every
    while handover + rotation.every <= wall:
        turn, handover = turn + 1, handover + rotation.every
    return turn


@dataclass
class Hand:
    """The pager of one shift. `held` are those who had it, one in place of the other; `turns` the rotation from this
    turn on."""

    layer: str
    held: list[str]
    turns: list[str]


def hands(layers: tuple[Layer, ...], at: datetime) -> Iterator[Hand]:
    """Whose turn it is, layer by layer, by trying each local day of a fortnight."""
    for each in layers:
        first, long = length(each.shift)
        days = each.shift.days if isinstance(each.shift, DailyHours) else {each.shift.from_day}
        for n in range(-10, 4):
            start = datetime.combine(at.date() + n * DAY, time()) + first * MINUTE
            if Weekday(start.weekday()) not in days:
                continue
            begins, ends = (first_reading(each.zone, wall) for wall in (start, start + long))
            shown = begins.astimezone(ZoneInfo(each.zone)).replace(tzinfo=None)
            if begins <= at < ends and _valid(each, shown):
                people, turn = each.rotation.people, turn_of(each.rotation, shown)
                turns = [people[(turn + n) % len(people)] for n in range(len(people))]
                yield Hand(each.name, [turns[0]], turns)


def _valid(layer: Layer, shown: datetime) -> bool:
    if layer.valid_from and shown < layer.valid_from:
        return False
    return not (layer.valid_until and shown >= layer.valid_until)


def agree(found: list[Hand], overrides: tuple[Override, ...], at: datetime) -> list[Hand]:
    """The agreements of that instant, one after the other; one in place of everyone fills a gap."""
    for one in overrides:
        if not one.starts_at <= at < one.ends_at:
            continue
        if one.instead_of is None and not found:
            found = [Hand("cover", [], [])]
        for hand in found:
            if one.instead_of is None or one.instead_of in hand.held:
                hand.held.append(one.person)
    return found


def backup(hand: Hand) -> Hand | None:
    """The next in turn who neither has the pager nor is covered; somebody covered when nobody else is left."""
    # From the turn after this one round to this one: the last in the order is whose turn it is, however many turns
    # they have.
    order = [*(name for name in hand.turns[1:] if name != hand.turns[0]), *hand.turns[:1]]
    others = [name for name in order if name != hand.held[-1]]
    free = [name for name in others if name not in hand.held] or others
    return Hand(hand.layer, [free[0]], []) if free else None


def who(schedules: Mapping[str, Schedule], name: str, at: datetime) -> set[str]:
    """The people on call on a schedule."""
    schedule = schedules[name]
    first = schedules[schedule.second_of] if schedule.second_of else schedule
    planned = list(hands(first.layers, at))
    if schedule.second_of:
        # Nobody backs up the hours that no layer has, even when somebody agreed to take them.
        covered = agree(planned, first.overrides, at) if planned else []
        planned = [found for hand in covered if (found := backup(hand))]
    return {hand.held[-1] for hand in agree(planned, schedule.overrides, at)}
