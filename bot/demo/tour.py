"""The tour: eight steps from the first alert to the exported timeline, each ticked by what really happened.

What is done is read off the incident's own events, so that it does not matter who did it, in which window, or
whether the tour was open; it can be left and taken up again at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.demo.team import given_name
from bot.demo.weather import Sky
from bot.domain import events as e
from bot.domain.events import Recorded
from bot.domain.incident import Incident
from bot.domain.oncall.quiet import is_away
from bot.domain.oncall.schedule import names, on_call
from bot.domain.people import local_time
from bot.domain.setup import Setup
from bot.render.actions import Action

Act = Mapping[str, object]
"""What a step's button does, for the page: {"label", and one of "shop", "time" or "be" with "channel", "thread" and
"press", the action_id of what is to be pressed there ("" for nothing, "file" for a file)}."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the tour sees. `incident` is the one that it follows, None before the first; `viewers` are the people
    in whose eyes the page was looked at (names as in meridian.yml); `dm` gives a person's channel with the bot."""

    setup: Setup
    now: datetime
    incident: Incident | None
    records: tuple[Recorded, ...]
    viewers: frozenset[str]
    has_file: bool
    dm: Callable[[str], str]

    def happened(self, *kinds: type[e.Event]) -> bool:
        """Whether an event of one of these kinds stands on the timeline."""
        return any(isinstance(record.event, kinds) for record in self.records)

    def paged(self) -> tuple[str, ...]:
        """Who was paged, each once, first to last."""
        events = (record.event for record in self.records)
        return tuple(dict.fromkeys(event.person for event in events if isinstance(event, e.Paged)))

    def escalated(self) -> bool:
        """Whether a second level was paged; where two shifts overlap, two people are the first."""
        events = (record.event for record in self.records)
        return len({(event.round, event.level) for event in events if isinstance(event, e.Paged)}) > 1


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, what to do, whether it happened, and buttons that lead there."""

    name: str
    title: str
    done: Callable[[Sight], bool]
    text: Callable[[Sight], str]
    acts: Callable[[Sight], list[Act]]


@dataclass(slots=True)
class Tour:
    """Remembers what was done once: a second incident does not untick the first."""

    ticked: set[str] = field(default_factory=set)

    def shown(self, sight: Sight) -> list[dict[str, object]]:
        """The steps for the page."""
        self.ticked |= {step.name for step in STEPS if step.done(sight)}
        return [
            {
                "name": step.name,
                "title": step.title,
                "done": step.name in self.ticked,
                "text": step.text(sight),
                "acts": step.acts(sight),
            }
            for step in STEPS
        ]


def _be(sight: Sight, person: str | None, press: Action | None = None) -> list[Act]:
    """A button that makes the reader somebody, where the bot wrote to them."""
    slack_id = _slack_id(sight, person)
    if person is None or slack_id is None:
        return []
    return [_there(f"Be {given_name(person)}", slack_id, sight.dm(slack_id), press.value if press else "")]


def _at_the_card(sight: Sight, press: Action) -> list[Act]:
    """A button that brings the owner before the card."""
    owner = _owner(sight)
    return _in_the_room(sight, f"Be {given_name(owner)}, at the card" if owner else "", press.value)


def _in_the_room(sight: Sight, label: str, press: str) -> list[Act]:
    slack_id = _slack_id(sight, _owner(sight))
    room = sight.incident.room if sight.incident else None
    if room is None or slack_id is None:
        return []
    return [_there(label, slack_id, room.channel, press, room.thread_ts or "")]


def _there(label: str, slack_id: str, channel: str, press: str, thread: str = "") -> Act:
    return {"label": label, "be": slack_id, "channel": channel, "thread": thread, "press": press}


def _slack_id(sight: Sight, person: str | None) -> str | None:
    who = sight.setup.people.get(person or "")
    return who.slack if who else None


def _fire(_: Sight) -> list[Act]:
    alert = {"act": "fire", "service": "checkout", "kind": "alertmanager", "severity": "critical"}
    return [{"label": "Break the checkout", "shop": alert}]


def _waiting(sight: Sight) -> list[Act]:
    """Time goes on to the next level; once somebody has it, help is a button on the card."""
    search = sight.incident.escalation if sight.incident else None
    if search is None or search.next_at is None or sight.happened(e.Acknowledged):
        return []
    return [{"label": "Let nobody answer", "time": {"until": search.next_at.isoformat()}}]


def encore(sight: Sight) -> Act:
    """What may follow the tour: Slack goes away, something breaks, and whoever is on call has a telephone."""
    there = _on_call(sight, "primary") or _on_call(sight, "backup")
    return {
        "label": "What if Slack is down?",
        "weather": {"sky": Sky.DOWN.value},
        "shop": {"act": "fire", "service": "payments-api", "kind": "alertmanager", "severity": "critical"},
        "be": _slack_id(sight, next(iter(there), None)) or "",
        "said": "Slack is gone, and payments-api has just broken. In some seconds the page comes by SMS: reply 1. "
        "Then press Fine, under Slack's weather, and read in the room what happened.",
    }


def _on_call(sight: Sight, schedule: str) -> list[str]:
    """Without who is off: no page goes to them while another can take it."""
    schedules, people = sight.setup.schedules, sight.setup.people
    shifts = on_call(schedules[schedule], schedules, sight.now)
    return [name for name in names(shifts) if not is_away(people[name], sight.now)]


def _last_paged(sight: Sight) -> str | None:
    return next(reversed(sight.paged()), None)


def _owner(sight: Sight) -> str | None:
    return sight.incident.owner if sight.incident else None


def _to_shift_end(sight: Sight) -> list[Act]:
    prompt_at = _prompt_at(sight)
    if prompt_at is None or prompt_at <= sight.now:
        return []
    return [{"label": f"Go to {_clock(sight, prompt_at)}", "time": {"until": prompt_at.isoformat()}}]


def _prompt_at(sight: Sight) -> datetime | None:
    shift = sight.incident.shift if sight.incident else None
    return shift.ends_at - sight.setup.handoff.prompt_before if shift else None


def _clock(sight: Sight, at: datetime) -> str:
    """As the owner's clock shows it."""
    owner = sight.setup.people.get(_owner(sight) or "")
    return f"{local_time(owner.zone if owner else 'UTC', at):%H:%M}"


