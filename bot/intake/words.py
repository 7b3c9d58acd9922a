"""A sender's words in ours: severities, times, links, and text that a database can hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlsplit

from bot.domain.events import Link
from bot.domain.legible import legible
from bot.domain.setup import Integration, Severity

TITLE_KEPT = 1024
"""PagerDuty's documented limit of a summary; longer ones are cut, never refused."""

DESCRIPTION_KEPT = 3000
"""What one section of a Slack message holds; nobody reads more of an alert."""

NAME_KEPT = 255
"""PagerDuty's limit of a dedup key. Integration, service and key stand in one index,
and PostgreSQL indexes no row of more than 2,704 bytes."""

URL_KEPT = 2048
"""Longer addresses are not opened by every browser, and a Slack button takes 3,000; half a link is none."""

LINKS_KEPT = 10
"""More than ten links on a card are not looked through at night."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Before this it is no time but a program's zero: Go writes year 1, C writes 1970."""

SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {
        "critical": Severity.P1,
        "error": Severity.P2,
        "warning": Severity.P3,
        "info": Severity.P4,
        **{s.value.lower(): s for s in Severity},
    }
)

SPACES = re.compile(r"\s+")


def severity(word: str | None, integration: Integration) -> Severity | None:
    """Ours for the sender's word; None when it says none that we know."""
    known = (word or "").strip().lower()
    return integration.severities.get(known) or SEVERITIES.get(known)


def prose(text: str | None) -> str:
    """Text of several lines without what PostgreSQL can't store (NUL) or people can't see."""
    return legible((text or "")[: DESCRIPTION_KEPT * 4]).strip()[:DESCRIPTION_KEPT]


def one_line(text: str | None, kept: int = TITLE_KEPT) -> str:
    """Text on one line, at most `kept` characters."""
    return SPACES.sub(" ", legible((text or "")[: kept * 4])).strip()[:kept]


def first_line(text: str | None) -> str:
    """The first line that says something."""
    lines = prose(text).splitlines()
    return one_line(lines[0]) if lines else ""


def name(text: str | None) -> str | None:
    """A name to compare by (a service, a key), or None when it is blank.

    A longer one than NAME_KEPT ends in a digest of all of it, so that two long keys
    stay two. Shortening a shortened one changes nothing.
    """
    clean = legible(text or "").strip()
    if len(clean) <= NAME_KEPT:
        return clean or None
    ending = digest(clean)
    return clean[: NAME_KEPT - len(ending) - 1] + "~" + ending


def digest(*parts: str) -> str:
    """The same 32 hex digits for the same parts, in every process."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@lru_cache(maxsize=1024)
def moment(text: str | None) -> datetime | None:
    """A time as aware UTC, to the microsecond; without an offset it is taken as UTC.

    None when there is none, when it is a zero, or when it can't be read: an alert with
    a broken time is an alert, and the moment of its arrival counts.
    Cached, because the alerts of one group mostly share theirs.
    """
    try:
        said = datetime.fromisoformat((text or "").strip())
        utc = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return utc if utc >= EARLIEST else None


@lru_cache(maxsize=1024)
def address(url: str | None) -> str | None:
    """The URL when it is http or https and whole; else None."""
    clean = legible(url or "").strip()
    if not clean or len(clean) > URL_KEPT or SPACES.search(clean):
        return None
    try:
        parts = urlsplit(clean)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return clean if usable else None


def links(given: Iterable[tuple[str | None, str | None]]) -> tuple[Link, ...]:
    """Links from (text, url) pairs: those that can be opened, each address once."""
    found: dict[str, Link] = {}
    for text, url in given:
        whole = address(url)
        if whole and whole not in found and len(found) < LINKS_KEPT:
            found[whole] = Link(one_line(text, 75) or _host(whole), whole)
    return tuple(found.values())


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
