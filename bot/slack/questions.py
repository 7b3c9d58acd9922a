"""What is asked without changing anything; everybody sees only what they may."""

from __future__ import annotations

from bot.domain.decision import Refused, Why
from bot.domain.incident import Incident
from bot.domain.oncall.quiet import QuietBecause, why_quiet
from bot.domain.requests import Actor
from bot.domain.setup import Setup, TargetKind
from bot.domain.team_load import team_loads
from bot.render import asides, cover_list, covers, export, export_markdown, load, queries, summary
from bot.render.dates import moment_words
from bot.render.message import Message
from bot.render.refusals import refused_message
from bot.render.shift_values import packed_pager
from bot.slack.desk import Desk
from bot.slack.engine_port import OnCall
from bot.slack.parsed import Question, Topic
from bot.slack.places import OUTSIDERS, nothing_here, seen
from bot.slack.replies import Seat
from bot.slack.slips import near_names

_WRITERS = {"md": export_markdown.to_markdown, "json": export.to_json, "csv": export.to_csv}
RECENT = 20


def reply(desk: Desk, question: Question, by: Actor, seat: Seat) -> str:
    """Answer one person; returns a word for the record."""
    if question.topic is Topic.HELP:
        desk.replies.say(seat, queries.help_text(desk.engine.setup))
        return "told"
    if by.standing in OUTSIDERS:
        desk.replies.say(seat, refused_message(Refused(Why.NOT_A_RESPONDER), desk.engine.setup))
        return f"refused:{Why.NOT_A_RESPONDER.value}"
    shown = _of_the_team(desk, question, by)
    if shown is None:
        return _about_incident(desk, question, by, seat)
    desk.replies.say(seat, shown)
    return "told"


def _of_the_team(desk: Desk, question: Question, by: Actor) -> Message | None:
    """What is about no single incident; None for the rest."""
    engine = desk.engine
    match question.topic:
        case Topic.LIST:
            return _listing(desk, question.word, by)
        case Topic.ONCALL:
            return _on_call(desk, question, by)
        case Topic.FEED:
            return _feeds(desk, question, by)
        case Topic.COVERS:
            return cover_list.covers(engine.board(), engine.setup, engine.now(), by.zone)
        case Topic.LOAD:
            return _loads(desk, question.word)
        case _:
            return None


def _loads(desk: Desk, team: str) -> Message:
    """What each team carried together, or the one that is named."""
    teams = desk.engine.setup.teams
    named = {name: one for name, one in teams.items() if name.lower() == team} if team else teams
    if team and not named:
        return load.no_team(team, teams)
    found = team_loads(teams, desk.engine.loads(load.MONTH))
    return load.team_loads({name: found[name] for name in named})


def _feeds(desk: Desk, question: Question, by: Actor) -> Message:
    """The addresses of my own calendar and of the schedules', or of the one that is named; anew on request."""
    engine, anew = desk.engine, question.word == "renew"
    known = {name.lower(): name for name in engine.setup.schedules}
    if question.schedule and question.schedule not in known:
        return asides.no_feed(
            question.schedule, near_names(question.schedule, known) or tuple(known.values())
        )
    found: dict[str, str | None] = {}
    if by.name in engine.setup.people and not question.schedule:
        found["your shifts"] = engine.feed("person", by.name, anew=anew)
    for low, name in known.items():
        if question.schedule == low or not (question.schedule or anew):
            found[name] = engine.feed("schedule", name, anew=anew)
    return covers.feeds({what: url for what, url in found.items() if url}, anew=anew)


def duty(shift: OnCall, setup: Setup, person: str = "") -> queries.Duty:
    """The engine's answer in the shape that `render` reads; `person` may take what others have."""
    covering: dict[str, tuple[str, ...]] = {}
    for override in setup.schedules[shift.schedule].overrides:
        who, whom = override.person, override.instead_of
        if override.starts_at <= shift.at < override.ends_at and whom and who in shift.on_call:
            covering[who] = (*covering.get(who, ()), whom)
    away = {
        name: why.until
        for name in shift.on_call
        if name in setup.people and (why := why_quiet(setup.people[name], shift.at))
        if why.because is QuietBecause.AWAY
    }
    free = person in setup.people and person not in shift.on_call
    takes = packed_pager(shift.schedule, shift.at) if free else ""
    return queries.Duty(shift.schedule, shift.on_call, shift.until, shift.next, covering, takes, away)


