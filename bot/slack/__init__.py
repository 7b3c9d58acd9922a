"""What people do in Slack -> Requests; answers only the person who asked."""

from bot.slack.door import SlackDoor, SlackSettings, SlackStatus, build
from bot.slack.engine_port import CannotStore, EnginePort, Kept, OnCall
from bot.slack.http_door import SlackResponse

__all__ = [
    "CannotStore",
    "EnginePort",
    "Kept",
    "OnCall",
    "SlackDoor",
    "SlackResponse",
    "SlackSettings",
    "SlackStatus",
    "build",
]
