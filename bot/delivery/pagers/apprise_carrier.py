"""Pushes, and whatever else Apprise speaks to: one-way, so whether it arrived is not known."""

from __future__ import annotations

import logging
from urllib.parse import quote, urlsplit

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType

from bot.config.paging import Provider
from bot.delivery.pagers.carrying import AddressRefused, Attempt, ProviderFailed
from bot.domain.faults import Fault
from bot.domain.paging import Saying
from bot.domain.setup import Method
from bot.render import mail, phone

logging.getLogger("apprise").disabled = True  # what it says holds addresses; we say that it failed, and where

TIMES = "cto=4&rto=6"
"""Seconds to connect and to wait for an answer, as Apprise takes them in an address."""


OF_ONE_HOST = frozenset({"pover", "tgram", "prowl", "pbul"})
"""Services whose addresses hold a person's keys where others have their host."""

NTFY = frozenset({"ntfy", "ntfys"})
"""With a topic alone, at ntfy.sh."""


def build(provider: Provider) -> AppriseCarrier:
    """What carries this provider's pages."""
    return AppriseCarrier(provider)


class AppriseCarrier:
    """One service, or for pushes whatever each person's own address names."""

    def __init__(self, provider: Provider) -> None:
        self._url = provider.url.get_secret_value() if provider.url else "{to}"
        # Nothing runs beside us: no storage on disk, no threads, no plug-ins of somebody's home.
        self._asset = AppriseAsset(async_mode=False, plugin_paths=[], app_id="Meridian", app_desc="Meridian")

    def carry(self, attempt: Attempt) -> None:
        """Once. Apprise says whether it was taken, and not why not."""
        service = Apprise(asset=self._asset)
        if not service.add(self._address(attempt.ring.address)):
            raise AddressRefused("not_understood")
        words = phone.sms(attempt.ring, two_way=False, slack_down=attempt.slack_down)
        title = "" if attempt.ring.method is Method.SMS else mail.subject(attempt.ring)
        _notify(service, title, words, NotifyType.FAILURE)

    def say(self, saying: Saying) -> None:
        """Once, as a piece of news."""
        service = Apprise(asset=self._asset)
        if not service.add(self._address(saying.address)):
            raise AddressRefused("not_understood")
        _notify(service, "" if saying.method is Method.SMS else "Meridian", saying.text, NotifyType.INFO)

    def host(self, address: str) -> str:
        """A service that the file names is one for all; a push goes where its address says."""
        return _host(address) if self._url == "{to}" else ""

    def cut_short(self, sid: str) -> None:
        """It makes no calls."""

    def carried(self, attempt: Attempt) -> bool:  # noqa: ARG002  nobody can be asked
        """That can't be known."""
        return False

    def _address(self, to: str) -> str:
        if self._url == "{to}":
            return _with_times(to)
        return _with_times(self._url.replace("{to}", quote(to, safe="@")))


def _host(address: str) -> str:
    """The service, for those that have one host each; else the address's own host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    cloud = parts.scheme in OF_ONE_HOST or (parts.scheme in NTFY and not parts.path.strip("/"))
    return parts.scheme.rstrip("s") if cloud else f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _with_times(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{TIMES}"


def _notify(service: Apprise, title: str, words: str, kind: NotifyType) -> None:
    try:
        taken = bool(service.notify(title=title, body=words, notify_type=kind, body_format=NotifyFormat.TEXT))
    except (OSError, TypeError, ValueError):
        taken = False
    if not taken:
        raise ProviderFailed("not_taken", fault=Fault.UNKNOWN)
