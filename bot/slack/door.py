"""The room as others hold it: built once, started, swept, asked how it is, stopped."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.clock import SystemClock
from bot.delivery.client import trust
from bot.render import forms
from bot.slack.actors import Actors
from bot.slack.desk import Desk
from bot.slack.engine_port import EnginePort
from bot.slack.http_door import HttpDoor, SlackResponse
from bot.slack.reception import Reception
from bot.slack.replies import Replies
from bot.slack.socket_door import CONNECTIONS, PATIENCE, Dispatch, Patience, SocketDoor
from bot.slack.sweep import Sweep
from bot.slack.turns import Turns
from bot.slack.windows import Windows
from bot.slack.work import Work
from bot.slack.workspace import Workspace

WORKERS = 16
"""Threads that process what was acknowledged to Slack. Each mostly waits for Slack (150 ms per call); SQLite
has only one writer, and a PostgreSQL pool of the usual size serves about as many."""
CALL_SECONDS = 10
"""How long one call to Slack may take before it counts as failed."""
LOOKUP_SECONDS = 3
"""The same for looking somebody up: an acknowledgement does not wait longer for a profile it can do without."""


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """`api_url` ends in a slash. `app_token` opens Socket Mode, `signing_secret` the HTTP door; both may be given."""

    bot_token: str
    app_token: str | None = None
    signing_secret: str | None = None
    api_url: str = WebClient.BASE_URL
    connections: int = CONNECTIONS
    patience: Patience = PATIENCE


@dataclass(frozen=True, slots=True)
class SlackStatus:
    """How the line to Slack is: `connected` of `wanted` Socket Mode connections hear; 0 of 0 without Socket Mode."""

    connected: int
    wanted: int

    @property
    def ok(self) -> bool:
        """Whether what people do arrives (over HTTP nobody can tell from here)."""
        return self.connected > 0 or self.wanted == 0


class SlackDoor:
    """What people do in Slack comes in here. Building and starting it asks Slack nothing: it may be down."""

    def __init__(
        self, desk: Desk, sweep: Sweep, http: HttpDoor, socket: SocketDoor | None, workers: Executor
    ) -> None:
        self._desk = desk
        self._sweep = sweep
        self._http = http
        self._socket = socket
        self._workers = workers

    def start(self) -> None:
        """Listen. Returns at once; connections come, and come again, by themselves."""
        if self._socket:
            self._socket.start()

    def handle_http(self, headers: Mapping[str, str], body: bytes) -> SlackResponse:
        """One request to /slack/events. Blocks for a commit, for a submitted form up to 2 s: run it off the event loop."""
        return self._http(headers, body)

    def sweep(self) -> int:
        """Make up for deliveries whose carrier died; to be called at the start and then every few seconds.

        Says how many there were; 0 while the database is away.
        """
        return self._sweep.run()

    def status(self) -> SlackStatus:
        """For /readyz."""
        if self._socket is None:
            return SlackStatus(0, 0)
        return SlackStatus(self._socket.connected, self._socket.wanted)

    def stop(self) -> None:
        """Close the connections and take no more work, within 2 s; what is under way ends by itself or is swept."""
        if self._socket:
            self._socket.stop()
        self._desk.windows.close()
        self._workers.shutdown(wait=False, cancel_futures=True)


def build(
    engine: EnginePort, settings: SlackSettings, listener_executor: Executor | None = None
) -> SlackDoor:
    """Put the room together. `listener_executor` carries out what was acknowledged (tests pass an inline one)."""
    web = _client(settings, settings.bot_token)
    lookups = _client(settings, settings.bot_token, LOOKUP_SECONDS)
    workspace = Workspace(lookups)
    workers = listener_executor or ThreadPoolExecutor(WORKERS, thread_name_prefix="slack-work")
    actors = Actors(engine, lookups, workspace)
    desk = Desk(engine, web, Replies(web), actors, Windows(web, forms.waiting()), workspace)
    work = Work(desk, Turns(workers))
    reception = Reception(work, workers, SystemClock())
    app = _bolt(settings, workers)
    app.use(reception)
    socket = None
    if settings.app_token:
        lines = _client(settings, None)
        line = Dispatch(app, reception.expect)
        socket = SocketDoor(line, settings.app_token, lines, settings.connections, settings.patience)
    http = HttpDoor(app, settings.signing_secret, reception.expect)
    return SlackDoor(desk, Sweep(work, SystemClock()), http, socket, workers)


def _client(settings: SlackSettings, token: str | None, seconds: int = CALL_SECONDS) -> WebClient:
    """No retries: slack_sdk's own would post twice after a reset, and what matters is kept in the inbox anyhow."""
    return WebClient(token=token, base_url=settings.api_url, timeout=seconds, ssl=trust(), retry_handlers=[])


def _bolt(settings: SlackSettings, workers: Executor) -> App:
    """Bolt, answering inside the thread that brought the payload: the reception hands the work on.

    Signatures are verified in HttpDoor, own events are left out in `routes`, and the token is not tried: Slack may
    be down.
    """

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=settings.bot_token)

    return App(
        client=_client(settings, None),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        listener_executor=workers,
    )
