"""Shifts move between people: asked for, taken, swapped, given back; the pager follows at that very minute."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.engine.duties import Duties
from tests.scenarios.conftest import MakeTown
from tests.scenarios.reading import told
from tests.scenarios.town import Town

MORNING = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
"""09:00 in Madrid: Carla has primary until 17:00, Diego is her backup."""
TEAM = """
incidents_channel: incidents
people:
  ana:   {slack: U0ANA, zone: Europe/Madrid}
  bruno: {slack: U0BRU, zone: Europe/Madrid}
  carla: {slack: U0CAR, zone: Europe/Madrid}
  diego: {slack: U0DIE, zone: Europe/Madrid}
  eva:   {slack: U0EVA, zone: Asia/Manila}
schedules:
  primary:
    shift_notes: off   # the note names what is open, as a page does; it has its own tests
    layers:
      - {name: day, zone: Europe/Madrid, hours: "08:00-20:00", rotation: {people: [carla, diego], every: 1w, starts: 2026-11-16}}
  backup: {second_of: primary, shift_notes: off}
policies:
  standard:
    levels:
      - {after: 0m, page: [schedule:primary]}
      - {after: 5m, page: [schedule:backup]}
      - {after: 10m, page: [person:eva]}
teams:
  payments: {members: [ana, bruno, carla, diego, eva], policy: standard}
services:
  checkout: {team: payments}
integrations:
  shop: {kind: generic, token: "${SHOP_TOKEN}"}
"""


@pytest.fixture
def madrid(database_url: str, make_town: MakeTown, tmp_path: Path) -> Town:
    """Five people, of whom four live in Madrid and two share a pager."""
    team = tmp_path / "meridian.yml"
    team.write_text(TEAM, encoding="utf-8")
    return make_town(database_url, team=team, start=MORNING, people=("ana", "bruno", "carla", "diego", "eva"))


def at(day: int, hour: int) -> int:
    """That hour (UTC) of November 2026, as Slack counts it."""
    return int(datetime(2026, 11, day, hour, tzinfo=UTC).timestamp())


def looks(town: Town) -> None:
    """What is due at this time of day is planned, as it is every twenty seconds."""
    Duties(town.bot.engine.database, town.bot.engine.corridor).run()
    town.settles()


def asks(town: Town, name: str) -> str:
    """The wish for a cover as it stands in this person's messages, with its buttons."""
    town.settles()
    found = [m for m in town.people[name].dms() if "cover" in m.text or "shift" in m.text]
    town.people[name].claims(found)
    return told(found[-1]) if found else ""


def pages_go_to(town: Town, name: str, title: str) -> None:
    """An alert that fires now pages this person, and it is over again."""
    town.fires(title)
    page = town.people[name].sees(title, "dm")
    assert "[Acknowledge]" in told(page)
    town.recovers(title)
    assert "Acknowledge" not in told(town.people[name].now(page))


def taken(town: Town, name: str, words: str = "asks for cover") -> str:
    """Press Take the shift on the wish; what the message says then."""
    asked = town.people[name].sees(words, "dm")
    assert town.presses(name, "Take the shift", asked) == ""
    return told(town.people[name].now(asked))


def test_the_pager_goes_to_the_cover_and_comes_back(madrid: Town) -> None:
    said = madrid.answers("carla", "/incident cover-me from 10:00 to 12:00")
    assert "I ask who could cover you, the fairest first: Ana, Bruno and Eva." in said
    assert "The pager stays with you until somebody agrees" in said
    assert asks(madrid, "bruno").endswith("[Take the shift] [Part of it] [I can't]")
    assert "✓ You took Carla's shift: *primary*" in taken(madrid, "ana")
    assert "✓ Ana took Carla's shift" in asks(madrid, "bruno")
    assert "✓ Ana takes your shift: *primary*" in asks(madrid, "carla")
    pages_go_to(madrid, "carla", "Before the cover")
    madrid.later(hours=1, minutes=5)
    assert "*primary*: Ana, covering for Carla, until" in madrid.answers("bruno", "/incident oncall primary")
    pages_go_to(madrid, "ana", "During the cover")
    madrid.later(hours=2)
    pages_go_to(madrid, "carla", "After the cover")


