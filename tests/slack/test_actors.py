"""Who a Slack user is to us: names, zones, guests, strangers, and a Slack that does not answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.requests import Standing
from bot.sandbox import Fault, FaultKind, Person, Sandbox
from bot.slack import SlackDoor
from bot.slack.actors import read_profile
from tests.slack.engine import NOW, Engine
from tests.waiting import until

TEAM = "T0OURS"


@pytest.mark.parametrize(
    "user,standing",
    [
        ({}, Standing.MEMBER),
        ({"team_id": TEAM}, Standing.MEMBER),
        ({"team_id": "T0THEIRS"}, Standing.STRANGER),
        ({"team_id": "T0THEIRS", "enterprise_user": {"teams": [TEAM, "T0THEIRS"]}}, Standing.MEMBER),
        ({"is_stranger": True, "team_id": TEAM}, Standing.STRANGER),
        ({"is_restricted": True}, Standing.GUEST),
        ({"is_restricted": True, "is_ultra_restricted": True}, Standing.GUEST),
        ({"is_bot": True}, Standing.STRANGER),
        ({"deleted": True}, Standing.STRANGER),
        ({"id": "USLACKBOT"}, Standing.STRANGER),
    ],
)
def test_standing(user: dict[str, object], standing: Standing) -> None:
    assert read_profile({"id": "U0NEW"} | user, TEAM, NOW).standing is standing


@pytest.mark.parametrize(
    "user,standing",
    [
        ({"is_restricted": True}, Standing.MEMBER),
        ({"team_id": "T0THEIRS"}, Standing.MEMBER),
        ({"deleted": True}, Standing.STRANGER),
    ],
)
def test_whoever_the_file_names_can_answer_a_page(user: dict[str, object], standing: Standing) -> None:
    assert read_profile({"id": "U0ANA"} | user, TEAM, NOW, named_in_file=True).standing is standing


@pytest.mark.parametrize(
    "user,zone",
    [
        ({}, "UTC"),
        ({"tz": None}, "UTC"),
        ({"tz": ""}, "UTC"),
        ({"tz": "Mars/Olympus"}, "UTC"),
        ({"tz": "../../etc/passwd"}, "UTC"),
        ({"tz": "Asia/Manila"}, "Asia/Manila"),
        ({"tz": 5}, "UTC"),
    ],
)
def test_a_zone_that_is_none_is_utc(user: dict[str, object], zone: str) -> None:
    assert read_profile({"id": "U0NEW"} | user, TEAM, NOW).zone == zone


@pytest.mark.parametrize(
    "user,name",
    [
        ({}, "U0NEW"),
        ({"name": "new"}, "new"),
        ({"name": "new", "real_name": "New Body"}, "New Body"),
        ({"name": "new", "profile": {"display_name": "newbie"}}, "newbie"),
        ({"name": "new", "profile": None, "real_name": None}, "new"),
        ({"name": "new", "profile": {"display_name": ""}}, "new"),
    ],
)
def test_a_profile_may_lack_anything(user: dict[str, object], name: str) -> None:
    assert read_profile({"id": "U0NEW"} | user, TEAM, NOW).name == name


def test_a_profile_is_asked_for_once_a_day(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person
) -> None:
    for _ in range(3):
        ana.command("/incident list").says("Nothing is open")
    assert sandbox.journal.count("users.info") == 1
    engine.at += timedelta(hours=25)
    ana.command("/incident list").says("Nothing is open")
    assert sandbox.journal.count("users.info") == 2


def test_a_failed_look_up_is_not_remembered(door: SlackDoor, engine: Engine, sandbox: Sandbox) -> None:
    hugo = sandbox.person("hugo", id="U0HUGO")
    fault = sandbox.faults.add(Fault(FaultKind.HTML, "users.info"))
    hugo.command("/incident declare it is down").says("INC-2026-0001")
    assert engine.asked[0].by.standing is Standing.UNKNOWN
    assert engine.asked[0].by.name == "U0HUGO"
    assert engine.profiles == {}
    fault.remove()
    hugo.command("/incident declare again").says("INC-2026-0002")
    assert engine.asked[1].by.standing is Standing.MEMBER


def test_whom_the_file_names_is_a_member_also_when_slack_can_t_be_asked(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person
) -> None:
    sandbox.faults.add(Fault(FaultKind.ERROR, "users.info", error="unknown_method"))
    ana.command("/incident declare it is down").says("INC-2026-0001")
    assert (engine.asked[0].by.name, engine.asked[0].by.standing) == ("ana", Standing.MEMBER)


def test_an_old_profile_keeps_guests_out_and_lets_nobody_in(
    door: SlackDoor, engine: Engine, sandbox: Sandbox
) -> None:
    hugo = sandbox.person("hugo", id="U0HUGO")
    guest = sandbox.person("gil", guest=True)
    sandbox.workspace.named("general").members.append(guest.id)  # type: ignore[union-attr]
    for person in (hugo, guest):
        person.command("/incident help").says("Three things")
    engine.at += timedelta(hours=25)
    sandbox.faults.add(Fault(FaultKind.STATUS, "users.info", status=500))
    guest.command("/incident declare x").says("Guests")
    hugo.command("/incident declare x").says("INC-2026-0001")
    assert [asked.by.standing for asked in engine.asked] == [Standing.GUEST, Standing.UNKNOWN]


def test_a_changed_profile_is_taken_over(
    door: SlackDoor, engine: Engine, sandbox: Sandbox, ana: Person
) -> None:
    eva = sandbox.person("eva", id="U0EVA", tz="Asia/Manila")
    sandbox.changes_user(eva, tz="Europe/Madrid")
    eva.command("/incident help").says("Three things")
    assert engine.profiles["U0EVA"].zone == "Europe/Madrid"
    sandbox.changes_user(eva, tz="Asia/Tokyo")
    until(lambda: engine.profiles["U0EVA"].zone == "Asia/Tokyo", "the new zone")
    sandbox.changes_user(ana, tz="Asia/Tokyo")
    assert "U0ANA" not in engine.profiles


def test_the_file_knows_better_where_somebody_lives(
    make_door: Callable[..., SlackDoor], door: SlackDoor, engine: Engine, sandbox: Sandbox, diego: Person
) -> None:
    sandbox.changes_user(diego, tz="Asia/Tokyo")
    diego.command("/incident declare it is down").says("INC-2026-0001")
    assert engine.asked[0].by.zone == "Europe/Madrid"
