"""The smallest pieces: escaping, cutting, times, links, names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.setup import Integration, IntegrationKind
from bot.render import text as t
from bot.render.voice import MarkdownVoice, PlainVoice, SlackVoice, mention, named, spoken
from bot.sandbox.lint import text_complaints
from tests.render.samples import CANARY, NOW, setup_of

SETUP = setup_of()


def test_an_integration_whose_name_looks_like_a_slack_id_is_no_person() -> None:
    setup = replace(SETUP, integrations={"UPTIME": Integration("UPTIME", IntegrationKind.GENERIC, "")})
    assert (SlackVoice(setup).person("UPTIME"), SlackVoice(setup).person("U0EVE")) == ("UPTIME", "<@U0EVE>")


def test_escaping_kills_mentions_and_keeps_the_words() -> None:
    assert t.escape("<!channel> & <b>") == "&lt;!channel&gt; &amp; &lt;b&gt;"


@given(st.text(alphabet="ab<>&;! \n", max_size=80), st.integers(5, 60))
def test_cutting_never_breaks_an_entity(written: str, limit: int) -> None:
    cut = t.cut(t.escape(written), limit)
    assert len(cut) <= limit
    assert list(text_complaints(cut)) == []


@given(
    st.lists(st.sampled_from(["a&amp;", "<@U0ANA>", "<https://e.example|x>", "word ", "&lt;"])),
    st.integers(5, 60),
)
def test_cutting_keeps_links_and_mentions_whole(parts: list[str], limit: int) -> None:
    cut = t.cut("".join(parts), limit)
    assert len(cut) <= limit
    assert list(text_complaints(cut)) == []


def test_what_fits_is_not_cut() -> None:
    assert t.cut("12345", 5) == "12345"
    assert t.cut("123456", 5) == "1234…"
    assert t.shorten("one\n two   three", 100) == "one two three"


@pytest.mark.parametrize(
    "span,said",
    [
        (timedelta(seconds=-5), "0 s"),
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=12, seconds=59), "12 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=3, hours=4, minutes=59), "3 d 4 h"),
        (timedelta(days=7), "7 d"),
    ],
)
def test_a_span_is_said_in_two_units_at_most(span: timedelta, said: str) -> None:
    assert t.lasting(span) == said


def test_a_time_is_each_reader_s_own_and_utc_where_it_can_t_be() -> None:
    assert t.when(NOW) == "<!date^1795011960^{date_short_pretty} {time}|2026-11-18 14:26 UTC>"
    quito = datetime(2026, 11, 18, 9, 26, tzinfo=timezone(timedelta(hours=-5)))
    assert t.utc(quito) == "2026-11-18 14:26 UTC"


def test_plurals() -> None:
    assert (t.plural(1, "alert"), t.plural(0, "alert"), t.plural(10_000, "alert")) == (
        "1 alert",
        "0 alerts",
        "10,000 alerts",
    )


@pytest.mark.parametrize(
    "words,url,said",
    [
        ("Logs", "https://logs.example/a?x=1&y=2", "<https://logs.example/a?x=1&amp;y=2|Logs>"),
        ("a|b <c>", "http://e.example/", "<http://e.example/|a¦b &lt;c&gt;>"),
        ("", "https://e.example/x/", "<https://e.example/x/|e.example/x>"),
        ("x", "https://e.example/a|b>c<d e", "<https://e.example/a%7Cb%3Ec%3Cd%20e|x>"),
        ("Click", "javascript:alert(1)", "Click"),
        ("Click", "https://[broken", "Click"),
        ("Click", "https://", "Click"),
        ("Click", "https://e.example/" + "x" * 3000, "Click"),
    ],
)
def test_only_addresses_of_the_web_are_links(words: str, url: str, said: str) -> None:
    assert t.link(words, url) == said


def test_a_line_names_people_and_rings_nobody() -> None:
    voice = SlackVoice(SETUP)
    assert voice.person("diego") == "Diego"
    assert voice.person("U0EVE") == "<@U0EVE>", "an id is the only name that somebody outside the file has"
    assert voice.person("meridian") == "Meridian"
    assert voice.person("prometheus") == "prometheus"
    assert voice.person(CANARY).startswith("&lt;!channel&gt;")
    assert mention(SETUP, "diego") == "<@U0DIE>"
    assert mention(SETUP, "nobody") == "nobody"


def test_names_in_files_are_names() -> None:
    assert PlainVoice(SETUP).person("diego") == "Diego"
    assert PlainVoice(SETUP).person("U0EVE") == "U0EVE"
    assert spoken(SETUP, "ana.lopez") == "ana.lopez"
    assert named(SETUP, ("ana", "bruno", "carla")) == "Ana, Bruno and Carla"
    assert (named(SETUP, ()), named(SETUP, ("ana",))) == ("", "Ana")


def test_markdown_makes_neither_html_nor_links_of_what_people_wrote() -> None:
    voice = MarkdownVoice(SETUP)
    assert (
        voice.words("<script> [x](javascript:1) a|b\n# `c`")
        == "&lt;script> \\[x\\](javascript:1) a\\|b # \\`c\\`"
    )
    assert voice.link("Logs", "https://e.example/a b") == "[Logs](<https://e.example/a%20b>)"
    assert voice.link("Logs", "javascript:1") == "Logs"
