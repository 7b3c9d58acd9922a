"""Twilio's own client speaks to the exchange; phones receive and ring; the app's doors are told, signed as Twilio's."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.sandbox import Fault, FaultKind, Pace, Person, Sandbox
from bot.sandbox.phone.webhooks import signature

NUMBER = "+593987654321"
CAPTURES = Path(__file__).parent.parent / "fixtures" / "captures"
Form = dict[str, str]


class AppDoor:
    """The app's web server: keeps what was posted, and answers by path with what the test lays out."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, Form, str]] = []
        self.answers: dict[str, str | Callable[[Form], str]] = {}
        self.came = threading.Condition()
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                with door.came:
                    door.posts.append((self.path, form, self.headers["X-Twilio-Signature"]))
                    door.came.notify_all()
                answer = door.answers.get(self.path.split("?")[0], "")
                text = answer if isinstance(answer, str) else answer(form)
                self.send_response(500 if text == "500" else 200)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def waits(self, path: str, count: int = 1) -> list[Form]:
        """The first posts to a path."""

        def found() -> list[Form]:
            return [form for at, form, _ in self.posts if at.split("?")[0] == path]

        with self.came:
            assert self.came.wait_for(lambda: len(found()) >= count, 5), self.posts
            return found()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Telephones in a hurry."""
    with Sandbox(pace=Pace(rings=5.0, word=0.0, keys=0.02)) as running:
        yield running


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.person("ana", id="U0ANA", tz="America/Guayaquil", phone=NUMBER)


@pytest.fixture
def door() -> Iterator[AppDoor]:
    made = AppDoor()
    yield made
    made.server.shutdown()
    made.server.server_close()


class Nearby(TwilioHttpClient):  # type: ignore[misc]  # its types are not published
    """Twilio's client, sent to another host and otherwise left as it is."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.to = url

    def request(self, method: str, url: str, *rest: Any, **more: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self.to), *rest, **more)


@pytest.fixture
def twilio(sandbox: Sandbox) -> Client:
    account = sandbox.exchange.account
    return Client(account.sid, account.token, http_client=Nearby(sandbox.url))


@pytest.fixture
def sender(sandbox: Sandbox) -> str:
    return sandbox.exchange.account.number


# Messages


def test_a_message_reaches_the_phone_and_its_callbacks_come_in_order(
    sandbox: Sandbox, twilio: Client, ana: Person, door: AppDoor, sender: str
) -> None:
    sent = twilio.messages.create(
        NUMBER, from_=sender, body="Hi Ana", status_callback=f"{door.url}/status?n=1"
    )
    assert (sent.status, sent.direction, sent.num_segments) == ("queued", "outbound-api", "1")
    assert ana.phone.receives("Hi Ana").sid == sent.sid
    told = door.waits("/status", 3)
    assert [form["MessageStatus"] for form in told] == ["queued", "sent", "delivered"]
    assert {form["MessageSid"] for form in told} == {sent.sid}
    assert twilio.messages(str(sent.sid)).fetch().status == "delivered"
    assert sandbox.unexpected() == []


def test_every_post_carries_a_signature_that_twilios_validator_takes(
    sandbox: Sandbox, twilio: Client, ana: Person, door: AppDoor, sender: str
) -> None:
    sandbox.exchange.sms_url = f"{door.url}/answered?from=sms&x=1"
    twilio.messages.create(NUMBER, from_=sender, body="Hi", status_callback=f"{door.url}/status")
    ana.phone.receives("Hi")
    ana.phone.replies("1 & más")
    door.waits("/status", 3)
    door.waits("/answered")
    validator = RequestValidator(sandbox.exchange.account.token)
    for path, form, signed in door.posts:
        assert validator.validate(door.url + path, form, signed)
        assert not validator.validate(door.url + path, form | {"Body": "4"}, signed)


def test_the_signature_is_the_one_in_twilios_own_words() -> None:
    vector = json.loads((CAPTURES / "twilio-signature-vector.json").read_text("utf-8"))
    assert signature(vector["auth_token"], vector["url"], vector["params"]) == vector["x_twilio_signature"]


