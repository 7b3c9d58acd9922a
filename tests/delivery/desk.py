"""A sender before a local Slack, and briefings as the pump would give them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.delivery.client import new_client
from bot.delivery.slack_sender import SlackSender
from bot.domain import events as e
from bot.domain.events import Recorded, RoomKind
from bot.domain.fold import fold
from bot.domain.incident import Incident, Room
from bot.domain.notices import Briefing, Later, Never, Notice, Receipt, Sent, Telling
from bot.domain.setup import Person, Service, Setup, Severity
from bot.sandbox import Fault, FaultKind, Sandbox
from bot.sandbox.records import Message

SETUP = Setup(
    people={
        "ana": Person("ana", "America/Guayaquil", slack="U0ANA"),
        "carla": Person("carla", "Europe/Madrid", slack="U0CARLA"),
        "diego": Person("diego", "Europe/Madrid"),
    },
    services={
        "checkout": Service(
            "checkout",
            runbooks=("https://runbooks.example/checkout",),
            dashboards=("https://grafana.example/d/1",),
        )
    },
)
WAIT = 1
"""Seconds that the client waits for an answer; ten outside of tests."""


def timeline(*, private: bool = False) -> tuple[Recorded, ...]:
    began = datetime.now(UTC) - timedelta(minutes=4)
    declared = e.Declared("Checkout is down", Severity.P1, "checkout", private=private)
    told: tuple[e.Event, ...] = (declared, e.NoteAdded("rolled back to v41"))
    return tuple(
        Recorded("INC-2026-0001", seq, began + timedelta(minutes=seq), "ana", event)
        for seq, event in enumerate(told, start=1)
    )


class Desk:
    """One workspace, one incident, one sender."""

    def __init__(self, sandbox: Sandbox, incidents_channel: str = "incidents") -> None:
        self.sandbox = sandbox
        self.sender = SlackSender(new_client(sandbox.bot_token, sandbox.api_url, WAIT), incidents_channel)
        self.records = timeline()
        self.incident = fold(self.records)
        self._numbers = count(1)

    def private(self) -> None:
        self.records = timeline(private=True)
        self.incident = fold(self.records)

    def briefing(self, what: Telling, **given: Any) -> Briefing:
        notice = Notice(f"INC-2026-0001/{next(self._numbers)}/x", self.incident.id, "lane", what)
        briefing = Briefing(notice, self.incident, SETUP, datetime.now(UTC), self.records)
        return replace(briefing, **given)

    def send(self, what: Telling, **given: Any) -> Receipt:
        return self.sender.send(self.briefing(what, **given))

    def sends(self, what: Telling, **given: Any) -> Sent:
        """It goes out."""
        receipt = self.send(what, **given)
        assert isinstance(receipt, Sent), receipt
        return receipt

    def refuses(self, what: Telling, **given: Any) -> Never:
        receipt = self.send(what, **given)
        assert isinstance(receipt, Never), receipt
        return receipt

    def delays(self, what: Telling, **given: Any) -> Later:
        receipt = self.send(what, **given)
        assert isinstance(receipt, Later), receipt
        return receipt

    def tries_again(self, briefing: Briefing) -> Receipt:
        """As the pump does after a doubtful try."""
        return self.sender.send(replace(briefing, first_tried_at=briefing.now))

    def in_channel(self, name: str = "inc-room", *, private: bool = False) -> Incident:
        """The incident works in a channel of its own."""
        channel = self.sandbox.channel(name, private=private)
        self.incident = replace(self.incident, room=Room(RoomKind.CHANNEL, channel.id, None, name))
        return self.incident

    def in_thread(self, parent: Sent) -> Incident:
        """The incident works in the thread under its mirror."""
        assert parent.channel
        room = Room(RoomKind.THREAD, parent.channel, parent.ts)
        self.incident = replace(self.incident, room=room, wants_channel=False)
        return self.incident

    def fault(self, kind: FaultKind, method: str = "*", *, times: int | None = 1, **more: Any) -> None:
        self.sandbox.faults.add(Fault(kind, method, count=times, **more))

    def said(self) -> list[Message]:
        return self.sandbox.bot_messages()

    def calls(self, method: str) -> int:
        return self.sandbox.journal.count(method)
