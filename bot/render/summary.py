"""What happened, for those who were asleep: posted at a handoff, in the morning, at the end; or on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import events as e
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.notices import Occasion, PostSummary
from bot.domain.setup import Setup
from bot.render.actions import Field
from bot.render.blocks import context, section
from bot.render.card import IMPACT_MAX, colour, headline
from bot.render.handoff import FIELD_SHOWN_MAX, values
from bot.render.message import Block, Message
from bot.render.queries import in_parts
from bot.render.text import cut, lasting, link, paragraph, plural, when, words
from bot.render.timeline import line, told_in_room
from bot.render.voice import name_of

LINES_SHOWN = 15
"""What is read in two minutes; the rest is counted."""
LINES_MAX = 5000
"""Characters of all lines together: a message holds about 13,200, and chat.update's text 4000."""
LINE_SHOWN_MAX = 420
NEXT_MAX = 1200

_HANDED_ON = (Field.WHAT_WE_KNOW, Field.WHAT_WE_TRIED, Field.CURRENT_HYPOTHESIS, Field.NEXT_STEPS)
_ANSWERED = (e.HandedOff, e.HandoffDeclined, e.HandoffStranded, e.HandoffWithdrawn)
_BEGUN = (e.HandoffDrafted, e.HandoffOffered)
_PASSED_OVER = (e.Held, e.Paged, e.ReminderSnoozed, e.NothingChanged, e.UpdateMissed)
"""Of these a summary needs no line each: the search is told by who acknowledged it."""


def timeline_elsewhere(incident: Incident, timeline_url: str | None, lacking: str) -> Message:
    """In place of the file that the bot may not upload: where the timeline can be read."""
    page = f"Read it {link('here', timeline_url)}, or" if timeline_url else "To have it,"
    said = (
        f"📎 The timeline of {incident.id} can't be attached ({words(lacking, 80)}). {page} "
        f"run `meridian export {incident.id}` where the bot runs. For the next time: ask an admin to add the "
        "scope files:write and to install the app again."
    )
    return Message(text=said, blocks=(section(said),))


def summary(
    what: PostSummary,
    incident: Incident,
    records: Sequence[Recorded],
    setup: Setup,
    now: datetime,
    timeline_url: str | None = None,
) -> Message:
    """A summary for the room. `records` are the events since the last one, oldest first."""
    title, page = _title(what, incident, setup, now), _page(timeline_url)
    state = stands(incident, setup, now)
    match what.occasion:
        case Occasion.HANDOFF:
            after = f"{page} · What happened so far: `/incident catchup {incident.id}`"
            return _summary(title, state, incident, records, setup, after, _handed_on(records))
        case Occasion.MORNING:
            if not _key(incident, records):
                return _nothing_new(what, state, incident)
            return _summary(title, state, incident, records, setup, page)
        case Occasion.RESOLVED:
            after = f"{page} · Write-up done, or none needed? Close it: More, on the card."
            return _summary(title, _how_it_went(incident, setup), incident, records, setup, after)


def _nothing_new(what: PostSummary, state: str, incident: Incident) -> Message:
    """A line for a morning after a still night."""
    since = f" since {when(what.since)}" if what.since else ""
    said = f"Good morning{_in(what.hub)}. Nothing changed{since}: {state}"
    return Message(text=said, blocks=(section(said),), colour=colour(incident))


def catchup(incident: Incident, records: Sequence[Recorded], setup: Setup, now: datetime) -> Message:
    """The whole story so far, for one person."""
    return _summary(f"{incident.id} so far", stands(incident, setup, now), incident, records, setup)


def _summary(
    title: str,
    state: str,
    incident: Incident,
    records: Sequence[Recorded],
    setup: Setup,
    after: str = "",
    told: Sequence[Block] = (),
) -> Message:
    """`after` stands behind the counts at the end, `told` in place of what happened."""
    blocks: list[Block] = [section(f"*{title}*\n{headline(incident)}\n{state}")]
    if incident.impact:
        blocks.append(section(f"*Impact*\n{paragraph(incident.impact, IMPACT_MAX)}"))
    blocks += told or _happened(incident, records, setup)
    if not told and (following := _next_steps(incident, records)):
        blocks.append(section(f"*Next steps*\n{paragraph(following, NEXT_MAX)}"))
    return Message(
        text=f"{title}: {state}",
        blocks=tuple(blocks),
        colour=colour(incident),
        footer=(context(_counts(records) + after),),
    )


def _handed_on(records: Sequence[Recorded]) -> list[Block]:
    """What the giver wrote, for the room: status, impact and links stand on the card."""
    text = next((r.event.text for r in reversed(records) if isinstance(r.event, e.HandedOff)), None)
    written = [(label, value) for field, label, value in values(text) if field in _HANDED_ON] if text else []
    return [section(f"*{label}*\n{paragraph(value, FIELD_SHOWN_MAX)}") for label, value in written if value]


def _page(timeline_url: str | None) -> str:
    return f" · {link('The whole timeline', timeline_url)}" if timeline_url else ""


def _title(what: PostSummary, incident: Incident, setup: Setup, now: datetime) -> str:
    match what.occasion:
        case Occasion.HANDOFF:
            owner = f" to {name_of(setup, incident.owner)}" if incident.owner else ""
            return f"{incident.id} was handed off{owner}"
        case Occasion.MORNING:
            since = f": what happened since {when(what.since)}" if what.since else ""
            return f"Good morning{_in(what.hub)}{since}"
        case Occasion.RESOLVED:
            began = incident.impact_started_at or incident.declared_at
            return f"{incident.id} is resolved after {lasting((incident.ended_at or now) - began)}"


