"""The Web API, a family of methods a file; `METHODS` is the table of all."""

from bot.sandbox.methods import (
    auth,
    bookmarks,
    chat,
    conversations,
    files,
    histories,
    pins,
    reactions,
    rooms,
    usergroups,
    users,
    views,
)
from bot.sandbox.methods.call import Method

METHODS: dict[str, Method] = {
    **auth.METHODS, **bookmarks.METHODS, **chat.METHODS, **conversations.METHODS, **files.METHODS,
    **histories.METHODS, **pins.METHODS, **reactions.METHODS, **rooms.METHODS, **usergroups.METHODS, **users.METHODS,
    **views.METHODS,
}  # fmt: skip

__all__ = ["METHODS", "Method"]
