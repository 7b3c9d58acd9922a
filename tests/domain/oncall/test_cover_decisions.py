"""What follows from a request about covers: one row for each refusal, and what an agreement leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.oncall.cover_case import LONGEST
from bot.domain.oncall.cover_decisions import arrange
from bot.domain.oncall.covers import (
    Arranged,
    Arrangement,
    ArrangeOutcome,
    AskCover,
    AskedToArrange,
    AskSwap,
    Board,
    CallOff,
    CannotArrange,
    Cover,
    DeclineShift,
    NotArranged,
    Proposal,
    ProposalState,
    ShiftSpan,
    Taken,
    TakeOver,
    TakeShift,
    TakeTimeOff,
    TimeOff,
)
from bot.domain.oncall.roster import Roster, with_roster
from bot.domain.requests import Actor, Standing
from bot.domain.setup import Override
from tests.domain.world import at, team

TEAM = """
people:
  ana:   {slack: U0ANA, zone: UTC}
  bruno: {slack: U0BRU, zone: UTC}
  carla: {slack: U0CAR, zone: UTC}
  diego: {slack: U0DIE, zone: UTC}
  eva:   {slack: U0EVA, zone: Asia/Manila, quiet: "22:00-08:00"}
  felix: {zone: UTC}
schedules:
  primary:
    layers:
      - {name: day, zone: UTC, hours: "08:00-20:00", rotation: {people: [carla, diego], every: 1w, starts: 2026-11-02}}
  backup: {second_of: primary}
policies:
  standard: {levels: [{after: 0m, page: [schedule:primary]}, {after: 5m, page: [schedule:backup]}]}
teams:
  payments: {members: [ana, bruno, carla, diego, eva, felix], policy: standard}
"""
NOW = at("09:00")
"""A Wednesday: carla has primary until 20:00 and for the rest of the week, diego the week after."""

GUEST = Actor("ana", Standing.GUEST)


def piece(since: str, until: str, schedule: str = "primary") -> ShiftSpan:
    return ShiftSpan(schedule, at(since), at(until))


AFTERNOON = piece("14:00", "18:00")
HERS = piece("2026-11-05 08:00", "2026-11-05 20:00")
HIS = piece("2026-11-10 08:00", "2026-11-10 20:00")
BEGUN = piece("09:00", "20:00")
"""What is left of today's shift."""

SWAP = Proposal("swap", "carla", (HERS,), ("diego",), NOW, named=True, in_return=(HIS,))


def wish(**changes: object) -> Proposal:
    """Carla asks for this afternoon."""
    return replace(Proposal("wish", "carla", (AFTERNOON,), ("ana", "bruno"), NOW), **changes)  # type: ignore[arg-type]


def cover(since: str, until: str, person: str = "ana") -> Cover:
    override = Override("cover", "primary", person, at(since), at(until), "carla")
    return Cover(override, "carla", person, NOW)


def off(person: str, since: str = "13:00", until: str = "19:00") -> TimeOff:
    return TimeOff(f"off-{person}", person, at(since), at(until), "", NOW)


def asked(
    request: Arrangement, by: str | Actor = "carla", board: Board | None = None, now: datetime = NOW
) -> ArrangeOutcome:
    board = board or Board()
    roster = Roster(
        tuple(c.override for c in board.covers), {one.person: (one.away,) for one in board.time_off}
    )
    actor = by if isinstance(by, Actor) else Actor(by)
    return arrange(AskedToArrange(request, actor), board, with_roster(team(TEAM), roster), now, "new")


def wishes(*proposals: Proposal) -> Board:
    return Board(proposals=proposals)


def everybody_off() -> Board:
    return Board(time_off=tuple(off(name) for name in ("ana", "bruno", "diego", "eva")))


ASKS = AskCover(at("14:00"), at("18:00"))
WHY = CannotArrange