@pytest.mark.parametrize(
    "to, sends, code",
    [
        ("0987654321", {"body": "x"}, 21211),
        ("+0987654321", {"body": "x"}, 21211),
        (NUMBER, {"body": ""}, 21602),
        (NUMBER, {"body": "x" * 1601}, 21617),
        (NUMBER, {"body": "x", "from_": "+15551234567"}, 21606),
        (NUMBER, {"body": "x", "status_callback": "bot.example"}, 21609),
    ],
)
def test_a_wrong_message_is_refused_with_twilios_code(
    twilio: Client, ana: Person, sender: str, to: str, sends: Form, code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        twilio.messages.create(to, **({"from_": sender} | sends))
    assert (refused.value.code, refused.value.status) == (code, 400)
    assert ana.phone.texts == []


def test_a_wrong_token_is_refused(sandbox: Sandbox, sender: str) -> None:
    stranger = Client(sandbox.exchange.account.sid, "wrong", http_client=Nearby(sandbox.url))
    with pytest.raises(TwilioRestException) as refused:
        stranger.messages.create(NUMBER, from_=sender, body="x")
    assert (refused.value.code, refused.value.status) == (20003, 401)


def test_a_phone_that_is_off_receives_nothing_and_the_app_hears_why(
    twilio: Client, ana: Person, door: AppDoor, sender: str
) -> None:
    ana.phone.off = True
    sent = twilio.messages.create(NUMBER, from_=sender, body="x", status_callback=f"{door.url}/status")
    assert [(f["MessageStatus"], f.get("ErrorCode")) for f in door.waits("/status", 3)][-1] == (
        "undelivered",
        "30003",
    )
    assert twilio.messages(str(sent.sid)).fetch().error_code == 30003
    assert ana.phone.texts == []


def test_a_number_that_nobody_has_is_undelivered(twilio: Client, door: AppDoor, sender: str) -> None:
    twilio.messages.create("+34600000000", from_=sender, body="x", status_callback=f"{door.url}/status")
    assert door.waits("/status", 3)[-1]["ErrorCode"] == "30005"


def test_a_message_may_count_as_delivered_and_never_show(
    sandbox: Sandbox, twilio: Client, ana: Person, door: AppDoor, sender: str
) -> None:
    sandbox.exchange.faults.add(Fault(FaultKind.LOST, "Messages.deliver"))
    twilio.messages.create(NUMBER, from_=sender, body="x", status_callback=f"{door.url}/status")
    assert door.waits("/status", 3)[-1]["MessageStatus"] == "delivered"
    assert ana.phone.texts == []


@pytest.mark.parametrize(
    "fault, status",
    [
        (Fault(FaultKind.STATUS, "Messages.create", status=503), 503),
        (Fault(FaultKind.STATUS, "Messages.*", status=500), 500),
        (Fault(FaultKind.RATELIMITED, "*"), 429),
    ],
)
def test_the_provider_has_trouble(
    sandbox: Sandbox, twilio: Client, ana: Person, sender: str, fault: Fault, status: int
) -> None:
    trouble = sandbox.exchange.faults.add(fault)
    with pytest.raises(TwilioRestException) as failed:
        twilio.messages.create(NUMBER, from_=sender, body="x")
    assert failed.value.status == status
    trouble.remove()
    twilio.messages.create(NUMBER, from_=sender, body="again")
    ana.phone.receives("again")


@pytest.mark.parametrize("kind", [FaultKind.DOWN, FaultKind.RESET_AFTER])
def test_the_line_to_the_provider_is_cut(
    sandbox: Sandbox, twilio: Client, ana: Person, sender: str, kind: FaultKind
) -> None:
    sandbox.exchange.faults.add(Fault(kind, "Messages.create"))
    with pytest.raises(requests.exceptions.ConnectionError):
        twilio.messages.create(NUMBER, from_=sender, body="x")
    if kind is FaultKind.RESET_AFTER:
        ana.phone.receives("x")
    else:
        assert ana.phone.texts == []


def test_a_reply_reaches_the_app_and_its_answer_comes_back(
    sandbox: Sandbox, ana: Person, door: AppDoor, sender: str
) -> None:
    sandbox.exchange.sms_url = f"{door.url}/sms"
    door.answers["/sms"] = "<Response><Message>Yours, Ana.</Message></Response>"
    ana.phone.replies("1")
    form = door.waits("/sms")[0]
    assert (form["From"], form["To"], form["Body"], form["SmsStatus"]) == (NUMBER, sender, "1", "received")
    ana.phone.receives("Yours, Ana.")


def test_who_said_stop_is_sent_nothing_until_they_say_start(
    sandbox: Sandbox, twilio: Client, ana: Person, sender: str
) -> None:
    ana.phone.replies("Stop")
    with pytest.raises(TwilioRestException) as refused:
        twilio.messages.create(NUMBER, from_=sender, body="x")
    assert refused.value.code == 21610
    ana.phone.replies("START")
    twilio.messages.create(NUMBER, from_=sender, body="hello again")
    ana.phone.receives("hello again")
    assert sandbox.unexpected() == []


def test_a_message_that_nobody_expected_is_pointed_out(
    sandbox: Sandbox, twilio: Client, ana: Person, sender: str
) -> None:
    twilio.messages.create(NUMBER, from_=sender, body="surprise")
    assert sandbox.exchange.waits(lambda: bool(ana.phone.texts), 5)
    assert sandbox.unexpected() == [f"SMS to {NUMBER}: surprise"]


def test_messages_are_listed_newest_first_over_several_pages(
    twilio: Client, ana: Person, sender: str
) -> None:
    for number in range(5):
        twilio.messages.create(NUMBER, from_=sender, body=f"m{number}")
        ana.phone.receives(f"m{number}")
    assert [m.body for m in twilio.messages.list(page_size=2)] == ["m4", "m3", "m2", "m1", "m0"]
    assert twilio.messages.list(to="+34600000000") == []


# Calls

MENU = """<Response><Gather numDigits="1" action="/digits" timeout="10"><Say>Checkout is down. Press 1.</Say></Gather>
<Say>No key. Goodbye.</Say></Response>"""


def rings(twilio: Client, door: AppDoor, sender: str, **more: Any) -> str:
    call = twilio.calls.create(
        NUMBER, sender, url=f"{door.url}/voice", status_callback=f"{door.url}/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"], machine_detection="Enable", **more,
    )  # fmt: skip
    assert call.status == "queued"
    return str(call.sid)


