"""The words of the monthly test and of the evening report."""

from __future__ import annotations

from bot.domain.evenings import Because, Unreachable
from bot.domain.memos import Canary, EveningReport
from bot.domain.setup import Method, Setup
from bot.render.actions import Action
from bot.render.blocks import actions, button, context, section
from bot.render.message import Message
from bot.render.queries import in_parts
from bot.render.reaching import small
from bot.render.text import listed, words
from bot.render.voice import SlackVoice

NEXT = (
    "Each of them: open Meridian's home tab, *How you are paged*, press *Add a way* or *Test it*, and type the code. "
    "Until then let somebody cover the shift who can be reached."
)


def canary_by_phone(method: Method) -> str:
    """The test in an SMS, a mail or a push; only an SMS can be answered there."""
    how = "Reply TEST, or press" if method is Method.SMS else "Press"
    return f"Meridian: This is a test. Nothing is wrong. {how} the button in Slack."


def canary_spoken() -> str:
    """The test as a voice says it."""
    return "This is Meridian. This is a test. Nothing is wrong. Press the button in Slack."


def canary_in_slack(test: Canary, setup: Setup) -> Message:
    """The one with the button: what comes, and what it means not to press it."""
    person = setup.people.get(test.person)
    ways = [small(m) for m in Method if person and m is not Method.SLACK and m in person.methods]
    said = (
        f"This is a test. Nothing is wrong. The same comes now by {listed(ways) or 'no other way'}. Press *I got it* once all came. "
        "Something is missing? Don't press: repair it on the home tab of this app, under *How you are paged*."
    )
    pressed = button("I got it", Action.GOT_TEST, test.month, primary=True)
    return Message(said, (section(f"🐤 {said}"), *actions((pressed,))))


def canary_answered(open_then: bool) -> Message:
    """After the button."""
    return Message(
        "✓ Thank you: you can be reached. The next test comes in a month."
        if open_then
        else "No test waits for an answer of yours. Nothing was changed."
    )


def evening_report(report: EveningReport, setup: Setup) -> Message:
    """Who, why, and what to do before the night."""
    voice = SlackVoice(setup)
    head = f"On call for *{words(report.team, 60)}* tonight, but not reachable:"
    lines = [f"• {voice.person(one.person)}: {_why(one)}" for one in report.people]
    parts = in_parts([f"🌙 {head}", *lines])
    return Message("\n".join([head, *lines, NEXT]), (*(section(part) for part in parts), context(NEXT)))


def _why(one: Unreachable) -> str:
    match one.because:
        case Because.NO_SECOND_WAY:
            return "has no second way besides Slack"
        case Because.NO_ANSWER:
            return "did not answer the last test within a day"
        case Because.NOT_DELIVERED:
            return f"did not get what was sent by {listed([small(m) for m in one.methods])}"
