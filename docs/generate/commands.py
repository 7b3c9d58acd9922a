"""What can be typed after `/incident`: verbs and synonyms from the source, and a sentence and examples for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.slack.verbs import _SYNONYMS, Verb
from docs.generate.tables import code, table

MEANING: Mapping[Verb, tuple[str, tuple[str, ...]]] = {
    Verb.DECLARE: (
        (
            "Opens an incident. Severity, service and `--private` may be left out; so may everything, for the form. "
            "A known service pages its team at once; without one you own it."
        ),
        ("declare P1 checkout: nobody can pay", "declare --private P2 a key has leaked", "declare"),
    ),
    Verb.ACK: ("You own it, and paging stops.", ("ack", "ack INC-2026-0001")),
    Verb.ESCALATE: ("Pages the next level now.", ("escalate", "escalate I need a database person")),
    Verb.CANNOT: (
        "You were paged and can't: the next level is paged now.",
        ("can't", "cannot I am on a train"),
    ),
    Verb.PAGE: (
        "Pages a team, or the team of a service. In a room it adds to that incident, elsewhere it opens one.",
        ("page payments the card provider asks for us", "page checkout a customer cannot pay"),
    ),
    Verb.UPDATE: (
        "Tells everyone who follows how it stands, and resets the reminder. A status in front moves it.",
        (
            "update Rolling back, five minutes",
            "update identified: the retry loop",
            "status mitigated",
            "update",
        ),
    ),
    Verb.NO_CHANGE: ("The update is due and there is nothing new.", ("no-change",)),
    Verb.SNOOZE: ("Reminds you later: minutes, hours, at most seven days.", ("snooze 15m", "snooze 1h30m")),
    Verb.NOTE: ("A line for the timeline.", ("note Errors began with the 15:10 deploy", "note")),
    Verb.RESOLVE: (
        "It is over. The timeline is put into the room.",
        ("resolve", "resolve Rolled back at 15:31"),
    ),
    Verb.CLOSE: (
        "Closes a resolved incident, with how the write-up went or why there is none. On an open one it resolves.",
        ("close write-up is in the wiki", "close"),
    ),
    Verb.CANCEL: ("It was a false alarm.", ("cancel the load test forgot to tell us", "false alarm")),
    Verb.REOPEN: ("It was not over.", ("reopen errors are back",)),
    Verb.MERGE: (
        "It is the same as another open one, which goes on with its people and alerts.",
        ("merge INC-2026-0002", "merge INC-2026-0001 into INC-2026-0002", "merge"),
    ),
    Verb.SEVERITY: ("Worse or better than it was thought.", ("severity P1", "sev 2")),
    Verb.ROLE: (
        "Gives or takes a role: commander, scribe, communications. The scribe is reminded of updates.",
        ("role scribe @diego", "role commander me", "role scribe nobody"),
    ),
    Verb.HANDOFF: (
        "Drafts a handoff for the next person on the schedule, or for whom you name; you edit and send it.",
        ("handoff", "handoff @ana", "handoff accept I watch the error rate", "handoff keep"),
    ),
    Verb.ACCEPT: (
        "You take over: say in a line what you understood.",
        ("accept I watch the error rate until 18:00",),
    ),
    Verb.DECLINE: ("You can't take the handoff; the next person is asked.", ("decline",)),
    Verb.KEEP: ("Withdraws your handoff: you keep the incident.", ("keep",)),
    Verb.JOIN: ("You come into the room and are told what happened.", ("join INC-2026-0001",)),
    Verb.PROMOTE: ("Gives an incident in a thread a channel of its own.", ("promote",)),
    Verb.ONCALL: (
        (
            "Who has the pager, until when, who is next: by schedule, team or service, now or at another time. "
            "`covers`: who covers whom. `feed`: your calendar. `load`: what the teams carried."
        ),
        (
            "oncall",
            "oncall primary",
            "oncall checkout at 21:00",
            "oncall tuesday 15:00",
            "who is on call for payments",
            "oncall covers",
            "oncall feed",
            "oncall load",
            "oncall load payments",
        ),
    ),
    Verb.COVER_ME: (
        (
            "Asks for somebody to take your shifts in that time: whom you name, else the fairest who are free, awake people first. "
            "The pager stays with you until they agree."
        ),
        (
            "cover-me 4h",
            "cover-me from 14:00 to 18:00 @ana",
            "cover-me tomorrow",
            "oncall cover-me 4h",
            "cover-me",
        ),
    ),
    Verb.TAKE: (
        "You have the pager of that schedule now, in place of whoever has it, to the end of the shift or until you say.",
        ("take", "take primary", "take primary until 18:00", "take primary from 14:00 to 18:00"),
    ),
    Verb.SWAP: (
        "Opens the form to swap one of your shifts for somebody else's; they have to agree.",
        ("swap", "swap @ana"),
    ),
    Verb.TIME_OFF: (
        "You are away: no page goes to you that another can take, and each of your shifts is offered to others.",
        ("time-off from fri 18:00 to mon 9:00", "time-off 24 dec to 27 dec", "vacation tomorrow", "time-off"),
    ),
    Verb.TEST_ME: (
        "Sends you a test page by every way of yours, one after another, and says which came. `stop` ends it.",
        ("test-me", "test-me stop"),
    ),
    Verb.CATCHUP: ("What happened so far, for you alone.", ("catchup", "catchup INC-2026-0001")),
    Verb.TIMELINE: ("The newest lines of the timeline, for you alone.", ("timeline",)),
    Verb.EXPORT: (
        "Sends you the whole timeline as a file: md, json or csv.",
        ("export", "export json INC-2026-0001"),
    ),
    Verb.LIST: (
        "What is open. `list mine`: what waits for you; `list all`: the last twenty.",
        ("list", "list mine", "list all"),
    ),
    Verb.HELP: ("The three verbs to begin with, then the others.", ("help",)),
}


class NotExplained(Exception):
    """A verb without a sentence: add it to MEANING."""


def verbs() -> str:
    """One row a verb."""
    silent = [verb.value for verb in Verb if verb not in MEANING]
    if silent:
        raise NotExplained(", ".join(silent))
    return table(("verb", "also", "what it does", "examples"), _rows())


def _rows() -> Iterator[tuple[str, ...]]:
    for verb, (meaning, examples) in MEANING.items():
        also = ", ".join(map(code, _SYNONYMS.get(verb, ()))) or "–"
        yield (
            code(verb.value),
            also,
            meaning,
            "<br>".join(code(f"/incident {example}") for example in examples),
        )