def statuses(door: AppDoor, count: int) -> list[str]:
    told = door.waits("/status", count)
    assert [form["SequenceNumber"] for form in told] == [str(number) for number in range(count)]
    return [form["CallStatus"] for form in told]


def test_a_call_is_answered_and_a_key_pressed(
    sandbox: Sandbox, twilio: Client, ana: Person, door: AppDoor, sender: str
) -> None:
    door.answers = {"/voice": MENU, "/digits": "<Response><Say>It is yours.</Say><Hangup/></Response>"}
    sid = rings(twilio, door, sender)
    ana.phone.rings().presses("1").hears("It is yours.")
    assert statuses(door, 4) == ["initiated", "ringing", "in-progress", "completed"]
    assert door.waits("/voice")[0]["AnsweredBy"] == "human"
    assert door.waits("/digits")[0]["Digits"] == "1"
    ended = twilio.calls(sid).fetch()
    assert (ended.status, ended.answered_by) == ("completed", "human")
    assert sandbox.unexpected() == []


def test_without_a_key_the_call_goes_on_behind_the_gather(
    twilio: Client, ana: Person, door: AppDoor, sender: str
) -> None:
    door.answers["/voice"] = MENU
    rings(twilio, door, sender)
    ana.phone.rings().answers()
    ana.phone.hears("No key. Goodbye.")
    assert statuses(door, 4)[-1] == "completed"


def test_nobody_picks_up_and_the_machine_is_told_from_a_person(
    twilio: Client, ana: Person, door: AppDoor, sender: str
) -> None:
    door.answers["/voice"] = MENU
    rings(twilio, door, sender)
    ana.phone.rings().lets_it_ring()
    assert "Goodbye" in ana.phone.finds_on_voicemail("Checkout is down")
    assert door.waits("/voice")[0]["AnsweredBy"] == "machine_start"
    assert statuses(door, 4)[-1] == "completed"


def test_a_phone_without_voicemail_is_not_answered(
    twilio: Client, ana: Person, door: AppDoor, sender: str
) -> None:
    ana.phone.voicemail = False
    rings(twilio, door, sender)
    ana.phone.rings().lets_it_ring()
    assert statuses(door, 3) == ["initiated", "ringing", "no-answer"]


def test_a_call_that_is_declined_is_busy(twilio: Client, ana: Person, door: AppDoor, sender: str) -> None:
    rings(twilio, door, sender)
    ana.phone.rings().declines()
    assert statuses(door, 3)[-1] == "busy"


def test_a_second_call_finds_the_line_busy(twilio: Client, ana: Person, door: AppDoor, sender: str) -> None:
    door.answers["/voice"] = MENU
    rings(twilio, door, sender)
    ana.phone.rings()
    second = twilio.calls.create(NUMBER, sender, twiml="<Response/>", status_callback=f"{door.url}/second")
    assert door.waits("/second")[0]["CallSid"] == second.sid
    assert door.waits("/second")[0]["CallStatus"] == "busy"
    ana.phone.declines()


def test_a_number_that_nobody_has_fails(twilio: Client, door: AppDoor, sender: str) -> None:
    twilio.calls.create("+34600000000", sender, url=f"{door.url}/voice", status_callback=f"{door.url}/status")
    assert door.waits("/status")[0]["CallStatus"] == "failed"


