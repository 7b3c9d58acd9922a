"""Covers as they hold once later ones are laid over earlier ones: who has whose shift, and since which agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.domain.oncall.covers import Cover, ShiftSpan, overlap, without, without_all


@dataclass(frozen=True, slots=True)
class CoverInForce:
    """A stretch in which the last of `people` has the pager that was the first one's (None: nobody's, or everyone's).

    `first` is the cover with which it left them: with that one they have it back.
    """

    piece: ShiftSpan
    people: tuple[str | None, ...]
    first: Cover

    @property
    def person(self) -> str | None:
        return self.people[-1]

    @property
    def whom(self) -> str | None:
        return self.people[0]


def in_force(covers: Iterable[Cover]) -> tuple[CoverInForce, ...]:
    """By start. `covers` are in the order in which they were agreed: a later one takes its stretch out of an earlier
    one, as `overrides` has it. What came back to whose it was is covered by nobody."""
    found: list[CoverInForce] = []
    for cover in covers:
        found = [one for known in found for one in _beside(known, cover)] + list(_over(found, cover))
    standing = (one for one in found if one.person != one.whom)
    return tuple(sorted(standing, key=lambda one: one.piece.starts_at))


def _concerns(cover: Cover, known: CoverInForce) -> bool:
    instead_of = cover.override.instead_of
    return instead_of is None or instead_of in known.people


def _beside(known: CoverInForce, cover: Cover) -> Iterator[CoverInForce]:
    if not _concerns(cover, known):
        yield known
        return
    for piece in without(known.piece, cover.piece):
        yield replace(known, piece=piece)


def _over(found: Iterable[CoverInForce], cover: Cover) -> Iterator[CoverInForce]:
    left: tuple[ShiftSpan, ...] = (cover.piece,)
    person = cover.override.person
    for known in found:
        part = overlap(known.piece, cover.piece)
        if part and _concerns(cover, known):
            left = without_all(left, (part,))
            yield replace(known, piece=part, people=(*known.people, person))
    for piece in left:
        yield CoverInForce(piece, (cover.override.instead_of, person), cover)
