"""A request's body, read up to a limit and for a limited time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request

from bot.web.load import Held

MIB = 1024 * 1024

HOOK_MOST = 16 * MIB
"""Alertmanager sends a group of 10,000 alerts as one body of 3.7 MB (measured); four times that is enough."""

UNKNOWN_MOST = 512 * 1024
"""For senders whose token is in the body itself, until the token has been read. PagerDuty documents this
limit for an event."""

SLACK_MOST = 2 * MIB
"""Slack documents no limit; a form with everything its blocks can hold stays below 1 MiB."""

BODY_WITHIN = 30.0
"""Seconds. Time to receive the whole body: 16 MiB at half a MB per second. It also cuts off a sender that
trickles on purpose."""

DRAINED_MOST = 16 * MIB
"""How much beyond the limit is read and discarded. A sender that is cut off while writing sees a reset
instead of the 413, and retries forever; one that sends more than twice the limit is cut off anyway."""


class TooLarge(Exception):
    """The body is larger than the `most` that is taken: `size` bytes as far as known, beginning with `start`."""

    def __init__(self, size: int, most: int, start: bytes) -> None:
        super().__init__(size)
        self.size = size
        self.most = most
        self.start = start


class TooSlow(Exception):
    """The body did not come in time."""


Allowed = Callable[[bytes], int]
"""From the beginning of a body, which holds UNKNOWN_MOST bytes or nearly, to how much of it is read."""


async def read_body(request: Request, most: int | Allowed, held: Held) -> bytes:
    """The whole body. Raises TooLarge, TooSlow, Full, and Starlette's ClientDisconnect.

    What comes is counted: Content-Length is believed only when it says "too large".
    Where the sender is known by the body alone, `most` says how much after a look at UNKNOWN_MOST of it.
    """
    said = _content_length(request)
    try:
        async with asyncio.timeout(BODY_WITHIN):
            return await _read(request, most, held, said)
    except TimeoutError:
        raise TooSlow from None


async def _read(request: Request, allowed: int | Allowed, held: Held, said: int) -> bytes:
    kept = bytearray()
    seen = 0
    most = UNKNOWN_MOST if callable(allowed) else allowed
    more = True
    while more:
        chunk, more = await _next(request)
        seen += len(chunk)
        if seen > most and callable(allowed):
            most, allowed = allowed(bytes(kept)), most
        if seen <= most:
            held.grow(len(chunk))
            kept += chunk
        if seen > most + DRAINED_MOST or (seen > most and said > most + DRAINED_MOST):
            break
    if seen > most:
        raise TooLarge(max(seen, said), most, bytes(kept))
    return bytes(kept)


async def _next(request: Request) -> tuple[bytes, bool]:
    """The next piece, and whether more comes. Raises ClientDisconnect."""
    message = await request.receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message.get("body", b""), message.get("more_body", False)


def _content_length(request: Request) -> int:
    """What the sender says, 0 when it says nothing; at most 15 digits, which fit any column."""
    said = request.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 15 else 0
