"""conversations.* about members and lists: invite, join, leave, kick, open, close, info, list, members."""

from bot.sandbox import messages
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.limits import MAX_INVITED
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.methods.rooms import shown
from bot.sandbox.records import Channel, ChannelKind, Json, User
from bot.sandbox.shapes import channel_json


def invite(call: Call) -> Json:
    """conversations.invite: at most 100 users; with `force` those who can be invited are, and `errors` says the rest.

    Without it one bad user spoils the whole call.
    """
    channel = call.channel(alive=True, member=True)
    if channel.direct:
        raise SlackRefusal("method_not_supported_for_channel_type")
    wanted = call.items("users")
    if not wanted:
        raise SlackRefusal("no_user")
    if len(wanted) > MAX_INVITED:
        raise SlackRefusal("invalid_arguments", [f"[ERROR] no more than {MAX_INVITED} users"])
    refused = [(user, error) for user in wanted if (error := _why_not(call, channel, user))]
    errors = [{"user": user, "ok": False, "error": error} for user, error in refused]
    names = {user for user, _error in refused}
    if refused and (not call.flag("force") or len(names) == len(set(wanted))):
        raise SlackRefusal(refused[0][1], errors=errors)
    for user in wanted:
        if user not in names:
            messages.join(call.workspace, channel, user, bot_user=call.bot, inviter=call.bot)
    return shown(call, channel) | ({"errors": errors} if errors else {})


def _why_not(call: Call, channel: Channel, user_id: str) -> str:
    user = call.workspace.users.get(user_id)
    if user_id == call.bot:
        return "cant_invite_self"
    if user is None or user.deleted:
        return "user_not_found"
    if user_id in channel.members:
        return "already_in_channel"
    if user.is_ultra_restricted and _guest_channels(call, user):
        return "ura_max_channels"  # a single-channel guest already has its channel
    return ""


def _guest_channels(call: Call, user: User) -> list[Channel]:
    return [ch for ch in call.workspace.channels.values() if user.id in ch.members and not ch.direct]


def join(call: Call) -> Json:
    """conversations.join: public channels only; already being in it is a warning."""
    channel = call.channel(alive=True)
    if channel.kind is not ChannelKind.PUBLIC:
        raise SlackRefusal("method_not_supported_for_channel_type")
    already = call.bot in channel.members
    messages.join(call.workspace, channel, call.bot, bot_user=call.bot)
    body = shown(call, channel)
    if already:
        warning = "already_in_channel"
        body |= {"warning": warning, "response_metadata": {"warnings": [warning]}}
    return body


def leave(call: Call) -> Json:
    """conversations.leave; not being in it is ok with `not_in_channel`."""
    channel = call.channel(alive=True)
    if channel.is_general:
        raise SlackRefusal("cant_leave_general")
    if channel.direct:
        raise SlackRefusal("method_not_supported_for_channel_type")
    if call.bot not in channel.members:
        return {"not_in_channel": True}
    messages.leave(call.workspace, channel, call.bot, bot_user=call.bot)
    return {}


def kick(call: Call) -> Json:
    """conversations.kick"""
    channel = call.channel(member=True)
    user = call.workspace.user(call.text("user")).id
    if user == call.bot:
        raise SlackRefusal("cant_kick_self")
    if channel.is_general:
        raise SlackRefusal("cant_kick_from_general")
    if user not in channel.members:
        raise SlackRefusal("not_in_channel")
    messages.leave(call.workspace, channel, user, bot_user=call.bot)
    return {"errors": {}}


def open_direct(call: Call) -> Json:
    """conversations.open: by users (1 is a DM, up to 8 a group DM) or by the id of one that exists."""
    if call.text("channel"):
        channel = call.channel()
        return {"no_op": True, "already_open": True} | shown(call, channel)
    users = call.items("users")
    if not users:
        raise SlackRefusal("users_list_not_supplied")
    if len(users) > 8:
        raise SlackRefusal("too_many_users")
    for user in users:
        if call.workspace.user(user).deleted:
            raise SlackRefusal("user_disabled")
    already = call.workspace.is_open(call.bot, *users)
    channel = call.workspace.direct_channel(call.bot, *users)
    body: Json = {"channel": {"id": channel.id}}
    if call.flag("return_im"):
        body = shown(call, channel)
    return body | ({"no_op": True, "already_open": True} if already else {})


def close(call: Call) -> Json:
    """conversations.close: hides a DM; nothing of it is lost."""
    if not call.channel().direct:
        raise SlackRefusal("method_not_supported_for_channel_type")
    return {}


def info(call: Call) -> Json:
    """conversations.info"""
    channel = call.channel()
    body = shown(call, channel)
    if call.flag("include_num_members"):
        body["channel"]["num_members"] = len(channel.members)
    return body


def list_all(call: Call) -> Json:
    """conversations.list: what the app may see; public channels unless `types` says more."""
    return _listed(call, call.bot, list(call.workspace.visible(call.bot)), count_members=True)


def of_user(call: Call) -> Json:
    """users.conversations: where a user (default: the app) is a member, as far as the app may know."""
    user = call.text("user", call.bot)
    joined = [channel for channel in call.workspace.visible(call.bot) if user in channel.members]
    return _listed(call, user, joined)


def _listed(call: Call, viewer: str, channels: list[Channel], *, count_members: bool = False) -> Json:
    wanted = call.items("types") or [ChannelKind.PUBLIC.value]
    known = {kind.value for kind in ChannelKind}
    if set(wanted) - known:
        raise SlackRefusal("invalid_types")
    hide_archived = call.flag("exclude_archived")
    fitting = [ch for ch in channels if ch.kind.value in wanted and not (hide_archived and ch.archived)]
    page, cursor = call.page(fitting, 100)
    shown_page = [
        channel_json(ch, viewer, call.workspace.team_id)
        | ({"num_members": len(ch.members)} if count_members else {})
        for ch in page
    ]
    return {"channels": shown_page, "response_metadata": {"next_cursor": cursor}}


def members(call: Call) -> Json:
    """conversations.members"""
    page, cursor = call.page(call.channel().members, 100)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


METHODS = {
    "conversations.invite": Method(invite, ("channel",)),
    "conversations.join": Method(join, ("channel",)),
    "conversations.leave": Method(leave, ("channel",)),
    "conversations.kick": Method(kick, ("channel", "user")),
    "conversations.open": Method(open_direct),
    "conversations.close": Method(close, ("channel",)),
    "conversations.info": Method(info, ("channel",)),
    "conversations.list": Method(list_all),
    "conversations.members": Method(members, ("channel",)),
    "users.conversations": Method(of_user),
}
