"""Covers, swaps and time off as people read them: whole times on their own clock, what is so, what to do next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.memos import Moved, News, TellAsker, TellMoved
from bot.domain.oncall import covers as c
from bot.domain.oncall.covers import (
    Arranged,
    Board,
    CannotArrange,
    Change,
    Cover,
    Line,
    NotArranged,
    Proposal,
    ProposalState,
    ShiftSpan,
    Taken,
)
from bot.domain.setup import Override, Setup
from bot.render import cover_forms, cover_list, cover_refusals, covers, home_shifts, queries
from bot.render.message import Message
from bot.render.spans import Clock, pieces_words, span, typed_span
from bot.slack.spans import read_span
from bot.store.codec import memo_from_json
from tests.domain.world import team

NOW = datetime(2026, 11, 27, 19, 50, tzinfo=UTC)
"""Friday, 20:50 in Madrid, 14:50 in Guayaquil, 3:50 on Saturday in Manila."""

TEAM = """
people:
  ana:   {slack: U0ANA, zone: America/Guayaquil}
  bruno: {slack: U0BRU, zone: America/Guayaquil}
  carla: {slack: U0CAR, zone: Europe/Madrid}
  diego: {slack: U0DIE, zone: Europe/Madrid}
  eva:   {slack: U0EVA, zone: Asia/Manila, quiet: "22:00-07:00"}
  felix: {slack: U0FEL, zone: Asia/Manila, quiet: "22:00-07:00"}
schedules:
  primary:
    layers:
      - {name: day, zone: UTC, hours: "08:00-20:00", rotation: {people: [carla, diego], every: 1w, starts: 2026-11-02}}
policies:
  standard: {levels: [{after: 0m, page: [schedule:primary]}]}
teams:
  payments: {members: [ana, bruno, carla, diego, eva, felix], policy: standard}
