"""What people do in Slack -> Requests; answers only the person who asked."""

from bot.slack.corridor import CannotStore, Corridor, Kept, OnCall
from bot.slack.door import SlackDoor, SlackSettings, SlackStatus, build
from bot.slack.http_door import SlackResponse

__all__ = [
    "CannotStore",
    "Corridor",
    "Kept",
    "OnCall",
    "SlackDoor",
    "SlackResponse",
    "SlackSettings",
    "SlackStatus",
    "build",
]
