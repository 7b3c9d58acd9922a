"""One of everything that has words: values made from the annotations, so that a new one is tested unasked."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from types import MappingProxyType

from bot.domain import events as e
from bot.domain import notices as n
from bot.domain import requests as r
from bot.domain.decision import Done, Refused, Repeated, Why
from bot.domain.events import Event, Recorded, Role, RoomKind, Status
from bot.domain.incident import Cadence, Escalation, Handoff, Incident, Room, RootCauseWatch, SentPage
from bot.domain.questions import ANSWERS
from bot.domain.setup import Level, Person, Policy, Service, Setup, Severity, Target, TargetKind, Team
from bot.render import (
    answers,
    asides,
    card,
    forms,
    handoff_forms,
    home,
    messages,
    pages,
    panel,
    queries,
    refusals,
    summary,
)
from bot.render.dates import moment_words
from bot.render.declared import Unread
from bot.render.message import Message, View
from bot.render.not_yet import Wish, not_yet
from tests.render.cover_samples import about_covers, cover_views

NOW = datetime(2026, 11, 18, 14, 26, tzinfo=UTC)
CANARY = "<!channel> & <b>bold</b> <@U0EVE> =cmd|'/c calc'!A1"
POLICY = Policy("standard", (Level(timedelta(), (Target(TargetKind.SCHEDULE, "primary"),)),))


def setup_of(text: str = "checkout", *, services: int = 1, runbooks: int = 1) -> Setup:
    """A small team, or an absurd one; `text` names what people name."""
    names = [text, *(f"{text}{number}" for number in range(1, services))]
    urls = tuple(f"https://runbooks.example/{number}?a=1&b=2" for number in range(runbooks))
    people = {
        "ana": Person("ana", "America/Guayaquil", "U0ANA"),
        "bruno": Person("bruno", "America/Guayaquil", "U0BRU"),
        "carla": Person("carla", "Europe/Madrid", "U0CAR", hub="madrid"),
        "diego": Person("diego", "Europe/Madrid", "U0DIE", hub="madrid"),
    }
    return Setup(
        people=people,
        policies={"standard": POLICY},
        teams={"payments": Team("payments", tuple(people), policy="standard")},
        services={name: Service(name, "payments", urls, urls, urls[0], urls[0]) for name in names},
        incidents_channel=text if text.isalpha() else "incidents",
    )


def incident_of(text: str = "Checkout fails for 12%", **changes: typing.Any) -> Incident:
    """An open incident with everything that an incident can have."""
    handoff_text = e.HandoffText(*[text] * 7)
    made = Incident(
        id="INC-2026-0847",
        title=text,
        severity=Severity.P1,
        declared_at=NOW - timedelta(minutes=12),
        declared_by="ana",
        service="checkout",
        description=text,
        links=(e.Link(text, "https://example.com/a|b>c?x=1&y=<2>"), e.Link(text, "javascript:alert(1)")),
        owner="diego",
        room=Room(RoomKind.CHANNEL, "C0ROOM", None, "inc-2026-0847"),
        impact=text,
        acknowledged_at=NOW - timedelta(minutes=10),
        escalation=Escalation(POLICY, NOW - timedelta(minutes=12)),
        cadence=Cadence(NOW + timedelta(minutes=5), last_text=text),
        root_cause=RootCauseWatch(NOW, NOW + timedelta(minutes=5)),
        handoff=Handoff(
            "diego", handoff_text, "carla", offered=True, epoch=3, until=NOW + timedelta(minutes=9)
        ),
        roles=((Role.COMMANDER, "ana"), (Role.SCRIBE, "U0EVE"), (Role.COMMUNICATIONS, text)),
        members=("ana", "diego"),
        firing=10_000,
        alerts_seen=12_000,
        last_seq=9,
    )
    return dataclasses.replace(made, **changes)


def states(text: str) -> Iterator[Incident]:
    """The incident in every state that changes what is shown."""
    thread = Room(RoomKind.THREAD, "C0ALL", "1795000000.000100")
    yield incident_of(text)
    yield incident_of(text, owner=None, acknowledged_at=None, handoff=None, room=None, pages=_waiting())
    yield incident_of(
        text, owner=None, acknowledged_at=None, room=thread, wants_channel=False, escalation=None
    )
    yield incident_of(text, owner=None, acknowledged_at=None, acknowledged_at_source=True, integration=text)
    yield incident_of(text, impact="", description="", service=None, links=(), roles=(), firing=0)
    draft = dataclasses.replace(typing.cast("Handoff", incident_of(text).handoff), offered=False)
    yield incident_of(text, handoff=draft, private=True, recovered_at=NOW, firing=0)
    for status in (Status.RESOLVED, Status.CLOSED, Status.CANCELLED, Status.MERGED):
        yield incident_of(text, status=status, ended_at=NOW, resolved_at=NOW, handoff=None, merged_into=text)


def _waiting() -> tuple[SentPage, ...]:
    return (SentPage("carla", 0), SentPage("carla", 1))


def sample(wanted: typing.Any, text: str) -> typing.Any:
    """A value of an annotated type with `text` in every string."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in {typing.Union, types.UnionType}:
        return sample(next(a for a in arguments if a is not type(None)), text)
    if origin in {tuple, frozenset}:
        return origin((sample(arguments[0], text),))
    if origin is not None and issubclass(origin, Mapping):
        return MappingProxyType({})
    if dataclasses.is_dataclass(wanted):
        hints = typing.get_type_hints(wanted)
        return typing.cast("type", wanted)(
            **{f.name: sample(hints[f.name], text) for f in dataclasses.fields(wanted)}
        )
    if issubclass(wanted, Enum):
        return next(iter(wanted))
    simple = {str: text, int: 3, bool: True, float: 1.5, datetime: NOW, timedelta: timedelta(minutes=7)}
    return simple[wanted]


