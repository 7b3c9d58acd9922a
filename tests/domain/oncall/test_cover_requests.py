"""What one request about covers leaves of the others: shared pagers, the same request again, swaps, whole times told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.memos import AskToCover, Memo, Moved, News, RefreshAsk, TellAsker, TellMoved
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
    NotArranged,
    Proposal,
    ProposalState,
    ShiftSpan,
    Taken,
    TakeOver,
    TakeShift,
    TakeTimeOff,
)
from bot.domain.oncall.fairness import pieces_of
from bot.domain.oncall.roster import Roster, with_roster
from bot.domain.proposing import asked_later, asked_now, due_of, following, told_of_taking, wait_of
from bot.domain.requests import Actor
from bot.domain.setup import Setup
from tests.domain.world import at, team

TEAM = """
people:
  ana:   {slack: U0ANA, zone: UTC}
  bruno: {slack: U0BRU, zone: UTC}
  carla: {slack: U0CAR, zone: UTC}
  diego: {slack: U0DIE, zone: UTC}
  eva:   {slack: U0EVA, zone: UTC, quiet: "10:00-16:00"}
  felix: {slack: U0FEL, zone: UTC, quiet: "06:00-13:00"}
  gina:  {slack: U0GIN, zone: UTC}
schedules:
  primary:
    layers:
      - {name: early, zone: UTC, hours: "08:00-16:00", rotation: {people: [bruno], every: 1w, starts: 2026-11-02}}
      - {name: late,  zone: UTC, hours: "14:00-22:00", rotation: {people: [felix], every: 1w, starts: 2026-11-02}}
  week:
    layers:
      - {name: day, zone: UTC, hours: "08:00-20:00", rotation: {people: [carla, diego], every: 1w, starts: 2026-11-02}}
  spare: {second_of: week}
policies:
  standard: {levels: [{after: 0m, page: [schedule:primary]}]}
  weekly: {levels: [{after: 0m, page: [schedule:week]}, {after: 5m, page: [schedule:spare]}]}
teams:
  payments: {members: [ana, bruno, eva, felix], policy: standard}
  search: {members: [carla, diego, ana, bruno], policy: weekly}
