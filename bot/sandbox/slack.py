"""The parts of one running Slack, put together: what methods, endpoints and people work on."""

import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import events
from bot.sandbox.commands import SlashCommand
from bot.sandbox.deliveries import Carrier, Delivery, Kind
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.faults import Faults
from bot.sandbox.journal import Journal
from bot.sandbox.messages import Author, with_block_ids
from bot.sandbox.rates import Rates
from bot.sandbox.records import Json, User, View
from bot.sandbox.schemas import Schemas
from bot.sandbox.shapes import view_json
from bot.sandbox.triggers import Triggers
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class App:
    """The one app that is installed: its ids, its tokens and the events it is subscribed to.

    For the page only: `commands` is what it completes after a slash, `global_shortcuts` the callback ids of those
    shortcuts that are offered anywhere; all others are offered on a message.
    """

    app_id: str = "A0MERIDIAN"
    bot_id: str = "B0MERIDIAN"
    bot_user: str = "U0BOT"
    bot_name: str = "meridian"
    bot_token: str = "xoxb-sandbox-bot"
    app_token: str = "xapp-1-sandbox-app"
    signing_secret: str = "sandbox-signing-secret"
    subscriptions: frozenset[str] = events.ALL_EVENTS
    commands: tuple[SlashCommand, ...] = ()
    global_shortcuts: frozenset[str] = frozenset()

    @property
    def author(self) -> Author:
        """The app as it signs its messages."""
        return Author(self.bot_user, self.bot_id, self.app_id)


@dataclass(slots=True)
class Slack:
    """Everything that runs: state, rights, records, troubles, and the carrier to the app."""

    workspace: Workspace
    app: App
    carrier: Carrier
    journal: Journal
    faults: Faults
    rates: Rates
    triggers: Triggers
    schemas: Schemas | None
    complaints: list[str]
    url: str = ""
    revoked: bool = False
    open_socket: Callable[[], str] = lambda: ""

    def complain(self, where: str, what: str) -> None:
        """Record something that real Slack would take and a careful bot would not do."""
        self.complaints.append(f"{where}: {what}")

    # ---- to the app

    def tell(self, event: Json, channel_id: str) -> None:
        """Deliver an event, if the app is subscribed and may see where it happened."""
        if events.subscription(event) not in self.app.subscriptions or not self._sees(event, channel_id):
            return
        workspace = self.workspace
        self.carrier.send(Delivery(Kind.EVENT, {
            "token": "sandbox-verification-token", "team_id": workspace.team_id, "context_team_id": workspace.team_id,
            "context_enterprise_id": None, "api_app_id": self.app.app_id, "event": event, "type": "event_callback",
            "event_id": workspace.new_id("Ev"), "event_time": workspace.now(), "is_ext_shared_channel": False,
            "event_context": f"4-{secrets.token_hex(12)}",
            "authorizations": [{
                "enterprise_id": None, "team_id": workspace.team_id, "user_id": self.app.bot_user, "is_bot": True,
                "is_enterprise_install": False,
            }],
        }))  # fmt: skip

    def _sees(self, event: Json, channel_id: str) -> bool:
        if not channel_id:
            return True
        channel = self.workspace.channels[channel_id]
        public = not channel.private and event["type"].startswith("channel_")
        return public or self.app.bot_user in channel.members

    # ---- views

    def view_json(self, view: View) -> Json:
        """A view as Slack sends it to the app."""
        return view_json(self.workspace, view, self.app.app_id, self.app.bot_id)

    def new_view(self, user: str, body: Json, below: View | None = None) -> View:
        """A view that `user` is about to see, over `below`."""
        view_id = self.workspace.new_id("V")
        body = body | {"blocks": with_block_ids(self.workspace, body["blocks"])}
        root, previous = (below.root_id, below.id) if below else (view_id, "")
        return View(view_id, user, body, self.new_hash(), root, previous)

    def replace_view(self, view: View, body: Json) -> None:
        """Change a view in place; what was typed stays where block and action ids stay the same."""
        view.body = body | {"blocks": with_block_ids(self.workspace, body["blocks"])}
        kept = {block["block_id"] for block in view.blocks}
        view.values = {block: values for block, values in view.values.items() if block in kept}
        view.errors = {}
        view.hash = self.new_hash()
        view.version += 1
        self.workspace.touch()

    def new_hash(self) -> str:
        """A hash: it changes with every change of a view."""
        return f"{self.workspace.now()}.{secrets.token_hex(4)}"


def bot_user(app: App) -> User:
    """The app's own user."""
    return User(app.bot_user, app.bot_name, app.bot_name.capitalize(), is_bot=True)


def check_token(slack: Slack, token: str, *, wants_app_token: bool) -> None:
    """Raises not_authed, invalid_auth, token_revoked or not_allowed_token_type."""
    if not token:
        raise SlackRefusal("not_authed")
    if token not in (slack.app.bot_token, slack.app.app_token):
        raise SlackRefusal("invalid_auth")
    if slack.revoked:
        raise SlackRefusal("token_revoked")
    if (token == slack.app.app_token) is not wants_app_token:
        raise SlackRefusal("not_allowed_token_type")


def assemble(workspace: Workspace, app: App, carrier: Carrier, faults: Faults, schemas: Path | None) -> Slack:
    """A Slack of new parts around a workspace."""
    slack = Slack(
        workspace, app, carrier, Journal(), faults, Rates(), Triggers(), Schemas(schemas) if schemas else None,
        Complaints(),
    )  # fmt: skip
    workspace.on_event = slack.tell
    return slack


class Complaints(list[str]):
    """Complaints, appended from any thread."""

    def __init__(self, items: Iterable[str] = ()) -> None:
        super().__init__(items)
        self._lock = threading.Lock()

    def append(self, item: str) -> None:
        """Add one, unless the same was said before."""
        with self._lock:
            if item not in self:
                super().append(item)
