"""What the page completes after `/incident`: every verb of the bot, and what may follow it in this team."""

from __future__ import annotations

from bot.domain.events import Role, Status
from bot.domain.setup import Setup, Severity
from bot.sandbox.commands import Argument, SlashCommand, Suggestion
from bot.sandbox.commands import Verb as Word
from bot.slack.verbs import Verb

ABOUT: dict[Verb, tuple[str, str]] = {
    Verb.DECLARE: ("Open an incident", "[P1-P4] [service:] title"),
    Verb.ACK: ("You have it; paging stops", ""),
    Verb.ESCALATE: ("Page the next level now", "[why]"),
    Verb.CANNOT: ("You were paged and can't take it", "[why]"),
    Verb.PAGE: ("Page a team, without knowing who is on call", "team|service text"),
    Verb.UPDATE: ("Say how it stands", "[status:] text"),
    Verb.NO_CHANGE: ("Nothing new since the last update", ""),
    Verb.SNOOZE: ("Be reminded later", "15m"),
    Verb.NOTE: ("A line for the timeline", "text"),
    Verb.RESOLVE: ("It is over", "[text]"),
    Verb.CLOSE: ("The write-up is done, or why there is none", "text"),
    Verb.CANCEL: ("It was a false alarm", "[why]"),
    Verb.REOPEN: ("It was not over", "[why]"),
    Verb.MERGE: ("It is the same as another one", "INC-…"),
    Verb.SEVERITY: ("Worse or better than it was thought", "P1-P4"),
    Verb.ROLE: ("Give somebody a role", "role @person"),
    Verb.HANDOFF: ("Hand it to somebody, with a draft", "[@person]"),
    Verb.ACCEPT: ("Take a handoff over", "what you understood"),
    Verb.DECLINE: ("You can't take a handoff", ""),
    Verb.KEEP: ("Withdraw your handoff", ""),
    Verb.JOIN: ("Come into the room", "INC-…"),
    Verb.PROMOTE: ("Give a thread a channel of its own", ""),
    Verb.ONCALL: ("Who has the pager", "[schedule|team|service] [at time]"),
    Verb.CATCHUP: ("What happened so far, for you alone", ""),
    Verb.TIMELINE: ("The newest lines, for you alone", ""),
    Verb.EXPORT: ("The whole timeline as a file", "md|json|csv"),
    Verb.LIST: ("What is open", "[mine|all]"),
    Verb.HELP: ("Every word there is", ""),
}
"""By verb: what it does in a few words, and what follows it."""

SEVERITIES = Argument("severity", tuple(Suggestion(severity.name) for severity in Severity))


def command(setup: Setup) -> SlashCommand:
    """`/incident` as this team uses it."""
    words = tuple(
        Word(verb.value, about, hint, _arguments(verb, setup)) for verb, (about, hint) in ABOUT.items()
    )
    return SlashCommand("/incident", "Runs incidents", "[what to do]", words)


def _arguments(verb: Verb, setup: Setup) -> tuple[Argument, ...]:
    match verb:
        case Verb.DECLARE:
            return (SEVERITIES, Argument("service", tuple(Suggestion(f"{s}:") for s in setup.services)))
        case Verb.SEVERITY:
            return (SEVERITIES,)
        case Verb.PAGE:
            return (Argument("team or service", _suggested(*setup.teams, *setup.services)),)
        case Verb.UPDATE:
            open_ones = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MITIGATED, Status.MONITORING)
            return (Argument("status", _suggested(*(f"{status.value}:" for status in open_ones))),)
        case Verb.ROLE:
            return (
                Argument("role", _suggested(*(role.value for role in Role))),
                Argument("person", people=True),
            )
        case Verb.HANDOFF:
            return (Argument("person", people=True),)
        case Verb.ONCALL:
            return (Argument("of", _suggested(*setup.schedules, *setup.teams, *setup.services)),)
        case Verb.EXPORT:
            return (Argument("format", _suggested("md", "json", "csv")),)
        case Verb.LIST:
            return (Argument("which", _suggested("mine", "all")),)
        case _:
            return ()


def _suggested(*texts: str) -> tuple[Suggestion, ...]:
    return tuple(map(Suggestion, texts))
