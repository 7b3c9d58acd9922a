"""The HTTP server: uvicorn on a thread of its own."""

from __future__ import annotations

import contextlib
import socket
import threading

import uvicorn
from starlette.types import ASGIApp

from bot.web.heads import PromptHeads

STARTED_WITHIN = 10.0
"""Seconds until the doors are open; a start takes some milliseconds."""

POLL = 0.005
"""Seconds between two looks while it starts."""

DRAINED_WITHIN = 15
"""Seconds for requests in progress at the end: as long as storing is waited for."""

CONNECTIONS_MOST = 800
"""Above the number of deliveries that may wait to be stored (512), below the 1,024 files that Linux lets a
process open."""

KEPT_ALIVE = 75
"""Seconds. How long an idle connection is kept: longer than the 60 s of most proxies, so that the proxy
closes it and the bot never does so during a request."""

BACKLOG = 2048


class CannotListen(Exception):
    """The address can't be taken; the message says why and what to change."""


class Server:
    """A running server. `port` is the real one, also when 0 was asked for."""

    def __init__(self, app: ASGIApp, listening: socket.socket) -> None:
        address = listening.getsockname()
        self.host: str = address[0]
        self.port: int = address[1]
        self._listening = listening
        self._uvicorn = uvicorn.Server(_config(app))
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        """Returns when requests are answered. Raises CannotListen when that does not happen."""
        self._thread.start()
        for _ in range(round(STARTED_WITHIN / POLL)):  # uvicorn tells nobody when it is up
            self._thread.join(POLL)
            if self._uvicorn.started or not self.running:
                break
        if not self._uvicorn.started:
            self.stop()
            raise CannotListen(
                f"the HTTP server did not start within {STARTED_WITHIN:.0f} s; the log says why"
            )

    def stop(self) -> None:
        """Take no more connections, answer what is in progress, and return when that is done. Twice is no error."""
        self._uvicorn.should_exit = True
        if self._thread.ident is not None:
            self._thread.join(DRAINED_WITHIN + 5)
        self._listening.close()

    def _run(self) -> None:
        with contextlib.suppress(SystemExit):  # uvicorn leaves so when a start fails
            self._uvicorn.run(sockets=[self._listening])


def serve_http(app: ASGIApp, host: str, port: int) -> Server:
    """Open the doors; returns when they are open. Port 0 takes any free one. Raises CannotListen."""
    server = Server(app, _listen(host, port))
    server.start()
    return server


def _listen(host: str, port: int) -> socket.socket:
    try:
        return _bound(host, port)
    except OSError as error:
        instead = "set MERIDIAN_HOST and MERIDIAN_PORT to an address of this machine that is free"
        raise CannotListen(f"can't listen on {host}:{port} ({error.strerror or error}); {instead}") from error


def _bound(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, _, _, address = found[0]
    # TCP by name: asyncio turns Nagle's algorithm off only where it reads IPPROTO_TCP, and `create_server` leaves
    # it out. Head and body of an answer are two packets, and the second then waits 40 ms (measured).
    listening = socket.socket(family, kind, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PromptHeads,
        # Paths may hold tokens: we write the access log ourselves, and structlog is set up elsewhere.
        access_log=False,
        log_config=None,
        lifespan="on",
        ws="none",
        server_header=False,
        # Nothing here asks where a request came from.
        proxy_headers=False,
        backlog=BACKLOG,
        limit_concurrency=CONNECTIONS_MOST,
        timeout_keep_alive=KEPT_ALIVE,
        timeout_graceful_shutdown=DRAINED_WITHIN,
    )