def _in(hub: str | None) -> str:
    return f", {words(_city(hub), 60)}" if hub else ""


def _city(hub: str) -> str:
    """`Manila` for the hub `Asia/Manila`, `Madrid` for `madrid`; a name of another kind as it is."""
    name = hub.rpartition("/")[2].replace("_", " ")
    return name.capitalize() if name.isalpha() and name.islower() else name


def _how_it_went(incident: Incident, setup: Setup) -> str:
    """Who had it at the end, and how long each step took from the beginning."""
    began = incident.impact_started_at or incident.declared_at
    steps = (("acknowledged", incident.acknowledged_at), ("mitigated", incident.mitigated_at))
    owner = f"owner {name_of(setup, incident.owner)}" if incident.owner else "nobody owned it"
    took = [f"{step} after {lasting(at - began)}" for step, at in steps if at]
    return " · ".join([incident.severity.value, owner, *took])


def stands(incident: Incident, setup: Setup, now: datetime) -> str:
    """How it stands in a line of mrkdwn: status, owner, since when, next update."""
    owner = f"owner {name_of(setup, incident.owner)}" if incident.owner else "no owner"
    began = incident.impact_started_at or incident.declared_at
    parts = [incident.severity.value, incident.status.value, owner]
    if incident.ended_at:
        parts.append(f"lasted {lasting(incident.ended_at - began)}")
    else:
        parts.append(f"since {when(began)} ({lasting(now - began)})")
    if incident.open and incident.cadence.due_at:
        late = incident.cadence.due_at <= now
        parts.append(f"{'update overdue since' if late else 'next update'} {when(incident.cadence.due_at)}")
    if incident.firing:
        parts.append(f"{plural(incident.firing, 'alert')} firing")
    return " · ".join(parts)


def _happened(incident: Incident, records: Sequence[Recorded], setup: Setup) -> list[Block]:
    """The newest lines that fit; the older ones are counted, with the way to read them."""
    lines = [cut(line(_shorter(r), setup), LINE_SHOWN_MAX) for r in _key(incident, records)]
    shown: list[str] = []
    room = LINES_MAX
    for text in reversed(lines[-LINES_SHOWN:]):
        room -= len(text) + 1
        if room < 0:
            break
        shown.insert(0, text)
    if not shown:
        return [section("*What happened*\nNothing new.")]
    left = len(lines) - len(shown)
    blocks = [section(part) for part in in_parts(["*What happened*", *shown])]
    if left:
        blocks.append(context(f"…and {plural(left, 'more line')}: `/incident timeline {incident.id}`"))
    return blocks


def _key(incident: Incident, records: Sequence[Recorded]) -> list[Recorded]:
    """What the sleepers must know: how it began, and the lines of the room that say more than "still looking"."""
    return [r for i, r in enumerate(records) if _is_key(r.event) and not _said_anyhow(incident, records, i)]


def _is_key(event: e.Event) -> bool:
    return isinstance(event, e.Declared) or (told_in_room(event) and not isinstance(event, _PASSED_OVER))


def _said_anyhow(incident: Incident, records: Sequence[Recorded], index: int) -> bool:
    """Whether its neighbours, or the lines above, say it already."""
    event, later = records[index].event, [r.event for r in records[index + 1 :]]
    earlier = [r.event for r in records[:index]]
    match event:
        case e.AlertsReceived(firing=1) if earlier and isinstance(earlier[-1], e.Declared):
            return True  # the one alert that opened it is its title
        case e.AlertsReceived(firing=0) if later and isinstance(later[0], e.Recovered):
            return True
        case e.ImpactDescribed(text=text):
            return text == incident.impact
        case e.HandoffOffered():
            return any(isinstance(one, _ANSWERED) for one in later)
        case e.Promoted():  # the severity that asks for it
            return records[index].by == e.MERIDIAN
        case e.HandoffStranded():
            told = [one for one in earlier if isinstance(one, (*_ANSWERED, *_BEGUN))]
            return bool(told) and isinstance(told[-1], e.HandoffStranded)
        case e.HandoffWithdrawn():  # a draft is its giver's own
            begun = next((one for one in reversed(earlier) if isinstance(one, _BEGUN)), None)
            return isinstance(begun, e.HandoffDrafted)
        case _:
            return False


def _shorter(record: Recorded) -> Recorded:
    """Without what was true only then: when the update after it was due."""
    if isinstance(record.event, e.UpdatePosted):
        return replace(record, event=replace(record.event, next_due_at=None))
    return record


def _next_steps(incident: Incident, records: Sequence[Recorded]) -> str:
    """What the last handoff said comes next, while anything does."""
    said = (r.event.text.next_steps for r in reversed(records) if isinstance(r.event, e.HandedOff))
    return next(filter(None, said), "") if incident.open else ""


def _counts(records: Sequence[Recorded]) -> str:
    pages = sum(isinstance(r.event, e.Paged) for r in records)
    held = sum(isinstance(r.event, e.Held) for r in records)
    missed = sum(isinstance(r.event, e.UpdateMissed) for r in records)
    parts = [plural(len(records), "event")]
    parts += [plural(pages, "page")] if pages else []
    parts += [f"{held:,} held for the night or without anybody"] if held else []
    parts += [plural(missed, "missed update")] if missed else []
    return " · ".join(parts)
