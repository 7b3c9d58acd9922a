"""Pages by mail, to a real SMTP server."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from time import sleep

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.config.paging import Provider
from bot.config.paging_words import ProviderKind, Tls
from bot.delivery.pagers.carrying import Attempt, ProviderFailed
from bot.delivery.pagers.smtp_carrier import SmtpCarrier
from bot.domain.faults import Fault
from bot.domain.notices import Later, Never, Sent
from bot.domain.setup import Method
from tests.delivery.pagers.rings import ANSWER, NOW, always, chain, ring


class Box:
    """Takes mail, or answers as told."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses = self.refuses_data = ""

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuses_data:
            return self.refuses_data
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def port(box: Box) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        free: int = found.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=free)
    controller.start()
    yield free
    controller.stop()


def server(port: int, tls: str = "off") -> str:
    return (
        f"    - {{name: mail, kind: smtp, host: 127.0.0.1, port: {port}, tls: {tls}, "
        "from: Meridian <oncall@example.com>}\n"
    )


def test_a_mail_has_the_answer_and_is_one_mail_at_a_second_try(box: Box, port: int) -> None:
    pager = chain(server(port))
    assert [pager.ring(ring(Method.EMAIL), always) for _ in range(2)] == [Sent(), Sent()]
    mail, again = box.mails
    assert mail["Message-ID"] == again["Message-ID"]
    assert mail["To"] == "ana@example.com"
    assert mail["Subject"] == "[P1] checkout: card payments failing (INC-2026-0847)"
    assert (mail["Auto-Submitted"], mail["Importance"]) == ("auto-generated", "high")
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text
    assert html
    assert ANSWER in text.get_content()
    assert f'href="{ANSWER}"' in html.get_content()


def test_what_a_monitor_wrote_can_make_no_header_and_no_tag(box: Box, port: int) -> None:
    chain(server(port)).ring(ring(Method.EMAIL, title="x\r\nBcc: all@example.com <script>"), always)
    (mail,) = box.mails
    html = mail.get_body(("html",))
    assert mail["Bcc"] is None
    assert html
    assert "<script>" not in html.get_content()


@pytest.mark.parametrize(
    "says,code,fault",
    [
        ("550 no such user", 550, Fault.ADDRESS),
        ("550 5.1.1 no such user", 550, Fault.ADDRESS),
        ("554 5.1.1 no such user", 554, Fault.ADDRESS),
        ("550 5.7.1 relaying denied", 550, Fault.UNKNOWN),
        ("554 relay access denied", 554, Fault.UNKNOWN),
        ("530 authentication required", 530, Fault.UNKNOWN),
    ],
)
def test_a_mailbox_is_refused_for_good_and_for_its_address_only_where_the_server_says_so(
    box: Box, port: int, says: str, code: int, fault: Fault
) -> None:
    box.refuses = says
    assert chain(server(port)).ring(ring(Method.EMAIL), always) == Never(f"smtp_{code}", fault=fault)


def test_a_server_that_takes_no_mail_of_ours_is_at_fault_itself(box: Box, port: int) -> None:
    box.refuses_data = "554 5.7.1 your domain is on a list"
    found = chain(server(port)).ring(ring(Method.EMAIL), always)
    assert found == Never("smtp_554", fault=Fault.PROVIDER)


def test_a_mailbox_that_is_busy_is_later(box: Box, port: int) -> None:
    box.refuses = "450 try later"
    assert chain(server(port)).ring(ring(Method.EMAIL), always) == Later(
        "smtp_450", 2.0, fault=Fault.PROVIDER
    )


def test_a_server_without_encryption_gets_no_mail_when_it_is_wanted(box: Box, port: int) -> None:
    found = chain(server(port, "starttls")).ring(ring(Method.EMAIL), always)
    assert found == Never("smtp_refuses_us", fault=Fault.PROVIDER)
    assert box.mails == []


class Dripping(socketserver.StreamRequestHandler):
    """Takes every mail, and says so byte by byte; it takes leave in words of its own."""

    def handle(self) -> None:
        self._say("220 here")
        in_data = False
        for raw in self.rfile:
            line = raw.strip().upper()
            if in_data and line != b".":
                continue
            in_data = line == b"DATA"
            self._say("354 go on" if in_data else "250 fine")

    def _say(self, words: str) -> None:
        with suppress(OSError):  # it was left
            for byte in f"{words}\r\n".encode():
                sleep(0.03)
                self.wfile.write(bytes([byte]))


def test_a_server_that_drips_its_answers_is_left_after_the_time_for_a_whole_delivery() -> None:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dripping)
    server.daemon_threads, server.block_on_close = True, False
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    mail = Provider(
        "mail",
        ProviderKind.SMTP,
        (Method.EMAIL,),
        "oncall@example.com",
        host="127.0.0.1",
        port=server.server_address[1],
        tls=Tls.OFF,
    )
    attempt = Attempt(ring(Method.EMAIL), slack_down=False, began_at=NOW)
    try:
        with pytest.raises(ProviderFailed) as left:
            SmtpCarrier(mail, within=0.5).carry(attempt)
        assert left.value.reason in {"no_answer", "unreachable"}
        SmtpCarrier(mail).carry(attempt)
    finally:
        server.shutdown()
        server.server_close()


def test_a_mailbox_that_is_busy_leaves_the_others_of_its_server_alone(box: Box, port: int) -> None:
    pager = chain(server(port))
    box.refuses = "450 try later"
    for _ in range(4):
        assert isinstance(pager.ring(ring(Method.EMAIL), always), Later)
    box.refuses = ""
    assert pager.ring(ring(Method.EMAIL, address="bruno@example.com"), always) == Sent()
