"""Records as the JSON that Slack answers with."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.inputs import state_values
from bot.sandbox.records import (
    Bookmark,
    Channel,
    ChannelKind,
    File,
    Json,
    Message,
    Pin,
    User,
    UserGroup,
    View,
)
from bot.sandbox.workspace import Workspace


def user_json(user: User, now: datetime) -> Json:
    """A user as `users.info` shows it; `tz_offset` is in seconds and only true today."""
    local = now.astimezone(ZoneInfo(user.tz))
    offset = local.utcoffset()
    profile = {
        "avatar_hash": "", "status_text": "", "status_emoji": "", "real_name": user.real_name,
        "display_name": user.name, "real_name_normalized": user.real_name, "display_name_normalized": user.name,
        "email": user.email, "team": user.team_id,
    }  # fmt: skip
    profile |= {f"image_{size}": "" for size in ("original", "24", "32", "48", "72", "192", "512")}
    body: Json = {
        "id": user.id, "team_id": user.team_id, "name": user.name, "deleted": user.deleted, "color": "9f69e7",
        "real_name": user.real_name, "tz": user.tz, "tz_label": local.tzname() or user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0, "profile": profile,
        "is_admin": user.is_admin, "is_owner": False, "is_primary_owner": False,
        "is_restricted": user.is_restricted, "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot, "updated": user.updated, "is_app_user": False, "has_2fa": False,
    }  # fmt: skip
    if user.is_stranger:
        body["is_stranger"] = True
    return body


def channel_json(channel: Channel, viewer: str, team_id: str = "") -> Json:
    """A conversation as `conversations.info` shows it to `viewer`."""
    if channel.kind is ChannelKind.IM:
        other = next((user for user in channel.members if user != viewer), viewer)
        return {
            "id": channel.id, "created": channel.created, "is_im": True, "is_org_shared": False, "user": other,
            "last_read": "0000000000.000000", "latest": None, "unread_count": 0, "unread_count_display": 0,
            "is_open": True, "is_archived": False, "priority": 0, "context_team_id": team_id,
            "is_user_deleted": False,
        }  # fmt: skip
    private = channel.private
    return {
        "id": channel.id, "name": channel.name, "is_channel": not private, "is_group": private, "is_im": False,
        "is_mpim": channel.kind is ChannelKind.MPIM, "is_private": private, "created": channel.created,
        "is_archived": channel.archived, "is_general": channel.is_general, "unlinked": 0,
        "name_normalized": channel.name, "is_read_only": False, "is_shared": False, "is_ext_shared": False,
        "is_org_shared": False, "is_frozen": False, "pending_shared": [], "is_pending_ext_shared": False,
        "context_team_id": team_id, "shared_team_ids": [team_id], "pending_connected_team_ids": [],
        "parent_conversation": None, "creator": channel.creator, "is_member": viewer in channel.members,
        "last_read": "0000000000.000000", "latest": None, "unread_count": 0, "unread_count_display": 0,
        "updated": channel.created * 1000, "topic": _note(channel, "topic"), "purpose": _note(channel, "purpose"),
        "previous_names": list(channel.previous_names), "priority": 0,
        "properties": {"canvas": {"file_id": "F0CANVAS", "is_empty": True, "quip_thread_id": ""}, "tabs": []},
    }  # fmt: skip


def _note(channel: Channel, which: str) -> Json:
    note = channel.topic if which == "topic" else channel.purpose
    return {"value": note.value, "creator": note.creator, "last_set": note.last_set}


def message_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
    """A message as history shows it; thread counters only on a parent, metadata only with include_all_metadata."""
    body: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    body |= {"team": workspace.team_id}
    if message.subtype:
        body["subtype"] = message.subtype
    if message.bot_id:
        body |= {
            "bot_id": message.bot_id,
            "app_id": message.app_id,
            "bot_profile": bot_profile(workspace, message),
        }
    for key in ("blocks", "attachments"):
        if getattr(message, key):
            body[key] = getattr(message, key)
    if message.edited_ts:
        body["edited"] = {"user": message.edited_by, "ts": message.edited_ts}
    if message.reactions:
        body["reactions"] = reactions_json(message)
    if message.files:
        body["files"] = [file_json(workspace, workspace.files[file]) for file in message.files]
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    return body | _thread_json(workspace, message) | message.extra


def echoed_json(workspace: Workspace, message: Message) -> Json:
    """A message as chat.postMessage answers and as events carry it.

    Of its metadata only the event_type is there: Slack strips an event_payload whose schema the app's manifest does
    not declare (python-slack-sdk issue 1501); history with include_all_metadata has it all.
    """
    body = message_json(workspace, message)
    if message.metadata:
        body["metadata"] = {"event_type": message.metadata["event_type"], "event_payload": {}}
    return body


def _thread_json(workspace: Workspace, message: Message) -> Json:
    channel = workspace.channels[message.channel]
    if message.thread_ts and message.thread_ts != message.ts:
        parent = channel.messages.get(message.thread_ts)
        return {"thread_ts": message.thread_ts, "parent_user_id": parent.user if parent else ""}
    if not message.thread_ts:
        return {}
    replies = replies_of(channel, message.ts)
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts, "reply_count": len(replies), "reply_users_count": len(users),
        "latest_reply": replies[-1].ts if replies else "", "reply_users": users, "is_locked": False,
        "subscribed": False,
    }  # fmt: skip


def replies_of(channel: Channel, thread_ts: str) -> list[Message]:
    """The replies in a thread, oldest first, without its parent."""
    return [m for m in channel.messages.values() if m.thread_ts == thread_ts and m.ts != thread_ts]


def bot_profile(workspace: Workspace, message: Message) -> Json:
    """Who the app is, as shown beside its messages."""
    user = workspace.users.get(message.user)
    name = user.real_name if user else "app"
    return {
        "id": message.bot_id, "app_id": message.app_id, "user_id": message.user, "name": name, "deleted": False,
        "updated": 0, "team_id": workspace.team_id, "icons": {},
    }  # fmt: skip


def reactions_json(message: Message) -> list[Json]:
    """Emoji with who set them, in the order they first appeared."""
    return [{"name": n, "users": list(users), "count": len(users)} for n, users in message.reactions.items()]


def permalink(workspace: Workspace, message: Message) -> str:
    """The address of a message; a reply names its thread."""
    url = f"https://{workspace.domain}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != message.ts:
        url += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return url


def pin_json(workspace: Workspace, channel: Channel, pin: Pin) -> Json:
    """A pinned message as `pins.list` shows it."""
    message = channel.messages[pin.ts]
    inner = message_json(workspace, message)
    inner |= {"permalink": permalink(workspace, message), "pinned_to": [channel.id]}
    return {
        "type": "message", "channel": channel.id, "created": pin.created, "created_by": pin.user, "message": inner,
    }  # fmt: skip


def bookmark_json(mark: Bookmark, team_id: str) -> Json:
    """A bookmark as the bookmarks methods show it."""
    return {
        "id": mark.id, "channel_id": mark.channel, "title": mark.title, "link": mark.link, "emoji": mark.emoji,
        "icon_url": None, "type": "link", "entity_id": None, "date_created": mark.created,
        "date_updated": mark.updated, "rank": "g", "last_updated_by_user_id": mark.updated_by,
        "last_updated_by_team_id": team_id, "shortcut_id": None, "app_id": None,
    }  # fmt: skip


def view_json(workspace: Workspace, view: View, app_id: str, bot_id: str) -> Json:
    """A view as the views methods answer and as interaction payloads carry it; `state` is what was filled in."""
    home = view.body.get("type") == "home"
    body: Json = {
        "id": view.id, "team_id": workspace.team_id, "type": "modal", "title": None, "submit": None, "close": None,
        "private_metadata": "", "callback_id": "", "external_id": "", "clear_on_close": False,
        "notify_on_close": False,
    }  # fmt: skip
    if home:
        body.pop("title")
    body |= view.body
    body |= {
        "state": {"values": state_values(view.blocks, view.values)}, "hash": view.hash, "root_view_id": view.root_id,
        "previous_view_id": view.previous_id or None, "app_id": app_id, "bot_id": bot_id,
        "app_installed_team_id": workspace.team_id,
    }  # fmt: skip
    return body


def file_json(workspace: Workspace, file: File) -> Json:
    """A file as `files.info` shows it; url_private needs the bot's token."""
    public = [c for c in file.channels if not workspace.channels[c].private]
    groups = [c for c in file.channels if workspace.channels[c].kind is ChannelKind.PRIVATE]
    ims = [c for c in file.channels if workspace.channels[c].direct]
    kind = file.name.rpartition(".")[2] if "." in file.name else "text"
    url = f"{workspace.file_base}/files-pri/{workspace.team_id}-{file.id}/{file.name}"
    return {
        "id": file.id, "created": file.created, "timestamp": file.created, "name": file.name, "title": file.title,
        "mimetype": "application/octet-stream", "filetype": kind, "pretty_type": kind.upper(), "user": file.user,
        "editable": False, "size": file.length, "mode": "hosted", "is_external": False, "external_type": "",
        "is_public": bool(public), "public_url_shared": False, "display_as_bot": False, "username": "",
        "url_private": url, "url_private_download": url, "permalink": url, "permalink_public": url,
        "comments_count": 0, "is_starred": False, "shares": {}, "channels": public, "groups": groups, "ims": ims,
        "has_rich_preview": False, "alt_txt": file.title,
    }  # fmt: skip


def group_json(group: UserGroup, team_id: str, *, users: bool = False) -> Json:
    """A user group; `users` only when asked for."""
    body: Json = {
        "id": group.id, "team_id": team_id, "is_usergroup": True, "name": group.name, "description": "",
        "handle": group.handle, "is_external": False, "date_create": group.created, "date_update": group.updated,
        "date_delete": 1 if group.disabled else 0, "auto_type": None, "created_by": group.updated_by,
        "updated_by": group.updated_by, "deleted_by": None, "prefs": {"channels": [], "groups": []},
        "user_count": len(group.users),
    }  # fmt: skip
    return body | ({"users": list(group.users)} if users else {})
