"""What became of a bot that was killed: how long it was away, and what it did when it was back."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bot.delivery.lookup import EVENT_TYPE
from bot.demo.bot_handle import BotHandle, CannotStartBot, Life
from bot.sandbox import Sandbox

LOOK_UPS = ("conversations.history", "conversations.replies")
SAID = "chat.postMessage"


@dataclass(slots=True)
class Absence:
    """One time that it was dead. Times are seconds of the monotonic clock; `calls` counts Slack's journal then."""

    killed_at: float
    back_at: float | None = None
    calls: int = 0
    report: str = ""


class Comeback:
    """Kills the bot and starts it again, and tells what came of it."""

    def __init__(self, bot: BotHandle, sandbox: Sandbox, settled: Callable[[], bool]) -> None:
        """`settled` says whether nothing waits to be done or told."""
        self._bot = bot
        self._sandbox = sandbox
        self._settled = settled
        self._last: Absence | None = None

    def kill(self) -> str:
        """SIGKILL, in the middle of whatever it did."""
        if self._bot.life is Life.DEAD:
            return "The bot is dead already; start it again."
        self._bot.kill()
        self._last = Absence(time.monotonic())
        return self.told()

    def restart(self) -> str:
        """Start it on the same database."""
        absence = self._last or Absence(time.monotonic())
        absence.calls = len(self._sandbox.journal)
        try:
            self._bot.start()
        except CannotStartBot as trouble:
            return str(trouble)
        absence.back_at = time.monotonic()
        self._last = absence
        return self.told()

    def told(self) -> str:
        """The last absence in a sentence or two; "" when there was none."""
        absence = self._last
        if absence is None:
            return ""
        if absence.back_at is None or self._bot.life is Life.DEAD:
            return (
                "Killed with SIGKILL. Alerts are refused now, and their senders come again; "
                "what was accepted before is on disk. Start it again and see."
            )
        if not absence.report:
            words = self._what_it_did(absence, absence.back_at)
            if not self._settled():
                return f"{words} It is still catching up."
            absence.report = words
        return absence.report

    def _what_it_did(self, absence: Absence, back_at: float) -> str:
        calls = list(self._sandbox.journal)[absence.calls :]
        said = sum(call.method == SAID and call.ok for call in calls)
        looked = sum(call.method in LOOK_UPS and call.ok for call in calls)
        return (
            f"Back after {back_at - absence.killed_at:.1f} s, on the same database. Since then: "
            f"{_counted(said, 'message')} sent, {_counted(looked, 'look-up')} whether one had arrived already, "
            f"{self.said_twice() or 'none'} said twice."
        )

    def said_twice(self) -> int:
        """How many of the bot's messages stand there more than once, by the id that travels with each."""
        ids: Counter[str] = Counter()
        for message in self._sandbox.bot_messages():
            if message.metadata and message.metadata.get("event_type") == EVENT_TYPE:
                ids[str(message.metadata["event_payload"]["notice"])] += 1
        return sum(count - 1 for count in ids.values())


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
