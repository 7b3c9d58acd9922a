"""Decides on covers, swaps and time off: what follows from a request, or why not and who could instead.

A shift may be taken at once by whoever wants it; it is given away only with the other's yes. Until somebody agrees the
pager stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.oncall import schedule as shifts
from bot.domain.oncall.covers import (
    Arranged,
    ArrangeOutcome,
    AskCover,
    AskedToArrange,
    AskSwap,
    Board,
    CallOff,
    CannotArrange,
    Change,
    Cover,
    DeclineShift,
    Line,
    NotArranged,
    Proposal,
    ProposalState,
    ShiftSpan,
    Taken,
    TakeOver,
    TakeShift,
    TakeTimeOff,
    TimeOff,
    without,
)
from bot.domain.oncall.fairness import fairest, in_the_way, pieces_of, still_theirs
from bot.domain.requests import Standing
from bot.domain.setup import Override, Person, Setup

LONGEST = timedelta(days=92)
"""Longer than that is a change of the file; and a slip of the pen puts nobody on call for a year."""

ASKED_AT_ONCE = 3
"""How many are asked in their own messages; the team's channel reaches the others."""


def arrange(asked: AskedToArrange, board: Board, setup: Setup, now: datetime, id: str) -> ArrangeOutcome:  # noqa: A002
    """`setup` is the file with `board` laid over it; `id` names what is new, and is given to nothing else."""
    if asked.by.standing in {Standing.GUEST, Standing.STRANGER}:
        return NotArranged(CannotArrange.OUTSIDER)
    person = setup.people.get(asked.by.name)
    if person is None:
        return NotArranged(CannotArrange.NOT_IN_FILE, asked.by.name)
    desk = _Desk(person, board, setup, now, id)
    match asked.request:
        case AskCover() as ask:
            return desk.ask(ask)
        case AskSwap() as swap:
            return desk.swap(swap)
        case TakeShift() as take:
            return desk.take(take)
        case DeclineShift(proposal=proposal):
            return desk.decline(proposal)
        case TakeOver() as take:
            return desk.take_over(take)
        case TakeTimeOff() as off:
            return desk.time_off(off)
        case CallOff(id=name):
            return desk.call_off(name)


