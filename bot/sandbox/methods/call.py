"""One Web API request as a method sees it: its arguments, read the way Slack reads them, and the parts it works on."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.sandbox.contents import decoded
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.records import Channel, Json
from bot.sandbox.slack import App, Slack
from bot.sandbox.workspace import Workspace

T = TypeVar("T")
YES = (True, 1, "true", "True", "1")


@dataclass(frozen=True, slots=True)
class Call:
    """The request of the installed app."""

    slack: Slack
    method: str
    args: Json

    @property
    def workspace(self) -> Workspace:
        """The state."""
        return self.slack.workspace

    @property
    def app(self) -> App:
        """Who asks."""
        return self.slack.app

    @property
    def bot(self) -> str:
        """The app's user id."""
        return self.slack.app.bot_user

    def text(self, name: str, default: str = "") -> str:
        """A string argument."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean argument, however it is spelt ("1", "true", true)."""
        value = self.args.get(name)
        return default if value is None else value in YES

    def number(self, name: str, default: int) -> int:
        """A number; raises invalid_limit."""
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError):
            raise SlackRefusal("invalid_limit" if name == "limit" else "invalid_arguments") from None

    def items(self, name: str) -> list[str]:
        """A list of strings: an array, or words between commas."""
        value = self.args.get(name)
        if isinstance(value, str):
            loaded = decoded(value) if value.startswith("[") else None
            value = loaded if isinstance(loaded, list) else value.split(",")
        return [str(item).strip() for item in value or [] if str(item).strip()]

    def json(self, name: str) -> Any:
        """A JSON argument, which in a form is a string."""
        return decoded(self.args.get(name))

    def channel(self, name: str = "channel", *, member: bool = False, alive: bool = False) -> Channel:
        """The conversation that an argument names.

        Raises channel_not_found; with `alive` is_archived; with `member` not_in_channel when the bot isn't in it.
        """
        found = self.workspace.channel_for(self.text(name), self.bot)
        if alive and found.archived:
            raise SlackRefusal("is_archived")
        if member and self.bot not in found.members:
            raise SlackRefusal("not_in_channel")
        return found

    def page(self, items: Sequence[T], default: int, most: int = 1000) -> tuple[list[T], str]:
        """One page by `limit` and `cursor`, and the cursor of the next ("" at the end); raises invalid_cursor."""
        limit = self.number("limit", default)
        if limit < 1 or limit > most:
            raise SlackRefusal("invalid_limit")
        start = self._offset()
        end = start + limit
        following = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
        return list(items[start:end]), following

    def _offset(self) -> int:
        cursor = self.text("cursor")
        if not cursor:
            return 0
        try:
            word, _, offset = base64.b64decode(cursor, validate=True).decode().partition(":")
            if word != "next":
                raise SlackRefusal("invalid_cursor")
            return int(offset)
        except ValueError:
            raise SlackRefusal("invalid_cursor") from None


@dataclass(frozen=True, slots=True)
class Method:
    """How to answer a method: the arguments without which it says invalid_arguments, and the work.

    `run` returns the fields beside `"ok": true`, or raises SlackRefusal.
    """

    run: Callable[[Call], Json]
    needs: tuple[str, ...] = ()
    app_token: bool = False


def check_needed(method: Method, args: Json) -> None:
    """Raises invalid_arguments naming each required field that is missing."""
    missing = [name for name in method.needs if args.get(name) in (None, "")]
    if missing:
        raise SlackRefusal(
            "invalid_arguments", [f"[ERROR] missing required field: {name}" for name in missing]
        )
