"""POST /slack/events: everything that Slack sends over HTTP, handed whole to the Slack room."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web import answers
from bot.web.bodies import SLACK_MOST, TooLarge, read_body
from bot.web.doors import SlackDoor, SlackResponse
from bot.web.load import Memory, Threads

THREADS = 8
"""Dispatching takes about 10 ms (measured), so eight threads answer hundreds per second. They are separate
from the threads for alerts, so that an alert storm never keeps anyone from acknowledging."""

WAITING = 64
"""What eight threads answer within one of the three seconds that Slack waits."""

ANSWERED_WITHIN = 3.0
"""Seconds. By then Slack has given up and sends the event again."""

BODIES_MOST = 16 * SLACK_MOST
"""Nobody is known before the signature is checked, which takes the whole body."""


class SlackEvents:
    """The door for Slack."""

    def __init__(self, door: SlackDoor) -> None:
        self._door = door
        self._memory = Memory(BODIES_MOST)
        self._threads = Threads("slack-http", THREADS, WAITING, ANSWERED_WITHIN)

    def close(self) -> None:
        """Start nothing more."""
        self._threads.close()

    def routes(self) -> list[Route]:
        return [Route("/slack/events", self._events, methods=["POST"], name="slack")]

    async def _events(self, request: Request) -> Response:
        with self._memory.body() as held:
            try:
                body = await read_body(request, SLACK_MOST, held)
            except TooLarge:
                return answers.too_large(SLACK_MOST)
            answer = await self._threads.run(partial(self._door, _headers(request), body))
        return _response(answer)


def _headers(request: Request) -> Mapping[str, str]:
    """Of a header that came twice the first."""
    return {name: request.headers[name] for name in request.headers}


def _response(answer: SlackResponse) -> Response:
    response = Response(answer.body, answer.status)
    for name, value in answer.headers.items():
        # The length is that of what goes out, whatever the other side counted.
        if name.lower() != "content-length":
            response.headers[name] = value
    return response