class _Desk:
    """One request on its way to a decision."""

    def __init__(self, me: Person, board: Board, setup: Setup, now: datetime, id: str) -> None:  # noqa: A002
        self.me, self.board, self.setup, self.now, self.id = me, board, setup, now, id

    # --- asking

    def ask(self, ask: AskCover) -> ArrangeOutcome:
        wrong = self._sensible(ask.starts_at, ask.ends_at)
        if wrong:
            return wrong
        mine = pieces_of(self.me.name, self.setup, max(ask.starts_at, self.now), ask.ends_at)
        if not mine:
            return NotArranged(CannotArrange.NO_SHIFT, self.me.name)
        whom = self._named(ask.person, mine) if ask.person else self._anybody(mine)
        if isinstance(whom, NotArranged):
            return whom
        made = Proposal(self.id, self.me.name, mine, whom, self.now, ask.why, named=bool(ask.person))
        return Arranged(proposals=(made,), lines=tuple(self._asks(made)))

    def swap(self, swap: AskSwap) -> ArrangeOutcome:
        other = self.setup.people.get(swap.person)
        if other is None:
            return NotArranged(CannotArrange.UNKNOWN_PERSON, swap.person)
        if other.name == self.me.name:
            return NotArranged(CannotArrange.YOURSELF)
        mine, theirs = (
            self._beside(swap.mine, swap.theirs, self.me),
            self._beside(swap.theirs, swap.mine, other),
        )
        wrong = self._has(self.me, swap.mine) or self._has(other, swap.theirs)
        wrong = wrong or self._begun((swap.mine, swap.theirs))
        wrong = wrong or in_the_way(other, mine, self.setup, theirs)
        wrong = wrong or in_the_way(self.me, theirs, self.setup, mine)
        if wrong:
            return wrong
        made = Proposal(self.id, self.me.name, mine, (other.name,), self.now, named=True, in_return=theirs)
        return Arranged(proposals=(made,), lines=tuple(self._asks(made)))

    def _beside(self, given: ShiftSpan, taken: ShiftSpan, person: Person) -> tuple[ShiftSpan, ...]:
        """A shift that is given, and with it what this person has during the one that they take: of two who share
        a pager one is the other's backup, and they change places."""
        also = pieces_of(person.name, self.setup, taken.starts_at, taken.ends_at)
        return (given, *(piece for piece in also if piece.schedule != taken.schedule))

    def time_off(self, off: TakeTimeOff) -> ArrangeOutcome:
        """Each shift in it is proposed by itself, and whoever stands first for one carries its hours for the next."""
        wrong = self._sensible(off.starts_at, off.ends_at)
        if wrong:
            return wrong
        away = TimeOff(self.id, self.me.name, max(off.starts_at, self.now), off.ends_at, off.reason, self.now)
        proposals: list[Proposal] = []
        more: dict[str, timedelta] = {}
        for number, piece in enumerate(pieces_of(self.me.name, self.setup, away.starts_at, away.ends_at), 1):
            if self._proposed(piece):
                continue
            whom = fairest((piece,), self.setup, self.now, (self.me.name,), more)
            if whom:
                more[whom[0]] = more.get(whom[0], timedelta()) + (piece.ends_at - piece.starts_at)
            proposals.append(
                Proposal(f"{self.id}-{number}", self.me.name, (piece,), whom, self.now, off.reason)
            )
        line = self._line(
            Change.TIME_OFF, away.id, self.me.name, away.starts_at, away.ends_at, why=off.reason
        )
        asks = tuple(line for made in proposals for line in self._asks(made))
        return Arranged(time_off=(away,), proposals=tuple(proposals), lines=(line, *asks))

    # --- agreeing

    def take(self, take: TakeShift) -> ArrangeOutcome:
        found = self.board.proposal(take.proposal)
        if found is None:
            return NotArranged(CannotArrange.GONE)
        if not found.open_at(self.now):
            return self._too_late(found)
        if found.asker == self.me.name:
            return NotArranged(CannotArrange.YOURSELF)
        if found.named and self.me.name not in found.asked:
            return NotArranged(CannotArrange.NOT_ASKED, found.asked[0] if found.asked else "")
        if found.in_return and (begun := self._begun((*found.pieces, *found.in_return))):
            return begun
        mine = tuple(self._part(found, take))
        if not mine:
            return NotArranged(CannotArrange.NOT_A_PART, piece=found.pieces[0])
        held = still_theirs(found.asker, mine, self.setup, self.now)
        if not held or found.asker not in self.setup.people or (found.in_return and held != mine):
            return NotArranged(CannotArrange.GONE)
        if (wrong := in_the_way(self.me, held, self.setup, found.in_return)) is not None:
            return self._with_others(wrong, held)
        return self._return(found) or self._agreed(found, held)

    def _return(self, found: Proposal) -> NotArranged | None:
        """What a swap gives in return must still be there to be given."""
        asker = self.setup.people[found.asker]
        wrong = next((no for piece in found.in_return if (no := self._has(self.me, piece))), None)
        return wrong or in_the_way(asker, found.in_return, self.setup, found.pieces)

    def _agreed(self, found: Proposal, mine: tuple[ShiftSpan, ...]) -> Arranged:
        rest = list(found.pieces)
        for one in mine:
            rest = [left for piece in rest for left in without(piece, (one,))]
        left = still_theirs(found.asker, rest, self.setup, self.now)
        after = replace(
            found,
            pieces=left,
            taken=(*found.taken, *(Taken(self.me.name, piece) for piece in mine)),
            state=ProposalState.OPEN if left else ProposalState.TAKEN,
            settled_at=None if left else self.now,
            version=found.version + 1,
        )
        stem = f"{found.id}.{after.version}"
        covers = [self._cover(f"{stem}.{n}", piece, self.me.name, found) for n, piece in enumerate(mine, 1)]
        covers += [
            self._cover(f"{stem}.r{n}", piece, found.asker, found)
            for n, piece in enumerate(found.in_return, 1)
        ]
        return Arranged(
            covers=tuple(covers), proposals=(after,), lines=tuple(self._agrees(c, found.why) for c in covers)
        )

    def _cover(self, name: str, piece: ShiftSpan, who: str, found: Proposal) -> Cover:
        instead = found.asker if who == self.me.name else self.me.name
        override = Override(name, piece.schedule, who, piece.starts_at, piece.ends_at, instead)
        return Cover(override, found.asker, self.me.name, self.now, found.why, found.id)

    def decline(self, name: str) -> ArrangeOutcome:
        found = self.board.proposal(name)
        if found is None:
            return NotArranged(CannotArrange.GONE)
        if not found.open_at(self.now):
            return self._too_late(found)
        if self.me.name not in found.asked:
            return NotArranged(CannotArrange.NOT_ASKED, found.asked[0] if found.asked else "")
        if self.me.name in found.declined:
            return Arranged()
        after = replace(found, declined=(*found.declined, self.me.name), version=found.version + 1)
        line = self._line(Change.DECLINED, found.id, self.me.name, found.starts_at, found.ends_at)
        return Arranged(proposals=(after,), lines=(line,))

    def take_over(self, take: TakeOver) -> ArrangeOutcome:
        """Whoever has it is relieved. Nobody need agree: more pager for me, less for them."""
        schedule = self.setup.schedules.get(take.schedule)
        if schedule is None:
            return NotArranged(CannotArrange.UNKNOWN_SCHEDULE, take.schedule, tuple(self.setup.schedules))
        since = max(take.starts_at, self.now)
        until = take.ends_at or shifts.coverage(schedule, self.setup.schedules, since).until
        if until is None:
            until = since + timedelta(days=1)
        wrong = self._sensible(since, until)
        if wrong:
            return wrong
        pieces = tuple(self._held(schedule.name, since, until))
        if not pieces:
            return NotArranged(CannotArrange.HAVE_IT, self.me.name)
        wanted = tuple(piece for piece, _ in pieces)
        if (blocked := in_the_way(self.me, wanted, self.setup)) is not None:
            return self._with_others(blocked, wanted)
        covers = tuple(
            Cover(
                Override(f"{self.id}.{n}", schedule.name, self.me.name, p.starts_at, p.ends_at, holder),
                self.me.name,
                self.me.name,
                self.now,
            )
            for n, (p, holder) in enumerate(pieces, 1)
        )
        return Arranged(covers=covers, lines=tuple(self._agrees(c, "", Change.TOOK_OVER) for c in covers))

    def _held(
        self, schedule: str, since: datetime, until: datetime
    ) -> Iterator[tuple[ShiftSpan, str | None]]:
        """What others have of it, and gaps; not what I have already."""
        found = self.setup.schedules[schedule]
        for stretch in shifts.stretches(found, self.setup.schedules, since, until):
            people = shifts.names(stretch.on_call)
            if self.me.name not in people:
                holder = people[0] if len(people) == 1 else None
                yield ShiftSpan(schedule, stretch.starts_at, stretch.ends_at), holder

    # --- calling off

    def call_off(self, name: str) -> ArrangeOutcome:
        proposal = self.board.proposal(name)
        if proposal:
            return self._withdraw(proposal)
        away = next((off for off in self.board.time_off if off.id == name), None)
        if away:
            if away.person != self.me.name:
                return NotArranged(CannotArrange.NOT_YOURS, away.person)
            line = self._line(Change.CALLED_OFF, name, away.person, away.starts_at, away.ends_at)
            return Arranged(off=(name,), lines=(line,))
        cover = next((cover for cover in self.board.covers if cover.override.id == name), None)
        return self._take_back(cover) if cover else NotArranged(CannotArrange.GONE)

    def _withdraw(self, found: Proposal) -> ArrangeOutcome:
        if found.asker != self.me.name:
            return NotArranged(CannotArrange.NOT_YOURS, found.asker)
        if not found.open_at(self.now):
            return self._too_late(found)
        after = replace(found, state=ProposalState.WITHDRAWN, settled_at=self.now, version=found.version + 1)
        line = self._line(Change.CALLED_OFF, found.id, self.me.name, found.starts_at, found.ends_at)
        return Arranged(proposals=(after,), lines=(line,))

    def _take_back(self, cover: Cover) -> ArrangeOutcome:
        """Who gets the shift back may have it back; who covers it gives it away only with somebody's yes."""
        override = cover.override
        if override.ends_at <= self.now:
            return NotArranged(CannotArrange.OVER)
        if override.instead_of != self.me.name:
            return NotArranged(CannotArrange.NOT_YOURS, override.instead_of or "")
        since = max(override.starts_at, self.now)
        piece = ShiftSpan(override.schedule, since, override.ends_at)
        wrong = in_the_way(self.me, (piece,), self.setup)
        if wrong and wrong.why is not CannotArrange.ASLEEP:  # it was theirs at that hour before
            return wrong
        line = self._line(
            Change.CALLED_OFF, override.id, override.person, since, override.ends_at,
            schedule=override.schedule, instead_of=self.me.name,
        )  # fmt: skip
        if override.starts_at < self.now:
            return Arranged(
                ended=(replace(cover, override=replace(override, ends_at=self.now)),), lines=(line,)
            )
        return Arranged(off=(override.id,), lines=(line,))

    # --- what every request needs

    def _sensible(self, since: datetime, until: datetime) -> NotArranged | None:
        if until <= since:
            return NotArranged(CannotArrange.BACKWARDS)
        if until <= self.now:
            return NotArranged(CannotArrange.OVER)
        return NotArranged(CannotArrange.TOO_LONG) if until - since > LONGEST else None

    def _begun(self, swapped: tuple[ShiftSpan, ...]) -> NotArranged | None:
        begun = next((piece for piece in swapped if piece.has_begun(self.now)), None)
        return NotArranged(CannotArrange.BEGUN, piece=begun) if begun else None

    def _has(self, person: Person, piece: ShiftSpan) -> NotArranged | None:
        """None when this person is on call all the while, and it is not over."""
        if piece.starts_at >= piece.ends_at or piece.ends_at <= self.now:
            return NotArranged(CannotArrange.OVER)
        whole = pieces_of(person.name, self.setup, piece.starts_at, piece.ends_at)
        return None if piece in whole else NotArranged(CannotArrange.NO_SHIFT, person.name, piece=piece)

    def _named(self, name: str, wanted: tuple[ShiftSpan, ...]) -> tuple[str, ...] | NotArranged:
        other = self.setup.people.get(name)
        if other is None:
            return NotArranged(CannotArrange.UNKNOWN_PERSON, name)
        if other.name == self.me.name:
            return NotArranged(CannotArrange.YOURSELF)
        wrong = in_the_way(other, wanted, self.setup)
        return self._with_others(wrong, wanted) if wrong else (other.name,)

    def _anybody(self, wanted: tuple[ShiftSpan, ...]) -> tuple[str, ...] | NotArranged:
        found = fairest(wanted, self.setup, self.now, (self.me.name,))
        if found:
            return found
        parts = fairest(wanted[:1], self.setup, self.now, (self.me.name,)) if len(wanted) > 1 else ()
        return NotArranged(CannotArrange.NOBODY_FREE, instead=parts, piece=wanted[0])

    def _with_others(self, wrong: NotArranged, wanted: tuple[ShiftSpan, ...]) -> NotArranged:
        """With who could do it instead."""
        holders = {
            name
            for piece in wanted
            for stretch in shifts.stretches(
                self.setup.schedules[piece.schedule], self.setup.schedules, piece.starts_at, piece.ends_at
            )
            for name in shifts.names(stretch.on_call)
        }
        others = fairest(wanted, self.setup, self.now, {self.me.name, wrong.person, *holders})
        return replace(wrong, instead=others[:ASKED_AT_ONCE])

    def _too_late(self, found: Proposal) -> NotArranged:
        if found.state is ProposalState.TAKEN:
            return NotArranged(CannotArrange.TAKEN, found.taken[-1].person)
        return NotArranged(CannotArrange.GONE)

    def _proposed(self, piece: ShiftSpan) -> bool:
        """Whether somebody is asked for it already."""
        return any(
            found.asker == self.me.name and found.open_at(self.now) and piece in found.pieces
            for found in self.board.proposals
        )

    def _part(self, found: Proposal, take: TakeShift) -> Iterator[ShiftSpan]:
        """Of what is proposed what lies in the times that were given; a swap goes as a whole."""
        since, until = take.starts_at or found.starts_at, take.ends_at or found.ends_at
        if found.in_return and (take.starts_at or take.ends_at):
            return
        for piece in found.pieces:
            starts_at, ends_at = max(piece.starts_at, since, self.now), min(piece.ends_at, until)
            if starts_at < ends_at:
                yield ShiftSpan(piece.schedule, starts_at, ends_at)

    # --- the record

    def _asks(self, made: Proposal) -> Iterator[Line]:
        for piece in made.pieces:
            yield self._line(
                Change.ASKED, made.id, made.asker, piece.starts_at, piece.ends_at, schedule=piece.schedule,
                why=made.why,
            )  # fmt: skip

    def _agrees(self, cover: Cover, why: str, change: Change = Change.AGREED) -> Line:
        o = cover.override
        return self._line(
            change,
            o.id,
            o.person,
            o.starts_at,
            o.ends_at,
            schedule=o.schedule,
            instead_of=o.instead_of,
            why=why,
        )

    def _line(
        self,
        change: Change,
        about: str,
        person: str,
        starts_at: datetime,
        ends_at: datetime,
        *,
        schedule: str | None = None,
        instead_of: str | None = None,
        why: str = "",
    ) -> Line:
        return Line(
            self.now, self.me.name, change, about, person, starts_at, ends_at, schedule, instead_of, why
        )
