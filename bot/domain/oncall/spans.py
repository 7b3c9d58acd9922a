"""Stretches of time as pairs of instants: joined, cut, added up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]
"""From the first up to, not including, the second."""


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time in order, in as few spans as can be."""
    found: list[Span] = []
    for starts_at, ends_at in sorted(spans):
        if found and starts_at <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends_at))
        elif starts_at < ends_at:
            found.append((starts_at, ends_at))
    return found


def common(one: list[Span], other: list[Span]) -> list[Span]:
    """The time that lies in both; each is `joined`."""
    found, here, there = [], 0, 0
    while here < len(one) and there < len(other):
        starts_at = max(one[here][0], other[there][0])
        ends_at = min(one[here][1], other[there][1])
        if starts_at < ends_at:
            found.append((starts_at, ends_at))
        if one[here][1] < other[there][1]:
            here += 1
        else:
            there += 1
    return found


def total(spans: Iterable[Span]) -> timedelta:
    """How long they are together."""
    return sum((ends_at - starts_at for starts_at, ends_at in spans), timedelta())
