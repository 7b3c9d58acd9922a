"""The sandbox as others hold it: start it, add people, make trouble, look at what happened, stop it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.sandbox import events, messages
from bot.sandbox.api import Api
from bot.sandbox.deliveries import Delivery, Patience
from bot.sandbox.doors import Doors
from bot.sandbox.eyes import Ledger
from bot.sandbox.faults import Faults
from bot.sandbox.http_events import HttpEvents
from bot.sandbox.interactions import Interactions
from bot.sandbox.journal import Journal
from bot.sandbox.messages import Author
from bot.sandbox.people import Person
from bot.sandbox.phone import Exchange, Pace
from bot.sandbox.phone.rest import TwilioApi
from bot.sandbox.rates import Rates
from bot.sandbox.records import Channel, Message, User, UserGroup
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.server import Server
from bot.sandbox.slack import App, Slack, assemble, bot_user
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.wire import Wires
from bot.sandbox.workspace import Clock, Workspace, real_clock

ADMIN = "USLACKBOT"


class Sandbox:
    """A Slack workspace on 127.0.0.1, with one app installed. Independent of any other in the same process.

    `port` 0 takes a free one. `clock` (aware UTC) gives message times; Slack's own limits run on real time. `schemas`
    is a directory with Slack's JSON Schemas and methods_docs.json, against which everything sent is held. `app` sets
    ids, tokens and subscriptions; `ack_within` and `retry_after` are Slack's patience in seconds, which tests shorten.
    `shortcuts` maps the names that people see to callback ids; `app.global_shortcuts` says which are offered without a
    message, `app.commands` what the page completes after a slash. `extra_routes` and `extra_scripts` extend the page.
    `pace` is how fast telephones go.
    """

    def __init__(self, port: int = 0, *, clock: Clock = real_clock, schemas: Path | None = None, app: App | None = None,
                 ack_within: float = 3.0, retry_after: tuple[float, ...] = (0.0, 60.0, 300.0),
                 shortcuts: dict[str, str] | None = None, extra_routes: Sequence[BaseRoute] = (),
                 extra_scripts: Sequence[str] = (), workspace_name: str = "Sandbox",
                 host: str = "127.0.0.1", pace: Pace | None = None) -> None:  # fmt: skip
        self.app = app or App()
        self.workspace = Workspace(clock, name=workspace_name)
        self.shortcuts = dict(shortcuts or {})
        self.extra_scripts = list(extra_scripts)
        self._patience = Patience(ack_within, retry_after)
        self._wires = Wires()
        troubles = Faults()
        self.socket_mode = SocketMode(self.app.app_id, self._wires, self._patience, troubles)
        self.slack: Slack = assemble(self.workspace, self.app, self.socket_mode, troubles, schemas)
        self.slack.open_socket = self._socket_url
        self._response_urls = ResponseUrls(self.slack)
        self.interactions = Interactions(self.slack, self._response_urls)
        self._api = Api(self.slack, self._wires, self._response_urls)
        self.exchange = Exchange(self.workspace, pace=pace)
        self._ledger = Ledger()
        self._doors = Doors(
            self.slack, lambda: self.people, self.extra_scripts, self.shortcuts, self.exchange
        )
        self._people: dict[str, Person] = {}
        self._http: HttpEvents | None = None
        self._routes = list(extra_routes)
        self._port, self._host = port, host
        self._server: Server | None = None
        self.workspace.add_user(bot_user(self.app))
        self.workspace.add_user(User(ADMIN, "slackbot", "Slackbot", is_bot=True))
        self.workspace.create_channel("general", ADMIN, general=True)

    # ---- life

    def start(self) -> Self:
        """Serve in a background thread; returns itself once requests are taken."""
        self._server = Server(self._starlette(), self._wires, self._port, self._host)
        self.slack.url = self.workspace.file_base = f"http://{self._host}:{self._server.port}"
        loop = self._server.start()
        self.socket_mode.run_on(loop)
        self._doors.run_on(loop)
        return self

    def stop(self) -> None:
        """End it; open connections are closed."""
        if self._http is not None:
            self._http.close()
        self.exchange.close()
        if self._server is not None:
            self._doors.close()
            self._server.stop()

    def wait(self) -> None:
        """Block until it is stopped."""
        if self._server is not None:
            self._server.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _starlette(self) -> Starlette:
        api = self._api
        return Starlette(routes=[
            Route("/api/{method}", api.method, methods=["GET", "POST"]),
            WebSocketRoute("/link/", self.socket_mode.serve),
            Route("/upload/{file}", api.upload, methods=["POST"]),
            Route("/files-pri/{where}/{name}", api.download),
            Route("/response/{key}", api.response, methods=["POST"]),
            *TwilioApi(self.exchange, self._wires).routes(),
            *self._routes,
            *self._doors.routes(),
        ])  # fmt: skip

    def _socket_url(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/link/?ticket={self.socket_mode.ticket()}&app_id={self.app.app_id}"

    # ---- addresses and keys

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT"""
        return self.slack.url

    @property
    def api_url(self) -> str:
        """What WebClient takes as base_url; ends in a slash."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """xoxb-…"""
        return self.app.bot_token

    @property
    def app_token(self) -> str:
        """xapp-…"""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """For requests over HTTP."""
        return self.app.signing_secret

    # ---- records and troubles

    @property
    def journal(self) -> Journal:
        """Every Web API request, in order."""
        return self.slack.journal

    @property
    def faults(self) -> Faults:
        """Troubles on demand."""
        return self.slack.faults

    @property
    def rates(self) -> Rates:
        """Rate limits; off until `rates.enforce()`."""
        return self.slack.rates

    @property
    def complaints(self) -> list[str]:
        """What Slack would take and a careful bot would not send, and what broke a limit. Tests fail on any."""
        return self.slack.complaints

    @property
    def latency(self) -> float:
        """Seconds that every method takes."""
        return self._api.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._api.latency = seconds

    @property
    def lost_events(self) -> list[Delivery]:
        """Events that the app never acknowledged, all retries spent."""
        return self.socket_mode.lost + (self._http.lost if self._http else [])

    def kill_connections(self) -> int:
        """Cut every WebSocket without a word; returns how many."""
        return self.socket_mode.kill()

    def reject_upgrades(self, count: int) -> None:
        """Refuse the next WebSocket upgrades, as with an expired ticket."""
        self.socket_mode.reject_upgrades(count)

    def refresh_connections(self, gap: float = 0.0) -> None:
        """Tell every socket to reconnect, close the old ones, let new ones in only `gap` seconds later."""
        self.socket_mode.disconnect("refresh_requested", gap)

    def revoke_token(self, *, revoked: bool = True) -> None:
        """token_revoked for everything from now on; `revoked=False` installs the app again."""
        self.slack.revoked = revoked

    def use_http(self, url: str, signing_secret: str | None = None) -> None:
        """Deliver to a request URL from now on, instead of Socket Mode."""
        if self._http is not None:
            self._http.close()
        self._http = HttpEvents(url, signing_secret or self.app.signing_secret, self._patience)
        self.slack.carrier = self._http

    # ---- people and places

    def person(
        self,
        name: str,
        id: str = "",  # noqa: A002  as tests write it
        tz: str = "UTC",
        real_name: str = "",
        *,
        email: str = "",
        hours24: bool = False,
        guest: bool = False,
        single_channel_guest: bool = False,
        stranger: bool = False,
        admin: bool = False,
        phone: str = "",
    ) -> Person:
        """Add a person to the workspace and to #general, or get the one of that name; `phone` is their number."""
        if name in self._people:
            return self._people[name]
        user = User(
            id or f"U0{name.upper()[:8]}", name, real_name or name.capitalize(), tz, email or f"{name}@example.com",
            is_admin=admin, is_restricted=guest or single_channel_guest, is_ultra_restricted=single_channel_guest,
            is_stranger=stranger, hours24=hours24,
        )  # fmt: skip
        with self.workspace.lock:
            self.workspace.add_user(user)
            general = self.workspace.named("general")
            if general is not None and not user.is_restricted and not stranger:
                general.members.append(user.id)
        self._people[name] = Person(
            self.slack, self.interactions, self._ledger, user, self.shortcuts, self.exchange
        )
        if phone:
            self.exchange.phone(user.id, phone)
        return self._people[name]

    @property
    def people(self) -> list[Person]:
        """Everyone added so far."""
        return list(self._people.values())

    def changes_user(self, person: Person, *, tz: str | None = None, real_name: str | None = None,
                     deleted: bool | None = None) -> None:  # fmt: skip
        """Someone moves, is renamed or leaves the company; raises user_change."""
        with self.workspace.lock:
            user = person.user
            user.tz = tz or user.tz
            user.real_name = real_name or user.real_name
            user.deleted = user.deleted if deleted is None else deleted
            user.updated = self.workspace.now()
            self.workspace.touch()
            events.user_changed(self.workspace, user)

    def channel(
        self, name: str, members: Sequence[Person] = (), *, private: bool = False, bot: bool = True
    ) -> Channel:
        """Create a channel with these members and, unless `bot` is False, the app; no events are raised."""
        with self.workspace.lock:
            channel = self.workspace.create_channel(name.removeprefix("#"), ADMIN, private=private)
            channel.members = [person.id for person in members] + ([self.app.bot_user] if bot else [])
            self.workspace.touch()
            return channel

    def archive(self, name: str) -> None:
        """An administrator archives a channel."""
        with self.workspace.lock:
            channel = self.workspace.named(name)
            if channel is None:
                raise AssertionError(f"there is no channel {name!r}")
            messages.archive(
                self.workspace, channel, Author(ADMIN), archived=True, bot_user=self.app.bot_user
            )

    def user_group(self, handle: str, name: str = "", members: Sequence[Person] = ()) -> UserGroup:
        """Create a user group such as "on-call"."""
        with self.workspace.lock:
            group = UserGroup(
                self.workspace.new_id("S"), handle, name or handle, [person.id for person in members]
            )
            group.created = group.updated = self.workspace.now()
            self.workspace.groups[group.id] = group
            return group

    # ---- expectations

    def bot_messages(self) -> list[Message]:
        """Everything the app has said that still stands, ephemeral or not, oldest first."""
        with self.workspace.lock:
            found = [
                message
                for channel in self.workspace.channels.values()
                for message in [*channel.messages.values(), *channel.ephemerals.values()]
                if message.bot_id and not message.subtype
            ]
        return sorted(found, key=lambda message: message.ts)

    def unclaimed(self) -> list[Message]:
        """The app's messages that nobody's waits_for or sees has found: the ones no test expected."""
        return [message for message in self.bot_messages() if not self._ledger.claimed(message)]

    def unexpected(self) -> list[str]:
        """The unclaimed messages in words, for an assertion; and what reached a phone that nobody expected."""
        with self.workspace.lock:
            return [
                f"{self.workspace.channels[m.channel].name or 'dm'}"
                f"{' to ' + m.ephemeral_for if m.ephemeral_for else ''}: {m.text}"
                for m in self.unclaimed()
            ] + self.exchange.unexpected()
