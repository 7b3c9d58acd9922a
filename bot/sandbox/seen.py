"""What one person has before their eyes: messages, a modal, the app's home, as snapshots in words."""

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.sandbox.elements import options_of
from bot.sandbox.inputs import interactive, state_values
from bot.sandbox.records import Channel, Json, Message, View
from bot.sandbox.render_text import Reader, attachment_lines, block_lines, plain, text_of
from bot.sandbox.workspace import Workspace

Wanted: TypeAlias = str | re.Pattern[str]
"""Words to look for: a part of the text, or a pattern."""


def fits(wanted: Wanted, text: str) -> bool:
    """Whether the words are there."""
    return wanted in text if isinstance(wanted, str) else wanted.search(text) is not None


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message as a person reads it at one moment.

    `channel` is "#name" or "dm"; `notification` is what a phone or a screen reader says (the `text` beside blocks).
    """

    channel: str
    channel_id: str
    ts: str
    thread_ts: str
    author: str
    lines: tuple[str, ...]
    notification: str
    buttons: tuple[str, ...]
    ephemeral: bool
    edited: bool
    from_bot: bool
    reactions: dict[str, list[str]]
    files: tuple[str, ...]
    metadata: Json | None
    blocks: list[Json] = field(repr=False)
    version: int = 1

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def __str__(self) -> str:
        place = f"{self.channel}{' (thread)' if self.thread_ts not in ('', self.ts) else ''}"
        return f"{place} {self.author}{' (only to you)' if self.ephemeral else ''}: {self.text}"


@dataclass(frozen=True, slots=True)
class SeenField:
    """An input of a view: its label, what is in it, what can be chosen, and the sentence under it when refused."""

    label: str
    kind: str
    value: Json
    options: tuple[str, ...]
    error: str
    block_id: str
    action_id: str
    optional: bool


@dataclass(frozen=True, slots=True)
class SeenView:
    """A modal as a person sees it at one moment."""

    id: str
    title: str
    submit: str
    lines: tuple[str, ...]
    fields: dict[str, SeenField]
    buttons: tuple[str, ...]
    errors: dict[str, str]
    callback_id: str
    private_metadata: str
    depth: int

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)

    def __contains__(self, words: str) -> bool:
        return words in self.text


@dataclass(frozen=True, slots=True)
class SeenHome:
    """The app's home tab as a person sees it; no lines when nothing was published."""

    lines: tuple[str, ...]
    buttons: tuple[str, ...]
    fields: dict[str, SeenField]
    view_id: str

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)

    def __contains__(self, words: str) -> bool:
        return words in self.text


# ---- from records


def reader_for(workspace: Workspace, user_id: str) -> Reader:
    """The eyes of one person, now."""
    user = workspace.users[user_id]
    users, channels, groups = workspace.users, workspace.channels, workspace.groups
    return Reader(
        user.tz, user.hours24, workspace.clock(),
        lambda key: users[key].name if key in users else key,
        lambda key: channels[key].name if key in channels and (
            not channels[key].private or user_id in channels[key].members) else "private channel",
        lambda key: groups[key].handle if key in groups else key,
    )  # fmt: skip


def see_message(workspace: Workspace, reader: Reader, channel: Channel, message: Message) -> SeenMessage:
    """A message through someone's eyes."""
    author = workspace.users.get(message.user)
    own = block_lines(message.blocks, reader) if message.blocks else plain(message.text, reader).splitlines()
    lines = own + attachment_lines(message.attachments, reader)
    lines += [f"📎 {workspace.files[file].title}" for file in message.files]
    return SeenMessage(
        "dm" if channel.direct else f"#{channel.name}", channel.id, message.ts, message.thread_ts,
        author.name if author else message.user, tuple(lines), plain(message.text, reader),
        buttons(all_blocks(message), reader), bool(message.ephemeral_for), bool(message.edited_ts),
        bool(message.bot_id), {name: list(users) for name, users in message.reactions.items()},
        tuple(workspace.files[file].title for file in message.files), message.metadata, all_blocks(message),
        message.version,
    )  # fmt: skip


def all_blocks(message: Message) -> list[Json]:
    """The blocks of a message and of its attachments."""
    return message.blocks + [b for attachment in message.attachments for b in attachment.get("blocks", [])]


def buttons(blocks: list[Json], reader: Reader) -> tuple[str, ...]:
    """The labels of the buttons, in order."""
    return tuple(text_of(e.get("text"), reader) for _b, e in interactive(blocks) if e["type"] == "button")


def see_fields(view: View, reader: Reader) -> dict[str, SeenField]:
    """The inputs of a view by label; elements outside input blocks by placeholder, else action id."""
    values = state_values(view.blocks, view.values)
    seen: dict[str, SeenField] = {}
    for block, element in interactive(view.blocks):
        value = values.get(block["block_id"], {}).get(element["action_id"])
        if value is None:
            continue
        label = text_of(block.get("label") or element.get("placeholder"), reader) or element["action_id"]
        options = tuple(text_of(option["text"], reader) for option in options_of(element))
        error = view.errors.get(block["block_id"], "")
        seen[label] = SeenField(
            label, element["type"], value, options, error, block["block_id"], element["action_id"],
            bool(block.get("optional")),
        )  # fmt: skip
    return seen


def see_view(view: View, reader: Reader, depth: int) -> SeenView:
    """A modal through someone's eyes; `errors` by label ("" for the whole modal)."""
    fields = see_fields(view, reader)
    labels = {seen.block_id: label for label, seen in fields.items()}
    return SeenView(
        view.id, text_of(view.body.get("title"), reader), text_of(view.body.get("submit"), reader),
        tuple(block_lines(view.blocks, reader)), fields, buttons(view.blocks, reader),
        {labels.get(block_id, block_id): words for block_id, words in view.errors.items()},
        str(view.body.get("callback_id", "")), str(view.body.get("private_metadata", "")), depth,
    )  # fmt: skip


def see_home(view: View | None, reader: Reader) -> SeenHome:
    """The home tab through someone's eyes."""
    if view is None:
        return SeenHome((), (), {}, "")
    return SeenHome(
        tuple(block_lines(view.blocks, reader)),
        buttons(view.blocks, reader),
        see_fields(view, reader),
        view.id,
    )
