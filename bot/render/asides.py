"""Words about an answer itself: it could not be saved, the form would not open, the button is old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.setup import Setup
from bot.render.actions import Action
from bot.render.blocks import actions, button, context, section
from bot.render.message import Message
from bot.render.text import either, escape, in_code, paragraph, words
from bot.render.voice import name_of

TYPED_BACK_MAX = 2500
SCHEDULES_SHOWN = 8


def not_saved() -> Message:
    """The database did not take it. Nothing was done, and nothing will be."""
    return _said(
        "I could not save this just now, so nothing was done. Send it again in a minute; "
        "an acknowledgement also works on the bot's machine: `meridian ack INC-… --as you`."
    )


def under_way() -> Message:
    """It is stored, and has to wait for the database or for Slack."""
    return _said(
        "I have this, but can't finish it right now. It is saved and will be done as soon as it can be."
    )


def given_up() -> Message:
    """It is stored and could not be done for an hour."""
    return _said(
        "Something you asked for could not be done and is too old to do now. Look at the card, and ask again."
    )


def not_opened(command: str) -> Message:
    """Slack gives three seconds to open a form, and they were over."""
    return _said(f"Slack did not let me open the form in time. Try again, or type `{escape(command)}`.")


def old_button() -> Message:
    """A button that this version does not know."""
    return _said(
        "This button is from an older version of me, and nothing was done. Type `/incident` instead."
    )


def only_in_rooms() -> Message:
    """A message can be put on a timeline in an incident's room alone."""
    return _said(
        "This message is not in an incident's channel or thread, so it is on no timeline. "
        "To begin an incident with it: Declare from message."
    )


def gone() -> Message:
    """The message is not there any more, or the bot may not read it."""
    return _said(
        "I can't read that message: it is gone, or I am not in its channel. Invite me with `/invite`."
    )


def kept_open(incident: str) -> Message:
    """The answer to "is it over?" was no."""
    return _said(f"{words(incident, 40)} stays open, and yours. Resolve it when customers are well again.")


def declare_from(address: str) -> Message:
    """🔥 on a message: a reaction opens no form, a button does. `address` finds the message again."""
    said = "Declare an incident from that message?"
    return Message(
        text=said,
        blocks=(section(said), *actions((button("Declare", Action.DECLARE, address, primary=True),))),
    )


def with_typed(message: Message, typed: Sequence[str]) -> Message:
    """An answer that came after the form was closed, with what was written in it."""
    written = paragraph("\n".join(typed), TYPED_BACK_MAX)
    if not written:
        return message
    quoted = "\n".join(f">{line}" for line in written.splitlines())
    return Message(
        text=message.text,
        blocks=(*(message.blocks or (section(message.text),)), section(f"You had written:\n{quoted}")),
    )


def exported(incident: str, file: str) -> Message:
    """The file of the timeline is in their messages."""
    return _said(f"The timeline of {words(incident, 40)} is in your messages from me, as {words(file, 80)}.")


def no_schedule(word: str, names: Sequence[str], *, guess: bool = False, pages_none: bool = False) -> Message:
    """A schedule, team, service or person that meridian.yml does not have, or a team that pages no schedule.

    `names` are what to ask for: those that may have been meant (`guess`), else all schedules.
    """
    shown = in_code(word)
    no = (
        f"`{shown}` pages no schedule." if pages_none else f"There is no schedule, team or service `{shown}`."
    )
    return _said(f"{no} {_either('/incident oncall', names, guess=guess)}")


def no_feed(word: str, schedules: Sequence[str]) -> Message:
    """A calendar of a schedule that meridian.yml does not have."""
    return _said(
        f"There is no schedule `{in_code(word)}`. {_either('/incident oncall feed', schedules, guess=False)}"
    )


def not_on_call(person: str, setup: Setup) -> Message:
    """Who was asked for by name has no pager then."""
    return _said(
        f"{name_of(setup, person)} is on call for nothing then. Who is: `/incident oncall`; "
        "your own next shifts stand on the home tab."
    )


def with_read(message: Message, read: str) -> Message:
    """An answer, with the time as it was read; `read` is our own words."""
    if not read:
        return message
    told = f"Read as {read}."
    blocks = (*(message.blocks or (section(message.text),)), context(told))
    return replace(message, text=f"{message.text} {told}", blocks=blocks)


def _either(command: str, names: Sequence[str], *, guess: bool) -> str:
    each = either([f"`{command} {in_code(name)}`" for name in names[:SCHEDULES_SHOWN]])
    if not each:
        return "meridian.yml has no schedules yet."
    return f"Did you mean {each}?" if guess else f"Type {each}."


def _said(text: str) -> Message:
    return Message(text=text, blocks=(section(text),))