REFUSED: list[tuple[Arrangement, str | Actor, Board, NotArranged]] = [
    (ASKS, GUEST, Board(), NotArranged(WHY.OUTSIDER)),
    (TakeOver("primary", NOW), Actor("ana", Standing.STRANGER), Board(), NotArranged(WHY.OUTSIDER)),
    (ASKS, "zoe", Board(), NotArranged(WHY.NOT_IN_FILE, "zoe")),
    # A cover that is asked for.
    (replace(ASKS, person="zoe"), "carla", Board(), NotArranged(WHY.UNKNOWN_PERSON, "zoe")),
    (replace(ASKS, person="carla"), "carla", Board(), NotArranged(WHY.YOURSELF)),
    (ASKS, "ana", Board(), NotArranged(WHY.NO_SHIFT, "ana")),
    (AskCover(at("18:00"), at("14:00")), "carla", Board(), NotArranged(WHY.BACKWARDS)),
    (AskCover(at("07:00"), NOW), "carla", Board(), NotArranged(WHY.OVER)),
    (AskCover(NOW, NOW + LONGEST + timedelta(minutes=1)), "carla", Board(), NotArranged(WHY.TOO_LONG)),
    (ASKS, "carla", everybody_off(), NotArranged(WHY.NOBODY_FREE, piece=AFTERNOON)),
    (replace(ASKS, person="ana"), "carla", Board(time_off=(off("ana"),)),
     NotArranged(WHY.AWAY, "ana", ("bruno",), piece("13:00", "19:00"))),
    (replace(ASKS, person="diego"), "carla", Board(),
     NotArranged(WHY.ON_CALL_ALREADY, "diego", ("ana", "bruno"), replace(AFTERNOON, schedule="backup"))),
    (AskCover(at("15:00"), at("18:00"), "eva"), "carla", Board(),
     NotArranged(WHY.ASLEEP, "eva", ("ana", "bruno"), piece("15:00", "18:00"))),
    (replace(ASKS, person="felix"), "carla", Board(), NotArranged(WHY.UNREACHABLE, "felix", ("ana", "bruno"))),
    # A swap.
    (AskSwap(HERS, HIS, "zoe"), "carla", Board(), NotArranged(WHY.UNKNOWN_PERSON, "zoe")),
    (AskSwap(HERS, HIS, "carla"), "carla", Board(), NotArranged(WHY.YOURSELF)),
    (AskSwap(HERS, HIS, "ana"), "carla", Board(), NotArranged(WHY.NO_SHIFT, "ana", piece=HIS)),
    (AskSwap(HIS, HERS, "diego"), "carla", Board(), NotArranged(WHY.NO_SHIFT, "carla", piece=HIS)),
    (AskSwap(piece("07:00", "09:00"), HIS, "diego"), "carla", Board(), NotArranged(WHY.OVER)),
    (AskSwap(BEGUN, HIS, "diego"), "carla", Board(), NotArranged(WHY.BEGUN, piece=BEGUN)),
    (AskSwap(HIS, BEGUN, "carla"), "diego", Board(), NotArranged(WHY.BEGUN, piece=BEGUN)),
    (AskSwap(HERS, HIS, "diego"), "carla", Board(time_off=(off("diego", "2026-11-05 12:00", "2026-11-05 14:00"),)),
     NotArranged(WHY.AWAY, "diego", piece=piece("2026-11-05 12:00", "2026-11-05 14:00"))),
    # Time off.
    (TakeTimeOff(at("18:00"), at("14:00")), "ana", Board(), NotArranged(WHY.BACKWARDS)),
    (TakeTimeOff(at("07:00"), at("08:00")), "ana", Board(), NotArranged(WHY.OVER)),
    (TakeTimeOff(NOW, NOW + LONGEST + timedelta(days=1)), "ana", Board(), NotArranged(WHY.TOO_LONG)),
    # The yes.
    (TakeShift("nothing"), "ana", Board(), NotArranged(WHY.GONE)),
    (TakeShift("wish"), "ana", wishes(wish(state=ProposalState.WITHDRAWN)), NotArranged(WHY.GONE)),
    (TakeShift("wish"), "ana", wishes(wish(pieces=(), taken=(Taken("bruno", AFTERNOON),), state=ProposalState.TAKEN)),
     NotArranged(WHY.TAKEN, "bruno")),
    (TakeShift("wish"), "carla", wishes(wish()), NotArranged(WHY.YOURSELF)),
    (TakeShift("wish"), "ana", wishes(wish(asked=("bruno",), named=True)), NotArranged(WHY.NOT_ASKED, "bruno")),
    (TakeShift("wish", at("19:00"), at("20:00")), "ana", wishes(wish()), NotArranged(WHY.NOT_A_PART, piece=AFTERNOON)),
    (TakeShift("swap", HERS.starts_at, at("2026-11-05 12:00")), "diego", wishes(SWAP),
     NotArranged(WHY.WHOLE, piece=HERS)),
    (TakeShift("wish"), "ana", replace(wishes(wish()), covers=(cover("12:00", "20:00", "bruno"),)),
     NotArranged(WHY.GONE)),
    (TakeShift("wish"), "diego", wishes(wish()),
     NotArranged(WHY.ON_CALL_ALREADY, "diego", ("ana", "bruno"), replace(AFTERNOON, schedule="backup"))),
    (TakeShift("swap"), "diego", wishes(replace(SWAP, pieces=(BEGUN,))), NotArranged(WHY.BEGUN, piece=BEGUN)),
    # The no.
    (DeclineShift("nothing"), "ana", Board(), NotArranged(WHY.GONE)),
    (DeclineShift("wish"), "eva", wishes(wish()), NotArranged(WHY.NOT_ASKED, "ana")),
    (DeclineShift("wish"), "ana", wishes(wish(state=ProposalState.WITHDRAWN)), NotArranged(WHY.GONE)),
    # The pager that is taken without asking.
    (TakeOver("nothing", NOW), "ana", Board(), NotArranged(WHY.UNKNOWN_SCHEDULE, "nothing", ("primary", "backup"))),
    (TakeOver("primary", NOW), "carla", Board(), NotArranged(WHY.HAVE_IT, "carla")),
    (TakeOver("primary", NOW - timedelta(days=1)), "ana", Board(), NotArranged(WHY.OVER)),
    (TakeOver("primary", NOW), "diego", Board(),
     NotArranged(WHY.ON_CALL_ALREADY, "diego", ("ana", "bruno", "eva"), replace(BEGUN, schedule="backup"))),
    (TakeOver("primary", NOW, at("08:00")), "ana", Board(), NotArranged(WHY.BACKWARDS)),
    # What is called off.
    (CallOff("nothing"), "ana", Board(), NotArranged(WHY.GONE)),
    (CallOff("wish"), "ana", wishes(wish()), NotArranged(WHY.NOT_YOURS, "carla")),
    (CallOff("wish"), "carla", wishes(wish(pieces=(), taken=(Taken("ana", AFTERNOON),), state=ProposalState.TAKEN)),
     NotArranged(WHY.AGREED, "ana")),
    (CallOff("off-ana"), "carla", Board(time_off=(off("ana"),)), NotArranged(WHY.NOT_YOURS, "ana")),
    (CallOff("cover"), "ana", Board(covers=(cover("14:00", "18:00"),)), NotArranged(WHY.NOT_YOURS, "carla")),
    (CallOff("cover"), "carla", Board(covers=(cover("08:00", "09:00"),)), NotArranged(WHY.OVER)),
    (CallOff("cover"), "carla", Board(covers=(cover("14:00", "18:00"),), time_off=(off("carla"),)),
     NotArranged(WHY.AWAY, "carla", piece=piece("13:00", "19:00"))),
]  # fmt: skip


