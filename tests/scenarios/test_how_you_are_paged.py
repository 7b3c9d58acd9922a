"""Somebody gives a number on the home tab, proves it, and takes it back."""

from __future__ import annotations

import pytest

from bot.domain.setup import Method
from bot.engine.contacts import new_key
from bot.store.sealing import Safe
from bot.store.tables import inbox
from tests.scenarios.town import Town

NUMBER = "+593987654321"
FORM = {"How?": "SMS", "Number or address": NUMBER}


@pytest.fixture
def sealed(here: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town with a key."""
    monkeypatch.setattr(here.bot.engine.corridor.addresses, "safe", Safe([new_key()]))
    return here


def code(town: Town) -> str:
    addresses = town.bot.engine.corridor.addresses
    found = town.bot.engine.database.read(lambda tx: addresses.code(tx, "ana", Method.SMS))
    assert found
    return found[1]


def test_a_number_is_given_proved_and_forgotten(sealed: Town) -> None:
    home = sealed.ana.opens_home()
    assert "Slack at once. The first answer ends it." in home
    assert "Slack is the only way to reach you" in home
    sealed.ana.clicks("Add a way", home)
    sealed.ana.waits_for_modal("A way to reach you")
    errors = sealed.fills_in("ana", FORM | {"Number or address": "0987654321"})
    assert errors
    assert "with + and the country" in errors["Number or address"]
    assert sealed.fills_in("ana", FORM) is None
    home = sealed.ana.waits_for_home("+593 … 321 · waits for its code")
    sealed.ana.clicks("Type the code", home)
    sealed.ana.waits_for_modal("Type the code")
    assert sealed.fills_in("ana", {"Code": code(sealed)}) is None
    home = sealed.ana.waits_for_home("+593 … 321 · ✓ works")
    assert "Slack at once, SMS after 1 min." in home
    kept = sealed.bot.engine.database.read(lambda tx: str(tx.execute(inbox.select()).all()))
    assert NUMBER[1:] not in kept
    sealed.ana.clicks("Remove", home)
    home = sealed.ana.waits_for_home("Slack is the only way to reach you")
    assert "…" not in home.text


def test_without_a_key_the_home_tab_says_what_to_do(here: Town) -> None:
    home = here.ana.opens_home()
    assert "MERIDIAN_ENCRYPTION_KEY" in home
    assert "Add a way" not in home.buttons
