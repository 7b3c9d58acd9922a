"""What one person has open of ours, drawn again: the home tab and the control panel."""

from __future__ import annotations

import structlog

from bot.domain.oncall.fairness import pieces_of
from bot.domain.requests import Actor
from bot.domain.wakings import Load
from bot.render import home, home_shifts, panel
from bot.render.actions import Form
from bot.render.load import MONTH, WEEK
from bot.slack.arguments import incident_ids
from bot.slack.desk import Delivered, Desk
from bot.slack.payloads import event, word
from bot.slack.places import OUTSIDERS
from bot.slack.questions import duty
from bot.slack.trouble import SLACK_TROUBLE, error_code

log = structlog.get_logger(__name__)


def home_opened(desk: Desk, delivered: Delivered) -> str:
    """Somebody looks at the app's home tab."""
    inner = event(delivered.payload)
    if inner.get("tab") == "messages":
        return "not_the_home"
    user = str(inner["user"])
    return publish(desk, desk.actors.of(user), user)


def publish(desk: Desk, by: Actor, user: str) -> str:
    """Draw the home tab of one person; people from outside see an empty one."""
    engine = desk.engine
    now, inside = engine.now(), by.standing not in OUTSIDERS
    known = inside and by.name in engine.setup.people
    view = home.home(
        by.name,
        engine.needs(by.name) if inside else (),
        engine.open_incidents(by.name) if inside else (),
        engine.setup,
        now,
        [duty(shift, engine.setup) for shift in engine.on_call(None, now)] if inside else (),
        engine.contacts.reachable(by.name) if known else None,
        _shifts(desk, by.name) if known else None,
        _loads(desk, by.name) if known else (),
    )
    try:
        desk.web.views_publish(user_id=user, view=dict(view))
    except SLACK_TROUBLE as trouble:
        log.warning("home_not_drawn", error=error_code(trouble))
        return "not_drawn"
    return "drawn"


def _shifts(desk: Desk, person: str) -> home_shifts.Ahead:
    """What a person has to do with the pager in the next two weeks."""
    engine = desk.engine
    now, board = engine.now(), engine.board()
    return home_shifts.Ahead(
        person=person,
        now=now,
        pieces=pieces_of(person, engine.setup, now, now + home_shifts.AHEAD),
        covers=tuple(c for c in board.covers if c.override.ends_at > now),
        proposals=tuple(p for p in board.proposals if p.asker == person and p.open_at(now)),
        time_off=tuple(t for t in board.time_off if t.person == person and t.ends_at > now),
        feed=engine.feed("person", person),
    )


def _loads(desk: Desk, person: str) -> tuple[Load, ...]:
    """What a person carried in the last week and in the last four."""
    return tuple(one for back in (WEEK, MONTH) for one in desk.engine.loads(back) if one.person == person)


def redraw(desk: Desk, delivered: Delivered, by: Actor, user: str) -> bool:
    """After a click in the home tab or the panel, show how it stands now; False for any other place."""
    kind = word(delivered.payload, "view", "type")
    if kind == "home":
        return publish(desk, by, user) == "drawn"
    if kind != "modal" or word(delivered.payload, "view", "callback_id") != Form.PANEL.value:
        return False
    named = incident_ids(word(delivered.payload, "view", "private_metadata") or "")
    incident = desk.engine.incident(named[0], by.name) if named else None
    if incident is None or delivered.window is None:
        return False
    now = desk.engine.now()
    return delivered.window.show(panel.panel(incident, desk.engine.setup, now))