def _listing(desk: Desk, word: str, by: Actor) -> Message:
    engine = desk.engine
    if word in {"all", "recent", "closed", "resolved"}:
        shown = engine.recent_incidents(by.name, RECENT)
    elif word in {"mine", "my", "me"}:
        shown = engine.needs(by.name)
    else:
        shown = engine.open_incidents(by.name)
    return queries.listing(shown, engine.setup, engine.now())


def _on_call(desk: Desk, question: Question, by: Actor) -> Message:
    engine = desk.engine
    now = engine.now()
    wanted = _schedules(engine.setup, question.schedule)
    person = _person(engine.setup, question.schedule) if not wanted else None
    if not wanted and person is None:
        return _no_schedule(engine.setup, question.schedule or "")
    shifts = [shift for name in wanted or (None,) for shift in engine.on_call(name, question.at or now)]
    if person:
        shifts = [shift for shift in shifts if person in shift.on_call]
        if not shifts:
            return asides.not_on_call(person, engine.setup)
    read = moment_words(question.at, question.zone or by.zone, now) if question.at else ""
    taker = by.name if question.at is None or question.at >= now else ""
    return queries.oncall([duty(shift, engine.setup, taker) for shift in shifts], engine.setup, read)


def _person(setup: Setup, asked: str | None) -> str | None:
    return next((name for name in setup.people if asked and name.lower() == asked.lower()), None)


def _no_schedule(setup: Setup, asked: str) -> Message:
    """What may have been meant; else the schedules there are."""
    topics = ("covers", "feed", "load")
    if any(asked.lower() == name.lower() for name in (*setup.teams, *setup.services)):
        return asides.no_schedule(asked, tuple(setup.schedules), pages_none=True)
    near = near_names(asked, (*setup.schedules, *setup.teams, *setup.services, *setup.people, *topics))
    return asides.no_schedule(asked, near or tuple(setup.schedules), guess=bool(near))


def _schedules(setup: Setup, asked: str | None) -> tuple[str | None, ...]:
    """A schedule by its name, or those that page for a team or a service; (None,) is all of them."""
    if asked is None:
        return (None,)
    if asked in setup.schedules:
        return (asked,)
    named = asked.lower()
    service = next((s for s in setup.services.values() if s.name.lower() == named), None)
    owner = service.team if service else named
    team = next((t for t in setup.teams.values() if owner and t.name.lower() == owner.lower()), None)
    policy = setup.policies.get(team.policy) if team and team.policy else None
    targets = [target for level in policy.levels for target in level.page] if policy else []
    return tuple(dict.fromkeys(t.name for t in targets if t.kind is TargetKind.SCHEDULE))


def _about_incident(desk: Desk, question: Question, by: Actor, seat: Seat) -> str:
    found = seen(desk, question.incident, seat, by)
    if isinstance(found, Refused):
        here = found.why is Why.NO_INCIDENT_HERE
        refused = nothing_here(desk, question.topic.value, by) if here else found
        desk.replies.say(seat, refused_message(refused, desk.engine.setup))
        return f"refused:{refused.why.value}"
    if question.topic is Topic.EXPORT:
        return _export(desk, found, question.word or "md", by, seat)
    records = desk.engine.timeline(found.id, by.name)
    if question.topic is Topic.TIMELINE:
        desk.replies.say(seat, queries.timeline_answer(found, records, desk.engine.setup))
    else:
        setup, now = desk.engine.setup, desk.engine.now()
        desk.replies.say(seat, summary.catchup(found, records, setup, now))
    return "told"


def _export(desk: Desk, incident: Incident, form: str, by: Actor, seat: Seat) -> str:
    """The file goes to the asker alone, as a direct message."""
    records = desk.engine.timeline(incident.id, by.name)
    content = _WRITERS[form](incident, records, desk.engine.setup)
    sent = desk.replies.send_file(seat.user, f"{incident.id}.{form}", content)
    told = asides.exported(incident.id, f"{incident.id}.{form}") if sent else queries.failed("The export")
    desk.replies.say(seat, told)
    return "told" if sent else "not_sent"
