"""views.*: modals and the home tab."""

from bot.sandbox.contents import HOME, MODAL, view_of
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.limits import MODAL_STACK
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.records import Json, View


def open_modal(call: Call) -> Json:
    """views.open: a first modal, in answer to what a person did at most 3 s ago."""
    body = view_of(call.slack, call.method, call.args.get("view"))
    _check_external_id(call, body)
    trigger = call.slack.triggers.exchange(_trigger(call))
    view = call.slack.new_view(trigger.user, body)
    call.workspace.modals[trigger.user] = [view]
    call.workspace.touch()
    return {"view": call.slack.view_json(view)}


def push(call: Call) -> Json:
    """views.push: another modal over the one in which the person acted; three at most."""
    body = view_of(call.slack, call.method, call.args.get("view"))
    _check_external_id(call, body)
    trigger = call.slack.triggers.exchange(_trigger(call))
    stack = call.workspace.modals.get(trigger.user, [])
    if not trigger.view_id or not stack:
        raise SlackRefusal("not_found")
    if len(stack) >= MODAL_STACK:
        raise SlackRefusal("push_limit_reached")
    view = call.slack.new_view(trigger.user, body, stack[-1])
    stack.append(view)
    call.workspace.touch()
    return {"view": call.slack.view_json(view)}


def update(call: Call) -> Json:
    """views.update: by view_id or external_id, optionally only when `hash` is still the view's."""
    view = call.workspace.view(call.text("view_id"), call.text("external_id"))
    body = view_of(call.slack, call.method, call.args.get("view"), view.body["type"] if view else MODAL)
    if view is None:
        raise SlackRefusal("not_found")
    _check_hash(call, view)
    _check_external_id(call, body, view)
    call.slack.replace_view(view, body)
    return {"view": call.slack.view_json(view)}


def publish(call: Call) -> Json:
    """views.publish: the app's home tab as one person sees it."""
    if call.text("user_id") not in call.workspace.users:
        raise SlackRefusal("invalid_arguments", ["[ERROR] invalid `user_id`"])
    body = view_of(call.slack, call.method, call.args.get("view"), HOME)
    view = call.workspace.homes.get(call.text("user_id"))
    if view is None:
        view = call.slack.new_view(call.text("user_id"), body)
        call.workspace.homes[view.user] = view
        call.workspace.touch()
    else:
        _check_hash(call, view)
        call.slack.replace_view(view, body)
    return {"view": call.slack.view_json(view)}


def _trigger(call: Call) -> str:
    trigger = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger:
        raise SlackRefusal("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    return trigger


def _check_hash(call: Call, view: View) -> None:
    if call.text("hash") and call.text("hash") != view.hash:
        raise SlackRefusal("hash_conflict")


def _check_external_id(call: Call, body: Json, own: View | None = None) -> None:
    external_id = body.get("external_id")
    found = call.workspace.view("", external_id) if external_id else None
    if found is not None and found is not own:
        raise SlackRefusal("duplicate_external_id")


METHODS = {
    "views.open": Method(open_modal, ("view",)),
    "views.push": Method(push, ("view",)),
    "views.update": Method(update, ("view",)),
    "views.publish": Method(publish, ("user_id", "view")),
}
