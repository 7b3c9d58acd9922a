"""users.*: who is who, and in which zone."""

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.records import Json
from bot.sandbox.shapes import user_json


def info(call: Call) -> Json:
    """users.info"""
    return {"user": user_json(call.workspace.user(call.text("user")), call.workspace.clock())}


def list_all(call: Call) -> Json:
    """users.list: all of them, the deleted too."""
    page, cursor = call.page(list(call.workspace.users.values()), 1000)
    now = call.workspace.clock()
    return {
        "members": [user_json(user, now) for user in page], "cache_ts": call.workspace.now(),
        "response_metadata": {"next_cursor": cursor},
    }  # fmt: skip


def lookup_by_email(call: Call) -> Json:
    """users.lookupByEmail"""
    wanted = call.text("email").lower()
    found = next(
        (u for u in call.workspace.users.values() if u.email.lower() == wanted and not u.deleted), None
    )
    if found is None:
        raise SlackRefusal("users_not_found")
    return {"user": user_json(found, call.workspace.clock())}


def profile(call: Call) -> Json:
    """users.profile.get"""
    user = call.workspace.user(call.text("user", call.bot))
    return {"profile": user_json(user, call.workspace.clock())["profile"]}


METHODS = {
    "users.info": Method(info, ("user",)),
    "users.list": Method(list_all),
    "users.lookupByEmail": Method(lookup_by_email, ("email",)),
    "users.profile.get": Method(profile),
}
