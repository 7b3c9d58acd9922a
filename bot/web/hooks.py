"""POST /hooks/<integration>: alerts from any sender, with the token in a header or in the path."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web import answers, tokens
from bot.web.storing import Storing


def routes(storing: Storing) -> list[Route]:
    """The two ways to say the token; the sender is known before a byte of the body is read."""

    async def hook(request: Request) -> Response:
        name = request.path_params["integration"]
        token = request.path_params.get("token") or tokens.bearer(request.headers) or ""
        integration = storing.doors.integrations.get(name)
        if not tokens.opens(token, integration) or integration is None:
            return answers.wrong_token()
        return await storing.hook(request, integration)

    return [
        Route("/hooks/{integration}", hook, methods=["POST"], name="hook"),
        Route("/hooks/{integration}/{token}", hook, methods=["POST"], name="hook_with_token"),
    ]
