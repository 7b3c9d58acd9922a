"""A request's head must come soon and be small; uvicorn itself waits for ever and keeps whatever comes."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN = 10.0
"""Seconds. Time from the connection, or from the first byte of a later request, to the end of the headers.
Without it, eight hundred silent connections would block every endpoint."""

HEAD_MOST = 64 * 1024
"""Bytes. Headers from Slack and monitoring systems stay below 2 KiB; nginx accepts 32 KiB."""


class PromptHeads(HttpToolsProtocol):
    """uvicorn's HTTP protocol that hangs up on who does not come to the point."""

    _waiting: asyncio.TimerHandle | None = None
    _came = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._expect_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._waiting is not None:
            self._came += len(data)
            if self._came > HEAD_MOST:
                self._hang_up()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(HEAD_WITHIN, self._hang_up)
        self._came = 0

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _hang_up(self) -> None:
        self._stop_waiting()
        self.transport.close()