def variants(event_class: type[typing.Any], text: str) -> Iterator[typing.Any]:
    """A sample for each value of each enum that it holds, and one with nothing optional."""
    full = sample(event_class, text)
    hints = typing.get_type_hints(event_class)
    yield full
    bare = {
        f.name: f.default for f in dataclasses.fields(event_class) if f.default is not dataclasses.MISSING
    }
    yield dataclasses.replace(full, **bare)
    for field in dataclasses.fields(event_class):
        hint = hints[field.name]
        members = (hint, *typing.get_args(hint))
        for member in members:
            if isinstance(member, type) and issubclass(member, Enum):
                yield from (dataclasses.replace(full, **{field.name: value}) for value in member)


def recorded(event: Event, seq: int = 1, by: str = "ana") -> Recorded:
    return Recorded("INC-2026-0847", seq, NOW, by, event)


def story(text: str) -> tuple[Recorded, ...]:
    """Every event once, each variant, by a person, by somebody unknown and by the bot."""
    events = [v for cls in typing.get_args(Event) for v in variants(cls, text)]
    actors = ("ana", "U0EVE", e.MERIDIAN, text)
    return tuple(recorded(event, seq, actors[seq % 4]) for seq, event in enumerate(events, 1))


def briefings(text: str, setup: Setup) -> Iterator[n.Briefing]:
    """A briefing for each telling that is a message, in each state."""
    records = story(text)
    handing = [r for r in records if type(r.event).__name__.startswith(("Hand", "Handed"))]
    settling = [r for r in records if isinstance(r.event, (*ANSWERS, e.StatusChanged))]
    for incident in states(text):
        for telling in typing.get_args(n.Telling):
            if telling in typing.get_args(messages.Wordless) or (
                telling is n.ShowMirror and incident.private
            ):
                continue
            for what in variants(telling, text):
                whats = (
                    [dataclasses.replace(what, person=p) for p in ("diego", "carla")]
                    if hasattr(what, "person")
                    else [what]
                )
                if isinstance(what, n.TellGiver):
                    whats = [dataclasses.replace(what, seq=r.seq) for r in handing]
                if isinstance(what, n.SettleQuestion):
                    whats = [dataclasses.replace(what, seq=r.seq) for r in settling]
                yield from (
                    n.Briefing(n.Notice("n1", incident.id, "l", w, need), incident, setup, NOW, records)
                    for w in whats
                    for need in (n.Urgency.ROOM,)
                )


