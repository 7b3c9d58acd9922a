"""Times and stretches of time as people type them, told back as they will be used."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.setup import Person, Schedule, Setup
from bot.render.dates import moment_words, span_words
from bot.slack.arguments import Asking
from bot.slack.times import read_wait

NOW = datetime(2026, 11, 27, 19, 50, tzinfo=UTC)
"""Friday 27 November, 20:50 in Madrid."""
SETUP = Setup(
    people={
        "ana": Person("ana", "America/Guayaquil", slack="U0ANA", hub="ecuador"),
        "carla": Person("carla", "Europe/Madrid", slack="U0CAR"),
        "felix": Person("felix", "America/New_York", slack="U0FEL"),
        "eva": Person("eva", "Asia/Manila", slack="U0EVA"),
    },
    schedules={"primary": Schedule("primary"), "backup": Schedule("backup")},
)
CARLA = Asking("carla", "Europe/Madrid", SETUP, NOW)


def moment(text: str, asking: Asking = CARLA) -> str | None:
    read = asking.moment(text)
    return moment_words(*read, asking.now) if read else None


def span(text: str, asking: Asking = CARLA) -> str | None:
    read = asking.span(text)
    return span_words(*read[0], read[1], asking.now) if read else None


@pytest.mark.parametrize(
    "text,told",
    [
        ("21:00", "Fri 27 Nov 21:00, Madrid time"),
        ("8:00", "Sat 28 Nov 08:00, Madrid time"),
        ("9pm", "Fri 27 Nov 21:00, Madrid time"),
        ("12 am", "Sat 28 Nov 00:00, Madrid time"),
        ("noon", "Sat 28 Nov 12:00, Madrid time"),
        ("midnight", "Sat 28 Nov 00:00, Madrid time"),
        ("03:00 tomorrow", "Sat 28 Nov 03:00, Madrid time"),
        ("tomorrow 3:00", "Sat 28 Nov 03:00, Madrid time"),
        ("tomorrow at 3:30 pm", "Sat 28 Nov 15:30, Madrid time"),
        ("tomorrow", "Sat 28 Nov 00:00, Madrid time"),
        ("today", "Fri 27 Nov 20:50, Madrid time"),
        ("tuesday", "Tue 1 Dec 00:00, Madrid time"),
        ("on tuesday", "Tue 1 Dec 00:00, Madrid time"),
        ("Tue 15:00", "Tue 1 Dec 15:00, Madrid time"),
        ("15:00 on Tuesday", "Tue 1 Dec 15:00, Madrid time"),
        ("next tuesday 3pm", "Tue 1 Dec 15:00, Madrid time"),
        ("next saturday", "Sat 5 Dec 00:00, Madrid time"),
        ("fri 18:00", "Fri 4 Dec 18:00, Madrid time"),
        ("24 dec", "Thu 24 Dec 00:00, Madrid time"),
        ("dec 24th 18:00", "Thu 24 Dec 18:00, Madrid time"),
        ("Thu 24 December 18:00", "Thu 24 Dec 18:00, Madrid time"),
        ("1 feb", "Mon 1 Feb 2027 00:00, Madrid time"),
        ("2026-12-24", "Thu 24 Dec 00:00, Madrid time"),
        ("2026-12-24 18:00", "Thu 24 Dec 18:00, Madrid time"),
        ("2026-12-24 9:00", "Thu 24 Dec 09:00, Madrid time"),
        ("2026-12-24T18:00Z", "Thu 24 Dec 19:00, Madrid time"),
        ("in 2h", "Fri 27 Nov 22:50, Madrid time"),
        ("tonight", "Fri 27 Nov 21:00, Madrid time"),
        ("tonight manila", "Sat 28 Nov 21:00, Manila time"),
        ("tonight at 23:00", "Fri 27 Nov 23:00, Madrid time"),
        ("9pm tonight", "Fri 27 Nov 21:00, Madrid time"),
        ("21:00 UTC", "Fri 27 Nov 21:00, UTC"),
        ("21:00 guayaquil", "Fri 27 Nov 21:00, Guayaquil time"),
        ("21:00 in Guayaquil", "Fri 27 Nov 21:00, Guayaquil time"),
        ("00:30 madrid", "Sat 28 Nov 00:30, Madrid time"),
        ("21:00 madrid time", "Fri 27 Nov 21:00, Madrid time"),
        ("tomorrow 9am new york time", "Sat 28 Nov 09:00, New York time"),
        ("9am new york tomorrow", "Sat 28 Nov 09:00, New York time"),
        ("15:00 ecuador", "Fri 27 Nov 15:00, Guayaquil time"),
        ("21:00 europe/madrid", "Fri 27 Nov 21:00, Madrid time"),
        ("29 mar 2:30", "Mon 29 Mar 2027 02:30, Madrid time"),
    ],
)
def test_moments(text: str, told: str) -> None:
    assert moment(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "", "banana", "9", "4", "25:00", "21:61", "15am", "0pm", "31 feb", "mon 24 dec", "5/12", "tomorrow midnight",
        "21:00 banana", "21:00 madrid utc", "9999-12-31", "0001-01-01 00:00", "2026-13-01", "in 5 months", "٢١:٠٠",
        "next", "dec", "24 mayor",
    ],
)  # fmt: skip
def test_what_is_no_moment(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    "text,told",
    [
        ("4h", "Fri 27 Nov 20:50 – Sat 28 Nov 00:50, Madrid time"),
        ("for 2 hours", "Fri 27 Nov 20:50–22:50, Madrid time"),
        ("tomorrow", "Sat 28 Nov 00:00–24:00, Madrid time"),
        ("today", "Fri 27 Nov 20:50–24:00, Madrid time"),
        ("tuesday", "Tue 1 Dec 00:00–24:00, Madrid time"),
        ("tonight", "Fri 27 Nov 20:50 – Sat 28 Nov 08:00, Madrid time"),
        ("tonight guayaquil", "Fri 27 Nov 18:00 – Sat 28 Nov 08:00, Guayaquil time"),
        ("tonight 22:00 to 23:00", "Fri 27 Nov 22:00–23:00, Madrid time"),
        ("from 5 dec to 1 dec", "Sat 5 Dec 00:00 – Tue 1 Dec 24:00, Madrid time"),
        ("1 nov to 5 nov", "Mon 1 Nov 2027 00:00 – Fri 5 Nov 2027 24:00, Madrid time"),
        ("next week", "Mon 30 Nov 00:00 – Sun 6 Dec 24:00, Madrid time"),
        ("this weekend", "Sat 28 Nov 00:00 – Sun 29 Nov 24:00, Madrid time"),
        ("2026-12-24", "Thu 24 Dec 00:00–24:00, Madrid time"),
        ("2026-12-24 to 2026-12-27", "Thu 24 Dec 00:00 – Sun 27 Dec 24:00, Madrid time"),
        ("from 2026-12-24 to 2026-12-27", "Thu 24 Dec 00:00 – Sun 27 Dec 24:00, Madrid time"),
        ("2026-12-24 18:00 - 2026-12-27 9:00", "Thu 24 Dec 18:00 – Sun 27 Dec 09:00, Madrid time"),
        ("24 dec to 27 dec", "Thu 24 Dec 00:00 – Sun 27 Dec 24:00, Madrid time"),
        ("from dec 24 to dec 27", "Thu 24 Dec 00:00 – Sun 27 Dec 24:00, Madrid time"),
        ("24-27 dec", "Thu 24 Dec 00:00 – Sun 27 Dec 24:00, Madrid time"),
        ("dec 24 to 27", "Thu 24 Dec 00:00 – Sun 27 Dec 24:00, Madrid time"),
        ("24 dec to 2 jan", "Thu 24 Dec 00:00 – Sat 2 Jan 2027 24:00, Madrid time"),
        ("24 dec for 3 days", "Thu 24 Dec 00:00 – Sat 26 Dec 24:00, Madrid time"),
        ("from fri 18:00 to mon 9:00", "Fri 4 Dec 18:00 – Mon 7 Dec 09:00, Madrid time"),
        ("mon-wed", "Mon 30 Nov 00:00 – Wed 2 Dec 24:00, Madrid time"),
        ("sat and sun", "Sat 28 Nov 00:00 – Sun 29 Nov 24:00, Madrid time"),
        ("until friday", "Fri 27 Nov 20:50–24:00, Madrid time"),
        ("until 03:00", "Fri 27 Nov 20:50 – Sat 28 Nov 03:00, Madrid time"),
        ("14:00-18:00", "Sat 28 Nov 14:00–18:00, Madrid time"),
        ("9am–5pm", "Sat 28 Nov 09:00–17:00, Madrid time"),
        ("between 22:00 and 06:00", "Fri 27 Nov 22:00 – Sat 28 Nov 06:00, Madrid time"),
        ("14:00 to 18:00 tomorrow", "Sat 28 Nov 14:00–18:00, Madrid time"),
        ("22:00 to 6:00 tomorrow", "Fri 27 Nov 22:00 – Sat 28 Nov 06:00, Madrid time"),
        ("tomorrow from 14:00 to 18:00", "Sat 28 Nov 14:00–18:00, Madrid time"),
        ("tue 14:00 until 24:00", "Tue 1 Dec 14:00–24:00, Madrid time"),
        ("tuesday 14:00 for 2h", "Tue 1 Dec 14:00–16:00, Madrid time"),
        ("14:00 to 18:00 guayaquil", "Sat 28 Nov 14:00–18:00, Guayaquil time"),
        ("tomorrow in new york", "Sat 28 Nov 00:00–24:00, New York time"),
    ],
)
def test_spans(text: str, told: str) -> None:
    assert span(text) == told


@pytest.mark.parametrize(
    "text", ["4", "from 14 to 18", "tomorrow for 2h", "from 14:00", "24/12", "to", "from to", "14:00 to now", "-", "400d"]
)  # fmt: skip
def test_what_is_no_span(text: str) -> None:
    assert span(text) is None


@pytest.mark.parametrize("text", ["4", "20", "0m", "5 months", "2h30", "10q", "٤h"])
def test_a_bare_number_is_no_wait(text: str) -> None:
    assert read_wait(text) is None


def test_a_time_of_day_that_a_clock_change_skips_is_told_as_the_first_instant_after_it() -> None:
    before = Asking("carla", "Europe/Madrid", SETUP, datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert moment("tomorrow 2:30", before) == "Sun 29 Mar 03:00, Madrid time"
    assert span("tomorrow 1:30 to 2:30", before) == "Sun 29 Mar 01:30–03:00, Madrid time"


def test_a_time_of_day_that_happens_twice_is_told_with_its_offset() -> None:
    before = Asking("carla", "Europe/Madrid", SETUP, datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert moment("tomorrow 2:30", before) == "Sun 25 Oct 02:30 (UTC+2), Madrid time"
    assert span("tomorrow 2:30 for 1h", before) == "Sun 25 Oct 02:30 (UTC+2)–02:30 (UTC+1), Madrid time"


def test_a_day_in_which_clocks_change_is_whole() -> None:
    before = Asking("carla", "Europe/Madrid", SETUP, datetime(2026, 10, 24, 12, tzinfo=UTC))
    read = before.span("tomorrow")
    assert read
    assert read[0][1] - read[0][0] == timedelta(hours=25)


DAYS = (
    "",
    "tomorrow",
    "tuesday",
    "next fri",
    "24 dec",
    "dec 3",
    "2027-03-28",
    "2026-10-25",
    "on sunday",
    "1 jan 2027",
)
CLOCKS = ("", "2:30", "21:00", "9pm", "24:00", "noon", "00:00", "midnight")
ZONES = ("", "utc", "guayaquil", "new york time", "Asia/Manila", "in madrid")
NOWS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


@st.composite
def typed_moments(draw: st.DrawFn) -> str:
    parts = [draw(st.sampled_from(one)) for one in (DAYS, CLOCKS)]
    return " ".join((*draw(st.permutations(parts)), draw(st.sampled_from(ZONES)))).strip()


@given(typed_moments(), NOWS, st.sampled_from(["Europe/Madrid", "America/Santiago", "Australia/Lord_Howe"]))
def test_what_is_told_back_is_what_will_be_used(text: str, now: datetime, zone: str) -> None:
    asking = Asking("carla", zone, SETUP, now)
    read = asking.moment(text)
    if read is None:
        return
    told = moment_words(*read, now)
    if "UTC+" in told or "UTC-" in told:
        return  # a time that happens twice; its offset is told, and not typed
    again = asking.moment(told.replace(",", ""))
    assert again
    assert again[0] == read[0].replace(second=0, microsecond=0)


@example("2026-10-25", "tomorrow", " to ", datetime(2028, 1, 1, tzinfo=UTC))
@given(typed_moments(), typed_moments(), st.sampled_from([" to ", "-", " until ", " – "]), NOWS)
def test_a_span_that_is_accepted_is_told_back_and_begins_before_it_ends_or_is_over(
    begins: str, ends: str, between: str, now: datetime
) -> None:
    asking = Asking("carla", "Europe/Madrid", SETUP, now)
    read = asking.span(f"{begins}{between}{ends}")
    if read is None:
        return
    (since, until), zone = read
    told = span_words(since, until, zone, now)
    assert f"{re.split(' ?– ?', told)[0]}, {told.rpartition(', ')[2]}" == moment_words(since, zone, now)
    if since < until and "(" not in told:
        again = asking.span(told.replace(",", ""))
        assert again
        assert again[0][1] == until.replace(second=0, microsecond=0)


@given(st.text(max_size=40), NOWS)
def test_any_text_is_read_without_an_error(text: str, now: datetime) -> None:
    asking = Asking("carla", "Europe/Madrid", SETUP, now)
    asking.moment(text)
    asking.span(text)


WORDS = st.sampled_from(
    ["to", "from", "next", "week", "mon", "tuesday", "24", "dec", "9999-12-31", "0001-01-01", "2026-12-24", "for", "4h", "-",
     "21:00", "9pm", "until", "tomorrow", "and", "at", "in", "madrid", "utc", "time", "99999d", "24:00", "29", "feb", "on"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=7).map(" ".join), NOWS)
def test_any_words_of_time_in_any_order_are_read_without_an_error(text: str, now: datetime) -> None:
    asking = Asking("carla", "Pacific/Apia", SETUP, now)
    asking.moment(text)
    asking.span(text)
    read_wait(text)
