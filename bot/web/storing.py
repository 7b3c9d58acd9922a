"""From a body to the commit, for every door through which monitors come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.domain.alerts import Arrival
from bot.domain.setup import Integration
from bot.intake import senders
from bot.web import answers
from bot.web.bodies import HOOK_MOST, MIB, TooLarge, read_body
from bot.web.doors import CannotStore, Delivery, Doors
from bot.web.gathering import Gathering
from bot.web.load import Memory, Threads, TookTooLong

Result = TypeVar("Result")

THREADS = 4
"""For bodies too large to parse on the event loop, and for change events; parsing keeps one core busy
anyway."""

WAITING = 512
"""Deliveries waiting to be stored: three seconds of the worst storm planned for (10,000 groups a minute).
Later ones would wait longer than their senders do. As many again may wait for a thread."""

STORED_WITHIN = 15.0
"""Seconds. Storing gives up by itself after 5 s; this is for when it does not."""

BODIES_MOST = 64 * MIB
"""Four of the largest bodies at once, plus what parsing them takes (ten times a body, measured): below 512 MB
in all."""

SMALL = 16 * 1024
"""Bytes. Bodies up to this size are parsed on the event loop, within a millisecond: handing one to a thread
takes as long, and much longer when sixty-four do it at once."""

LARGE = MIB
"""Larger bodies are parsed one at a time, to save memory."""


class Storing:
    """What the doors for monitors share: threads, memory, and what lies behind."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        self.memory = Memory(BODIES_MOST)
        self._threads = Threads("hooks", THREADS, WAITING, STORED_WITHIN)
        self._gathering = Gathering(doors.store, WAITING, STORED_WITHIN, CannotStore)
        self._large = asyncio.Semaphore(1)

    def close(self) -> None:
        """Start nothing more."""
        self._threads.close()
        self._gathering.close()

    async def alerts(self, integration: Integration, body: bytes) -> tuple[Arrival, ...]:
        """Read and store; what arrived, after the commit. Raises Unreadable, CannotStore, Full, TookTooLong."""
        arrivals, delivery = await self.read(body, partial(self._read, integration, body))
        if delivery is not None:
            await self._gathering.put(delivery)
        return arrivals

    async def hook(self, request: Request, integration: Integration) -> JSONResponse:
        """A known sender's request from its body to the answer."""
        with self.memory.body() as held:
            try:
                body = await read_body(request, HOOK_MOST, held)
            except TooLarge as large:
                return await self.oversized(integration, large.size, HOOK_MOST)
            arrivals = await self.alerts(integration, body)
        return JSONResponse({"status": "ok", "alerts": sum(len(a.alerts) for a in arrivals)})

    async def oversized(self, integration: Integration, size: int, most: int) -> JSONResponse:
        """413, once the incident that says so is stored."""
        await self._threads.run(partial(self.doors.oversized, integration, size))
        return answers.too_large(most)

    async def read(self, body: bytes, reading: Callable[[], Result]) -> Result:
        """What is in this body: found on the event loop when it is SMALL, else on a thread."""
        return reading() if len(body) <= SMALL else await self.run(body, reading)

    async def run(self, body: bytes, work: Callable[[], Result]) -> Result:
        """Do the work that this body asks for; large ones one after the other."""
        if len(body) <= LARGE:
            return await self._threads.run(work)
        try:
            async with asyncio.timeout(STORED_WITHIN), self._large:
                return await self._threads.run(work)
        except TimeoutError:
            raise TookTooLong from None

    def _read(self, integration: Integration, body: bytes) -> tuple[tuple[Arrival, ...], Delivery | None]:
        """What arrived, and what is to be stored of it: None when nothing did."""
        arrivals = senders.parse(body, integration, self.doors.fresh_key())
        return arrivals, self.doors.pack(integration, arrivals) if arrivals else None
