"""One look at the page: everything that changed for this person since their last, in one answer."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

from bot.sandbox.changes import Changes
from bot.sandbox.phone import Exchange
from bot.sandbox.phone.shown import glanced, telephone_shown
from bot.sandbox.records import Channel, Json, User
from bot.sandbox.render_text import plain
from bot.sandbox.rooms import room
from bot.sandbox.seen import reader_for
from bot.sandbox.shown import channel_shown, opened_view
from bot.sandbox.slack import Slack
from bot.sandbox.unread import ReadMarks

LONGEST_PREVIEW = 140
"""Characters of what a phone shows of the newest message."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page wants to know: whose, which conversation and thread, and what it has already (ticks; 0 for nothing).

    `frame` is that of the last answer: when it is no longer true (another day, another name), everything is sent anew.
    """

    me: str
    channel: str = ""
    thread: str = ""
    home: bool = False
    frame: str = ""
    since: int = 0
    room_since: int = 0
    thread_since: int = 0
    oldest: str = ""
    older: bool = False

    @classmethod
    def from_query(cls, me: str, query: Mapping[str, str]) -> "Asked":
        """Raises ValueError for a tick that is no number."""
        since, room_since, thread_since = (
            int(query.get(name) or 0) for name in ("since", "room_since", "thread_since")
        )
        channel, thread, frame, oldest = (query.get(n, "") for n in ("channel", "thread", "frame", "oldest"))
        home, older = bool(query.get("home")), bool(query.get("older"))
        return cls(me, channel, thread, home, frame, since, room_since, thread_since, oldest, older)


class Looks:
    """Answers looks. `era` changes with every start, so that a page knows that its ticks are another sandbox's."""

    def __init__(self, slack: Slack, shortcuts: Mapping[str, str], exchange: Exchange) -> None:
        self.era = secrets.token_hex(4)
        self.marks = ReadMarks(slack.workspace)
        self._slack = slack
        self._workspace = slack.workspace
        self._shortcuts = shortcuts
        self._exchange = exchange
        self._changes = Changes()

    def answer(self, asked: Asked) -> Json:
        """JSON; `people` and views whole, channels and messages as far as they changed."""
        space = self._workspace
        with space.lock:
            space.direct_channel(self._slack.app.bot_user, asked.me)
            frame = self._frame(asked.me)
            fresh = frame == asked.frame
            answer: Json = {
                "frame": frame, "me": asked.me, "now": space.clock().isoformat(), "people": self._people(),
                **self._channels(asked.me, asked.since if fresh else 0),
                **self._places(asked, fresh=fresh), **self._views(asked), "telephone": self._telephone(asked.me),
            }  # fmt: skip
            if not fresh:
                answer["app"] = self._app()
            return answer | {"tick": self._changes.tick}

    def _frame(self, me: str) -> str:
        """What all that is shown hangs on: the reader's day and zone, and the names of people."""
        user = self._workspace.users[me]
        today = self._workspace.clock().astimezone(ZoneInfo(user.tz)).date()
        users = self._workspace.users.values()
        return f"{self.era} {me} {today} {user.tz} {len(users)} {max(u.updated for u in users)}"

    def _app(self) -> Json:
        app = self._slack.app
        everywhere = {name for name, callback in self._shortcuts.items() if callback in app.global_shortcuts}
        return {
            "name": app.bot_name.capitalize(), "handle": app.bot_name, "user": app.bot_user,
            "global_shortcuts": sorted(everywhere),
            "message_shortcuts": [name for name in self._shortcuts if name not in everywhere],
            "commands": [asdict(command) for command in app.commands],
        }  # fmt: skip

    def _telephone(self, me: str) -> Json | None:
        phone = self._exchange.phone_of(me)
        return telephone_shown(self._exchange, phone) if phone else None

    # ---- people and conversations

    def _people(self) -> list[Json]:
        directs = [channel for channel in self._workspace.channels.values() if channel.direct]
        return [
            self._person(user, directs)
            for user in self._workspace.users.values()
            if not user.is_bot and not user.deleted
        ]

    def _person(self, user: User, directs: list[Channel]) -> Json:
        """`phone` is what would buzz: how many direct messages wait, where the newest is, and how it begins;
        `telephone` the same of text messages and of calls."""
        waiting = [(self.marks.of(user.id, ch), ch) for ch in directs if user.id in ch.members]
        calling = [(unread, ch) for unread, ch in waiting if unread.calls and unread.newest]
        phone: Json = {
            "count": sum(unread.calls for unread, _ in calling),
            "channel": "",
            "text": "",
            "ts": "",
        }
        if calling:
            unread, channel = max(calling, key=lambda pair: pair[0].newest.ts if pair[0].newest else "")
            assert unread.newest
            words = plain(unread.newest.text, reader_for(self._workspace, user.id))
            phone |= {"channel": channel.id, "ts": unread.newest.ts, "text": words[:LONGEST_PREVIEW]}
        telephone = self._exchange.phone_of(user.id)
        return {
            "id": user.id, "name": user.name, "real_name": user.real_name, "tz": user.tz, "hours24": user.hours24,
            "phone": phone, "telephone": glanced(telephone) if telephone else None,
        }  # fmt: skip

    def _channels(self, me: str, since: int) -> Json:
        mine = [ch for ch in self._workspace.visible(me) if not ch.direct or me in ch.members]
        shown = {ch.id: channel_shown(self._workspace, ch, me, self.marks.of(me, ch)) for ch in mine}
        prints = {key: repr(value) for key, value in shown.items()}
        changed = self._changes.since(f"{me} channels", prints, since)
        return {"channel_order": list(shown), "channels": [shown[key] for key in changed]}

    # ---- what is open

    def _places(self, asked: Asked, *, fresh: bool) -> Json:
        space = self._workspace
        channel = space.channels.get(asked.channel)
        if channel is None or (channel.private and asked.me not in channel.members):
            return {"room": None, "thread": None}
        since = asked.room_since if fresh else 0
        found = room(
            space, self._changes, asked.me, channel, since=since, oldest=asked.oldest, older=asked.older
        )
        places: Json = {"room": found | {"channel": channel.id}, "thread": None}
        if asked.thread:
            since = asked.thread_since if fresh else 0
            inside = room(space, self._changes, asked.me, channel, thread=asked.thread, since=since)
            places["thread"] = inside | {"channel": channel.id, "thread": asked.thread}
        return places

    def _views(self, asked: Asked) -> Json:
        space, me = self._workspace, asked.me
        stack = space.modals.get(me, [])
        home = opened_view(space, me, space.homes.get(me)) if asked.home else None
        return {"modal": opened_view(space, me, stack[-1] if stack else None, len(stack)), "home": home}
