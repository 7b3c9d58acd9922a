"""Answers to questions: what is open, who is on call, how to do things. Seen by the one who asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.setup import Setup
from bot.render.actions import Action
from bot.render.blocks import actions, button, context, section
from bot.render.message import Block, Message
from bot.render.places import where
from bot.render.text import cut, either, emoji, escape, in_code, lasting, plural, when, words
from bot.render.timeline import line
from bot.render.voice import name_of, named, without_owner

LIST_SHOWN = 20
TIMELINE_SHOWN = 40
TIMELINE_MAX = 10_000
"""Characters of a timeline in one message; Slack takes about 13,200 over all blocks."""
PART_MAX = 2900
DUTY_MAX = 500
"""Characters of one schedule's line: twenty of them in one message."""
SUGGESTIONS_SHOWN = 3
SUGGESTION_MAX = 300
"""Characters of a command that is given back mended."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is on call on one schedule; `until` None: it never changes. `next` comes after."""

    schedule: str
    on_call: tuple[str, ...]
    until: datetime | None = None
    next: tuple[str, ...] = ()
    covering: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Who is on call in place of whom."""
    takes: str = ""
    """The value of the button with which the reader takes the shift; "" for none."""
    away: Mapping[str, datetime] = field(default_factory=dict)
    """Until when who is off though on call: pages go to others first."""


def listing(incidents: Sequence[Incident], setup: Setup, now: datetime) -> Message:
    """Incidents that the asker may see, worst first: those that are open, or the last ones, over or not."""
    if not incidents:
        said = "Nothing is open. To start one: `/incident declare title`."
        return Message(text=said, blocks=(section(said),))
    ordered = sorted(incidents, key=lambda i: (i.severity.value, i.declared_at))
    blocks: list[Block] = [section(in_list(i, setup, now)) for i in ordered[:LIST_SHOWN]]
    if len(ordered) > LIST_SHOWN:
        blocks.append(
            context(f"…and {len(ordered) - LIST_SHOWN:,} more; name one: `/incident catchup INC-…`")
        )
    return Message(text=_how_many(ordered), blocks=tuple(blocks))


def _how_many(ordered: Sequence[Incident]) -> str:
    going_on = [incident for incident in ordered if incident.open]
    counted = plural(len(ordered), "incident")
    if not going_on:
        return f"{counted}; none is open."
    worst = going_on[0]
    how_many = f"{counted}, {len(going_on)}" if len(going_on) < len(ordered) else counted
    return f"{how_many} open; the worst is {worst.severity.value} {worst.id}: {words(worst.title, 200)}."


def in_list(incident: Incident, setup: Setup, now: datetime) -> str:
    """One incident as two short lines of mrkdwn."""
    owner = name_of(setup, incident.owner) if incident.owner else without_owner(incident)
    began = incident.impact_started_at or incident.declared_at
    private = " 🔒" if incident.private else ""
    head = f"{emoji(incident.severity)} *{incident.id}*{private} {words(incident.title, 200)}"
    return f"{head}\n{incident.status.value} · {owner} · {lasting(now - began)} · {where(incident)}"


def oncall(duties: Sequence[Duty], setup: Setup, read: str = "") -> Message:
    """Who is on call on each schedule, now or at another time; `read` says which, in a zone that it names."""
    if not duties:
        said = "There are no schedules in meridian.yml, so nobody is on call. Name people: `/incident declare title`."
        return Message(text=said, blocks=(section(said),))
    head = f"On call {words(read, 100)}" if read else "On call now"
    said = f"{head}: " + "; ".join(duty_line(duty, setup) for duty in duties[:LIST_SHOWN])
    blocks = [section(f"*{head}*"), *(_duty(duty, setup) for duty in duties[:LIST_SHOWN])]
    return Message(text=cut(said, PART_MAX), blocks=tuple(blocks))


def _duty(duty: Duty, setup: Setup) -> Block:
    take = button("Take the shift", Action.TAKE_OVER, duty.takes) if duty.takes else None
    return section(cut(f"• {duty_line(duty, setup)}", DUTY_MAX), accessory=take)


def duty_line(duty: Duty, setup: Setup) -> str:
    """`primary: Carla until …, then Ana` in mrkdwn, ringing nobody."""
    told = duty.covering or duty.away
    who = " and ".join(_holder(duty, name, setup) for name in duty.on_call[:10]) if told else ""
    who = who or named(setup, duty.on_call[:10]) or "⚠ nobody"
    until = f" until {when(duty.until)}" if duty.until else ""
    then = f", then {named(setup, duty.next[:10])}" if duty.next else ""
    return f"*{words(duty.schedule, 60)}*: {who}{until}{then}"


def _holder(duty: Duty, name: str, setup: Setup) -> str:
    instead, away = duty.covering.get(name), duty.away.get(name)
    off = f" (off until {when(away)})" if away else ""
    return f"{name_of(setup, name)}{off}{f', covering for {named(setup, instead)},' if instead else ''}"


_HELP_FIRST = """*Three things are enough to begin*
{declare}
`/incident ack` in its room: you have it, and paging stops
`/incident resolve` when customers are well again"""

_HELP_MORE = """*While it lasts* (in the room, or with an `INC-…` anywhere)
`update text` tell everyone how it stands · `status` · `severity P1-P4`
`note text` a line for the timeline; 📌 on a message does the same
`escalate` page the next level now · `page team|service text` page somebody else
`role commander @ana` · `handoff [@person]` · `catchup` what happened so far
`merge INC-…` · `cancel` false alarm · `reopen` · `close`