def test_a_call_may_bring_its_words_along_and_be_redirected(
    twilio: Client, ana: Person, door: AppDoor, sender: str
) -> None:
    door.answers["/next"] = "<Response><Pause length='2'/><Say>Second.</Say></Response>"
    words = f"<Response><Play>x.mp3</Play><Say>First.</Say><Redirect>{door.url}/next</Redirect></Response>"
    twilio.calls.create(NUMBER, sender, twiml=words)
    ana.phone.rings().answers()
    assert ana.phone.hears("Second.") == "First. Second."


def test_an_app_without_instructions_is_apologised_for(
    sandbox: Sandbox, twilio: Client, ana: Person, door: AppDoor, sender: str
) -> None:
    door.answers["/voice"] = "500"
    rings(twilio, door, sender)
    ana.phone.rings().answers()
    ana.phone.hears("application error")
    assert [words.split(" ")[0] for words in sandbox.exchange.complaints] == ["11200"]


@pytest.mark.parametrize(
    "twiml, code",
    [
        ("<Response><Say>x</Response>", "12100"),
        ("<Html/>", "12102"),
        ("<Response><Dance/></Response>", "12200"),
    ],
)
def test_twiml_that_cannot_be_read_is_on_the_debuggers_list(
    sandbox: Sandbox, twilio: Client, ana: Person, sender: str, twiml: str, code: str
) -> None:
    twilio.calls.create(NUMBER, sender, twiml=twiml)
    ana.phone.rings().answers()
    ana.phone.hears("application error")
    assert sandbox.exchange.complaints[0].startswith(code)


def test_the_app_may_end_a_call(twilio: Client, ana: Person, door: AppDoor, sender: str) -> None:
    door.answers["/voice"] = '<Response><Gather timeout="3000"><Say>Wait.</Say></Gather></Response>'
    sid = rings(twilio, door, sender)
    ana.phone.rings().answers().hears("Wait.")
    twilio.calls(sid).update(status="completed")
    assert statuses(door, 4)[-1] == "completed"
    with pytest.raises(TwilioRestException) as refused:
        twilio.calls(sid).update(status="completed")
    assert refused.value.code == 21220


@pytest.mark.parametrize(
    "sends, code",
    [({}, 21205), ({"url": "bot.example"}, 21205), ({"url": "https://bot.example/x", "to": "12"}, 21211)],
)
def test_a_wrong_call_is_refused(twilio: Client, ana: Person, sender: str, sends: Form, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        twilio.calls.create(**({"to": NUMBER, "from_": sender} | sends))
    assert refused.value.code == code
    assert ana.phone.call is None


def test_an_unexpected_call_is_pointed_out(
    sandbox: Sandbox, twilio: Client, ana: Person, sender: str
) -> None:
    ana.phone.asleep = True
    twilio.calls.create(NUMBER, sender, twiml="<Response><Say>Wake up.</Say></Response>")
    assert sandbox.exchange.waits(lambda: bool(sandbox.exchange.calls and sandbox.exchange.calls[0].heard), 5)
    assert sandbox.unexpected() == [f"call to {NUMBER}: Wake up."]
    assert ana.phone.finds_on_voicemail("Wake up.") == "Wake up."
    assert sandbox.unexpected() == []


def test_a_machine_is_reported_while_the_call_goes_on_and_may_be_told_other_words(
    twilio: Client, ana: Person, door: AppDoor, sender: str
) -> None:
    def cuts_short(form: Form) -> str:
        twilio.calls(form["CallSid"]).update(twiml="<Response><Say>Look at your messages.</Say></Response>")
        return ""

    door.answers["/amd"] = cuts_short
    twilio.calls.create(
        NUMBER, sender, twiml=MENU, machine_detection="DetectMessageEnd", async_amd="true",
        async_amd_status_callback=f"{door.url}/amd", status_callback=f"{door.url}/status",
    )  # fmt: skip
    ana.phone.rings().lets_it_ring()
    assert ana.phone.finds_on_voicemail("messages") == "Look at your messages."
    assert door.waits("/amd")[0]["AnsweredBy"] == "machine_end_beep"
    assert door.waits("/status")[0]["CallStatus"] == "completed"


def test_a_call_that_only_rings_cannot_be_told_other_words(twilio: Client, ana: Person, sender: str) -> None:
    sid = str(twilio.calls.create(NUMBER, sender, twiml=MENU).sid)
    ana.phone.rings()
    with pytest.raises(TwilioRestException) as refused:
        twilio.calls(sid).update(twiml="<Response/>")
    assert refused.value.code == 21220
    ana.phone.declines()
