"""What everyone in this room works with, and the one way in which a request is carried out."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk import WebClient

from bot.domain.decision import Outcome
from bot.domain.requests import Actor, Asked, Delivery, Request
from bot.slack.actors import Actors
from bot.slack.engine_port import SOURCE, EnginePort
from bot.slack.payloads import Payload
from bot.slack.replies import Replies
from bot.slack.turns import Turn
from bot.slack.windows import Window, Windows
from bot.slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Desk:
    """The engine, the line to Slack, and those who know people and windows."""

    engine: EnginePort
    web: WebClient
    replies: Replies
    actors: Actors
    windows: Windows
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivery under work. `window` is the modal that was opened for it on the way in;
    `late` says that it is being made up for, and nobody looks at the screen any more. `turn` is
    its place among what the same person does."""

    id: str
    payload: Payload
    window: Window | None = None
    late: bool = False
    turn: Turn | None = None

    def decided(self) -> None:
        """What is still to come changes nothing: the person's next need not wait for it."""
        if self.turn:
            self.turn.end()


def carry(
    desk: Desk, delivered: Delivered, by: Actor, request: Request, incident: str | None, part: str = ""
) -> Outcome:
    """Hand one request over. `part` tells apart the requests that one delivery leads to (the roles of a form)."""
    delivery = Delivery(SOURCE, f"{delivered.id}/{part}" if part else delivered.id)
    return desk.engine.handle(Asked(request, by, incident, delivery))