*Look and find*
`list` what is open · `oncall [schedule]` who has the pager · `timeline` · `export`

*Your shifts*
`cover-me 4h` · `cover-me from 14:00 to 18:00 @ana` ask for cover · `swap [@person]`
`take [schedule]` take the pager now · `time-off from fri 18:00 to mon 9:00`
`oncall covers` who covers whom · `oncall feed` your calendar; the home tab of this app shows your next shifts
`oncall load [team]` what a team carried in four weeks, without names; your own stands on the home tab
`test-me` a test page to yourself, by every way of yours

*In a thread* Slack takes no slash commands: use the buttons, or `@meridian ack`, `@meridian note text` …
Bare `/incident` opens the control panel in an incident's room, and the form to declare elsewhere."""


def help_text(setup: Setup) -> Message:
    """The beginner's path first, with one click to begin; then every verb."""
    said = "Three things are enough: /incident declare title, /incident ack, /incident resolve."
    first = _HELP_FIRST.format(declare=how_to_declare(setup))
    begin = actions((button("Declare", Action.DECLARE, "declare"),))
    return Message(text=said, blocks=(section(first), *begin, section(_HELP_MORE)))


def how_to_declare(setup: Setup) -> str:
    """The command with a service of theirs, since naming one is what pages somebody."""
    service = next(iter(setup.services), None)
    if service is None:
        return "`/incident declare P1 checkout is down` opens an incident, with a room and a card"
    named = words(service, 60).replace("`", "")
    return (
        f"`/incident declare P1 {named}: what is wrong` opens an incident with a room, "
        "and pages whoever is on call for it"
    )


def unknown_word(word: str, nearest: Sequence[str], text: str = "") -> Message:
    """A word that is no verb, with commands that may have been meant; `text` is all that was typed: perhaps a title."""
    shown, title = in_code(word), in_code(text, 120)
    if not nearest and title and title != shown:
        said = (
            f"I don't know `{shown}`. To start an incident: `/incident declare {title}`. "
            "`/incident help` shows every word."
        )
    elif not nearest:
        said = f"I don't know `{shown}`. `/incident help` shows every word; `/incident declare title` starts an incident."
    else:
        said = f"I don't know `{shown}`. {_instead(nearest)} `/incident help` shows every word."
    return Message(text=said, blocks=(section(said),))


def usage(what_to_type: str, why: str = "") -> Message:
    """A command that lacks something: why, and what to type instead. Both are our own words."""
    said = f"{f'{why} ' if why else ''}Type `{escape(what_to_type)}`."
    return Message(text=said, blocks=(section(said),))


def misread(instead: Sequence[str], why: str, *, guess: bool, by_name: bool) -> Message:
    """Why it can't be read, and commands with what was typed but for the wrong part; a `guess` is asked.

    `by_name`: it was said to the bot by its name, where slash commands are not taken.
    """
    said = f"{why} {_instead(instead, guess=guess, by_name=by_name)}".strip()
    return Message(text=said, blocks=(section(said),))


def _instead(typed: Sequence[str], *, guess: bool = True, by_name: bool = False) -> str:
    command = "@meridian" if by_name else "/incident"
    each = either([f"`{command} {in_code(one, SUGGESTION_MAX)}`" for one in typed[:SUGGESTIONS_SHOWN]])
    return f"Did you mean {each}?" if guess else f"Type {each}."


def not_read(word: str) -> str:
    """What came behind a verb and could not be read; "" for nothing."""
    shown = in_code(word)
    return f"I can't read `{shown}`." if shown else ""


def timeline_answer(incident: Incident, records: Sequence[Recorded], setup: Setup) -> Message:
    """The newest lines of the timeline, oldest of them first; the rest is in the export."""
    shown: list[str] = []
    room = TIMELINE_MAX
    for record in reversed(records[-TIMELINE_SHOWN:]):
        text = cut(line(record, setup), PART_MAX // 4)
        room -= len(text) + 1
        if room < 0:
            break
        shown.insert(0, text)
    left = len(records) - len(shown)
    said = f"Timeline of {incident.id}: {plural(len(records), 'event')}."
    blocks: list[Block] = [section(f"*{said}* {words(incident.title, 200)}")]
    if left:
        blocks.append(
            context(f"…{plural(left, 'earlier line')}: `/incident export {incident.id}` gives them all")
        )
    blocks += [section(part) for part in in_parts(shown)]
    return Message(text=said, blocks=tuple(blocks))


def in_parts(lines: Sequence[str], most: int = PART_MAX) -> list[str]:
    """The lines joined into runs of at most `most` characters, one section each."""
    parts: list[str] = []
    for text in lines:
        if parts and len(parts[-1]) + 1 + len(text) <= most:
            parts[-1] += f"\n{text}"
        else:
            parts.append(cut(text, most))
    return parts


def failed(what: str) -> Message:
    """Something broke on our side; no exception's text is shown. `what` is our own words."""
    said = (
        f"{what} did not work: something broke on my side, and it is logged. "
        "Try once more; if it fails again, `meridian list` and `meridian ack` work on the command line."
    )
    return Message(text=said, blocks=(section(said),))
