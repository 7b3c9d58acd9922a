"""A token, wherever it was put by mistake, stands in no message, no repr and no traceback."""

from __future__ import annotations

import logging
import traceback

import pytest

from bot.config import ConfigError, load_settings, load_setup
from tests.config.team_file import EXAMPLE, SHOP_TOKEN

SECRET = SHOP_TOKEN


def chain(error: BaseException) -> str:
    """Everything that a logger could print of an error, suppressed causes included."""
    behind = error.__cause__ or error.__context__
    told = repr(error) + "".join(traceback.format_exception(error))
    return told + (chain(behind) if behind is not None else "")


@pytest.mark.parametrize(
    "text",
    [
        'people: {ana: {zone: "${S}"}}',
        'people: {ana: {zone: UTC, slack: "${S}"}}',
        'people: {ana: {zone: UTC, quiet: "a ${S} b"}}',
        'incidents_channel: " ${S} "',
        'incidents_channel: "${S}!"',
        'catch_all: "${S}"',
        'teams: {a: {members: ["${S}"]}}',
        'teams: {a: {members: "${S}"}}',
        'teams: {a: "${S}"}',
        'handoff: {prompt_before: "${S}"}',
        'services: {a: {logs: "${S}"}}',
        'integrations: {a: {kind: "${S}", token: x}}',
        'integrations: {a: {kind: generic, token: "${S} x"}}',
        'integrations: {a: {kind: generic, token: "${S}"}, b: {kind: generic, token: "${S}"}}',
        f"integrations: {{a: {{kind: generic, token: {SECRET} x}}}}",
        f"integrations: {{a: {SECRET}}}",
        f"integrations: {{a: [{SECRET}]}}",
        f'integrations: {{a: {{kind: generic, token: "{SECRET}}}}}',
        f"integrations: {{a: {{kind: generic, token: {SECRET}: x: y}}}}",
        f"integrations:\n  a: {{kind: generic, token: {SECRET}\n  b: @",
    ],
)
def test_a_mistake_does_not_show_it(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_setup(text, {"S": SECRET})
    assert SECRET not in chain(caught.value)


def test_the_setup_does_not_hold_it() -> None:
    tokens = ("PROMETHEUS_TOKEN", "PAGERDUTY_TOKEN", "SHOP_TOKEN")
    environ = {name: f"{SECRET}{i}" for i, name in enumerate(tokens)}
    assert SECRET not in repr(load_setup(EXAMPLE, environ))


def test_settings_do_not_show_it(caplog: pytest.LogCaptureFixture) -> None:
    settings = load_settings(
        {
            "SLACK_BOT_TOKEN": f"xoxb-{SECRET}",
            "SLACK_APP_TOKEN": f"xapp-{SECRET}",
            "SLACK_SIGNING_SECRET": SECRET,
            "DATABASE_URL": f"postgresql://meridian:{SECRET}@db/meridian",
        }
    )
    with caplog.at_level(logging.INFO):
        logging.getLogger("start").info("%r %s", settings, settings.model_dump_json())
    shown = f"{settings!r} {settings} {settings.warnings} {settings.database_shown} {caplog.text}"
    assert SECRET not in shown
    assert settings.database_shown == "postgresql+psycopg://meridian:***@db/meridian"
