"""Where people are reached, in clear: opened from what is stored sealed, else as the team's file says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import structlog

from bot.clock import Clock
from bot.domain.setup import Method
from bot.store import contacts
from bot.store.contacts import Stored
from bot.store.sealing import CannotOpen, Safe
from bot.store.transactions import Tx

log = structlog.get_logger(__name__)

InFile = Mapping[tuple[str, Method], str]
"""Addresses that stand in the team's file, by person and method."""

NOTHING_IN_FILE: InFile = MappingProxyType({})


class AddressBook:
    """Reads addresses. Without a safe none is stored, and the file's are all there is."""

    def __init__(self, clock: Clock, safe: Safe | None = None, in_file: InFile = NOTHING_IN_FILE) -> None:
        self._clock = clock
        self.safe = safe
        self.in_file = in_file

    def address(self, tx: Tx, person: str, method: Method) -> str | None:
        """Where a person is reached: their own address once it is proved, else the file's; None: they are not."""
        stored = contacts.find(tx, person, method)
        if stored and stored.verified_at and (opened := self.opened(stored)):
            return opened
        return self.in_file.get((person, method))

    def code(self, tx: Tx, person: str, method: Method) -> tuple[str, str] | None:
        """An address that is to be proved, and the code that goes there; None when neither is wanted any more."""
        stored = contacts.find(tx, person, method)
        if stored is None or stored.code is None or stored.challenge is None or self.safe is None:
            return None
        if self._clock.now() >= stored.challenge.until:
            return None
        address = self.opened(stored)
        return (address, self.safe.open(stored.code)) if address else None

    def opened(self, stored: Stored) -> str | None:
        """The address of a row; None while no key opens it."""
        if self.safe is None:
            return None
        try:
            return self.safe.open(stored.sealed)
        except CannotOpen:
            log.warning("an address can't be read: its key is missing", method=stored.method.value)
            return None
