"""auth.*, apps.*, team.* and bots.*: who the app is and where."""

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.records import Json


def test(call: Call) -> Json:
    """auth.test"""
    space = call.workspace
    return {
        "url": f"https://{space.domain}.slack.com/", "team": space.name, "user": call.app.bot_name,
        "team_id": space.team_id, "user_id": call.bot, "bot_id": call.app.bot_id, "is_enterprise_install": False,
    }  # fmt: skip


def api_test(call: Call) -> Json:
    """api.test: says back what it was given."""
    if call.text("error"):
        raise SlackRefusal(call.text("error"), args=call.args)
    return {"args": call.args}


def open_connection(call: Call) -> Json:
    """apps.connections.open: a WebSocket address with a ticket for one use."""
    return {"url": call.slack.open_socket()}


def team_info(call: Call) -> Json:
    """team.info"""
    space = call.workspace
    if call.text("team", space.team_id) != space.team_id:
        raise SlackRefusal("team_not_found")
    icon = {f"image_{size}": "" for size in (34, 44, 68, 88, 102, 132)} | {"image_default": True}
    return {"team": {
        "id": space.team_id, "name": space.name, "domain": space.domain, "email_domain": "", "icon": icon,
        "enterprise_id": "", "enterprise_name": "",
    }}  # fmt: skip


def bot_info(call: Call) -> Json:
    """bots.info"""
    if call.text("bot", call.app.bot_id) != call.app.bot_id:
        raise SlackRefusal("bot_not_found")
    return {"bot": {
        "id": call.app.bot_id, "deleted": False, "name": call.app.bot_name, "updated": 0,
        "app_id": call.app.app_id, "user_id": call.bot, "icons": {},
    }}  # fmt: skip


METHODS = {
    "api.test": Method(api_test),
    "auth.test": Method(test),
    "apps.connections.open": Method(open_connection, app_token=True),
    "team.info": Method(team_info),
    "bots.info": Method(bot_info),
}
