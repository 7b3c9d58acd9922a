"""SMS and calls through Twilio's own client: one try, a short wait.

| what came | is |
|---|---|
| 429 | busy |
| 401, 403, 404, or a code about our own number or account (domain/faults.py) | the provider's fault, and does not heal |
| the same with a code about the number that was called, as a country that we may not reach | the same, of this one |
| 5xx, nobody there, reset, timeout | the provider's fault, heals; in doubt unless nobody was there or 503 |
| any other code | refused for this address; for what it is, where the code says so |
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.config.paging import TWILIO, Provider
from bot.delivery.pagers.carrying import AddressRefused, Attempt, ProviderBusy, ProviderFailed
from bot.domain.answer_urls import callback_beside
from bot.domain.faults import Fault, twilio_fault
from bot.domain.paging import Saying
from bot.domain.setup import Method
from bot.render import phone
from bot.render.twiml import said, said_with_keys

WAIT = 5.0
"""Seconds to connect, and as many for each part of the answer."""

LOOKED_UP_WITHIN = 2.0
"""The same for a look-up: who just hung seldom answers that, and somebody waits to be woken by the next provider or
way. Two providers that hang and their look-ups take 14 s."""

NOBODY_THERE = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ConnectTimeout",
    "SSLError",
)
"""Names of what urllib3 and requests raise before a request was sent."""

SKEW = timedelta(seconds=5)
"""Twilio's clock and ours may differ by this much; pages of one incident to one person lie further apart."""

OF_OUR_NUMBER = frozenset({21210, 21212, 21213, 21603, 21606, 21609, 21611, 21659, 21660})
"""Twilio's codes for what is wrong with every message or call that we send."""

GONE_WRONG = frozenset({"failed", "undelivered", "canceled"})
"""Twilio's words for a message that nobody will read."""


def build(provider: Provider) -> TwilioCarrier:
    """What carries this provider's pages."""
    return TwilioCarrier(provider)


class OneTry(TwilioHttpClient):  # type: ignore[misc]  # twilio publishes no types
    """Twilio's HTTP client to another base address, which logs nothing: what it logs holds people's numbers."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=WAIT)
        self._base = base.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **named: Any) -> Any:  # as in twilio
        """As Twilio's, which has its own address in every URL."""
        # A connection that was kept may be dead: then a reset would leave us in doubt about an unsent page.
        headers = {**(named.pop("headers", None) or {}), "Connection": "close"}
        if method == "GET":
            named["timeout"] = LOOKED_UP_WITHIN
        return super().request(method, self._base + url.removeprefix(TWILIO), *args, headers=headers, **named)

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """Nothing."""

    def log_response(self, status_code: int, response: Any) -> None:
        """Nothing."""