def _handing(sight: Sight) -> list[Act]:
    handoff = sight.incident.handoff if sight.incident else None
    if handoff is None:
        return []
    if handoff.offered:
        return _be(sight, handoff.receiver, Action.ACCEPT_HANDOFF)
    return _be(sight, handoff.giver, Action.SEND_HANDOFF)


def _ending(sight: Sight) -> list[Act]:
    """To the card, and when it is over to what it left."""
    if sight.has_file:
        return _in_the_room(sight, "Go to the timeline", "file")
    return _at_the_card(sight, Action.RESOLVE)


def _of_page(sight: Sight) -> str:
    paged = sight.paged()
    if not paged:
        return "Whoever is on call gets a page: what is wrong, since when, and what to do. Look at it in their eyes."
    who = sight.setup.people[paged[0]]
    at = f"{local_time(who.zone, sight.now):%H:%M}"
    return (
        f"It is {at} where {given_name(paged[0])} is, and the pager is there. "
        f"Be {given_name(paged[0])}: the page says what is wrong, since when, and what to do."
    )


def _of_silence(sight: Sight) -> str:
    if sight.happened(e.Acknowledged) and not sight.escalated():
        return "It was answered at once. Press Escalate on the card: the next level is paged to help."
    return (
        "Let time pass with nobody at the phone. It gets a text message and a call, and after five minutes the next "
        "level is paged by itself."
    )


def _of_taking(sight: Sight) -> str:
    who = _last_paged(sight)
    name = given_name(who) if who else "whoever was paged"
    return f"As {name} press Acknowledge. All other pages stop at that moment, and {name} owns the incident."


def _of_shift_end(sight: Sight) -> str:
    prompt_at, owner = _prompt_at(sight), _owner(sight)
    if prompt_at is None or owner is None:
        return "An owner goes home at some point. A quarter of an hour before that, a handoff is drafted for them."
    return (
        f"{given_name(owner)}'s shift ends soon after {_clock(sight, prompt_at)} local time. "
        "Go there: the bot has a handoff drafted from the timeline."
    )


def _of_handing(sight: Sight) -> str:
    handoff = sight.incident.handoff if sight.incident else None
    if handoff is None or not handoff.offered:
        return "Look at the draft as the owner, mend it, and send it. Nothing moves yet."
    return (
        f"As {given_name(handoff.receiver or '')} press Accept handoff and write in a line what you understood. "
        "Only then does ownership move."
    )


def _said(text: str) -> Callable[[Sight], str]:
    return lambda _: text


STEPS = (
    Step(
        "alert",
        "Break something",
        lambda s: s.happened(e.Paged),
        _said(
            "Six people share this Slack, and you can be any of them: press a face above. "
            "First break the shop's checkout; its monitoring tells the bot, as yours would."
        ),
        _fire,
    ),
    Step(
        "page",
        "See who is paged",
        lambda s: bool(s.viewers & set(s.paged())),
        _of_page,
        lambda s: _be(s, next(iter(s.paged()), None)),
    ),
    Step("escalation", "Let nobody answer", lambda s: s.escalated(), _of_silence, _waiting),
    Step(
        "acknowledge",
        "Take it",
        lambda s: s.happened(e.Acknowledged),
        _of_taking,
        lambda s: _be(s, _last_paged(s), Action.ACKNOWLEDGE),
    ),
    Step(
        "update",
        "Say how it is",
        lambda s: s.happened(e.UpdatePosted, e.StatusChanged),
        _said(
            "In the incident's channel press Update on the card, write a line, and choose identified. It resets "
            "the reminder, and stops the rule that pages help when no cause is named within 15 minutes."
        ),
        lambda s: _at_the_card(s, Action.UPDATE),
    ),
    Step("shift-end", "Let the shift end", lambda s: s.happened(e.HandoffDrafted), _of_shift_end, _to_shift_end),
    Step("handoff", "Hand it to the next continent", lambda s: s.happened(e.HandedOff), _of_handing, _handing),
    Step(
        "timeline",
        "Resolve, and read what happened",
        lambda s: s.happened(e.Resolved) and s.has_file,
        _said(
            "As the new owner press Resolve on the card. The whole timeline arrives in the channel as a file: "
            "open it."
        ),
        _ending,
    ),
)  # fmt: skip
