"""A member of the workspace: what they say, where they go and what they read."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from bot.sandbox import messages
from bot.sandbox.eyes import Eyes, Ledger
from bot.sandbox.messages import Author, Draft
from bot.sandbox.records import Channel, Message, User
from bot.sandbox.seen import SeenMessage, Wanted, reader_for, see_message
from bot.sandbox.slack import Slack

Place: TypeAlias = str | SeenMessage
"""A channel by "#name", "name" or id; "dm" for the conversation with the app; or a message in it."""


class Member:
    """One member, without the app: talking, channels, reading. Raises AssertionError when something isn't there."""

    def __init__(self, slack: Slack, ledger: Ledger, user: User) -> None:
        self.id = user.id
        self.name = user.name
        self.user = user
        self._slack = slack
        self._space = slack.workspace
        self._ledger = ledger
        self._eyes = Eyes(slack.workspace, ledger, user.id, user.name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} {self.id} {self.user.tz}>"

    # ---- typing

    def says(self, text: str, channel: Place = "general", thread: SeenMessage | None = None) -> SeenMessage:
        """Say something; `@name` of a user becomes a mention, other `&<>` are escaped as Slack's client does."""
        place = self._place(channel)
        with self._space.lock:
            top = (thread.thread_ts or thread.ts) if thread else ""
            draft = Draft(self._mentioned(text), thread_ts=top)
            message = messages.post(
                self._space, place, Author(self.id), draft, bot_user=self._slack.app.bot_user
            )
            return self._see(message)

    def edits(self, message: SeenMessage, text: str) -> SeenMessage:
        """Edit one's own message."""
        with self._space.lock:
            record = self._own(message)
            messages.change(self._space, record, self.id, Draft(self._mentioned(text)))
            return self._see(record)

    def deletes(self, message: SeenMessage) -> None:
        """Delete one's own message."""
        with self._space.lock:
            messages.delete(self._space, self._own(message))

    def reacts(self, emoji: str, message: SeenMessage) -> None:
        """Put an emoji ("pushpin", without colons) on a message."""
        with self._space.lock:
            messages.react(self._space, self._there(message), self.id, emoji.strip(":"))

    def unreacts(self, emoji: str, message: SeenMessage) -> None:
        """Take it back."""
        with self._space.lock:
            messages.unreact(self._space, self._there(message), self.id, emoji.strip(":"))

    def dismisses(self, message: SeenMessage) -> None:
        """Take a message that only this person sees out of view."""
        with self._space.lock:
            record = self._there(message)
            if record.ephemeral_for != self.id:
                raise AssertionError(f"{self.name} cannot dismiss what everybody sees")
            messages.delete(self._space, record)

    # ---- channels

    def joins(self, channel: str) -> None:
        """Join a public channel."""
        with self._space.lock:
            found = self._visible(channel)
            if found.private:
                raise AssertionError(f"#{found.name} is private: {self.name} must be invited")
            messages.join(self._space, found, self.id, bot_user=self._slack.app.bot_user)

    def leaves(self, channel: Place) -> None:
        """Leave a channel."""
        with self._space.lock:
            messages.leave(self._space, self._place(channel), self.id, bot_user=self._slack.app.bot_user)

    def invites(self, who: "Member | str", channel: Place) -> None:
        """Invite a person, or the app by "bot"."""
        with self._space.lock:
            user = who.id if isinstance(who, Member) else self._slack.app.bot_user
            found = self._place(channel)
            messages.join(self._space, found, user, bot_user=self._slack.app.bot_user, inviter=self.id)

    def removes(self, who: "Member | str", channel: Place) -> None:
        """Put a person, or the app by "bot", out of a channel."""
        with self._space.lock:
            user = who.id if isinstance(who, Member) else self._slack.app.bot_user
            messages.leave(self._space, self._place(channel), user, bot_user=self._slack.app.bot_user)

    def sets_topic(self, channel: Place, words: str) -> None:
        """Set a channel's topic."""
        with self._space.lock:
            found = self._place(channel)
            messages.set_topic(self._space, found, Author(self.id), words, bot_user=self._slack.app.bot_user)

    def renames(self, channel: Place, name: str) -> None:
        """Rename a channel."""
        with self._space.lock:
            found = self._place(channel)
            messages.rename(self._space, found, Author(self.id), name, bot_user=self._slack.app.bot_user)

    def archives(self, channel: Place, *, archived: bool = True) -> None:
        """Archive a channel, or bring it back."""
        with self._space.lock:
            found = self._visible(channel.channel_id if isinstance(channel, SeenMessage) else channel)
            messages.archive(self._space, found, Author(self.id), archived=archived,
                             bot_user=self._slack.app.bot_user)  # fmt: skip

    def pins(self, message: SeenMessage) -> None:
        """Pin a message to its channel."""
        with self._space.lock:
            record = self._there(message)
            messages.pin(self._space, self._space.channels[record.channel], record, self.id)

    def unpins(self, message: SeenMessage) -> None:
        """Take a pin away."""
        with self._space.lock:
            record = self._there(message)
            messages.unpin(self._space, self._space.channels[record.channel], record.ts, self.id)

    def talks_with(self, user_id: str) -> str:
        """Open the direct conversation with somebody; its id."""
        return self._space.direct_channel(self.id, self._space.user(user_id).id).id

    # ---- reading

    def finds(self, channel_id: str, ts: str) -> SeenMessage | None:
        """One message by its ts, if this person can see it."""
        with self._space.lock:
            channel = self._visible(channel_id)
            record = channel.messages.get(ts) or channel.ephemerals.get(ts)
            if record is None or record.ephemeral_for not in ("", self.id):
                return None
            return self._see(record)

    def reads(self, channel: Place | None = None, thread: SeenMessage | None = None) -> list[SeenMessage]:
        """What this person sees there, oldest first; everywhere when nothing is named."""
        top = (thread.thread_ts or thread.ts) if thread else ""
        return self._eyes.messages(_where(channel or thread), top)

    def dms(self) -> list[SeenMessage]:
        """The conversation with the app."""
        return self._eyes.messages("dm")

    def topic(self, channel: Place) -> str:
        """The topic of a channel."""
        return self._visible(_where(channel) or "").topic.value

    def members(self, channel: Place) -> list[str]:
        """The names of those in a channel."""
        found = self._visible(_where(channel) or "")
        return [self._space.users[user].name for user in found.members]

    def channels(self) -> list[str]:
        """The names of the channels this person is in, archived ones left out."""
        with self._space.lock:
            return [ch.name for ch in self._eyes.channels(None) if not ch.direct and not ch.archived]

    def pinned(self, channel: Place) -> list[SeenMessage]:
        """What is pinned in a channel, newest pin first."""
        found = self._visible(_where(channel) or "")
        with self._space.lock:
            return [self._see(found.messages[pin.ts]) for pin in found.pins]

    def bookmarks(self, channel: Place) -> dict[str, str]:
        """The links over a channel: title to address."""
        return {mark.title: mark.link for mark in self._visible(_where(channel) or "").bookmarks}

    def opens_file(self, message: SeenMessage, index: int = 0) -> bytes:
        """The content of a file in a message."""
        return self._space.files[self._there(message).files[index]].content

    def sees(
        self, words: Wanted, where: str | None = None, *, thread: SeenMessage | None = None
    ) -> SeenMessage:
        """A message with these words is there now; claims it."""
        return self.waits_for(words, where, timeout=0, thread=thread)

    def sees_no(self, words: Wanted, where: str | None = None) -> None:
        """No message with these words is there now."""
        with self._space.lock:
            found = self._eyes.find(words, where, fresh=False)
        if found is not None:
            raise AssertionError(f"{self.name} sees {words!r}: {found}")

    def waits_for(self, words: Wanted, where: str | None = None, timeout: float = 15.0, *, fresh: bool = False,
                  thread: SeenMessage | None = None,
                  when: Callable[[SeenMessage], bool] | None = None) -> SeenMessage:  # fmt: skip
        """Wait until a message with these words is there, and claim it.

        Of several, the newest that this person has not looked at; one already looked at only when there is no other,
        and with `fresh` not at all (an edited message is new again).
        """
        top = (thread.thread_ts or thread.ts) if thread else ""
        return self._eyes.waits_for(words, where, timeout, fresh=fresh, thread=top, when=when)

    def claims(self, found: Iterable[SeenMessage]) -> None:
        """Say that these messages were expected."""
        for message in found:
            self._ledger.claim(self.id, message)

    def now(self, message: SeenMessage) -> SeenMessage:
        """The same message as it stands now."""
        found = self._eyes.again(message)
        if found is None:
            raise AssertionError(f"{self.name}: that message is gone: {message}")
        return found

    def expects_nothing(self, for_seconds: float = 0.5, where: str | None = None) -> None:
        """Fails when the app says anything to this person within that time."""
        with self._space.changed:
            before = {(m.ts, m.version) for _c, m in self._eyes.raw(where)}

            def new() -> list[Message]:
                return [m for _c, m in self._eyes.raw(where) if m.bot_id and (m.ts, m.version) not in before]

            if self._space.changed.wait_for(lambda: bool(new()), for_seconds):
                said = [str(self._see(message)) for message in new()]
                raise AssertionError(f"{self.name} expected nothing, and sees {said}")

    # ---- inner

    def _now_ts(self) -> str:
        with self._space.lock:
            return self._space.next_ts()

    def _visible(self, channel: str) -> Channel:
        with self._space.lock:
            found = self._eyes.channels(channel)
            if channel == "dm" and not found:
                found = [self._space.direct_channel(self._slack.app.bot_user, self.id)]
            if not found:
                raise AssertionError(f"{self.name} sees no channel {channel!r}; there are {self.channels()}")
            return found[0]

    def _place(self, place: Place) -> Channel:
        found = self._visible(_where(place) or "")
        if self.id not in found.members:
            raise AssertionError(f"{self.name} is not in #{found.name}")
        if found.archived:
            raise AssertionError(f"#{found.name} is archived")
        return found

    def _there(self, message: SeenMessage) -> Message:
        record = self._eyes.record(message)
        if record is None:
            raise AssertionError(f"{self.name}: that message is gone: {message}")
        return record

    def _own(self, message: SeenMessage) -> Message:
        record = self._there(message)
        if record.user != self.id:
            raise AssertionError(f"{self.name} cannot change the words of {message.author}")
        return record

    def _see(self, message: Message) -> SeenMessage:
        channel = self._space.channels[message.channel]
        return see_message(self._space, reader_for(self._space, self.id), channel, message)

    def _mentioned(self, text: str) -> str:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for user in sorted(self._space.users.values(), key=lambda user: -len(user.name)):
            escaped = escaped.replace(f"@{user.name}", f"<@{user.id}>")
        for channel in sorted(self._space.channels.values(), key=lambda channel: -len(channel.name)):
            if channel.name:
                escaped = escaped.replace(f"#{channel.name}", f"<#{channel.id}|{channel.name}>")
        return escaped


def _where(place: Place | None) -> str | None:
    return place.channel_id if isinstance(place, SeenMessage) else place
