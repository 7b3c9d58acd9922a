"""What each person reads: dates in their zone, names for ids, only what is theirs to see; and good failures."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.render_text import Reader, format_date, plain
from tests.sandbox.robot import client_of
from tests.sandbox.shapes import buttons, section, words

NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
AT = int(datetime(2026, 11, 18, 14, 26, 5, tzinfo=UTC).timestamp())


def reader(tz: str = "UTC", *, hours24: bool = False, now: datetime = NOON) -> Reader:
    return Reader(
        tz, hours24, now, lambda key: {"U1": "ana"}.get(key, key), lambda _key: "room", lambda _key: "team"
    )


@pytest.mark.parametrize(
    "token,shown",
    [
        ("{date_num}", "2026-11-18"),
        ("{date}", "November 18th"),
        ("{date_short}", "Nov 18"),
        ("{date_long}", "Wednesday, November 18th"),
        ("{date_pretty}", "Today"),
        ("on {date_short_pretty}", "on today"),
        ("{date_long_pretty} at {time}", "Today at 2:26 PM"),
        ("{time_secs}", "2:26:05 PM"),
        ("{ago}", "2 hours ago"),
        ("{date_slash}", "18/11/2026"),
        ("{day_divider_pretty}", "Today"),
    ],
)
def test_every_documented_token(token: str, shown: str) -> None:
    assert format_date(AT, token, reader()) == shown


def test_the_same_moment_reads_differently_in_three_places() -> None:
    text = f"<!date^{AT}^{{date_short_pretty}} {{time}}|fallback>"
    evening = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)
    assert plain(text, reader("America/Guayaquil", now=evening)) == "Today 9:26 AM"
    assert plain(text, reader("Europe/Madrid", hours24=True, now=evening)) == "Today 15:26"
    assert plain(text, reader("Asia/Manila", now=evening)) == "Today 10:26 PM"
    late = datetime(2026, 11, 18, 17, 30, tzinfo=UTC)
    assert plain(text, reader("Asia/Manila", now=late)) == "Yesterday 10:26 PM"


def test_a_year_is_shown_when_it_is_half_a_year_away() -> None:
    assert format_date(AT, "{date_short}", reader(now=datetime(2027, 6, 1, tzinfo=UTC))) == "Nov 18, 2026"


def test_an_unknown_token_shows_the_fallback() -> None:
    assert plain(f"<!date^{AT}^{{stardate}}|14:26 UTC>", reader()) == "14:26 UTC"


def test_entities_become_names_and_labels() -> None:
    text = (
        "<@U1> in <#C1|room> <#C2> <https://x.example|here> <https://y.example> <!subteam^S1> &lt;b&gt; &amp;"
    )
    assert plain(text, reader()) == "@ana in #room #room here https://y.example @team <b> &"


def test_plain_text_keeps_its_entities_as_slack_does(web: WebClient, ana: Person, room: str) -> None:
    date = f"<!date^{AT}^{{time}}|x>"
    web.chat_postMessage(
        channel=room, text="x", blocks=[{"type": "header", "text": words(date)}, section(date)]
    )
    header, body = ana.waits_for("<!date").lines
    assert header == date
    assert "M" in body


def test_two_people_read_one_message_each_in_their_own_time(
    web: WebClient, ana: Person, bruno: Person, room: str
) -> None:
    web.chat_postMessage(channel=room, text=f"since <!date^{AT}^{{time}}|x>")
    assert ana.sees("since").text == "since 9:26 AM"
    assert bruno.sees("since").text == "since 15:26"


def test_blocks_read_from_top_to_bottom(web: WebClient, ana: Person, room: str) -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": words("P1")},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Owner*\n<@U0ANA>"}]},
        {"type": "divider"},
        buttons("Acknowledge", "Escalate"),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "from Alertmanager"}]},
    ]
    web.chat_postMessage(channel=room, text="the push", blocks=blocks)
    message = ana.waits_for("Alertmanager")
    assert message.lines == ("P1", "*Owner*\n@ana", "———", "[Acknowledge] [Escalate]", "from Alertmanager")
    assert message.notification == "the push"


def test_a_wait_ends_when_the_message_comes(sandbox: Sandbox, ana: Person, room: str) -> None:
    timer = threading.Timer(0.05, lambda: client_of(sandbox).chat_postMessage(channel=room, text="finally"))
    timer.start()
    assert ana.waits_for("finally", "#r*").channel == "#room"
    assert ana.waits_for(re.compile("^fin")).author == "meridian"
    timer.join()


def test_of_two_alike_the_one_not_yet_looked_at_is_found(web: WebClient, ana: Person, room: str) -> None:
    first = web.chat_postMessage(channel=room, text="nudge")["ts"]
    assert ana.waits_for("nudge").ts == first
    with pytest.raises(AssertionError, match="does not see 'nudge'"):
        ana.waits_for("nudge", fresh=True, timeout=0.01)
    second = web.chat_postMessage(channel=room, text="nudge")["ts"]
    assert ana.waits_for("nudge", fresh=True).ts == second
    web.chat_update(channel=room, ts=first, text="nudge, edited")
    assert ana.waits_for("nudge", fresh=True).ts == first


def test_a_failure_tells_what_she_does_see(web: WebClient, ana: Person, room: str) -> None:
    web.chat_postMessage(channel=room, text="all quiet")
    with pytest.raises(AssertionError) as caught:
        ana.waits_for("on fire", "#room", timeout=0.01)
    for part in ("ana does not see 'on fire'", "#room meridian: all quiet", "channels: #general, #room"):
        assert part in str(caught.value)
    with pytest.raises(AssertionError, match=r"sees nothing called 'Acknowledge'"):
        ana.clicks("Acknowledge")


def test_what_nobody_expected_is_listed(web: WebClient, sandbox: Sandbox, ana: Person, room: str) -> None:
    web.chat_postMessage(channel=room, text="expected")
    web.chat_postMessage(channel="U0ANA", text="surprise")
    ana.sees("expected")
    assert sandbox.unexpected() == ["dm: surprise"]
    ana.claims(ana.dms())
    assert sandbox.unexpected() == []


def test_expecting_nothing_fails_on_the_first_word(
    web: WebClient, ana: Person, bruno: Person, room: str
) -> None:
    bruno.expects_nothing(0.02)
    timer = threading.Timer(0.02, lambda: web.chat_postMessage(channel=room, text="boo"))
    timer.start()
    with pytest.raises(AssertionError, match=r"ana expected nothing, and sees .*boo"):
        ana.expects_nothing(2)
    timer.join()


def test_outsiders_do_not_see_a_channel_until_they_join(
    web: WebClient, sandbox: Sandbox, ana: Person
) -> None:
    channel = sandbox.channel("talk").id
    web.chat_postMessage(channel=channel, text="hello")
    ana.sees_no("hello")
    assert [message.text for message in ana.reads("talk")] == ["hello"]  # public: it can be looked into
    with pytest.raises(AssertionError, match="ana is not in #talk"):
        ana.says("hi", "talk")
    ana.joins("talk")
    ana.sees("hello")


def test_each_person_and_each_sandbox_stands_alone(sandbox: Sandbox, ana: Person) -> None:
    with Sandbox() as other:
        assert other.url != sandbox.url
        assert other.people == []
        assert sandbox.person("ana") is ana
