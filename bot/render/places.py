"""Where an incident is worked on, and where to look: rooms, runbooks, dashboards."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlencode

from bot.domain.events import RoomKind
from bot.domain.incident import Incident
from bot.domain.setup import Service, Setup
from bot.render.actions import Action
from bot.render.blocks import url_button
from bot.render.message import Block
from bot.render.text import is_web_address, link, place_of, shorten
from bot.render.voice import spoken

CHANNEL_NAME_MAX = 80
"""Slack's limit; only `[a-z0-9_-]` besides."""
TOPIC_MAX = 250
BOOKMARKS_MAX = 20
"""Slack takes 100; nobody reads more than a row."""
LINKS_SHOWN = 3


def room_url(incident: Incident) -> str | None:
    """An address that opens the room in Slack (docs.slack.dev, deep linking); None: no room yet."""
    if incident.room is None:
        return None
    asked = {"channel": incident.room.channel}
    if incident.room.thread_ts:
        asked["message_ts"] = incident.room.thread_ts
    return f"https://slack.com/app_redirect?{urlencode(asked)}"


def open_room(incident: Incident) -> tuple[Block, ...]:
    """The button that opens the room, when there is one."""
    url = room_url(incident)
    return (url_button("Open room", Action.OPEN_ROOM, url),) if url else ()


def has_channel(incident: Incident) -> bool:
    """Whether it has a channel of its own."""
    return incident.room is not None and incident.room.kind is RoomKind.CHANNEL


def where(incident: Incident) -> str:
    """`<#C0123>`, `its thread`: mrkdwn for the place where the work goes on."""
    if incident.room is None:
        return "its room, which is being made"
    return (
        f"<#{incident.room.channel}>"
        if has_channel(incident)
        else f"its thread in <#{incident.room.channel}>"
    )


def service_of(incident: Incident, setup: Setup) -> Service | None:
    """The service in the file that it is about."""
    return setup.services.get(incident.service) if incident.service else None


def runbook_line(incident: Incident, setup: Setup) -> str:
    """`Runbook: …` in mrkdwn; empty when the service has none."""
    service = service_of(incident, setup)
    return _listed("Runbook", service.runbooks) if service else ""


def look_line(incident: Incident, setup: Setup) -> str:
    """Dashboards, logs, traces and the alert's own links in mrkdwn; empty without any."""
    service = service_of(incident, setup)
    parts = []
    if service:
        parts = [_listed("Dashboard", service.dashboards)]
        parts += [link("Logs", service.logs)] if service.logs else []
        parts += [link("Traces", service.traces)] if service.traces else []
    known = (*service.runbooks, *service.dashboards, service.logs, service.traces) if service else ()
    own = [link(given.text, given.url) for given in incident.links[:LINKS_SHOWN] if given.url not in known]
    return " · ".join(part for part in [*parts, *own] if part)


def _listed(label: str, urls: tuple[str, ...]) -> str:
    if not urls:
        return ""
    shown = ", ".join(link(place_of(url), url) for url in urls[:LINKS_SHOWN])
    more = f" and {len(urls) - LINKS_SHOWN} more" if len(urls) > LINKS_SHOWN else ""
    return f"{label}: {shown}{more}"


def topic(incident: Incident, setup: Setup) -> str:
    """Severity, status and owner for the channel's topic: unformatted, at most 250 characters.

    Slack says each change of it in the room: the id and the title, which stand in its name, are left out.
    """
    owner = shorten(spoken(setup, incident.owner), 60) if incident.owner else "nobody yet"
    return shorten(f"{incident.severity.value} · {incident.status.value} · owner: {owner}", TOPIC_MAX)


def bookmarks(incident: Incident, setup: Setup) -> tuple[tuple[str, str], ...]:
    """(title, address) of the runbooks, dashboards, logs and traces, for the channel's bookmarks."""
    service = service_of(incident, setup)
    if service is None:
        return ()
    found = [(f"Runbook: {place_of(url)}", url) for url in service.runbooks]
    found += [(f"Dashboard: {place_of(url)}", url) for url in service.dashboards]
    found += [("Logs", service.logs)] if service.logs else []
    found += [("Traces", service.traces)] if service.traces else []
    return tuple((title, url) for title, url in found if is_web_address(url))[:BOOKMARKS_MAX]


def channel_name(incident: Incident, attempt: int = 0) -> str:
    """`inc-2026-0847-db-query-timeout`: a name that Slack takes.

    `attempt` above 0 changes the tail (`-2`, `-3` …) when the name is taken.
    """
    tail = f"-{attempt + 1}" if attempt else ""
    # the title of a private incident would show in the channel list of whoever may see private names
    title = "" if incident.private else incident.title
    name = "-".join(filter(None, (_slug(incident.id), _slug(title))))
    return name[: CHANNEL_NAME_MAX - len(tail)].rstrip("-_") + tail


def _slug(text: str) -> str:
    """Lower-case ASCII words joined by single hyphens; accents are dropped from their letters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join("".join(c if c.isalnum() or c == "_" else " " for c in plain).split())
