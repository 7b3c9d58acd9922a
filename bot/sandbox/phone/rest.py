"""Twilio's REST API: messages and calls of one account, asked for with its sid and token."""

import base64
import binascii
import hmac
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.journal import Request
from bot.sandbox.pausing import pause
from bot.sandbox.phone.exchange import Exchange
from bot.sandbox.phone.records import E164, Call, Document
from bot.sandbox.phone.refusals import TwilioRefusal
from bot.sandbox.phone.shapes import VERSION, call_json, page_json, root, sms_json
from bot.sandbox.records import Json
from bot.sandbox.wire import Wires

Form = dict[str, list[str]]
Work = Callable[[Form, str], tuple[int, Json]]
LONGEST_BODY = 1600
LONGEST_TWIML = 4000
PAGE_SIZE, LARGEST_PAGE = 50, 1000


class TwilioApi:
    """The routes under /2010-04-01."""

    def __init__(self, exchange: Exchange, wires: Wires) -> None:
        self._exchange = exchange
        self._wires = wires

    def routes(self) -> list[BaseRoute]:
        """To mount at the root."""
        top = f"/{VERSION}/Accounts/{{account}}"
        return [
            Route(f"{top}/Messages.json", self.messages, methods=["GET", "POST"]),
            Route(f"{top}/Messages/{{sid}}.json", self.message),
            Route(f"{top}/Calls.json", self.calls, methods=["GET", "POST"]),
            Route(f"{top}/Calls/{{sid}}.json", self.call, methods=["GET", "POST"]),
            Route(f"/{VERSION}/{{rest:path}}", self.nothing, methods=["GET", "POST", "DELETE", "PUT"]),
        ]

    # ---- the resources

    async def messages(self, http: HttpRequest) -> Response:
        """POST sends a message, GET lists them, newest first."""
        if http.method == "POST":
            return await self._answers(http, "Messages.create", self._send)
        return await self._answers(http, "Messages.list", self._list_messages)

    async def message(self, http: HttpRequest) -> Response:
        """One message."""
        return await self._answers(http, "Messages.fetch", self._message)

    async def calls(self, http: HttpRequest) -> Response:
        """POST calls, GET lists the calls, newest first."""
        if http.method == "POST":
            return await self._answers(http, "Calls.create", self._dial)
        return await self._answers(http, "Calls.list", self._list_calls)

    async def call(self, http: HttpRequest) -> Response:
        """One call; a POST with Status=completed or canceled ends it."""
        return await self._answers(
            http, "Calls.update" if http.method == "POST" else "Calls.fetch", self._call
        )

    async def nothing(self, http: HttpRequest) -> Response:
        """What Twilio has and this has not."""
        refused = TwilioRefusal(20404, http.url.path)
        return JSONResponse(refused.answer(), refused.status)

    def _send(self, form: Form, _sid: str) -> tuple[int, Json]:
        to, sender, body = _one(form, "To"), _one(form, "From"), _one(form, "Body")
        if not to:
            raise TwilioRefusal(21604)
        if not sender:
            raise TwilioRefusal(21603)
        if not body:
            raise TwilioRefusal(21602)
        if not E164.fullmatch(to):
            raise TwilioRefusal(21211, to)
        if sender != self._exchange.account.number:
            raise TwilioRefusal(21606, sender)
        if len(body) > LONGEST_BODY:
            raise TwilioRefusal(21617)
        callback = _one(form, "StatusCallback")
        if callback and not _is_url(callback):
            raise TwilioRefusal(21609, callback)
        taken = self._exchange.send(to, body, callback)
        # What is answered is how it stood when it was taken, however fast the rest went.
        return 201, sms_json(self._exchange.account, taken) | {
            "status": "queued", "date_sent": None, "error_code": None, "error_message": None,
        }  # fmt: skip

    def _dial(self, form: Form, _sid: str) -> tuple[int, Json]:
        to, sender = _one(form, "To"), _one(form, "From")
        if not to:
            raise TwilioRefusal(21201)
        if not sender:
            raise TwilioRefusal(21213)
        if not E164.fullmatch(to):
            raise TwilioRefusal(21211, to)
        if sender != self._exchange.account.number:
            raise TwilioRefusal(21210, sender)
        document = _document(form)
        now = self._exchange.now()
        call = Call(self._exchange.new_call_sid(), sender, to, document, now, now)
        call.status_callback = _one(form, "StatusCallback")
        call.events = tuple(" ".join(form.get("StatusCallbackEvent", ["completed"])).split())
        call.detects_machine = _one(form, "MachineDetection") in ("Enable", "DetectMessageEnd")
        call.hears_the_beep = _one(form, "MachineDetection") == "DetectMessageEnd"
        if call.detects_machine and _one(form, "AsyncAmd") == "true":
            call.detected = _one(form, "AsyncAmdStatusCallback")
        call.timeout = _number(form, "Timeout", 60)
        answer = call_json(self._exchange.account, call)  # as it stands before it rings
        self._exchange.dial(call)
        return 201, answer

    def _list_messages(self, form: Form, _sid: str) -> tuple[int, Json]:
        account = self._exchange.account
        found = [s for s in reversed(self._exchange.messages) if _wanted(form, s.to, s.sender, "")]
        return 200, _page(
            f"{root(account)}/Messages.json", "messages", [sms_json(account, s) for s in found], form
        )

    def _list_calls(self, form: Form, _sid: str) -> tuple[int, Json]:
        account = self._exchange.account
        found = [c for c in reversed(self._exchange.calls) if _wanted(form, c.to, c.caller, c.status.value)]
        return 200, _page(
            f"{root(account)}/Calls.json", "calls", [call_json(account, c) for c in found], form
        )

    def _message(self, _form: Form, sid: str) -> tuple[int, Json]:
        for sms in self._exchange.messages:
            if sms.sid == sid:
                return 200, sms_json(self._exchange.account, sms)
        raise TwilioRefusal(20404, f"{root(self._exchange.account)}/Messages/{sid}.json")

    def _call(self, form: Form, sid: str) -> tuple[int, Json]:
        for call in self._exchange.calls:
            if call.sid == sid:
                if form:
                    self._changes(call, form)
                return 200, call_json(self._exchange.account, call)
        raise TwilioRefusal(20404, f"{root(self._exchange.account)}/Calls/{sid}.json")

    def _changes(self, call: Call, form: Form) -> None:
        """End a call, or give it other instructions while somebody is on it."""
        ends = _one(form, "Status") in ("completed", "canceled")
        if call.status.over or (not ends and call.started_at is None):
            raise TwilioRefusal(21220)
        if ends:
            call.hung_up = call.ignored = True
        else:
            call.redirected = _document(form)
        self._exchange.touch()

    # ---- a request

    async def _answers(self, http: HttpRequest, name: str, work: Work) -> Response:
        form = parse_qs(
            (await http.body()).decode("utf-8", "replace") if http.method == "POST" else http.url.query
        )
        args: Json = {key: values[0] if len(values) == 1 else values for key, values in form.items()}
        entry = self._exchange.journal.begin(name, args, http.client.port if http.client else 0)
        struck = self._exchange.faults.strike(name, args)
        for fault in struck:
            if fault.kind is FaultKind.SLOW:
                await pause(fault.seconds)
            elif fault.kind not in (FaultKind.RESET_AFTER, FaultKind.LOST):
                return await self._strikes(http, entry, fault)
        answer = self._carried_out(http, form, entry, work)
        if any(fault.kind is FaultKind.RESET_AFTER for fault in struck):
            return self._reset(http, entry)
        return answer

    def _carried_out(self, http: HttpRequest, form: Form, entry: Request, work: Work) -> Response:
        journal = self._exchange.journal
        try:
            self._lets_in(http)
            status, body = work(form, http.path_params.get("sid", ""))
        except TwilioRefusal as refused:
            journal.end(entry, status=refused.status, response=refused.answer(), error=str(refused.code))
            return JSONResponse(refused.answer(), refused.status)
        entry.applied = True
        journal.end(entry, status=status, response={"ok": True} | body)
        return JSONResponse(body, status)

    def _lets_in(self, http: HttpRequest) -> None:
        account = self._exchange.account
        scheme, _, given = http.headers.get("authorization", "").partition(" ")
        try:
            pair = base64.b64decode(given, validate=True) if scheme.lower() == "basic" else b""
        except binascii.Error:
            pair = b""
        if not hmac.compare_digest(pair, f"{account.sid}:{account.token}".encode()):
            raise TwilioRefusal(20003)
        if http.path_params["account"] != account.sid:
            raise TwilioRefusal(20404, http.url.path)

    async def _strikes(self, http: HttpRequest, entry: Request, fault: Fault) -> Response:
        match fault.kind:
            case FaultKind.STATUS:
                code = {429: 20429, 500: 20500}.get(fault.status, 20503)
                answer: Response = JSONResponse(
                    TwilioRefusal(code, status=fault.status).answer(), fault.status
                )
            case FaultKind.RATELIMITED:
                answer = JSONResponse(
                    TwilioRefusal(20429).answer(), 429, {"Retry-After": str(fault.retry_after)}
                )
            case FaultKind.ERROR:
                refused = TwilioRefusal(int(fault.error) if fault.error.isdigit() else 20500)
                answer = JSONResponse(refused.answer(), refused.status)
            case FaultKind.HTML:
                answer = HTMLResponse("<html><h1>502 Bad Gateway</h1></html>", 502)
            case FaultKind.HANG:
                self._exchange.journal.end(entry, status=0, error="hang")
                await pause(fault.seconds)
                return self._reset(http, entry)
            case _:
                return self._reset(http, entry)
        self._exchange.journal.end(entry, status=answer.status_code, error=f"http_{answer.status_code}")
        return answer

    def _reset(self, http: HttpRequest, entry: Request) -> Response:
        self._exchange.journal.end(entry, status=0, error="reset")
        self._wires.reset(http.client)
        return PlainTextResponse("")  # nobody reads it: the connection is gone


def _one(form: Form, name: str) -> str:
    return form.get(name, [""])[0].strip()


def _number(form: Form, name: str, default: int) -> int:
    given = _one(form, name)
    if given and not given.isdecimal():
        raise TwilioRefusal(20001, name)
    return int(given) if given else default


def _document(form: Form) -> Document:
    """The instructions in a request; raises TwilioRefusal 21205 for none, or too many."""
    document = Document(_one(form, "Url"), _one(form, "Method") or "POST", _one(form, "Twiml"))
    if (not document.twiml and not _is_url(document.url)) or len(document.twiml) > LONGEST_TWIML:
        raise TwilioRefusal(21205)
    return document


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _wanted(form: Form, to: str, sender: str, status: str) -> bool:
    asked = (_one(form, "To"), _one(form, "From"), _one(form, "Status"))
    return all(not wanted or wanted == is_ for wanted, is_ in zip(asked, (to, sender, status), strict=True))


def _page(uri: str, key: str, items: list[Json], form: Form) -> Json:
    size = min(max(_number(form, "PageSize", PAGE_SIZE), 1), LARGEST_PAGE)
    return page_json(uri, key, items, _number(form, "Page", 0), size)