@pytest.mark.parametrize(
    "request_, by, board, refusal", REFUSED, ids=[f"{n}-{row[3].why.value}" for n, row in enumerate(REFUSED)]
)
def test_what_is_refused_and_who_could_do_it_instead(
    request_: Arrangement, by: str | Actor, board: Board, refusal: NotArranged
) -> None:
    assert asked(request_, by, board) == refusal


def test_every_refusal_has_a_row() -> None:
    assert {row[3].why for row in REFUSED} == set(CannotArrange)


def test_a_swap_that_was_offered_before_the_shift_began_is_refused_once_it_has() -> None:
    """What was carried until now would otherwise be written down as carried by the other."""
    late = at("2026-11-05 12:00")
    for offered, by, other in (
        (AskSwap(HERS, HIS, "diego"), "carla", "diego"),
        (AskSwap(HIS, HERS, "carla"), "diego", "carla"),
    ):
        made = asked(offered, by)
        assert isinstance(made, Arranged)
        assert isinstance(asked(TakeShift("new"), other, wishes(*made.proposals)), Arranged)
        refused = asked(TakeShift("new"), other, wishes(*made.proposals), late)
        assert isinstance(refused, NotArranged)
        assert refused.why is CannotArrange.BEGUN


def test_two_who_swap_change_places_with_their_backups_too() -> None:
    """Each is the other's backup in the week of the other."""
    done = asked(AskSwap(HERS, HIS, "diego"))
    assert isinstance(done, Arranged)
    (made,) = done.proposals
    backups = (replace(HIS, schedule="backup"), replace(HERS, schedule="backup"))
    assert (made.pieces, made.in_return) == ((HERS, backups[0]), (HIS, backups[1]))
    agreed = asked(TakeShift("new"), "diego", wishes(made))
    assert isinstance(agreed, Arranged)
    assert [(c.override.person, c.override.instead_of, c.piece) for c in agreed.covers] == [
        ("diego", "carla", HERS),
        ("diego", "carla", backups[0]),
        ("carla", "diego", HIS),
        ("carla", "diego", backups[1]),
    ]


def test_a_part_that_is_taken_leaves_the_rest_open() -> None:
    done = asked(TakeShift("wish", at("15:00"), at("16:00")), "ana", wishes(wish()))
    assert isinstance(done, Arranged)
    (after,) = done.proposals
    assert after.pieces == (piece("14:00", "15:00"), piece("16:00", "18:00"))
    assert after.state is ProposalState.OPEN
    assert [c.piece for c in done.covers] == [piece("15:00", "16:00")]


def test_a_cover_under_way_ends_now_and_one_to_come_never_was() -> None:
    (begun,) = (cover("08:00", "18:00"),)
    ended = asked(CallOff("cover"), "carla", Board(covers=(begun,)))
    assert isinstance(ended, Arranged)
    assert [c.override.ends_at for c in ended.ended] == [NOW]
    assert ended.off == ()
    gone = asked(CallOff("cover"), "carla", Board(covers=(cover("14:00", "18:00"),)))
    assert isinstance(gone, Arranged)
    assert (gone.off, gone.ended) == (("cover",), ())


def test_who_declines_twice_is_noted_once() -> None:
    once = asked(DeclineShift("wish"), "ana", wishes(wish()))
    assert isinstance(once, Arranged)
    assert [proposal.declined for proposal in once.proposals] == [("ana",)]
    assert asked(DeclineShift("wish"), "ana", wishes(*once.proposals)) == Arranged()