class TwilioCarrier:
    """One account; safe on any number of threads."""

    def __init__(self, provider: Provider) -> None:
        account, token, url = provider.account, provider.token, provider.url
        self._name = provider.name
        self._from = provider.sends_as
        self._client = Client(
            account.get_secret_value() if account else "",
            token.get_secret_value() if token else "",
            http_client=OneTry(url.get_secret_value() if url else TWILIO),
            environment={"TWILIO_EDGE": ""},  # not this process's own
        )

    def carry(self, attempt: Attempt) -> None:
        """Send the SMS, or place the call."""
        try:
            if attempt.ring.method is Method.VOICE:
                self._dial(attempt)
            else:
                self._text(attempt)
        except (TwilioException, OSError, ValueError) as trouble:
            raise _sorted(trouble, attempt.ring.method) from None

    def say(self, saying: Saying) -> None:
        """Send the sentence, or say it in a call."""
        status = self._door(saying.answer_url, saying.method, "status")
        try:
            if saying.method is Method.VOICE:
                key = self._door(saying.answer_url, saying.method, "key") if saying.keys else None
                words = said_with_keys(saying.spoken or saying.text, key, phone.NO_KEY_OF_TEST)
                self._call(saying.address, words, status, machines=saying.keys)
            else:
                back = _given(status_callback=status)
                self._client.messages.create(to=saying.address, body=saying.text, **self._sender(), **back)
        except (TwilioException, OSError, ValueError) as trouble:
            raise _sorted(trouble, saying.method) from None

    def carried(self, attempt: Attempt) -> bool:
        """Whether Twilio has it: an SMS of these words to this number, since it was first tried. Of a call it can't
        be known."""
        try:
            if attempt.ring.method is Method.VOICE:
                return False
            sent = self._client.messages.list(to=attempt.ring.address, limit=20)
        except (TwilioException, OSError, ValueError):
            return False
        words = {phone.sms(attempt.ring, two_way=True, slack_down=down) for down in (True, False)}
        since = attempt.began_at - SKEW
        return any(
            m.body in words and m.status not in GONE_WRONG and m.date_created and m.date_created > since
            for m in sent
        )

    def host(self, address: str) -> str:  # noqa: ARG002  the same for all
        """One for all."""
        return ""

    def cut_short(self, sid: str) -> None:
        """A machine has answered this call: it hears one sentence, without keys. Raises ProviderFailed."""
        try:
            self._client.calls(sid).update(twiml=said(phone.TO_A_MACHINE))
        except (TwilioException, OSError, ValueError):
            raise ProviderFailed("not_cut_short") from None

    def _text(self, attempt: Attempt) -> None:
        ring = attempt.ring
        self._client.messages.create(
            to=ring.address,
            body=phone.sms(ring, two_way=True, slack_down=attempt.slack_down),
            **self._sender(),
            **_given(status_callback=self._door(ring.answer_url, ring.method, "status")),
        )

    def _sender(self) -> dict[str, str]:
        return {"messaging_service_sid" if self._from.startswith("MG") else "from_": self._from}

    def _dial(self, attempt: Attempt) -> None:
        ring, words = attempt.ring, phone.spoken(attempt.ring, slack_down=attempt.slack_down)
        key, status = (self._door(ring.answer_url, ring.method, door) for door in ("key", "status"))
        self._call(ring.address, said_with_keys(words, key, phone.NO_KEY), status)

    def _call(self, to: str, twiml: str, status: str | None, *, machines: bool = True) -> None:
        """`machines`: whether to hear that one picked up, which costs more; nobody asks where no key is wanted."""
        amd = status if machines else None
        back = {
            "status_callback": status,
            "status_callback_event": ["completed"] if status else None,
            "machine_detection": "DetectMessageEnd" if amd else None,
            "async_amd": "true" if amd else None,
            "async_amd_status_callback": amd,
        }
        self._client.calls.create(to=to, from_=self._from, twiml=twiml, timeout=40, **_given(**back))

    def _door(self, answer_url: str | None, method: Method, door: str) -> str | None:
        """The bot's own door for what comes back, with the page that it is about; None where Twilio can't reach us."""
        return callback_beside(answer_url, self._name, door, method)


def _given(**named: Any) -> dict[str, Any]:
    return {name: value for name, value in named.items() if value is not None}


def _sorted(trouble: Exception, method: Method) -> ProviderFailed | AddressRefused:
    if not isinstance(trouble, TwilioRestException):
        there = not _nobody_there(trouble)
        return ProviderFailed("no_answer" if there else "unreachable", doubtful=there)
    status, code = trouble.status, trouble.code
    if status == 429:
        return ProviderBusy("rate_limited")
    if status >= 500:
        return ProviderFailed(f"http_{status}", doubtful=status != 503)
    said = f"{code or status}"
    fault = twilio_fault(said, method)
    if fault is Fault.PROVIDER or (fault is Fault.UNKNOWN and status in {401, 403, 404}):
        return ProviderFailed(f"twilio_{said}", heals=False, of_one=_is_of_one(said))
    return AddressRefused(f"twilio_{said}", fault)


def _is_of_one(said: str) -> bool:
    """Twilio's codes from 21000 are about one message or call; some of those about the number that sends it."""
    return said.startswith("21") and len(said) == 5 and int(said) not in OF_OUR_NUMBER


def _nobody_there(trouble: BaseException) -> bool:
    """Whether nothing can have been sent."""
    inner = [
        arg for arg in (*trouble.args, getattr(trouble, "reason", None)) if isinstance(arg, BaseException)
    ]
    return type(trouble).__name__ in NOBODY_THERE or any(_nobody_there(one) for one in inner)
