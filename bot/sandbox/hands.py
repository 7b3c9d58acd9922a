"""Acting: finding the element a person means, on a message, in a modal or on the home tab, and using it."""

from typing import Any

from bot.sandbox.deliveries import Delivery, Outcome
from bot.sandbox.eyes import Eyes
from bot.sandbox.inputs import entered, entry_fault, interactive, state_values
from bot.sandbox.interactions import Interactions
from bot.sandbox.records import Json, Message, User, View
from bot.sandbox.render_text import unescaped
from bot.sandbox.seen import SeenHome, SeenMessage, SeenView, all_blocks
from bot.sandbox.workspace import Workspace

Seen = SeenMessage | SeenView | SeenHome
SEARCH_SECONDS = 30.0


class Hands:
    """One person's hands. An element is named by its label, placeholder, action id, block id, or "block id/action id",
    which is what tells two of one action apart. Raises AssertionError naming what there is to click when the wanted thing isn't."""

    def __init__(self, workspace: Workspace, interactions: Interactions, eyes: Eyes, user: User) -> None:
        self._workspace = workspace
        self._interactions = interactions
        self._eyes = eyes
        self._user = user

    def click(self, label: str, on: Seen | None, *, stale: bool = False) -> tuple[Delivery, str]:
        """Click a button; returns the delivery and the id of the channel it happened in ("" in a view)."""
        with self._workspace.lock:
            record, blocks = self._target(label, on, stale=stale)
            block, element = self._element(blocks, label, "button")
            return self._act(record, block, element, {})

    def choose(self, on: Seen | None, name: str, value: Any) -> tuple[Delivery, str]:
        """Choose in an element outside of input blocks."""
        with self._workspace.lock:
            record, blocks = self._target(name, on, stale=False)
            block, element = self._element(blocks, name)
            if element["type"] == "overflow":
                entry = entered(element | {"type": "radio_buttons"}, value) | {"type": "overflow"}
            else:
                entry = entered(element, self._found(element, value))
            if isinstance(record, View):
                record.values.setdefault(block["block_id"], {})[element["action_id"]] = entry
            return self._act(record, block, element, entry)

    def _found(self, element: Json, value: Any) -> Any:
        """For people and channels: ids for names."""
        if "users" in element["type"]:
            by_name = {user.name: user.id for user in self._workspace.users.values()}
        elif "channels" in element["type"] or "conversations" in element["type"]:
            by_name = {channel.name: channel.id for channel in self._workspace.channels.values()}
        else:
            return value
        if isinstance(value, list):
            return [by_name.get(str(item).lstrip("#@"), item) for item in value]
        return by_name.get(str(value).lstrip("#@"), value)

    def _act(self, record: Message | View, block: Json, element: Json, did: Json) -> tuple[Delivery, str]:
        if isinstance(record, View):
            return self._interactions.action_in_view(self._user, record, block, element, did), ""
        return self._interactions.action_on_message(self._user, record, block, element, did), record.channel

    # ---- modals

    def fill(self, label: str, value: Any) -> Delivery | None:
        """Enter a value into an input of the modal on top; a delivery when the input dispatches its action."""
        view_id = self._eyes.modal(5.0).id
        with self._workspace.lock:
            view = self._open(view_id)
            block, element = self._element(view.blocks, label)
            external = element["type"] in ("external_select", "multi_external_select")
        if external and value is not None:
            value = self._searched(label, value)
        with self._workspace.lock:
            entry = entered(element, self._found(element, value))
            view.values.setdefault(block["block_id"], {})[element["action_id"]] = entry
            view.errors.pop(block["block_id"], None)
            view.version += 1
            self._workspace.touch()
            if block["type"] == "input" and not block.get("dispatch_action"):
                return None
            return self._interactions.action_in_view(self._user, view, block, element, entry)

    def _searched(self, label: str, value: Any) -> Any:
        wanted = value if isinstance(value, list) else [value]
        chosen = []
        for words in wanted:
            options = self.search(label, str(words), None)
            fitting = [option for option in options if words in (option["text"]["text"], option["value"])]
            shown = [option["text"]["text"] for option in options]
            if not fitting:
                raise AssertionError(f"searching {label!r} for {words!r} offers only {shown}")
            chosen.append(fitting[0])
        return chosen if isinstance(value, list) else chosen[0]

    def search(self, name: str, words: str, on: Seen | None) -> list[Json]:
        """The options that the app offers for these words."""
        with self._workspace.lock:
            record, blocks = self._target(name, on, stale=False)
            block, element = self._element(blocks, name)
            view = record if isinstance(record, View) else None
            message = record if isinstance(record, Message) else None
            delivery = self._interactions.search(self._user, view, message, block, element, words)
        outcome = delivery.settled.result(SEARCH_SECONDS)
        if outcome is not Outcome.ACKNOWLEDGED:
            raise AssertionError(f"the app did not answer the search ({outcome.value})")
        options: list[Json] = delivery.answer.get("options") or []
        for group in delivery.answer.get("option_groups") or []:
            options = options + group["options"]
        return options

    def submit(self) -> tuple[Delivery | None, dict[str, str]]:
        """Submit the modal on top; no delivery, and the errors by label, when Slack's client would refuse."""
        seen = self._eyes.modal(5.0)
        if not seen.submit:
            raise AssertionError(f"the modal {seen.title!r} has no submit button")
        with self._workspace.lock:
            view = self._open(seen.id)
            values = state_values(view.blocks, view.values)
            view.errors = {}
            for block, element in interactive(view.blocks):
                entry = values.get(block["block_id"], {}).get(element["action_id"])
                fault = entry_fault(block, element, entry) if block["type"] == "input" else ""
                if fault:
                    view.errors[block["block_id"]] = fault
            if view.errors:
                view.version += 1
                self._workspace.touch()
                return None, self._eyes.view_of(view.id).errors
            return self._interactions.submission(self._user, view), {}

    def errors(self, delivery: Delivery) -> dict[str, str]:
        """The sentences in the modal after a refused submission, by label."""
        return self._eyes.view_of(delivery.payload["view"]["id"]).errors

    def close(self) -> Delivery | None:
        """Close the modal on top; all of them when it says clear_on_close."""
        with self._workspace.lock:
            stack = self._workspace.modals.get(self._user.id, [])
            if not stack:
                raise AssertionError(self._eyes.complaint(f"{self._user.name} has no modal to close"))
            view = stack[-1]
            clear = bool(view.body.get("clear_on_close"))
            if clear:
                del stack[:-1]
            return self._interactions.closing(self._user, view, cleared=clear)

    def _open(self, view_id: str) -> View:
        view = self._workspace.view(view_id)
        if view is None:
            raise AssertionError(f"{self._user.name} no longer has that modal open")
        return view

    # ---- finding

    def _target(self, name: str, on: Seen | None, *, stale: bool) -> tuple[Message | View, list[Json]]:
        if isinstance(on, SeenView):
            view = self._open(on.id)
            return view, view.blocks
        if isinstance(on, SeenHome):
            home = self._workspace.homes[self._user.id]
            return home, home.blocks
        if isinstance(on, SeenMessage):
            record = self._eyes.record(on)
            if record is None:
                raise AssertionError(f"{self._user.name}: that message is gone: {on}")
            return record, on.blocks if stale else all_blocks(record)
        stack = self._workspace.modals.get(self._user.id)
        if stack:
            return stack[-1], stack[-1].blocks
        for _channel, record in reversed(list(self._eyes.raw(None))):
            if any(_named(block, element, name) for block, element in interactive(all_blocks(record))):
                return record, all_blocks(record)
        raise AssertionError(self._eyes.complaint(f"{self._user.name} sees nothing called {name!r}"))

    def _element(self, blocks: list[Json], name: str, kind: str = "") -> tuple[Json, Json]:
        there = [(block, element) for block, element in interactive(blocks) if kind in ("", element["type"])]
        for block, element in there:
            if _named(block, element, name):
                return block, element
        names = [_label(block, element) for block, element in there]
        raise AssertionError(
            f"{self._user.name} sees no {kind or 'element'} {name!r} there; there are {names}"
        )


def _label(block: Json, element: Json) -> str:
    text = element.get("text") or block.get("label") or element.get("placeholder") or {}
    return unescaped(str(text.get("text") or element.get("action_id")))


def _named(block: Json, element: Json, name: str) -> bool:
    placeholder = (element.get("placeholder") or {}).get("text")
    if element["type"] == "overflow" and name in ("…", "More"):
        return True
    action_id, block_id = element.get("action_id"), block.get("block_id")
    return name in (_label(block, element), placeholder, action_id, block_id, f"{block_id}/{action_id}")