def test_of_two_who_take_at_once_one_wins_and_both_are_told(madrid: Town) -> None:
    madrid.answers("carla", "/incident cover-me 2h")
    asked = {name: madrid.people[name].sees("asks for cover", "dm") for name in ("ana", "bruno")}
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda name: madrid.people[name].clicks("Take the shift", asked[name]), asked))
    madrid.settles()
    says = {name: told(madrid.people[name].now(asked[name])) for name in asked}
    (winner,) = [name for name, text in says.items() if "✓ You took Carla's shift" in text]
    loser = "bruno" if winner == "ana" else "ana"
    assert f"✓ {winner.capitalize()} took Carla's shift" in says[loser]
    assert f"{winner.capitalize()} was faster and has it already" in "".join(
        m.text for m in madrid.people[loser].reads() if m.ephemeral or "faster" in m.text
    )
    pages_go_to(madrid, winner, "Who has it")


def test_whoever_takes_a_part_leaves_the_rest_to_the_others(madrid: Town) -> None:
    madrid.answers("carla", "/incident cover-me from 10:00 to 14:00")
    asked = madrid.ana.sees("asks for cover", "dm")
    madrid.ana.clicks("Part of it", asked)
    madrid.settles()
    assert madrid.fills_in("ana", {"Until": at(20, 11)}) is None
    assert "asks for what is left of a shift: *primary* Fri 20 Nov 12:00–14:00" in asks(madrid, "bruno")
    assert "Still with you: *primary* Fri 20 Nov 12:00–14:00; the others are asked" in asks(madrid, "carla")
    madrid.later(hours=2)
    pages_go_to(madrid, "ana", "In the part")
    madrid.later(hours=1, minutes=30)
    pages_go_to(madrid, "carla", "In the rest")


def test_a_restart_in_the_middle_forgets_nothing(madrid: Town) -> None:
    madrid.answers("carla", "/incident cover-me from 10:00 to 12:00")
    taken(madrid, "ana")
    madrid.later(hours=1, minutes=5)
    madrid.restarts()
    pages_go_to(madrid, "ana", "After the restart")


def test_a_wish_to_one_person_needs_their_yes_and_no_other(madrid: Town) -> None:
    assert "I ask Bruno to cover you" in madrid.answers("carla", "/incident cover-me 2h @bruno")
    assert asks(madrid, "ana") == ""
    asked = madrid.bruno.sees("asks for cover", "dm")
    assert madrid.presses("bruno", "I can't", asked) == ""
    assert "Noted: you don't take Carla's shift" in told(madrid.bruno.now(asked))
    assert "Bruno can't take your shift, and nobody else is left to ask" in asks(madrid, "carla")
    pages_go_to(madrid, "carla", "Still hers")


@pytest.mark.parametrize(
    "by, command, why",
    [
        ("carla", "/incident cover-me 2h @diego", "Diego is on call already on *backup*"),
        ("ana", "/incident cover-me 2h", "You have no shift"),
        ("carla", "/incident cover-me 2h @carla", "That shift is yours already"),
        ("carla", "/incident cover-me 2h @zoe", "I know nobody called `zoe`"),
        ("carla", "/incident cover-me from 14:00 to 13:00 2026", "I can't read"),
        ("carla", "/incident cover-me 200d", "longer than three months"),
        ("diego", "/incident take primary", "one person with two pagers"),
        ("carla", "/incident take primary", "You have this pager already"),
        ("ana", "/incident take nothing", "There is no schedule `nothing`. Type `/incident take primary` or"),
        (
            "ana",
            "/incident take primray",
            "There is no schedule `primray`. Did you mean `/incident take primary`?",
        ),
        ("carla", "/incident cover-me 4", "Did you mean `/incident cover-me 4h` or `/incident cover-me 4m`?"),
        ("carla", "/incident swap @zoe", "I know nobody called `zoe` in meridian.yml"),
        ("ana", "/incident swap is full", "/incident declare swap is full"),
    ],
)
def test_what_leaves_nobody_is_refused_with_what_to_do(madrid: Town, by: str, command: str, why: str) -> None:
    said = madrid.answers(by, command)
    assert why in said
    pages_go_to(madrid, "carla", "Nothing moved")


