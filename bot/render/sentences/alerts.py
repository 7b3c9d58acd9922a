"""What monitoring said."""

from __future__ import annotations

from bot.domain import events as e
from bot.render.text import plural
from bot.render.voice import Voice

Alerts = e.AlertsReceived | e.Recovered | e.StillFiring
TITLES_SHOWN = 3


def of_alerts(event: Alerts, voice: Voice) -> str:
    """The sentence."""
    match event:
        case e.AlertsReceived():
            return _received(event, voice)
        case e.Recovered():
            return "All alerts are resolved. The owner was asked whether it is over."
        case e.StillFiring():
            names = _titles(event.titles, voice)
            return f"Its alerts fire on although it is over{names}. Somebody should look: Reopen, or silence them."


def _received(event: e.AlertsReceived, voice: Voice) -> str:
    changes = []
    if event.firing:
        changes.append(f"{plural(event.firing, 'new alert')}{_titles(event.titles, voice)}")
    if event.resolved:
        changes.append(f"{plural(event.resolved, 'alert')} resolved")
    cut_off = f" The sender cut off {plural(event.not_sent, 'more alert')}." if event.not_sent else ""
    said = " and ".join(changes) or "nothing new"
    return f"{voice.words(event.integration)}: {said}; {event.still_firing:,} firing now.{cut_off}"


def _titles(titles: tuple[str, ...], voice: Voice) -> str:
    """` (one, two, three and 7 more)`; a sentence holds only so many."""
    if not titles:
        return ""
    shown = ", ".join(voice.words(title) for title in titles[:TITLES_SHOWN])
    return f" ({shown}{', …' if len(titles) > TITLES_SHOWN else ''})"
