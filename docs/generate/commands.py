"""What can be typed after `/incident`: verbs and synonyms from the source, and a sentence and examples for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.slack.verbs import _SYNONYMS, Verb
from docs.generate.tables import code, table

MEANING: Mapping[Verb, tuple[str, tuple[str, ...]]] = {
    Verb.DECLARE: (
        (
            "Declares an incident. Severity, service and `--private` are optional; on its own, the verb opens the form. "
            "With a known service or team before a colon, it is paged at once; without one, you own the incident, and nobody is paged."
        ),
        (
            "declare P1 checkout: nobody can pay",
            "declare P1 payments: the card provider is down",
            "declare --private P2 a key has leaked",
            "declare",
        ),
    ),
    Verb.ACK: ("You own the incident, and paging stops.", ("ack", "ack INC-2026-0001")),
    Verb.ESCALATE: ("Pages the next level now.", ("escalate", "escalate I need a database person")),
    Verb.CANNOT: (
        "You were paged but can't take it: the next level is paged now.",
        ("can't", "cannot I am on a train"),
    ),
    Verb.PAGE: (
        "Pages a team, or the team of a service. In an incident's channel or thread it pages for that incident; elsewhere it declares one.",
        ("page payments the card provider asks for us", "page checkout a customer cannot pay"),
    ),
    Verb.UPDATE: (
        "Posts an update for everyone who follows the incident, and resets the reminder. A status in front also changes the status.",
        (
            "update Rolling back, five minutes",
            "update identified: the retry loop",
            "status mitigated",
            "update",
        ),
    ),
    Verb.NO_CHANGE: ("Says that there is nothing new, when an update is due.", ("no-change",)),
    Verb.SNOOZE: (
        "Postpones the update reminder by minutes, hours or days; at most seven days.",
        ("snooze 15m", "snooze 1h30m"),
    ),
    Verb.NOTE: ("Adds a note to the timeline.", ("note Errors began with the 15:10 deploy", "note")),
    Verb.RESOLVE: (
        "Resolves the incident, and posts the timeline to its channel.",
        ("resolve", "resolve Rolled back at 15:31"),
    ),
    Verb.CLOSE: (
        "Closes a resolved incident; say where the write-up is, or why there is none. On an open incident it resolves.",
        ("close write-up is in the wiki", "close"),
    ),
    Verb.CANCEL: (
        "Cancels the incident as a false alarm.",
        ("cancel the load test forgot to tell us", "false alarm"),
    ),
    Verb.REOPEN: ("Reopens an incident that has ended.", ("reopen errors are back",)),
    Verb.MERGE: (
        "Merges the incident into another open one, which takes over its people and alerts.",
        ("merge INC-2026-0002", "merge INC-2026-0001 into INC-2026-0002", "merge"),
    ),
    Verb.SEVERITY: ("Changes the severity.", ("severity P1", "sev 2")),
    Verb.ROLE: (
        "Assigns or removes a role: commander, scribe or communications. The scribe is reminded of updates.",
        ("role scribe @diego", "role commander me", "role scribe nobody"),
    ),
    Verb.HANDOFF: (
        "Drafts a handoff to the next person on the schedule, or to the person you name; you edit and send it.",
        ("handoff", "handoff @ana", "handoff accept I watch the error rate", "handoff keep"),
    ),
    Verb.ACCEPT: (
        "Accepts a handoff: you own the incident. Sum up in a line what you understood.",
        ("accept I watch the error rate until 18:00",),
    ),
    Verb.DECLINE: ("Declines a handoff; the next person is asked.", ("decline",)),
    Verb.KEEP: ("Withdraws your handoff: you keep the incident.", ("keep",)),
    Verb.JOIN: (
        "Adds you to the incident's channel, and tells you what has happened.",
        ("join INC-2026-0001",),
    ),
    Verb.PROMOTE: ("Gives an incident that is in a thread its own channel.", ("promote",)),
    Verb.ONCALL: (
        (
            "Shows who is on call, until when, and who is next, by schedule, team or service, now or at another time. "
            "`covers`: who covers for whom. `feed`: your calendar. `load`: the on-call load of the teams."
        ),
        (
            "oncall",
            "oncall primary",
            "oncall checkout at 21:00",
            "oncall tuesday 15:00",
            "oncall tonight",
            "oncall me",
            "who is on call for payments",
            "oncall covers",
            "oncall feed",
            "oncall load",
            "oncall load payments",
        ),
    ),
    Verb.COVER_ME: (
        (
            "Asks the person you name to cover your shifts in that time; without a name, those for whom it is fairest among the people who are free, awake people first. "
            "You stay on call until somebody agrees."
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
        "Puts you on call on that schedule now, in place of whoever is, until the end of the shift or the time you give.",
        ("take", "take primary", "take primary until 18:00", "take primary from 14:00 to 18:00"),
    ),
    Verb.SWAP: (
        "Opens the form to swap one of your shifts for somebody else's; they have to agree.",
        ("swap", "swap @ana"),
    ),
    Verb.TIME_OFF: (
        "Marks you as away: you are paged only if nobody else can take the page, and each of your shifts is offered to others.",
        ("time-off from fri 18:00 to mon 9:00", "time-off 24 dec to 27 dec", "vacation tomorrow", "time-off"),
    ),
    Verb.TEST_ME: (
        "Sends you a test page by each of your methods in turn, and reports which arrived. `stop` ends it.",
        ("test-me", "test-me stop"),
    ),
    Verb.CATCHUP: (
        "Sums up what has happened so far; only you see it.",
        ("catchup", "catchup INC-2026-0001"),
    ),
    Verb.TIMELINE: ("Shows the newest lines of the timeline; only you see them.", ("timeline",)),
    Verb.EXPORT: (
        "Sends you the whole timeline as a Markdown, JSON or CSV file.",
        ("export", "export json INC-2026-0001"),
    ),
    Verb.LIST: (
        "Lists the open incidents. `list mine`: those waiting for you; `list all`: the last twenty.",
        ("list", "list mine", "list all"),
    ),
    Verb.HELP: ("Explains the three verbs to start with, then the others.", ("help",)),
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