"""
NOW = at("09:00")
"""Bruno has primary until 16:00, Felix, who sleeps until 13:00, from 14:00 on: for two hours they share it."""


def piece(since: str, until: str, schedule: str = "primary") -> ShiftSpan:
    return ShiftSpan(schedule, at(since), at(until))


def laid(board: Board) -> Setup:
    away = {one.person: (one.away,) for one in board.time_off}
    return with_roster(team(TEAM), Roster(tuple(cover.override for cover in board.covers), away))


def asked(
    by: str, request: Arrangement, board: Board | None = None, now: datetime = NOW, new_id: str = "new"
) -> ArrangeOutcome:
    board = board or Board()
    return arrange(AskedToArrange(request, Actor(by)), board, laid(board), now, new_id)


def done(
    by: str, request: Arrangement, board: Board | None = None, now: datetime = NOW, new_id: str = "new"
) -> Arranged:
    outcome = asked(by, request, board, now, new_id)
    assert isinstance(outcome, Arranged)
    return outcome


def kept(made: Arranged, board: Board | None = None) -> Board:
    """The board after it."""
    board = board or Board()
    proposals = {one.id: one for one in (*board.proposals, *made.proposals)}
    return Board((*board.covers, *made.covers), (*board.time_off, *made.time_off), tuple(proposals.values()))


def told(made: Arranged, board: Board, now: datetime = NOW) -> list[Memo]:
    """What follows, `board` being how it stood before."""
    return list(following(made, laid(board), laid(kept(made, board)), now))


def moved(memos: list[Memo]) -> dict[str, tuple[ShiftSpan, ...]]:
    return {memo.what.person: memo.what.pieces for memo in memos if isinstance(memo.what, TellMoved)}


# --- a pager that several share ----------------------------------------------


def test_whoever_takes_a_shared_pager_relieves_everybody_who_has_it() -> None:
    taken = done("ana", TakeOver("primary", NOW, at("22:00")))
    assert [(c.override.instead_of, c.piece) for c in taken.covers] == [
        ("bruno", piece("09:00", "16:00")),
        ("felix", piece("14:00", "22:00")),
    ]
    after = laid(kept(taken))
    day = (at("08:00"), at("23:00"))
    assert pieces_of("ana", after, *day) == (piece("09:00", "22:00"),)
    assert pieces_of("felix", after, *day) == ()
    assert pieces_of("bruno", after, *day) == (piece("08:00", "09:00"),)


def test_a_shift_is_taken_to_its_end_though_another_joins_before() -> None:
    taken = done("ana", TakeOver("primary", NOW))
    assert [(c.override.instead_of, c.piece) for c in taken.covers] == [("bruno", piece("09:00", "16:00"))]
    after = laid(kept(taken))
    assert pieces_of("felix", after, at("08:00"), at("23:00")) == (piece("14:00", "22:00"),), (
        "nobody took his"
    )


def test_who_joins_later_takes_the_shift_up_to_where_they_share_it() -> None:
    taken = done("felix", TakeOver("primary", NOW))
    assert pieces_of("bruno", laid(kept(taken)), NOW, at("23:00")) == (piece("14:00", "16:00"),)
    assert pieces_of("felix", laid(kept(taken)), NOW, at("23:00")) == (piece("09:00", "22:00"),)


def test_each_of_them_may_have_their_own_shift_back() -> None:
    taken = done("ana", TakeOver("primary", NOW, at("22:00")))
    board, later = kept(taken), at("14:00")
    back = done("felix", CallOff(taken.covers[1].override.id), board, later)
    mine = (*taken.covers[:1], *back.ended)
    after = laid(Board(mine))
    assert pieces_of("felix", after, later, at("22:00")) == (piece("14:00", "22:00"),)
    assert pieces_of("ana", after, later, at("22:00")) == (piece("14:00", "16:00"),), "Bruno did not ask"


def test_each_is_told_all_that_they_gave_up_and_not_in_their_quiet_hours() -> None:
    taken = done("ana", TakeOver("primary", NOW, at("22:00")))
    board = kept(taken)
    assert moved(told(taken, Board())) == {"bruno": (piece("09:00", "16:00"),)}
    asleep = list(told_of_taking(board.covers, laid(board), at("12:59")))
    awake = list(told_of_taking(board.covers, laid(board), at("13:00")))
    assert "felix" not in moved(asleep)
    assert moved(awake)["felix"] == (piece("14:00", "22:00"),)
    assert moved(list(told_of_taking((), laid(board), at("13:00")))) == {}, "it was taken back"


def test_a_shift_that_begins_in_their_quiet_hours_is_told_when_it_begins() -> None:
    """Felix would get up for it."""
    night = piece("12:00", "15:00", "week")
    made = done("ana", TakeOver("week", night.starts_at, night.ends_at))
    cover = made.covers[0]
    his = replace(cover, override=replace(cover.override, instead_of="felix"))
    assert moved(list(told_of_taking((his,), laid(Board()), at("11:59")))) == {}
    assert moved(list(told_of_taking((his,), laid(Board()), at("12:00")))) == {"felix": (night,)}


def test_several_pieces_of_one_person_are_one_message() -> None:
    away = done("gina", TakeOver("primary", at("11:00"), at("12:00")), new_id="d")
    taken = done("ana", TakeOver("primary", NOW, at("14:00")), kept(away), new_id="a")
    assert moved(told(taken, kept(away))) == {
        "bruno": (piece("09:00", "11:00"), piece("12:00", "14:00")),
        "gina": (piece("11:00", "12:00"),),
    }


# --- what somebody else has by now -------------------------------------------


def test_a_request_for_a_shift_that_another_has_taken_ends_with_it() -> None:
    wish = done("bruno", AskCover(at("10:00"), at("12:00")))
    taken = done("ana", TakeOver("primary", NOW, at("16:00")), kept(wish), new_id="a")
    (after,) = taken.proposals
    assert (after.state, after.taken) == (ProposalState.TAKEN, (Taken("ana", piece("10:00", "12:00")),))
    assert not [m for m in told(taken, kept(wish)) if isinstance(m.what, TellAsker)], "told as moved"


def test_it_goes_on_asking_for_the_rest() -> None:
    wish = done("bruno", AskCover(at("10:00"), at("12:00")))
    taken = done("ana", TakeOver("primary", NOW, at("11:00")), kept(wish), new_id="a")
    assert [p.pieces for p in taken.proposals] == [(piece("11:00", "12:00"),)]


def test_a_swap_that_was_asked_for_with_it_is_withdrawn() -> None:
    his = piece("2026-11-10 08:00", "2026-11-10 20:00", "week")
    hers = piece("2026-11-05 08:00", "2026-11-05 20:00", "week")
    swap = done("carla", AskSwap(hers, his, "diego"))
    taken = done("ana", TakeOver("week", hers.starts_at, hers.ends_at), kept(swap), new_id="a")
    assert [p.state for p in taken.proposals] == [ProposalState.WITHDRAWN]


def test_a_swap_names_each_shift_once() -> None:
    """In the same hours one has the pager and the other is the backup: they change places, and that is all."""
    hers = piece("2026-11-05 08:00", "2026-11-05 20:00", "week")
    his = replace(hers, schedule="spare")
    (made,) = done("carla", AskSwap(hers, his, "diego")).proposals
    assert (made.pieces, made.in_return) == ((hers,), (his,))


# --- the same request again --------------------------------------------------


def test_the_same_or_a_contained_request_is_answered_with_the_one_there_is() -> None:
    first = done("bruno", AskCover(at("10:00"), at("14:00")))
    for again in (AskCover(at("10:00"), at("14:00")), AskCover(at("11:00"), at("12:00"))):
        second = done("bruno", again, kept(first), new_id="again")
        assert second == Arranged(proposals=first.proposals)


def test_the_same_words_ten_minutes_later_ask_for_nothing_more() -> None:
    first = done("bruno", AskCover(NOW, at("13:00")))
    later = done("bruno", AskCover(at("09:10"), at("13:10")), kept(first), at("09:10"), "again")
    assert later.lines == ()


def test_what_goes_beyond_it_is_asked_for_alone() -> None:
    first = done("bruno", AskCover(at("10:00"), at("12:00")))
    second = done("bruno", AskCover(at("11:00"), at("14:00")), kept(first), new_id="again")
    assert [p.pieces for p in second.proposals] == [(piece("12:00", "14:00"),)]


def test_somebody_who_is_named_is_asked_though_everybody_was() -> None:
    first = done("bruno", AskCover(at("10:00"), at("12:00")))
    named = done("bruno", AskCover(at("10:00"), at("12:00"), "ana"), kept(first), new_id="named")
    assert [(p.id, p.asked) for p in named.proposals] == [("named", ("ana",))]
    again = done("bruno", AskCover(at("10:00"), at("12:00"), "ana"), kept(named, kept(first)), new_id="x")
    assert again == Arranged(proposals=named.proposals)
    declined = kept(Arranged(proposals=(replace(named.proposals[0], declined=("ana",)),)))
    assert done("bruno", AskCover(at("10:00"), at("12:00"), "ana"), declined, new_id="x").lines


def test_the_same_swap_is_asked_once() -> None:
    hers = piece("2026-11-05 08:00", "2026-11-05 20:00", "week")
    his = piece("2026-11-10 08:00", "2026-11-10 20:00", "week")
    first = done("carla", AskSwap(hers, his, "diego"))
    assert done("carla", AskSwap(hers, his, "diego"), kept(first), new_id="x") == Arranged(
        proposals=first.proposals
    )


def test_time_off_asks_for_no_shift_twice_and_is_noted_once() -> None:
    wish = done("bruno", AskCover(at("10:00"), at("12:00")))
    off = done("bruno", TakeTimeOff(at("10:00"), at("15:00")), kept(wish), new_id="off")
    assert [p.pieces for p in off.proposals] == [(piece("12:00", "15:00"),)]
    again = done("bruno", TakeTimeOff(at("11:00"), at("15:00")), kept(off, kept(wish)), new_id="x")
    assert again == Arranged(time_off=off.time_off)


# --- who can take what -------------------------------------------------------


def test_one_shift_for_which_nobody_is_free_does_not_drop_the_others() -> None:
    everyone = ("ana", "carla", "diego", "eva", "felix")
    tomorrow = [done(name, TakeTimeOff(at("2026-11-05 00:00"), at("2026-11-06 00:00")), new_id=name)
                for name in everyone]  # fmt: skip
    board = Board(time_off=tuple(off for made in tomorrow for off in made.time_off))
    made = done("bruno", AskCover(at("12:00"), at("2026-11-05 16:00")), board)
    assert [(p.pieces, bool(p.asked)) for p in made.proposals] == [
        ((piece("12:00", "16:00"),), True),
        ((piece("2026-11-05 08:00", "2026-11-05 16:00"),), False),
    ]
    refused = asked("bruno", AskCover(at("2026-11-05 00:00"), at("2026-11-06 00:00")), board)
    assert refused == NotArranged(
        CannotArrange.NOBODY_FREE, piece=piece("2026-11-05 08:00", "2026-11-05 16:00")
    )


# --- quiet hours -------------------------------------------------------------

WISH = Proposal("p", "bruno", (piece("11:00", "15:00"),), ("felix", "carla", "eva", "diego", "ana"), NOW)


def test_whoever_sleeps_is_asked_when_they_wake_and_makes_room_until_then() -> None:
    setup = laid(Board())
    assert asked_now(WISH, setup, NOW) == ("carla", "eva", "diego")
    assert asked_later(WISH, setup, NOW) == {"felix": at("13:00")}
    assert asked_now(WISH, setup, at("10:30")) == ("carla", "diego", "ana")
    assert asked_later(WISH, setup, at("10:30")) == {"felix": at("13:00")}, "Eva sleeps for longer than that"
    woken = [m.what.person for m in due_of(WISH, setup, at("13:00")) if isinstance(m.what, AskToCover)]
    assert woken == ["felix", "carla", "diego"]


def test_the_asker_reads_that_nobody_took_it_when_they_are_awake() -> None:
    """Felix sleeps until 13:00; his shift is later."""
    wish = Proposal("p", "felix", (piece("14:00", "22:00"),), ("ana",), at("05:00"))
    setup = laid(Board())
    heard = {
        hour: [m for m in due_of(wish, setup, at(hour)) if isinstance(m.what, TellAsker)]
        for hour in ("12:00", "13:00")
    }
    assert heard["12:00"] == []
    assert [m.what.news for m in heard["13:00"] if isinstance(m.what, TellAsker)] == [News.NOBODY_YET]


def test_news_that_can_wait_waits_for_the_end_of_the_night() -> None:
    setup, shift = laid(Board()), piece("14:00", "16:00")
    yes = Memo("m", "l", TellAsker("felix", "p", News.TAKEN, "ana", (shift,)))
    back = Memo("m", "l", TellMoved("felix", "bruno", piece("11:00", "12:00"), Moved.TAKEN_BACK))
    assert wait_of(yes, setup, NOW) == at("13:00") - NOW
    assert wait_of(back, setup, NOW) == at("11:00") - NOW, "it would have begun in the night"
    assert not wait_of(yes, setup, at("13:00"))


def test_who_is_off_hears_of_their_shifts_all_the_same() -> None:
    """Time off is not night: nobody may have taken the shift, and there is time yet to do something about it."""
    off = done("bruno", TakeTimeOff(NOW, at("2026-11-06 00:00")))
    board = kept(off)
    setup, tomorrow = laid(board), piece("2026-11-05 08:00", "2026-11-05 16:00")
    (wish,) = (one for one in board.proposals if one.pieces == (tomorrow,))
    half = wish.remind_at
    assert [m.what.news for m in due_of(wish, setup, half) if isinstance(m.what, TellAsker)] == [
        News.NOBODY_YET
    ]
    assert not wait_of(Memo("m", "l", TellAsker("bruno", "p", News.TAKEN, "ana", (tomorrow,))), setup, NOW)


def test_the_button_to_cancel_goes_when_somebody_has_agreed() -> None:
    wish = done("bruno", AskCover(at("10:00"), at("12:00")))
    (proposal,) = wish.proposals
    shown = {
        m.surface
        for m in due_of(proposal, laid(Board()), proposal.remind_at)
        if isinstance(m.what, TellAsker)
    }
    agreed = done("ana", TakeShift("new"), kept(wish))
    edited = {m.surface for m in told(agreed, kept(wish)) if m.what == RefreshAsk("new", "bruno")}
    assert shown
    assert shown <= edited


# --- saying no ---------------------------------------------------------------


def test_what_was_agreed_is_not_withdrawn_and_its_asker_is_told_by_whom() -> None:
    wish = done("bruno", AskCover(at("10:00"), at("12:00")))
    agreed = done("ana", TakeShift("new"), kept(wish))
    assert asked("bruno", CallOff("new"), kept(agreed, kept(wish))) == NotArranged(
        CannotArrange.AGREED, "ana"
    )


def test_a_part_that_ends_before_it_begins_is_called_so() -> None:
    wish = done("bruno", AskCover(at("10:00"), at("14:00")))
    backwards = TakeShift("new", at("13:00"), at("11:00"))
    assert asked("ana", backwards, kept(wish)) == NotArranged(CannotArrange.BACKWARDS)
