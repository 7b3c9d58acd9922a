"""Socket Mode: up to ten WebSockets, each payload to exactly one of them, again when nobody acknowledged."""

import asyncio
import json
import random
import secrets
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.deliveries import Delivery, Kind, Outcome, Patience
from bot.sandbox.faults import Faults
from bot.sandbox.limits import MAX_CONNECTIONS
from bot.sandbox.records import Json
from bot.sandbox.wire import Wires

CONNECTION_SECONDS = 18_060  # what Slack says in approximate_connection_time


@dataclass(slots=True, eq=False)
class Link:
    """One open WebSocket and what was sent over it and not yet acknowledged, by envelope id."""

    socket: WebSocket
    pending: dict[str, Delivery] = field(default_factory=dict)
    leaving: bool = False
    """Set when it was told to disconnect: nothing new goes there."""


class SocketMode:
    """The server's side of Socket Mode. All of it runs on the event loop; `send` may be called from any thread."""

    def __init__(self, app_id: str, wires: Wires, patience: Patience, faults: Faults) -> None:
        self.app_id = app_id
        self._faults = faults
        self.patience = patience
        self.links: list[Link] = []
        self.lost: list[Delivery] = []
        self.enabled = True
        self._wires = wires
        self._tickets: set[str] = set()
        self._rejections = 0
        self._quiet_until = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._random = random.Random(0)
        self._tasks: set[asyncio.Task[None]] = set()

    def run_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """The event loop that serves the sockets."""
        self._loop = loop

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop, once it runs."""
        if self._loop is None:
            raise RuntimeError("start the sandbox first")
        return self._loop

    # ---- connecting

    def ticket(self) -> str:
        """A ticket for one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    def reject_upgrades(self, count: int) -> None:
        """Treat the next tickets as expired (HTTP 403 to the upgrade)."""
        self._rejections = count

    async def serve(self, socket: WebSocket) -> None:
        """Hold one WebSocket from its upgrade to its end."""
        ticket = socket.query_params.get("ticket", "")
        known = ticket in self._tickets
        self._tickets.discard(ticket)
        if not known or self._rejections > 0 or self._faults.strike("socket", {}):
            self._rejections = max(0, self._rejections - 1)
            await socket.close()
            return
        await asyncio.sleep(max(0.0, self._quiet_until - self.loop.time()))
        await socket.accept()
        if len(self.links) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return
        await self._hold(Link(socket))

    async def _hold(self, link: Link) -> None:
        self.links.append(link)
        try:
            await link.socket.send_json(self._hello())
            while True:
                self._heard(link, json.loads(await link.socket.receive_text()))
        except (WebSocketDisconnect, RuntimeError):
            pass  # the peer has gone, or we closed
        finally:
            self._gone(link)

    def _hello(self) -> Json:
        return {
            "type": "hello", "num_connections": len(self.links), "debug_info": _debug_info(),
            "connection_info": {"app_id": self.app_id},
        }  # fmt: skip

    def _gone(self, link: Link) -> None:
        if link in self.links:
            self.links.remove(link)
        for delivery in list(link.pending.values()):
            if delivery.settled.done():
                continue
            if delivery.kind is Kind.EVENT:
                self._retry(delivery, "timeout")
            else:
                self._attempt(delivery)  # it may still be answered in time over another connection
        link.pending.clear()

    # ---- delivering

    def send(self, delivery: Delivery) -> None:
        """Deliver; a command or interaction nobody acknowledges in time ends as TIMED_OUT, an event is retried."""
        self.loop.call_soon_threadsafe(self._begin, delivery)

    def _begin(self, delivery: Delivery) -> None:
        if delivery.kind is not Kind.EVENT:
            self.loop.call_later(self.patience.ack_within, delivery.settle, Outcome.TIMED_OUT)
        self._attempt(delivery)

    def _attempt(self, delivery: Delivery) -> None:
        if delivery.settled.done():
            return
        open_links = [link for link in self.links if not link.leaving]
        if not open_links:
            self._unreached(delivery)
            return
        link = self._random.choice(open_links)
        envelope = delivery.envelope()
        link.pending[envelope["envelope_id"]] = delivery
        self._spawn(link, json.dumps(envelope))
        if delivery.kind is Kind.EVENT:
            self.loop.call_later(self.patience.ack_within, self._overdue, delivery, delivery.retries)

    def _spawn(self, link: Link, text: str) -> None:
        task = self.loop.create_task(_send(link, text))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _unreached(self, delivery: Delivery) -> None:
        if delivery.kind is Kind.EVENT:
            self._retry(delivery, "timeout")
        else:
            delivery.settle(Outcome.UNREACHED)

    def _overdue(self, delivery: Delivery, attempt: int) -> None:
        if not delivery.settled.done() and delivery.retries == attempt:
            self._retry(delivery, "timeout")

    def _retry(self, delivery: Delivery, reason: str) -> None:
        if delivery.retries >= len(self.patience.retry_after):
            self.lost.append(delivery)
            delivery.settle(Outcome.TIMED_OUT)
            return
        pause = self.patience.retry_after[delivery.retries]
        delivery.retries += 1
        delivery.retry_reason = reason
        self.loop.call_later(pause, self._attempt, delivery)

    def _heard(self, link: Link, message: Json) -> None:
        delivery = link.pending.pop(message.get("envelope_id", ""), None)
        if delivery is not None:
            payload = message.get("payload")
            delivery.settle(Outcome.ACKNOWLEDGED, payload if isinstance(payload, dict) else {"text": payload})

    # ---- trouble on demand (from any thread)

    def disconnect(self, reason: str, gap: float = 0.0) -> None:
        """Tell every connection to go: "warning" (stays open), "refresh_requested", "link_disabled".

        After a refresh the old connections close, and new ones are let in only `gap` seconds later.
        """
        asyncio.run_coroutine_threadsafe(self._disconnect(reason, gap), self.loop).result(5)

    async def _disconnect(self, reason: str, gap: float) -> None:
        self._quiet_until = self.loop.time() + gap
        for link in list(self.links):
            link.leaving = reason != "warning"
            await _send(
                link, json.dumps({"type": "disconnect", "reason": reason, "debug_info": _debug_info()})
            )
            if link.leaving:
                self.loop.call_later(0.01, self._close, link)

    def _close(self, link: Link) -> None:
        task = self.loop.create_task(_close(link))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def kill(self) -> int:
        """Cut every connection without a word (TCP reset); says how many there were."""
        return asyncio.run_coroutine_threadsafe(self._kill(), self.loop).result(5)

    async def _kill(self) -> int:
        links = list(self.links)
        for link in links:
            self._wires.reset(link.socket.client)
            self._gone(link)
        return len(links)


def _debug_info() -> Json:
    return {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": CONNECTION_SECONDS}


async def _send(link: Link, text: str) -> None:
    try:
        await link.socket.send_text(text)
    except (RuntimeError, WebSocketDisconnect):
        return  # it has just gone; _gone() takes care of what was pending


async def _close(link: Link) -> None:
    try:
        await link.socket.close()
    except RuntimeError:
        return
