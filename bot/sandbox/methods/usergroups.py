"""usergroups.*: groups such as @on-call; the app replaces who is in one."""

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.records import Json, UserGroup
from bot.sandbox.shapes import group_json


def list_all(call: Call) -> Json:
    """usergroups.list"""
    groups = [g for g in call.workspace.groups.values() if call.flag("include_disabled") or not g.disabled]
    users = call.flag("include_users")
    return {"usergroups": [group_json(group, call.workspace.team_id, users=users) for group in groups]}


def create(call: Call) -> Json:
    """usergroups.create"""
    name, handle = call.text("name"), call.text("handle") or call.text("name").lower().replace(" ", "-")
    for group in call.workspace.groups.values():
        if name == group.name:
            raise SlackRefusal("name_already_exists")
        if handle == group.handle:
            raise SlackRefusal("handle_already_exists")
    now = call.workspace.now()
    group = UserGroup(call.workspace.new_id("S"), handle, name, [], now, now, call.bot)
    call.workspace.groups[group.id] = group
    call.workspace.touch()
    return {"usergroup": group_json(group, call.workspace.team_id, users=True)}


def users_list(call: Call) -> Json:
    """usergroups.users.list"""
    return {"users": list(_group(call).users)}


def users_update(call: Call) -> Json:
    """usergroups.users.update: replaces the whole list, and cannot empty it."""
    group = _group(call)
    users = call.items("users")
    if not users:
        raise SlackRefusal("no_users_provided")
    if any(user not in call.workspace.users or call.workspace.users[user].deleted for user in users):
        raise SlackRefusal("invalid_users")
    group.users = users
    group.updated, group.updated_by = call.workspace.now(), call.bot
    call.workspace.touch()
    return {"usergroup": group_json(group, call.workspace.team_id, users=True)}


def _group(call: Call) -> UserGroup:
    group = call.workspace.groups.get(call.text("usergroup"))
    if group is None:
        raise SlackRefusal("no_such_subteam")
    return group


METHODS = {
    "usergroups.list": Method(list_all),
    "usergroups.create": Method(create, ("name",)),
    "usergroups.users.list": Method(users_list, ("usergroup",)),
    "usergroups.users.update": Method(users_update, ("usergroup",)),
}
