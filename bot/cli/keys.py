"""Keys for the addresses of people, and forgetting them."""

from __future__ import annotations

from difflib import get_close_matches

from bot.cli.terminal import engine, environment, fail, out
from bot.engine.contacts import new_key
from bot.render.reaching import forgotten, nobody_to_forget
from bot.render.text import plural


def new() -> None:
    """A fresh key on standard output, alone: it goes straight into a file or a secret store."""
    out.print(new_key(), markup=False, highlight=False, soft_wrap=True)


def rotate() -> None:
    """Seal everything with the first key of MERIDIAN_ENCRYPTION_KEY."""
    if not environment(need_slack=False).encryption_keys:
        fail("MERIDIAN_ENCRYPTION_KEY is not set, so nothing is sealed. `meridian new-key` prints a key.")
    with engine() as opened:
        done, lost = opened.handle.contacts.reseal()
    if lost:
        fail(
            f"{plural(lost, 'address', 'addresses')} can't be read with these keys: add the key that sealed them, "
            "after a comma."
        )
    out.print(
        f"{plural(done, 'address', 'addresses')} sealed with the first key. The others may be left out now; "
        "calendar addresses and links that they signed close then."
    )


def forget(person: str) -> None:
    """Delete all that is stored of how a person is reached, or the end with the names that may be meant."""
    with engine() as opened:
        count = opened.handle.contacts.forget(person)
        known = opened.handle.setup.people
    # Whoever left the file may have left addresses behind.
    if count is None and person not in known:
        fail(nobody_to_forget(person, get_close_matches(person.lower(), known)))
    out.print(forgotten(person, count or 0), markup=False, soft_wrap=True)
