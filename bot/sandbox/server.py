"""uvicorn in a background thread: started when `start` returns, gone when `stop` does."""

import asyncio
import socket
import threading

import uvicorn
from starlette.types import ASGIApp

from bot.sandbox.wire import Wires, protocol_over

STARTUP_SECONDS = 10.0
ARRIVING_TURNS = (
    5  # of the loop: a task that begins, a transport that is made, a protocol that is told, and two more
)
CLOSING_TURNS = 20  # of a millisecond, for sockets to say goodbye


class Server:
    """One HTTP and WebSocket server on 127.0.0.1."""

    def __init__(self, app: ASGIApp, wires: Wires, port: int, host: str = "127.0.0.1") -> None:
        # IPPROTO_TCP by name: asyncio sets TCP_NODELAY only then, and without it every answer waits 40 ms
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            app, http=protocol_over(wires), ws="websockets-sansio", lifespan="off", log_config=None,
            access_log=False, timeout_keep_alive=75, ws_ping_interval=10, ws_ping_timeout=20, loop="asyncio",
        )  # fmt: skip
        self._server = _Announcing(config)
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    def start(self) -> asyncio.AbstractEventLoop:
        """Serve; returns the event loop once it accepts connections. Raises RuntimeError when it can't start."""
        self._thread.start()
        if not self._server.up.wait(STARTUP_SECONDS) or self._server.loop is None:
            raise RuntimeError("the sandbox's server did not start")
        return self._server.loop

    def stop(self) -> None:
        """Close every connection and end the thread."""
        self._server.finish()
        self._thread.join(STARTUP_SECONDS)
        self._socket.close()

    def wait(self) -> None:
        """Block until it ends (for a stand-alone process)."""
        self._thread.join()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


class _Announcing(uvicorn.Server):
    """uvicorn's server, which says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._over = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.loop = asyncio.get_running_loop()
        self.up.set()

    async def main_loop(self) -> None:
        # uvicorn's own loop looks every 0.1 s whether it should end; tests start and stop hundreds of these
        await self._over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # like uvicorn's with force_exit, without its pause of 0.1 s
        await self._let_in_no_more()
        for server in self.servers:
            server.close()
        for listening in sockets or ():
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for _ in range(CLOSING_TURNS):
            if self.server_state.tasks:
                await asyncio.sleep(0.001)
        await self._drop_the_rest()

    async def _let_in_no_more(self) -> None:
        """Who was let in just now takes some turns to become a connection; when their server closes before that,
        asyncio (3.11) forgets their socket and leaves it open."""
        loop = asyncio.get_running_loop()
        for server in self.servers:
            for listening in server.sockets:
                loop.remove_reader(listening.fileno())
        for _ in range(ARRIVING_TURNS):
            await asyncio.sleep(0)

    async def _drop_the_rest(self) -> None:
        """Whoever still waits for an answer is cut off: a loop that ends first would leave their sockets open."""
        for _ in range(CLOSING_TURNS):
            left = list(self.server_state.connections)
            if not left:
                return
            for connection in left:
                connection.transport.abort()
            await asyncio.sleep(0)

    def finish(self) -> None:
        """End, without waiting for requests under way; from any thread, twice is no error."""
        if self.loop is not None and not self.should_exit:
            self.should_exit = self.force_exit = True
            self.loop.call_soon_threadsafe(self._over.set)
