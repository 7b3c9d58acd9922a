"""TCP connections under the HTTP server, so that one can be cut as a failing network cuts it."""

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER of 0 s: closing sends RST


class Wires:
    """The open transports by the client's address."""

    def __init__(self) -> None:
        self._transports: dict[tuple[str, int], asyncio.Transport] = {}

    def add(self, client: tuple[str, int] | None, transport: asyncio.Transport) -> None:
        """Remember a connection; those that have ended since are forgotten."""
        if client is not None:
            self._transports[client] = transport
        if len(self._transports) > 256:
            self._transports = {c: t for c, t in self._transports.items() if not t.is_closing()}

    def reset(self, client: Any) -> None:
        """Cut the connection of a request at once; its client reads "connection reset by peer"."""
        transport = self._transports.pop((client.host, client.port), None) if client else None
        if transport is None:
            return
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        transport.abort()


def protocol_over(wires: Wires) -> type[HttpToolsProtocol]:
    """uvicorn's HTTP protocol, with each connection noted in `wires`."""

    class NotedProtocol(HttpToolsProtocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            wires.add(self.client, transport)

    return NotedProtocol
