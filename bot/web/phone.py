"""Doors for what comes back by telephone and from the answer page.

| door | who | what |
|---|---|---|
| `POST /phone/<provider>/sms` | Twilio, signed | somebody wrote |
| `POST /phone/<provider>/call` | Twilio, signed | somebody calls the number: their newest page is said |
| `POST /phone/<provider>/key` | Twilio, signed | a key was pressed in a call |
| `POST /phone/<provider>/status` | Twilio, signed | whether it arrived; whether a machine picked up |
| `/answer/<incident>/<step>/<person>/<key>` | whoever has the address | GET shows, only POST acts |
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qsl

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from bot.domain.answer_urls import CALLBACK_ROUTE, ROUTE, callback_url, token_of
from bot.domain.decision import Repeated
from bot.domain.faults import VOICEMAIL, Fault, twilio_fault
from bot.domain.notices import Never
from bot.domain.paging import Word
from bot.domain.requests import Delivery
from bot.domain.setup import Method
from bot.engine.answering import Answering, TestAnswer, Told
from bot.engine.availability import CannotStore
from bot.render import phone, twiml
from bot.render.phone_answers import (
    CALL_AGAIN,
    HOW,
    HOW_IN_CALL,
    HOW_ON_PAGE,
    IN_ITS_ROOM,
    NO_SUCH_PAGE,
    NO_TEST_WAITS,
    NOTHING_WAITS,
    OPEN_AGAIN,
    PRESS_AGAIN,
    STYLE,
    TEST_CAME,
    TEST_NOTED,
    TRY_AGAIN,
    answer_page,
    in_sms,
    reply,
    sentence_page,
    test_page,
    without_slack,
)
from bot.web import answers
from bot.web.bodies import TooLarge, read_body
from bot.web.load import Full, Memory, Threads, TookTooLong

log = structlog.stdlib.get_logger(__name__)

THREADS, WAITING = 4, 64
ANSWERED_WITHIN = 10.0
"""Seconds. Twilio waits for 15."""

MOST = 64 * 1024
"""Bytes of a callback; Twilio's own stay below 4 KiB."""

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

OF_TESTS = {
    TestAnswer.CAME: TEST_CAME,
    TestAnswer.CAME_BEFORE: TEST_NOTED,
    TestAnswer.NONE_WAITS: NO_TEST_WAITS,
}

FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""Twilio's words for a call that is over."""

FAILED = frozenset({"undelivered", "failed", "busy", "no-answer", "canceled"})
"""Twilio's words for what did not arrive."""


@dataclass(frozen=True, slots=True)
class PhoneDoors:
    """`public_url` is how Twilio reaches us, `tokens` the auth token of each provider that may. `cut_short` ends the
    call `sid` of a provider with one sentence for a machine; it may raise nothing. `slack_down` is asked for each answer."""

    answering: Answering
    public_url: str
    tokens: Mapping[str, str] = field(repr=False)
    cut_short: Callable[[str, str], None]
    slack_down: Callable[[], bool] = lambda: False


Work = Callable[[str, Mapping[str, str], Mapping[str, str]], str]
"""From (provider, form, query) to what Twilio is told."""


