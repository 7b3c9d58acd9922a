"""The complete example of the guide gives the setup that it describes, and nothing to complain about."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.config import ConfigError, Loaded, load_setup
from bot.domain.setup import (
    DEFAULT_SEVERITIES,
    DailyHours,
    HandoffRule,
    Integration,
    IntegrationKind,
    Layer,
    Level,
    LocalHours,
    Person,
    Policy,
    QuietFallback,
    Rotation,
    Schedule,
    Service,
    Setup,
    Severity,
    Target,
    TargetKind,
    Team,
)
from tests.config.team_file import ENVIRON, EXAMPLE, PAGERDUTY_TOKEN, PROMETHEUS_TOKEN, SHOP_TOKEN

GUAYAQUIL, MADRID, MANILA = "America/Guayaquil", "Europe/Madrid", "Asia/Manila"
NIGHT = LocalHours(2 * 60, 7 * 60)


def layer(name: str, zone: str, hours: tuple[int, int], people: tuple[str, str]) -> Layer:
    start, end = hours
    rotation = Rotation(people, timedelta(weeks=1), datetime(2026, 11, 2))
    return Layer(name, zone, DailyHours(LocalHours(start * 60, end * 60)), rotation)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


EXPECTED = Setup(
    people={
        "ana": Person("ana", GUAYAQUIL, "U0ANA", GUAYAQUIL, NIGHT),
        "bruno": Person("bruno", GUAYAQUIL, "U0BRU", GUAYAQUIL, LocalHours(60, 8 * 60)),
        "carla": Person("carla", MADRID, "U0CAR", "madrid", NIGHT),
        "diego": Person("diego", MADRID, "U0DIE", "madrid", NIGHT),
        "eva": Person("eva", MANILA, "U0EVA", MANILA, NIGHT),
        "felix": Person("felix", MANILA, "U0FEL", MANILA, NIGHT),
    },
    schedules={
        "primary": Schedule(
            "primary",
            (
                layer("manila", MANILA, (7, 16), ("eva", "felix")),
                layer("madrid", MADRID, (8, 17), ("carla", "diego")),
                layer("guayaquil", GUAYAQUIL, (10, 19), ("ana", "bruno")),
            ),
        ),
        "backup": Schedule("backup", second_of="primary"),
    },
    policies={
        "standard": Policy(
            "standard",
            (
                Level(timedelta(0), (Target(TargetKind.SCHEDULE, "primary"),)),
                Level(timedelta(minutes=5), (Target(TargetKind.SCHEDULE, "backup"),)),
                Level(timedelta(minutes=10), (Target(TargetKind.PERSON, "ana"),)),
            ),
            repeat=2,
            when_all_quiet=QuietFallback.FIRST_LEVEL,
            wake_for=frozenset({Severity.P1}),
        )
    },
    teams={
        "payments": Team(
            "payments", ("ana", "bruno", "carla", "diego", "eva", "felix"), "team-payments", "standard"
        )
    },
    services={
        "checkout": Service(
            "checkout",
            "payments",
            ("https://runbooks.example/checkout",),
            ("https://grafana.example/d/checkout",),
            "https://logs.example/checkout",
            "https://traces.example/checkout",
        )
    },
    integrations={
        "prometheus": Integration("prometheus", IntegrationKind.ALERTMANAGER, digest(PROMETHEUS_TOKEN)),
        "pagerduty": Integration("pagerduty", IntegrationKind.PAGERDUTY, digest(PAGERDUTY_TOKEN)),
        "shop": Integration("shop", IntegrationKind.GENERIC, digest(SHOP_TOKEN)),
    },
    severities=DEFAULT_SEVERITIES,
    handoff=HandoffRule(timedelta(minutes=15), timedelta(minutes=10)),
    incidents_channel="incidents",
    catch_all="checkout",
)


def test_the_example_gives_the_setup_that_it_describes() -> None:
    assert load_setup(EXAMPLE, ENVIRON) == Loaded(EXPECTED, ())


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n", "~", "people:\nteams:\n", "\ufeff"])
def test_a_file_with_nothing_in_it_is_a_setup_with_nothing_in_it(text: str) -> None:
    loaded = load_setup(text, {})
    assert loaded.setup == Setup()
    assert [told.what for told in loaded.warnings] == [
        "there are no people and no services: no alert pages anybody"
    ]


def test_a_file_is_read_and_named_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "team.yml"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.replace("\n", "\r\n").encode())
    assert load_setup(path, ENVIRON).setup == EXPECTED
    path.write_text("people:\n  ana: {zone: Mars}\n")
    with pytest.raises(ConfigError, match="^" + str(path) + ":2: "):
        load_setup(path, {})


def test_the_keys_of_every_mapping_keep_the_order_of_the_file() -> None:
    setup = load_setup(EXAMPLE, ENVIRON).setup
    assert list(setup.people) == ["ana", "bruno", "carla", "diego", "eva", "felix"]
    assert list(setup.severities) == list(Severity)
