"""A wait inside of a request, that the end of the server ends."""

import asyncio
from contextlib import suppress


async def pause(seconds: float) -> None:
    """Wait; a stop of the sandbox ends it, and no traceback tells of it."""
    with suppress(asyncio.CancelledError):
        await asyncio.sleep(seconds)
