"""Mail through a server of the team's own."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from bot.clock import monotonic
from bot.config.paging import Provider
from bot.config.paging_words import Tls
from bot.delivery.pagers.carrying import AddressRefused, Attempt, ProviderFailed
from bot.domain.faults import SMTP_ADDRESS, Fault
from bot.domain.paging import Saying
from bot.render import mail

WAIT = 8.0
"""Seconds for each answer of the server."""

WHOLE = 15.0
"""Seconds for a whole delivery: a server that drips its answers must not hold a sender, which somebody else's page may
wait for."""


def build(provider: Provider) -> SmtpCarrier:
    """What carries this provider's pages."""
    return SmtpCarrier(provider)


class SmtpCarrier:
    """One mail server; a connection for each page."""

    def __init__(
        self, provider: Provider, trust: ssl.SSLContext | None = None, within: float = WHOLE
    ) -> None:
        """`trust` None: the machine's certificates. `within`: seconds for a whole delivery."""
        self._provider = provider
        self._within = within
        self._trust = trust or ssl.create_default_context()

    def carry(self, attempt: Attempt) -> None:
        """Hand it over to the server, whole."""
        self._hand_over(self.message(attempt))

    def say(self, saying: Saying) -> None:
        """The sentence as a plain mail."""
        made = EmailMessage()
        made["Subject"] = "Meridian: a message for you"
        made["From"] = self._provider.sends_as
        made["To"] = saying.address
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(saying.text)
        self._hand_over(made)

    def _hand_over(self, message: EmailMessage) -> None:
        handed_over = taken = False
        with _deadline(self._within) as deadline:
            try:
                with self._connected(deadline) as server:
                    self._log_in(server)
                    handed_over = True
                    server.send_message(message)
                    taken = True
            except (smtplib.SMTPException, OSError) as trouble:
                if taken:  # how it says goodbye changes nothing
                    return
                # Cut off in the middle, it looks like whatever the server was just about to say.
                met = TimeoutError() if deadline.is_over else trouble
                raise _sorted(met, in_doubt=handed_over) from None

    def host(self, address: str) -> str:  # noqa: ARG002  the same for all
        """One for all."""
        return ""

    def cut_short(self, sid: str) -> None:
        """It makes no calls."""

    def carried(self, attempt: Attempt) -> bool:  # noqa: ARG002  a mail server can't be asked
        """That can't be known; a second mail has the id of the first, and a reader's mailbox shows one."""
        return False

    def message(self, attempt: Attempt) -> EmailMessage:
        """The mail: text and HTML, the same at a second try."""
        ring, host = attempt.ring, parseaddr(self._provider.sends_as)[1].rpartition("@")[2]
        made = EmailMessage()
        made["Subject"] = mail.subject(ring)
        made["From"] = self._provider.sends_as
        made["To"] = ring.address
        made["Date"] = format_datetime(ring.now)
        made["Message-ID"] = f"<{mail.message_id(ring)}@{host}>"
        made["Auto-Submitted"] = "auto-generated"
        made["Importance"] = "high"
        made["X-Priority"] = "1"
        made["Priority"] = "urgent"
        made.set_content(mail.text(ring, slack_down=attempt.slack_down))
        made.add_alternative(mail.html(ring, slack_down=attempt.slack_down), subtype="html")
        return made

    def _connected(self, deadline: _Deadline) -> smtplib.SMTP:
        host, port = self._provider.host, self._provider.port
        if self._provider.tls is Tls.TLS:
            return _EncryptedSession(host, port, deadline, self._trust)
        return _Session(host, port, deadline)

    def _log_in(self, server: smtplib.SMTP) -> None:
        if self._provider.tls is Tls.STARTTLS:
            server.starttls(context=self._trust)
        username, password = self._provider.username, self._provider.password
        if username and password:
            server.login(username.get_secret_value(), password.get_secret_value())


class _Deadline:
    """When a delivery is cut off. smtplib's own limit is for each piece that comes, however small."""

    def __init__(self, seconds: float) -> None:
        self._at = monotonic() + seconds
        self._line: socket.socket | None = None

    @property
    def left(self) -> float:
        """Seconds; 0 once it is over."""
        return max(self._at - monotonic(), 0.0)

    @property
    def is_over(self) -> bool:
        return not self.left

    def holds(self, line: socket.socket) -> None:
        """The connection to be cut. A copy: encryption takes the one that smtplib has away from it."""
        self._line = line.dup()

    def cut(self) -> None:
        """Whoever reads from it reads its end."""
        if self._line:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the copy back."""
        if self._line:
            self._line.close()


@contextmanager
def _deadline(seconds: float) -> Iterator[_Deadline]:
    made = _Deadline(seconds)
    timer = threading.Timer(seconds, made.cut)
    timer.daemon = True
    timer.start()
    try:
        yield made
    finally:
        timer.cancel()
        timer.join()
        made.close()


class _CutOff(smtplib.SMTP):
    """A connection that ends at its deadline."""

    _deadline: _Deadline

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """To the first of the host's addresses that answers in time, as smtplib does without a deadline."""
        trouble: OSError = TimeoutError()
        for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if self._deadline.is_over:
                break
            try:
                line = socket.create_connection((str(address[0]), port), min(timeout, self._deadline.left))
            except OSError as met:
                trouble = met
                continue
            line.settimeout(timeout)
            self._deadline.holds(line)
            return line
        raise trouble


class _Session(_CutOff):
    def __init__(self, host: str, port: int, deadline: _Deadline) -> None:
        self._deadline = deadline  # connecting asks for it
        super().__init__(host, port, timeout=WAIT)


class _EncryptedSession(smtplib.SMTP_SSL, _CutOff):
    """The same, encrypted from its first byte."""

    def __init__(self, host: str, port: int, deadline: _Deadline, trust: ssl.SSLContext) -> None:
        self._deadline = deadline
        super().__init__(host, port, timeout=WAIT, context=trust)


def _sorted(trouble: Exception, *, in_doubt: bool) -> ProviderFailed | AddressRefused:
    match trouble:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(trouble.recipients.values()), (550, b""))
            return _refused(code, said) if 500 <= code < 600 else ProviderFailed(f"smtp_{code}", of_one=True)
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPNotSupportedError() | ssl.SSLError():
            return ProviderFailed("smtp_refuses_us", heals=False)
        case smtplib.SMTPServerDisconnected():
            return ProviderFailed("no_answer", doubtful=in_doubt)
        case smtplib.SMTPResponseException():
            return ProviderFailed(f"smtp_{trouble.smtp_code}", heals=trouble.smtp_code < 500)
        case _:
            return ProviderFailed("no_answer" if in_doubt else "unreachable", doubtful=in_doubt)


def _refused(code: int, said: bytes) -> AddressRefused:
    """RFC 3463 tells more, where it is said: 5.1 and 5.2 are about the address, 5.7 is a rule, often against us."""
    kind = said[:4].decode("latin-1")
    of_address = kind in ("5.1.", "5.2.") or (code in SMTP_ADDRESS and kind != "5.7.")
    return AddressRefused(f"smtp_{code}", Fault.ADDRESS if of_address else Fault.UNKNOWN)