def test_a_shift_is_taken_at_once_and_taken_back(madrid: Town) -> None:
    madrid.ana.command("/incident oncall primary", "general")
    madrid.settles()
    shown = next(m for m in madrid.ana.reads() if "On call now" in m.text)
    said = madrid.presses("ana", "Take the shift", shown)
    assert "You have the pager of *primary*" in said
    assert "in place of Carla" in said
    assert "Ana took the pager from you: *primary*" in madrid.carla.sees("took the pager", "dm").text
    pages_go_to(madrid, "ana", "Ana has it")
    home = madrid.carla.opens_home()
    assert "✓ Ana covers you: *primary*" in home
    madrid.carla.clicks("Take it back", home)
    madrid.settles()
    assert "Carla has the pager again" in madrid.ana.sees("has the pager again", "dm").text
    pages_go_to(madrid, "carla", "Carla has it again")


def test_two_people_swap_when_both_agree(madrid: Town) -> None:
    madrid.carla.command("/incident swap @diego", "general")
    madrid.settles()
    mine = f"{at(21, 7)} {at(21, 19)} carla primary"
    theirs = f"{at(23, 7)} {at(23, 19)} diego primary"
    assert madrid.fills_in("carla", {"Give this shift of mine": mine, "For this one": theirs}) is None
    wish = asks(madrid, "diego")
    assert "Carla asks you to swap shifts: you take *primary*" in wish
    assert "Part of it" not in wish
    asked = madrid.diego.sees("asks you to swap", "dm")
    assert "Until you agree" in told(asked)
    assert madrid.presses("diego", "Swap", asked) == ""
    assert "✓ You took Carla's shift" in told(madrid.diego.now(asked))
    assert "✓ Diego takes your shift" in asks(madrid, "carla")
    madrid.later(hours=24)
    pages_go_to(madrid, "diego", "Saturday")
    madrid.later(hours=48)
    pages_go_to(madrid, "carla", "Monday")


def test_time_off_asks_for_each_shift_the_fairest_first(madrid: Town) -> None:
    said = madrid.answers("carla", "/incident time-off from tomorrow 0:00 to mon 0:00")
    assert "You are off tomorrow 00:00 – Sun 24:00" in said
    assert said.count("•") == 2
    assert "I ask Ana, Bruno and Eva." in said
    assert "I ask Bruno, Ana and Eva." in said, "whoever is put forward for one carries it for the next"
    asked = madrid.bruno.sees("asks for cover", "dm")
    madrid.presses("bruno", "Take the shift", asked)
    madrid.later(hours=24)
    home = madrid.carla.opens_home()
    assert "🌴 You are off" in home
    assert "Cover me" in home.buttons


def test_nobody_took_it_and_the_asker_is_told_what_to_do(madrid: Town) -> None:
    madrid.answers("carla", "/incident cover-me from 14:00 to 16:00")
    looks(madrid)
    assert "Nobody took your shift yet" not in asks(madrid, "carla")
    madrid.later(hours=2, minutes=31)
    looks(madrid)
    said = asks(madrid, "carla")
    assert "Nobody took your shift yet: *primary*" in said
    assert "[Cancel request]" in said
    reminder = madrid.carla.sees("Nobody took your shift yet", "dm")
    taken(madrid, "ana")
    assert "✓ Your shift is taken: Ana *primary* Fri 20 Nov 14:00–16:00." in told(madrid.carla.now(reminder))
    assert "Cancel request" not in told(madrid.carla.now(reminder))


def test_nobody_took_it_until_it_was_over(madrid: Town) -> None:
    madrid.answers("carla", "/incident cover-me from 14:00 to 16:00")
    madrid.later(hours=7, minutes=31)
    looks(madrid)
    assert "so it stayed with you" in asks(madrid, "carla")
    assert asks(madrid, "ana") == "Nobody took Carla's shift, and its time is over."


