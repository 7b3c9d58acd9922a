"""Mail through a server of the team's own."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import AbstractContextManager
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from bot.config.paging import Provider
from bot.config.paging_words import Tls
from bot.delivery.pagers.carrying import AddressRefused, Attempt, ProviderFailed
from bot.domain.faults import SMTP_ADDRESS, Fault
from bot.domain.paging import Saying
from bot.render import mail

WAIT = 8.0
"""Seconds for each answer of the server."""


def build(provider: Provider) -> SmtpCarrier:
    """What carries this provider's pages."""
    return SmtpCarrier(provider)


class SmtpCarrier:
    """One mail server; a connection for each page."""

    def __init__(self, provider: Provider, trust: ssl.SSLContext | None = None) -> None:
        """`trust` None: the machine's certificates."""
        self._provider = provider
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
        handed_over = False
        try:
            with self._connected() as server:
                self._log_in(server)
                handed_over = True
                server.send_message(message)
                handed_over = False
        except (smtplib.SMTPException, OSError) as trouble:
            raise _sorted(trouble, in_doubt=handed_over) from None

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

    def _connected(self) -> AbstractContextManager[smtplib.SMTP]:
        host, port = self._provider.host, self._provider.port
        if self._provider.tls is Tls.TLS:
            return smtplib.SMTP_SSL(host, port, timeout=WAIT, context=self._trust)
        return smtplib.SMTP(host, port, timeout=WAIT)

    def _log_in(self, server: smtplib.SMTP) -> None:
        if self._provider.tls is Tls.STARTTLS:
            server.starttls(context=self._trust)
        username, password = self._provider.username, self._provider.password
        if username and password:
            server.login(username.get_secret_value(), password.get_secret_value())


def _sorted(trouble: Exception, *, in_doubt: bool) -> ProviderFailed | AddressRefused:
    match trouble:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(trouble.recipients.values()), (550, b""))
            return _refused(code, said) if 500 <= code < 600 else ProviderFailed(f"smtp_{code}")
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