class Phone:
    """The doors."""

    def __init__(self, doors: PhoneDoors) -> None:
        self._doors = doors
        self._threads = Threads("phone", THREADS, WAITING, ANSWERED_WITHIN)
        self._memory = Memory(64 * MOST)
        self._at = {"sms": self._sms, "call": self._call, "key": self._key, "status": self._status}

    def close(self) -> None:
        """Start nothing more."""
        self._threads.close()

    def routes(self) -> list[Route]:
        return [
            *(
                Route(f"{CALLBACK_ROUTE}{what}", partial(self._signed, work), methods=["POST"], name="phone")
                for what, work in self._at.items()
            ),
            Route(
                ROUTE,
                self._answer,
                methods=["GET", "POST"],
                name="answer",
            ),
        ]

    async def _signed(self, work: Work, request: Request) -> Response:
        form = await self._form(request)
        if form is None:
            return answers.too_large(MOST)
        provider = request.path_params["provider"]
        if not self._is_twilio(request, provider, form):
            log.warning("a callback that is not signed was refused", provider=provider[:80])
            return answers.refused(403, "This is not signed by the provider.")
        query = dict(request.query_params)
        try:
            said = await self._threads.run(partial(work, provider, form, query))
        except (CannotStore, Full, TookTooLong) as trouble:
            # Twilio does not come again: the person is told to, in the way that they came.
            log.warning("an answer could not be saved", provider=provider, reason=type(trouble).__name__)
            said = self._again(request.url.path.rpartition("/")[2], provider, query)
        return Response(said, media_type="application/xml")

    def _again(self, door: str, provider: str, query: Mapping[str, str]) -> str:
        match door:
            case "sms":
                return twiml.message(TRY_AGAIN)
            case "key":
                return twiml.said_with_keys(
                    PRESS_AGAIN, self._keys(provider, query.get("page", "")), phone.NO_KEY
                )
            case "call":
                return twiml.said(CALL_AGAIN)
            case _:
                return twiml.EMPTY

    def _keys(self, provider: str, page: str) -> str:
        """Where a key is told to."""
        return callback_url(self._doors.public_url, provider, "key", page)

    def _is_twilio(self, request: Request, provider: str, form: Mapping[str, str]) -> bool:
        token, given = self._doors.tokens.get(provider), request.headers.get("x-twilio-signature", "")
        query = request.scope["query_string"].decode("latin-1")
        path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
        url = f"{self._doors.public_url}{path}{'?' if query else ''}{query}"
        return bool(token and given and RequestValidator(token).validate(url, dict(form), given))

    async def _form(self, request: Request) -> dict[str, str] | None:
        """The form; None when it is too large."""
        with self._memory.body() as held:
            try:
                body = await read_body(request, MOST, held)
            except TooLarge:
                return None
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))

    # --- signed, each on a thread: TwiML -------------------------------------

    def _sms(self, provider: str, form: Mapping[str, str], _query: Mapping[str, str]) -> str:
        delivery = _delivery(provider, form.get("MessageSid"))
        told = self._doors.answering.by_text(form.get("From", ""), form.get("Body", ""), delivery)
        return twiml.message(in_sms(self._words(told))) if told else twiml.EMPTY

    def _call(self, provider: str, form: Mapping[str, str], _query: Mapping[str, str]) -> str:
        page = self._doors.answering.newest(Method.VOICE, form.get("From", ""))
        if page is None:
            return twiml.said(NOTHING_WAITS)
        action = self._keys(provider, self._doors.answering.token(page))
        return twiml.said_with_keys(phone.spoken_again(page.incident), action, phone.NO_KEY)

    def _key(self, provider: str, form: Mapping[str, str], query: Mapping[str, str]) -> str:
        digits = form.get("Digits", "")
        word = Word.from_key(digits)
        delivery = _delivery(provider, form.get("CallSid"), digits)
        told = self._doors.answering.by_key(query.get("page", ""), word, delivery)
        if told is None:
            return twiml.said(NOTHING_WAITS)
        if word is None and told.test is None:
            action = self._keys(provider, query["page"])
            return twiml.said_with_keys(phone.PRESS, action, phone.NO_KEY)
        return twiml.said(self._words(told, HOW_IN_CALL))

    def _status(self, provider: str, form: Mapping[str, str], query: Mapping[str, str]) -> str:
        machine = form.get("AnsweredBy", "").startswith(("machine", "fax"))
        said = form.get("MessageStatus") or form.get("CallStatus", "")
        sid = form.get("MessageSid") or form.get("CallSid", "")
        method = Method.VOICE if query.get("method") == Method.VOICE.value else Method.SMS
        met = (
            _met(form.get("ErrorCode") or said, method, machine=machine)
            if machine or said in FAILED
            else None
        )
        status = met.reason if met else said
        log.info("a provider says how a page went", provider=provider, method=method.value, status=status)
        if met:
            # Noted before the call is cut short, which may take the provider long.
            delivery = _delivery(provider, sid, met.reason)
            answering, page = self._doors.answering, query.get("page", "")
            answering.not_reached(page, method, met, delivery)
            if machine and said not in FINAL and not answering.tested(page):
                self._doors.cut_short(provider, sid)
        return twiml.EMPTY

    def _words(self, told: Told, how: str = HOW) -> str:
        if told.test is not None:
            return OF_TESTS[told.test]
        incident, setup, aloud = told.incident, told.setup, how == HOW_IN_CALL
        down = incident is not None and self._doors.slack_down()
        the_rest = without_slack(incident, setup, aloud=aloud) if incident and down else IN_ITS_ROOM
        return reply(told.word, incident, told.outcome, setup, told.person, the_rest, told.open_ids, how)

    # --- the page: GET shows, POST acts ---------------------------------------

    async def _answer(self, request: Request) -> Response:
        """404 for a wrong key too. A preview of a link is a GET, and acknowledges nothing."""
        # A person's name may hold signs that are quoted in the address.
        token = token_of(request.scope["raw_path"].decode("latin-1").partition("?")[0])
        form = await self._form(request) if request.method == "POST" else {}
        key, seen = (form or {}).get("key", ""), (form or {}).get("seen", "")
        try:
            found = await self._threads.run(partial(self._shown, token, key, seen))
        except (CannotStore, Full, TookTooLong):
            return HTMLResponse(sentence_page(OPEN_AGAIN), 503, headers=HEADERS)
        if found is None:
            return HTMLResponse(sentence_page(NO_SUCH_PAGE), 404, headers=HEADERS)
        return HTMLResponse(found, headers=HEADERS)

    def _shown(self, token: str, key: str, seen: str) -> str | None:
        """The page, after what was pressed on it."""
        answering = self._doors.answering
        word = Word.from_key(key)
        told = answering.by_link(token, word, seen) if word else None
        said = self._words(told, HOW_ON_PAGE) if told else ""
        answered = told is not None and not isinstance(told.outcome, Repeated)
        if answering.tested(token):
            return test_page(said)
        page = answering.page(token)
        if page is None:
            return None
        waits = page.waits and not answered
        return answer_page(page.incident, answering.setup, page.person, said, waits=waits)


def _delivery(provider: str, *identity: str | None) -> Delivery | None:
    """None when the provider names no message or call: nothing says then that it came before."""
    named, *_ = identity
    return Delivery(f"phone/{provider}", "/".join(map(str, identity))) if named else None


def _met(said: str, method: Method, *, machine: bool) -> Never:
    if machine:
        return Never(VOICEMAIL, fault=Fault.PERSON)
    return Never(f"twilio_{said}", fault=twilio_fault(said, method))