"""
MADRID = Clock("Europe/Madrid", NOW)
YEAR = timedelta(days=365)


def setup() -> Setup:
    return team(TEAM)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """That time (UTC) of November 2026; day 31 is 1 December."""
    return datetime(2026, 11, 1, hour, minute, tzinfo=UTC) + timedelta(days=day - 1)


def piece(since: datetime, until: datetime, schedule: str = "primary") -> ShiftSpan:
    return ShiftSpan(schedule, since, until)


SATURDAY = piece(at(28, 15), at(28, 19))
WISH = Proposal("p", "bruno", (SATURDAY,), ("felix", "diego", "carla", "ana"), NOW)


def cover(name: str, person: str, instead_of: str | None, since: datetime, until: datetime) -> Cover:
    return Cover(Override(name, "primary", person, since, until, instead_of), person, person, NOW)


def text(message: Message) -> str:
    return str([block.get("text", {}).get("text") for block in message.blocks] or message.text)


def buttons(message: Message) -> list[str]:
    return [
        element["text"]["text"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


# --- times -------------------------------------------------------------------


@pytest.mark.parametrize(
    "since, until, clock, said",
    [
        (at(35, 7), at(35, 16), Clock("Europe/Madrid"), "Sat 5 Dec 08:00–17:00"),
        (at(35, 21), at(36, 5), Clock("Europe/Madrid"), "Sat 5 Dec 22:00 – Sun 06:00"),
        (at(35, 17), at(35, 23), Clock("Europe/Madrid"), "Sat 5 Dec 18:00–24:00"),
        (at(34, 23), at(36, 23), Clock("Europe/Madrid"), "Sat 5 Dec 00:00 – Sun 24:00"),
        (at(35, 7), at(49, 16), Clock("Europe/Madrid"), "Sat 5 Dec 08:00 – Sat 19 Dec 17:00"),
        (
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
            Clock("Europe/Madrid"),
            "Sun 25 Oct 02:30 (UTC+2)–02:30 (UTC+1)",
        ),
        (at(27, 20), at(28, 2), MADRID, "today 21:00 – tomorrow 03:00"),
        (at(28, 7), at(28, 16), MADRID, "tomorrow 08:00–17:00"),
        (at(28, 7), at(28, 16), Clock("Asia/Manila", NOW), "today 15:00–24:00"),
        (at(28, 7) + YEAR, at(30, 16) + YEAR, MADRID, "Sun 28 Nov 2027 08:00 – Tue 17:00"),
    ],
)
def test_a_span_is_said_on_the_clock_of_the_reader(
    since: datetime, until: datetime, clock: Clock, said: str
) -> None:
    assert span(since, until, clock) == said


def test_in_a_channel_slack_shows_each_reader_their_own_clock_with_the_weekday() -> None:
    said = span(at(28, 7), at(28, 16), Clock(None))
    begin, end = int(at(28, 7).timestamp()), int(at(28, 16).timestamp())
    assert said == (
        f"<!date^{begin}^{{date_long_pretty}} {{time}}|Sat 28 Nov 07:00 UTC> – "
        f"<!date^{end}^{{time}}|Sat 28 Nov 16:00 UTC>"
    )
    assert "{date_long_pretty}" in span(at(28, 7), at(29, 7), Clock(None)).rpartition("–")[2]


def test_what_touches_is_one_span_and_each_schedule_is_named_once() -> None:
    pieces = [
        piece(at(27, 22), at(27, 23)),
        piece(at(27, 19, 50), at(27, 21)),
        piece(at(27, 23), at(28, 2)),
        piece(at(28, 7), at(28, 9), "backup"),
    ]
    assert pieces_words(pieces, MADRID) == (
        "*primary* today 20:50–22:00 and today 23:00 – tomorrow 03:00; *backup* tomorrow 08:00–10:00"
    )


@pytest.mark.parametrize(
    "shift, typed, reads",
    [
        (piece(at(31, 9), at(31, 18)), "from tue 10:00 to 14:00", (at(31, 9), at(31, 13))),
        (piece(at(28, 21), at(28, 23)), "from sat 22:00 to 00:00", (at(28, 21), at(28, 23))),
        (piece(at(27, 8), at(27, 23)), "until 00:00", (NOW + timedelta(seconds=9), at(27, 23))),
        (piece(at(44, 9), at(44, 18)), "2026-12-14", (at(43, 23), at(44, 23))),
    ],
)
def test_what_is_suggested_can_be_typed(
    shift: ShiftSpan, typed: str, reads: tuple[datetime, datetime]
) -> None:
    """Some seconds later, too."""
    later = NOW + timedelta(seconds=9)
    assert typed_span(shift, MADRID, later, timedelta(hours=4)) == typed
    assert read_span(typed, "Europe/Madrid", later) == reads


# --- asked -------------------------------------------------------------------


def test_a_wish_to_one_person_waits_for_them_and_a_swap_has_its_own_button() -> None:
    theirs = piece(at(28, 15), at(28, 19), "backup")
    swap = replace(WISH, asked=("ana",), named=True, in_return=(theirs,))
    said = covers.ask(swap, setup(), NOW, "ana")
    assert said.text == (
        "🔁 Bruno asks you to swap shifts: you take *primary* Sat 28 Nov 10:00–14:00, and Bruno takes your *backup* "
        "Sat 28 Nov 10:00–14:00. Until you agree, the pager stays with Bruno."
    )
    assert buttons(said) == ["Swap", "I can't"]
    assert "Until somebody agrees" in covers.ask(WISH, setup(), NOW, "ana").text


def test_whoever_is_asked_late_is_asked_for_what_is_left() -> None:
    late = at(28, 17)
    assert "*primary* Sun 29 Nov 01:00–03:00. " in covers.ask(WISH, setup(), late, "felix").text


def test_whoever_declines_reads_that_it_is_noted() -> None:
    said = covers.ask(replace(WISH, declined=("diego",)), setup(), NOW, "diego").text
    assert said == "Noted: you don't take Bruno's shift: *primary* Sat 28 Nov 16:00–20:00."


def test_of_several_takers_each_is_named_with_their_part_in_order() -> None:
    taken = (
        Taken("diego", piece(at(28, 17), at(28, 19))),
        Taken("carla", piece(at(28, 15), at(28, 17))),
    )
    done = replace(WISH, pieces=(), taken=taken, state=ProposalState.TAKEN)
    assert covers.ask(done, setup(), NOW, "eva").text == (
        "✓ Bruno's shift is taken: Carla *primary* Sat 28 Nov 23:00 – Sun 01:00, Diego *primary* Sun 29 Nov "
        "01:00–03:00. Nothing is left to take."
    )


def test_the_asker_reads_who_is_asked_now_and_who_when_they_wake() -> None:
    line = Line(NOW, "bruno", Change.ASKED, "p", "bruno", *_times(SATURDAY), schedule="primary")
    clock = Clock("America/Guayaquil", NOW)
    request = c.AskCover(*_times(SATURDAY))
    said = covers.arranged(request, Arranged(proposals=(WISH,), lines=(line,)), setup(), clock, NOW).text
    assert "I ask who could cover you, the fairest first: Diego, Carla and Ana." in said
    assert "I ask Felix (today 18:00) when their quiet hours end." in said
    assert "I tell you then, and tomorrow 00:25 if nobody has." in said
    sleeping = replace(WISH, asked=("eva",), named=True)
    said = covers.arranged(request, Arranged(proposals=(sleeping,), lines=(line,)), setup(), clock, NOW).text
    assert said.startswith(
        "I ask Eva (today 18:00) when their quiet hours end. It is about *primary* tomorrow 10:00–14:00."
    )


def test_the_same_request_again_is_answered_with_the_one_there_is() -> None:
    clock = Clock("America/Guayaquil", NOW)
    said = covers.arranged(c.AskCover(*_times(SATURDAY)), Arranged(proposals=(WISH,)), setup(), clock, NOW)
    assert said.text.startswith("You asked for that already: *primary* tomorrow 10:00–14:00.")
    assert buttons(said) == ["Cancel request"]


def test_several_shifts_of_which_one_finds_nobody_have_their_lines() -> None:
    line = Line(NOW, "bruno", Change.ASKED, "p", "bruno", *_times(SATURDAY), schedule="primary")
    alone = replace(WISH, id="p-2", pieces=(piece(at(29, 15), at(29, 19)),), asked=())
    done = Arranged(proposals=(WISH, alone), lines=(line,))
    said = covers.arranged(c.AskCover(*_times(SATURDAY)), done, setup(), MADRID, NOW).text
    assert "• *primary* tomorrow 16:00–20:00: I ask Diego, Carla and Ana." in said
    assert "• *primary* Sun 29 Nov 16:00–20:00: ⚠ Nobody is free: talk to your team." in said


def _times(one: ShiftSpan) -> tuple[datetime, datetime]:
    return one.starts_at, one.ends_at


# --- told --------------------------------------------------------------------


def test_a_pager_that_was_taken_is_told_whole_with_how_to_have_it_back() -> None:
    told = TellMoved(
        "felix", "carla", piece(at(27, 23), at(28, 2)), Moved.TAKEN_OVER, (piece(at(28, 4), at(28, 5)),)
    )
    assert covers.tell_moved(told, setup()).text == (
        "Carla took the pager from you: *primary* Sat 28 Nov 07:00–10:00 and Sat 28 Nov 12:00–13:00. You need do "
        "nothing. To have it back: *Take it back* on the home tab of this app."
    )


def test_what_an_earlier_version_planned_is_told_too() -> None:
    body = (
        '{"id":"m","lane":"l","what":{"person":"felix","by":"carla","piece":{"schedule":"primary",'
        '"starts_at":"2026-11-28T00:00:00+00:00","ends_at":"2026-11-28T02:00:00+00:00"},"how":"taken_over",'
        '"is":"tell_moved"},"urgency":2,"surface":null}'
    )
    memo = memo_from_json(body)
    assert isinstance(memo.what, TellMoved)
    assert memo.what.pieces == (piece(at(28, 0), at(28, 2)),)


def test_an_asker_whom_nobody_helped_reads_a_command_that_can_be_typed() -> None:
    told = TellAsker("bruno", "p", News.NOBODY_YET)
    said = covers.tell_asker(told, WISH, setup(), NOW).text
    assert "`/incident cover-me from sat 10:00 to 14:00 @name`" in said
    assert "…" not in said


def test_whoever_takes_a_shared_pager_reads_from_whom() -> None:
    def line(whom: str, since: datetime, until: datetime) -> Line:
        return Line(NOW, "carla", Change.TOOK_OVER, "c", "carla", since, until, "primary", whom)

    lines = (
        line("bruno", NOW, at(28, 0)),
        line("felix", at(27, 23), at(28, 2)),
    )
    done = Arranged(lines=lines)
    assert covers.arranged(c.TakeOver("primary", NOW), done, setup(), MADRID, NOW).text == (
        "📟 You have the pager of *primary* today 20:50 – tomorrow 03:00, in place of Bruno and Felix. Thank you."
    )


def test_time_off_is_called_off_where_it_is_answered() -> None:
    off = c.TimeOff("off", "carla", NOW, at(28, 23), "", NOW)
    line = Line(NOW, "carla", Change.TIME_OFF, "off", "carla", NOW, at(28, 23))
    request = c.TakeTimeOff(NOW, at(28, 23))
    said = covers.arranged(request, Arranged(time_off=(off,), lines=(line,)), setup(), MADRID, NOW)
    assert "You are off today 20:50 – tomorrow 24:00" in said.text
    assert buttons(said) == ["Call it off"]
    again = covers.arranged(request, Arranged(time_off=(off,)), setup(), MADRID, NOW)
    assert "You are off already" in again.text


# --- refused -----------------------------------------------------------------


@pytest.mark.parametrize(
    "refused, said",
    [
        (NotArranged(CannotArrange.ON_CALL_ALREADY, "carla", ("bruno",), replace(SATURDAY, schedule="backup")),
         ("You are on call already on *backup* tomorrow 16:00–20:00: one person with two pagers leaves one of them "
         "without a backup. Take a part outside of that.")),
        (NotArranged(CannotArrange.ASLEEP, "carla", ("bruno",), SATURDAY),
         ("All of it (tomorrow 16:00–20:00) lies in your quiet hours or days off, when pages go to others first. Take "
         "a time outside of them.")),
        (NotArranged(CannotArrange.ASLEEP, "eva", ("bruno",), SATURDAY),
         ("Eva is asleep or off all the while tomorrow 16:00–20:00: nobody would hear the pager. Choose somebody who is "
         "awake then. Who could take all of it: Bruno.")),
        (NotArranged(CannotArrange.NOBODY_FREE, piece=piece(at(31, 9), at(31, 18))),
         ("Nobody is free for all of it (Tue 1 Dec 10:00–19:00): everyone is away, asleep or on call then. The pager "
         "stays with you. Ask for a shorter part, such as `/incident cover-me from tue 10:00 to 14:00`, or swap: "
         "`/incident swap`.")),
        (NotArranged(CannotArrange.AGREED, "ana"),
         "Ana has agreed already. To have your shift back: *Take it back* on the home tab of this app."),
        (NotArranged(CannotArrange.BACKWARDS),
         "That ends before it begins. Write it like `from 14:00 to 18:00`, `1 dec to 5 dec`, or `4h`."),
        (NotArranged(CannotArrange.WHOLE, piece=SATURDAY),
         "A swap can't be divided. Take all of it with *Swap*, or leave it."),
        (NotArranged(CannotArrange.UNKNOWN_SCHEDULE, "primray", ("primary", "backup", "spare")),
         ("There is no schedule `primray`. Name one of those that `/incident oncall` shows. You can write `primary`, "
         "`backup` or `spare`.")),
    ],
)  # fmt: skip
def test_a_refusal_speaks_to_whoever_reads_it(refused: NotArranged, said: str) -> None:
    assert cover_refusals.why_not(refused, setup(), "carla", MADRID, NOW) == said


# --- shown -------------------------------------------------------------------

DIEGO = cover("d", "diego", "bruno", at(27, 19), at(27, 21))
CARLA = cover("c", "carla", "diego", at(27, 20), at(27, 21))


def test_a_cover_that_another_took_over_is_shown_once() -> None:
    said = text(cover_list.covers(Board(covers=(DIEGO, CARLA)), setup(), NOW, "Europe/Madrid"))
    assert "Diego for Bruno: *primary* Fri 27 Nov 20:00–21:00 · now" in said
    assert "Carla for Bruno: *primary* Fri 27 Nov 21:00–22:00 · agreed" in said
    assert said.count("•") == 2


def test_what_came_back_to_whose_it_was_is_no_cover() -> None:
    back = cover("b", "bruno", "diego", at(27, 19), at(27, 21))
    said = text(cover_list.covers(Board(covers=(DIEGO, back)), setup(), NOW, "Europe/Madrid"))
    assert "Nobody covers anybody" in said


@pytest.mark.parametrize("hour, whom", [(9, "for everyone"), (21, "where nobody was")])
def test_a_cover_in_place_of_nobody_in_particular(hour: int, whom: str) -> None:
    """An earlier version wrote one for a pager that several shared."""
    one = cover("c", "ana", None, at(28, hour), at(28, hour + 1))
    assert f"Ana {whom}: " in text(cover_list.covers(Board(covers=(one,)), setup(), NOW, "UTC"))


def test_the_home_tab_shows_who_has_it_now_and_takes_all_of_it_back() -> None:
    ahead = home_shifts.Ahead("bruno", NOW, covers=(DIEGO, CARLA))
    lines = [
        (block["text"]["text"], block["accessory"]["value"])
        for block in home_shifts.shifts_ahead(ahead, setup())
        if block["type"] == "section" and "accessory" in block
    ]
    assert lines == [
        ("✓ Diego covers you: *primary* today 14:00–15:00", "d"),
        ("✓ Carla covers you: *primary* today 15:00–16:00", "d"),
    ]
    hers = home_shifts.Ahead("carla", NOW, (CARLA.piece,), (DIEGO, CARLA))
    assert "*primary* today 21:00–22:00, covering for Bruno" in str(
        list(home_shifts.shifts_ahead(hers, setup()))
    )


def test_the_home_tab_says_who_is_asked_and_when() -> None:
    ahead = home_shifts.Ahead("bruno", NOW, proposals=(replace(WISH, declined=("diego",)),))
    assert (
        "🙋 You asked for cover of *primary* tomorrow 10:00–14:00. I ask Carla and Ana. I ask Felix (today 18:00) when "
        "their quiet hours end. It is yours until somebody agrees."
    ) in str(list(home_shifts.shifts_ahead(ahead, setup())))


def test_who_is_on_call_for_several_and_who_is_off_is_said() -> None:
    duty = queries.Duty(
        "primary", ("carla", "diego"), covering={"carla": ("bruno", "felix")}, away={"diego": at(28, 9)}
    )
    said = queries.duty_line(duty, setup())
    assert said.startswith("*primary*: Carla, covering for Bruno and Felix, and Diego (off until <!date^")


def test_a_menu_that_does_not_hold_everything_says_where_it_ends() -> None:
    many = [
        ("ana", piece(at(28, 9) + timedelta(hours=n), at(28, 10) + timedelta(hours=n))) for n in range(150)
    ]
    view = str(cover_forms.swap_form(many[:1], many, "UTC", setup()))
    assert "This list ends at Wed 2 Dec 12:00; /incident swap @name shows all of one person's." in view
    assert "This list ends" not in str(cover_forms.swap_form(many[:1], many[:100], "UTC", setup()))