def test_a_guest_takes_nothing(madrid: Town) -> None:
    guest = madrid.sandbox.person("gus", guest=True)
    madrid.sandbox.channel("hall", [guest])
    answer = guest.command("/incident take primary", "hall")
    madrid.settles()
    assert "Guests and people from outside can't take or give shifts" in answer.ephemerals[0].text


def test_a_refusal_that_no_time_would_change_repeats_no_time(madrid: Town) -> None:
    guest = madrid.sandbox.person("gus", guest=True)
    madrid.sandbox.channel("hall", [guest])
    answer = guest.command("/incident cover-me 4h", "hall")
    madrid.settles()
    assert answer.ephemerals[0].text.endswith("Ask a member of the workspace.")
    assert "Read as Fri 20 Nov" in madrid.answers("ana", "/incident cover-me 4h")


def test_a_shift_that_is_over_is_not_for_the_taking(madrid: Town) -> None:
    assert "[Take the shift]" in madrid.answers("ana", "/incident oncall primary")
    shown = next(m for m in madrid.ana.reads() if "On call now" in m.text)
    assert "[Take the shift]" not in madrid.answers("ana", "/incident oncall primary 2026-11-19T10:00Z")
    madrid.later(hours=24)
    assert "That time is over already." in madrid.presses("ana", "Take the shift", shown)
    pages_go_to(madrid, "carla", "Nothing moved")


def test_the_calendar_opens_to_whoever_has_its_address(
    database_url: str, make_town: MakeTown, tmp_path: Path
) -> None:
    team = tmp_path / "meridian.yml"
    team.write_text(TEAM, encoding="utf-8")
    here = make_town(database_url, team=team, start=MORNING, public_url="https://oncall.example")
    said = here.answers("carla", "/incident oncall feed")
    (mine,) = re.findall(r"https://oncall\.example(/calendar/person/carla/[0-9a-f]{32}\.ics)", said)
    found = here.http.get(mine)
    assert found.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:On call: primary" in found.text
    assert here.http.get(mine, headers={"If-None-Match": found.headers["etag"]}).status_code == 304
    here.answers("carla", "/incident take primary")
    here.answers("ana", "/incident take primary until 18:00")
    changed = here.http.get(mine, headers={"If-None-Match": found.headers["etag"]})
    assert changed.status_code == 200
    for wrong in ("carla", "ana", "nobody"):
        path = f"/calendar/person/{wrong}/{'0' * 32}.ics"
        assert here.http.get(path).status_code == 404
    assert here.http.get(mine.replace("person", "schedule")).status_code == 404
    renewed = here.answers("carla", "/incident oncall feed renew")
    assert here.http.get(mine).status_code == 404
    (anew,) = re.findall(r"https://oncall\.example(/calendar/\S+?\.ics)", renewed)
    assert here.http.get(anew).status_code == 200
    assert "MERIDIAN_PUBLIC_URL" not in here.carla.opens_home()


def test_everybody_sees_who_covers_whom_what_is_asked_and_what_was(madrid: Town) -> None:
    assert "Nobody covers anybody" in madrid.answers("bruno", "/incident oncall covers")
    madrid.answers("carla", "/incident cover-me from 10:00 to 12:00")
    said = madrid.answers("bruno", "/incident oncall covers")
    assert "Carla asks: *primary* Fri 20 Nov 10:00–12:00 · nobody yet" in said
    taken(madrid, "ana")
    said = madrid.answers("bruno", "/incident oncall covers")
    assert "Europe/Madrid" in said
    assert "Ana for Carla: *primary* Fri 20 Nov 10:00–12:00 · agreed" in said
    assert "asks" not in said
    madrid.later(hours=2)
    assert "· now" in madrid.answers("bruno", "/incident oncall covers")
    madrid.later(hours=2)
    assert "· over" in madrid.answers("bruno", "/incident oncall covers")
    madrid.later(days=29)
    assert "Nobody covers anybody" in madrid.answers("bruno", "/incident oncall covers")
    guest = madrid.sandbox.person("gus", guest=True)
    madrid.sandbox.channel("hall", [guest])
    answer = guest.command("/incident oncall covers", "hall")
    madrid.settles()
    assert "Carla" not in "".join(message.text for message in answer.ephemerals)