def all_messages(text: str, setup: Setup, *, told: bool = True) -> Iterator[tuple[str, Message]]:
    """Every message that the bot can say, with a name for the failure."""
    records = story(text)
    for briefing in briefings(text, setup) if told else ():
        yield type(briefing.notice.what).__name__, messages.message_for(briefing)
    for record in records:
        line = n.Briefing(
            n.Notice("n", "i", "l", n.SayLine(record.seq)), incident_of(text), setup, NOW, (record,)
        )
        yield f"line {type(record.event).__name__}", messages.message_for(line)
    for incident in states(text):
        for request in (v for cls in typing.get_args(r.Request) for v in variants(cls, text)):
            for outcome in (
                Done(incident, records),
                Done(incident),
                Refused(Why.STALE, incident),
                Repeated(),
            ):
                said = answers.answer(request, outcome, setup, NOW)
                if said is not None:
                    yield f"answer {type(request).__name__}", said
        unread = Unread(text, text, (text,) * 3, text)
        partly = answers.answer(r.Declare(text), Done(incident), setup, NOW, unread=unread)
        assert partly
        yield "declared, not all of it read", partly
        for why in Why:
            for refused in (
                Refused(why, incident, text, (text,) * 30),
                Refused(why),
                Refused(why, incident, "3000"),
            ):
                yield f"refusal {why.name}", refusals.refused_message(refused, setup)
        yield "catchup", summary.catchup(incident, records, setup, NOW)
        yield "timeline", queries.timeline_answer(incident, records, setup)
        yield "settled", pages.settled_page(incident, setup, "nobody")
    yield "listing", queries.listing([*states(text)] * 10, setup, NOW)
    yield "those that are over, too", queries.listing([i for i in states(text) if not i.open], setup, NOW)
    yield "nothing open", queries.listing([], setup, NOW)
    yield "oncall", queries.oncall(duties(text), setup, moment_words(NOW, "America/Guayaquil", NOW))
    yield "no schedules", queries.oncall([], setup)
    yield "help", queries.help_text(setup)
    yield "unknown word", queries.unknown_word(text, ["ack", "handoff"])
    yield "unknown word, none near", queries.unknown_word(text, [])
    yield "unknown word, perhaps a title", queries.unknown_word(text.partition(" ")[0], [], text)
    yield "misread", queries.misread([f"take {text}"] * 4, queries.not_read(text), guess=True, by_name=False)
    for wish in Wish:
        yield f"not yet {wish.value}", not_yet(wish)
    yield "usage", queries.usage("/incident handoff @person", "Nobody was named.")
    yield "failed", queries.failed("Acknowledge")
    yield from asides_of(text)
    yield from about_covers(text, setup)


def asides_of(text: str) -> Iterator[tuple[str, Message]]:
    yield "not opened", asides.not_opened("/incident update text")
    yield "kept open", asides.kept_open(text)
    yield "exported", asides.exported(text, text)
    yield "no schedule", asides.no_schedule(text, (text[:60], text[:60]))
    yield "no schedule, a guess", asides.no_schedule(text, (text[:60],), guess=True)
    yield "pages no schedule", asides.no_schedule(text, (), pages_none=True)
    yield "no feed", asides.no_feed(text, (text[:60],))
    yield "as it was read", asides.with_read(asides.gone(), "Tue 1 Dec 15:00–18:00, Guayaquil time")
    yield "typed", asides.with_typed(asides.under_way(), (text, text))
    yield "from a message", asides.declare_from("C0ROOM 1795000000.000100")
    for fixed in (asides.not_saved, asides.given_up, asides.old_button, asides.only_in_rooms, asides.gone):
        yield fixed.__name__, fixed()


def duties(text: str) -> list[queries.Duty]:
    return [
        queries.Duty(text, ("ana", text), NOW, ("carla",)),
        queries.Duty("gap", ()),
        queries.Duty(text, ("ana", text), NOW, (), {text: ("carla", "bruno")}, away={"ana": NOW}),
        *[queries.Duty(text, (text,) * 50)] * 60,
    ]


def all_views(text: str, setup: Setup) -> Iterator[tuple[str, View]]:
    """Every modal and home tab."""
    yield "declare", forms.declare_form(setup, text, Severity.P1, text, text, text)
    yield "declare, bare", forms.declare_form(Setup())
    yield "waiting", forms.waiting()
    yield "notice", forms.notice_form(refusals.refusal(Refused(Why.NO_SUCH_INCIDENT, about=text), setup))
    yield "page", forms.page_form(None, setup)
    yield "page, no teams", forms.page_form(None, Setup())
    for incident in states(text):
        others = [
            dataclasses.replace(incident_of(text), id=f"INC-2026-{number:04d}") for number in range(300)
        ]
        yield "update", forms.update_form(incident, setup)
        yield "resolve", forms.resolve_form(incident)
        yield "status", forms.status_form(incident)
        yield "severity", forms.severity_form(incident, setup)
        yield "roles", forms.roles_form(incident, setup)
        yield "note", forms.note_form(incident, text)
        yield "page", forms.page_form(incident, setup)
        yield "merge", forms.merge_form(incident, others)
        yield "merge, alone", forms.merge_form(incident, [incident])
        yield "cancel", forms.cancel_form(incident)
        yield "reopen", forms.reopen_form(incident)
        yield "close", forms.close_form(incident)
        yield "panel", panel.panel(incident, setup, NOW)
        yield "handoff", handoff_forms.handoff_form(incident, setup, NOW)
        yield "read back", handoff_forms.read_back_form(incident, setup)
        yield "home", home.home("carla", [incident] * 40, [incident] * 200, setup, NOW, duties(text))
    yield from cover_views(text, setup, (incident_of(text),))
    yield "home, calm", home.home("carla", [], [], setup, NOW)


__all__ = [
    "CANARY",
    "NOW",
    "all_messages",
    "all_views",
    "card",
    "incident_of",
    "recorded",
    "setup_of",
    "states",
    "story",
]
