"""The demo's team and the example for newcomers: without a warning, and somebody on call at any time of any day."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.config import load_setup
from bot.demo import team
from bot.demo.alarms import SYMPTOMS, TOKENS
from bot.domain.oncall.quiet import is_quiet
from bot.domain.oncall.schedule import on_call
from bot.domain.setup import Method, Setup
from bot.sandbox import Account
from bot.web.tokens import opens

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "meridian.yml"
NOW = datetime(2026, 11, 26, tzinfo=UTC)
MANIFEST = YAML(typ="safe").load((ROOT / "manifest.yml").read_text())


def test_the_file_gives_no_warning() -> None:
    assert load_setup(team.FILE, {team.EXCHANGE: team.NOWHERE}, now=NOW).warnings == ()


def test_somebody_awake_and_a_second_are_on_call_in_every_half_hour_of_a_year() -> None:
    setup = team.team_setup()
    at = datetime(2026, 11, 1, tzinfo=UTC)
    for half_hours in range(2 * 24 * 366):
        now = at + timedelta(minutes=30 * half_hours)
        for name in ("primary", "backup"):
            shifts = on_call(setup.schedules[name], setup.schedules, now)
            assert shifts, f"nobody on {name} at {now}"
            assert not any(is_quiet(setup.people[shift.person], now) for shift in shifts), now


def test_slack_knows_the_people_of_the_file() -> None:
    in_slack = {(who.name, who.id, who.zone) for who in team.COLLEAGUES}
    assert in_slack == {(p.name, p.slack, p.zone) for p in team.team_setup().people.values()}


def test_everybodys_telephone_is_the_one_of_the_file() -> None:
    paging = team.load_team().paging
    assert {w.name: w.phone for w in team.COLLEAGUES} == {
        w.name: paging.address(w.name, Method.SMS) for w in team.COLLEAGUES
    }


def test_the_account_of_the_file_is_the_exchanges() -> None:
    account = Account()
    (provider,) = team.load_team("http://127.0.0.1:8080").paging.providers
    assert provider.account
    assert provider.token
    assert provider.url
    assert provider.account.get_secret_value() == account.sid
    assert provider.token.get_secret_value() == account.token
    assert (provider.sends_as, provider.url.get_secret_value()) == (account.number, "http://127.0.0.1:8080")


def test_the_shop_knows_the_services_and_the_tokens_of_the_file() -> None:
    setup = team.team_setup()
    assert set(setup.services) == set(SYMPTOMS)
    assert all(service.runbooks and service.dashboards for service in setup.services.values())
    assert {door.kind for door in setup.integrations.values()} == set(TOKENS)
    assert all(opens(TOKENS[door.kind], door) for door in setup.integrations.values())


def test_shortcuts_and_events_are_those_of_the_manifest() -> None:
    shortcuts = {s["name"]: s["callback_id"] for s in MANIFEST["features"]["shortcuts"]}
    assert shortcuts == team.SHORTCUTS
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == team.SUBSCRIPTIONS


def test_a_name_that_is_in_no_file_is_shown_as_it_is() -> None:
    assert team.real_name("ana") == "Ana Espinoza"
    assert team.real_name("zoe") == "zoe"


def test_the_example_can_be_used_as_it_is() -> None:
    loaded = load_setup(EXAMPLE, {}, now=NOW)
    assert loaded.warnings == ()
    assert list(loaded.setup.people) == ["ana", "bruno"]


def test_the_doors_of_the_example_open_when_the_hashes_are_taken_away() -> None:
    opened = re.sub(r"^# (integrations:|  \w+: +\{)", r"\1", EXAMPLE.read_text(), flags=re.MULTILINE)
    tokens = {
        f"{name}_TOKEN": secrets.token_urlsafe(32) for name in ("PROMETHEUS", "PAGERDUTY", "SHOP", "OTHER")
    }
    loaded = load_setup(opened, tokens, now=NOW)
    assert loaded.warnings == ()
    assert list(loaded.setup.integrations) == ["prometheus", "pagerduty", "shop"]


@pytest.mark.parametrize("setup", [team.team_setup(), load_setup(EXAMPLE, {}).setup], ids=["demo", "example"])
def test_nobody_has_to_be_named_twice(setup: Setup) -> None:
    assert all(len(set(layer.rotation.people)) > 1 for s in setup.schedules.values() for layer in s.layers)
