"""bookmarks.*: the links in the bar over a channel."""

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.limits import MAX_BOOKMARKS
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.records import Bookmark, Json
from bot.sandbox.shapes import bookmark_json


def add(call: Call) -> Json:
    """bookmarks.add: type "link" with an http(s) link."""
    channel = call.channel("channel_id")
    if call.bot not in channel.members:
        raise SlackRefusal("channel_not_found")
    if call.text("type") != "link":
        raise SlackRefusal("invalid_bookmark_type")
    _check_link(call.text("link"))
    if len(channel.bookmarks) >= MAX_BOOKMARKS:
        raise SlackRefusal("too_many_bookmarks")
    mark = Bookmark(
        call.workspace.new_id("Bk"), channel.id, call.text("title"), call.text("link"), call.text("emoji"),
        call.workspace.now(), updated_by=call.bot,
    )  # fmt: skip
    channel.bookmarks.append(mark)
    call.workspace.touch()
    return {"bookmark": bookmark_json(mark, call.workspace.team_id)}


def edit(call: Call) -> Json:
    """bookmarks.edit"""
    mark = _found(call)
    if "link" in call.args:
        _check_link(call.text("link"))
    mark.link = call.text("link", mark.link)
    mark.title = call.text("title", mark.title)
    mark.emoji = call.text("emoji", mark.emoji)
    mark.updated, mark.updated_by = call.workspace.now(), call.bot
    call.workspace.touch()
    return {"bookmark": bookmark_json(mark, call.workspace.team_id)}


def remove(call: Call) -> Json:
    """bookmarks.remove"""
    call.channel("channel_id").bookmarks.remove(_found(call))
    call.workspace.touch()
    return {}


def list_all(call: Call) -> Json:
    """bookmarks.list"""
    marks = call.channel("channel_id").bookmarks
    return {"bookmarks": [bookmark_json(mark, call.workspace.team_id) for mark in marks]}


def _found(call: Call) -> Bookmark:
    wanted = call.text("bookmark_id")
    found = next((m for m in call.channel("channel_id").bookmarks if m.id == wanted), None)
    if found is None:
        raise SlackRefusal("not_found")
    return found


def _check_link(link: str) -> None:
    if not link.startswith(("http://", "https://")):
        raise SlackRefusal("invalid_link")


METHODS = {
    "bookmarks.add": Method(add, ("channel_id", "title", "type")),
    "bookmarks.edit": Method(edit, ("channel_id", "bookmark_id")),
    "bookmarks.remove": Method(remove, ("channel_id", "bookmark_id")),
    "bookmarks.list": Method(list_all, ("channel_id",)),
}
