"""What the panels show and move: the parts of a running demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.app import Engine
from bot.demo.bot_handle import BotHandle
from bot.demo.comeback import Comeback
from bot.demo.passage import Passage
from bot.demo.shop import Shop
from bot.demo.tour import Sight, Tour
from bot.demo.weather import Weather


@dataclass(frozen=True, slots=True)
class Parts:
    """What runs once the demo has started. `engine` is asked beside the bot's own."""

    engine: Engine
    bot: BotHandle
    passage: Passage
    comeback: Comeback


class Stage(Protocol):
    """What the panels show and move; `parts` is None until the bot was started."""

    @property
    def shop(self) -> Shop: ...

    @property
    def parts(self) -> Parts | None: ...

    @property
    def running(self) -> Parts: ...

    @property
    def weather(self) -> Weather: ...

    @property
    def tour(self) -> Tour: ...

    def sight(self) -> Sight: ...

    def looked(self, slack_id: str, channel: str) -> None: ...

    def refusals(self) -> dict[str, int]:
        """What Slack refused in the last minute, by its error, with how often."""
        ...

    def restart_bot(self) -> str: ...
