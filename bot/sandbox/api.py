"""POST /api/<method>: from an HTTP request to Slack's answer, through faults, rights and limits."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from bot.sandbox.arguments import arguments, multipart
from bot.sandbox.errors import Ratelimited, SlackRefusal
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.journal import Request
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.call import Call, check_needed
from bot.sandbox.pausing import pause
from bot.sandbox.records import Json
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.slack import Slack, check_token
from bot.sandbox.wire import Wires

BAD_GATEWAY = "<html><head><title>Slack is having trouble</title></head><body><h1>502</h1></body></html>"


@dataclass(slots=True)
class Api:
    """The HTTP face of the Web API, of uploads and of response_urls."""

    slack: Slack
    wires: Wires
    response_urls: ResponseUrls
    latency: float = 0.0
    """Seconds that every method takes; concurrent requests overlap."""

    async def method(self, http: HttpRequest) -> Response:
        """/api/{method}"""
        name = http.path_params["method"]
        body = await http.body()
        try:
            args = arguments(http.headers.get("content-type", ""), body, http.url.query)
        except SlackRefusal as refusal:
            return JSONResponse(refusal.answer())
        token = http.headers.get("authorization", "").removeprefix("Bearer ").strip() or str(
            args.pop("token", "")
        )

        async def work(entry: Request) -> Response:
            return self._answer(entry, token)

        return await self._with_faults(http, name, args, work)

    async def upload(self, http: HttpRequest) -> Response:
        """POST /upload/{file}: the bytes, bare or as a multipart form; the answer is plain text as Slack's."""
        file_id = http.path_params["file"]
        body = await http.body()
        content_type = http.headers.get("content-type", "")
        content = (
            next(iter(multipart(content_type, body).values()), b"") if "multipart" in content_type else body
        )

        async def work(_entry: Request) -> Response:
            with self.slack.workspace.lock:
                file = self.slack.workspace.files.get(file_id)
                if file is None or file.length != len(content):
                    return PlainTextResponse("the length is not what was announced", 400)
                file.content, file.uploaded = content, True
            return PlainTextResponse(f"OK - {len(content)}")

        return await self._with_faults(http, "files.upload", {"file": file_id, "length": len(content)}, work)

    async def download(self, http: HttpRequest) -> Response:
        """GET /files-pri/{team}-{file}/{name}, with the token; without it Slack sends to its sign-in page."""
        token = http.headers.get("authorization", "").removeprefix("Bearer ").strip()
        file = self.slack.workspace.files.get(http.path_params["where"].rpartition("-")[2])
        if file is None or not file.shared:
            return PlainTextResponse("no such file", 404)
        if token != self.slack.app.bot_token and "sandbox" not in http.query_params:
            return HTMLResponse("<html><body>Sign in</body></html>")
        return Response(file.content, media_type="text/plain; charset=utf-8")

    async def response(self, http: HttpRequest) -> Response:
        """POST /response/{key}: what a response_url does."""
        try:
            args = arguments(http.headers.get("content-type") or "application/json", await http.body(), "")
        except SlackRefusal as refusal:
            return JSONResponse(refusal.answer(), 400)

        async def work(entry: Request) -> Response:
            try:
                self.response_urls.use(http.path_params["key"], entry.args)
            except SlackRefusal as refusal:
                status = 404 if refusal.code in ("used_url", "expired_url") else 400
                return JSONResponse(refusal.answer(), status)
            return PlainTextResponse("ok")

        return await self._with_faults(http, "response_url", args, work)

    def _answer(self, entry: Request, token: str) -> Response:
        try:
            body = {"ok": True} | self._run(entry, token)
        except SlackRefusal as refusal:
            body = refusal.answer()
        except Ratelimited as limited:
            entry.error = "ratelimited"
            return _ratelimited(limited.retry_after)
        entry.ok, entry.error, entry.response = bool(body["ok"]), str(body.get("error", "")), body
        return JSONResponse(
            body, headers={"x-oauth-scopes": "chat:write,commands", "x-slack-req-id": "sandbox"}
        )

    def _run(self, entry: Request, token: str) -> Json:
        name, args, slack = entry.method, entry.args, self.slack
        method = METHODS.get(name)
        if method is None:
            raise SlackRefusal("unknown_method", req_method=name)
        check_token(slack, token, wants_app_token=method.app_token)
        wait = slack.rates.take(name, str(args.get("channel", "")))
        if wait:
            raise Ratelimited(wait)
        for unknown in slack.schemas.unknown_arguments(name, args) if slack.schemas else ():
            slack.complain(name, f"unknown argument `{unknown}`")
        check_needed(method, args)
        with slack.workspace.lock:
            return method.run(Call(slack, name, args))

    # ---- faults

    async def _with_faults(self, http: HttpRequest, name: str, args: Json,
                           work: Callable[[Request], Awaitable[Response]]) -> Response:  # fmt: skip
        journal = self.slack.journal
        entry = journal.begin(name, args, http.client.port if http.client else 0)
        if self.latency:
            await pause(self.latency)
        struck = self.slack.faults.strike(name, args)
        for fault in struck:
            if fault.kind is FaultKind.SLOW:
                await pause(fault.seconds)
            elif fault.kind is not FaultKind.RESET_AFTER:
                return await self._strike(http, entry, fault)
        answer = await work(entry)
        entry.applied = answer.status_code == 200 and entry.error == ""
        if any(fault.kind is FaultKind.RESET_AFTER for fault in struck):
            return self._reset(http, entry)
        journal.end(entry, status=answer.status_code, response=entry.response, error=entry.error)
        if not entry.response:
            entry.ok = entry.applied
        return answer

    async def _strike(self, http: HttpRequest, entry: Request, fault: Fault) -> Response:
        match fault.kind:
            case FaultKind.HANG:
                self.slack.journal.end(entry, status=0, error="hang")
                await pause(fault.seconds)
                return self._reset(http, entry)
            case FaultKind.STATUS:
                answer: Response = PlainTextResponse("upstream trouble", fault.status)
                if fault.status == 503:
                    answer.headers["Retry-After"] = str(fault.retry_after)
                error = f"http_{fault.status}"
            case FaultKind.RATELIMITED:
                answer, error = _ratelimited(fault.retry_after), "ratelimited"
            case FaultKind.HTML:
                answer, error = HTMLResponse(BAD_GATEWAY), "html"
            case FaultKind.ERROR:
                needed = {"needed": fault.needed} if fault.needed else {}
                answer, error = JSONResponse({"ok": False, "error": fault.error, **needed}), fault.error
            case _:
                return self._reset(http, entry)
        self.slack.journal.end(entry, status=answer.status_code, error=error)
        return answer

    def _reset(self, http: HttpRequest, entry: Request) -> Response:
        self.slack.journal.end(entry, status=0, error="reset")
        self.wires.reset(http.client)
        return PlainTextResponse("")  # nobody reads it: the connection is gone


def _ratelimited(seconds: int) -> Response:
    return JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(seconds)})
