"""The words of a test page that somebody sent themselves: every one of them says that it is a test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.faults import NO_ADDRESS, VOICEMAIL, Fault, judged
from bot.domain.memos import Missed, WalkedThrough
from bot.domain.reachability.walkthroughs import APART, LASTS, PER_HOUR, TestRefused, WalkThrough, Way
from bot.domain.setup import Method, Person
from bot.render.actions import Action
from bot.render.blocks import actions, button, section
from bot.render.message import Block, Message
from bot.render.reaching import small
from bot.render.text import lasting, listed, when

TEST = "TEST. Nothing is wrong."
HERE = "How you are paged"

_ANSWERS: dict[Method, str] = {
    Method.SLACK: "press *It reached me*",
    Method.SMS: "reply TEST to the SMS",
    Method.VOICE: "press 1 in the call",
    Method.EMAIL: "open the link in the mail",
    Method.PUSH: "open the link in the push",
}

WHY_NOT: dict[TestRefused, str] = {
    TestRefused.RUNNING: (
        "A test page of yours is on its way already. Answer it, or type `/incident test-me stop` and begin anew."
    ),
    TestRefused.TOO_MANY: (
        f"{PER_HOUR} test pages went to you in the last hour, and calls and SMS cost money. Try again in an hour; "
        "*Test it* on the home tab tries a single address."
    ),
    TestRefused.ENDED: "That test page is over; what came is in your messages. `/incident test-me` sends another.",
}


def walk_by_phone(method: Method, url: str | None) -> str:
    """The test in an SMS, a mail or a push."""
    if url is None:
        return f"Meridian {TEST} Received it? Confirm in Slack."
    return f"Meridian {TEST} {'Reply TEST, or open' if method is Method.SMS else 'Open'} {url}"


def walk_spoken(*, answered: bool) -> str:
    """The test as a voice says it."""
    how = "Press 1 now." if answered else "Press the button for it in Slack."
    return f"This is Meridian. This is a test. Nothing is wrong. {how}"


def walk_begun(walk: WalkThrough, person: Person) -> Message:
    """What will come, in which order, and how a real page differs."""
    ways = [way.method for way in walk.ways]
    if len(ways) == 1:
        said = f"A test page comes now in Slack, the only way to reach you. Add another on the home tab, under *{HERE}*."
    else:
        named = ", then ".join(small(method) for method in ways)
        real = [f"{small(step.method)} {_after(step.after)}" for step in person.notify if step.method in ways]
        said = (
            f"A test page comes now: {named}, {lasting(APART)} apart. Answer each where it comes; after "
            f"{lasting(LASTS)} at the latest I say which came. In a real page: {', '.join(real)}, until you answer. "
            f"`/incident test-me stop` ends it.{_unused(person, ways)}"
        )
    return Message(said, (section(f"🐤 {said}"),))


def _unused(person: Person, ways: Sequence[Method]) -> str:
    """Ways that have an address and stand in no step."""
    unused = [small(method) for method in Method if method in person.methods and method not in ways]
    if not unused:
        return ""
    has = "has an address and stands" if len(unused) == 1 else "have addresses and stand"
    return f" {_first(listed(unused))} {has} in no step of yours: press *Change steps* on the home tab."


def walk_in_slack(name: str, ways: Sequence[Way], *, answered: bool, ended: bool = False) -> Message:
    """The one in Slack. Without doors that people reach, the other ways are answered here, too (`answered` False).
    Once it `ended`, nothing is left to be pressed."""
    others = [way.method for way in ways if way.method is not Method.SLACK]
    how = (
        listed([_ANSWERS[method] for method in others]) if answered else "press its button here once it came"
    )
    coming = f" The same comes by {listed([small(m) for m in others])}: {how}." if others else ""
    coming = " It is over." if ended else coming
    came = [f"{small(way.method)} {when(way.came_at)}" for way in ways if way.came_at]
    reached = f"\n✓ Reached you by {listed(came)}." if came else ""
    return Message(
        f"{TEST} This is a test page that you sent yourself.{coming}{reached}",
        (
            section(f"🐤 {TEST} This is a test page that you sent yourself.{coming}{reached}"),
            *actions(() if ended else _buttons(name, ways, answered=answered)),
        ),
    )


def _buttons(name: str, ways: Sequence[Way], *, answered: bool) -> tuple[Block, ...]:
    asked = [w.method for w in ways if not w.came_at and (w.method is Method.SLACK or not answered)]
    came = tuple(
        button(
            "It reached me" if method is Method.SLACK else f"The {small(method)} came",
            Action.TEST_CAME,
            f"{name} {method.value}",
            primary=method is Method.SLACK,
        )
        for method in asked
    )
    stop = (button("Stop the test", Action.STOP_TEST, name),) if any(not w.settled for w in ways) else ()
    return (*came, *stop)


def walk_stopped(walk: WalkThrough | None) -> Message:
    """After stop."""
    return Message(
        "Stopped: nothing more of the test comes. What came until now is in your messages."
        if walk
        else "No test page of yours is on its way. `/incident test-me` sends one."
    )


def walk_report(walked: WalkedThrough) -> Message:
    """Which ways came, which did not, and what to do about each."""
    came = listed([small(method) for method in walked.came])
    head = f"Your test page reached you by {came}." if came else _none_came(walked)
    left = [small(way.method) for way in walked.missed if walked.stopped and not way.reason]
    known = [way for way in walked.missed if way.reason or not walked.stopped]
    lines = [f"• {_first(small(way.method))} {_advice(way)}" for way in known]
    if left:
        lines.append(
            f"• You stopped it, so nothing is proved of {listed(left)}. `/incident test-me` tries again."
        )
    said = "\n".join([head, *lines]) if lines else f"✓ {head} Every way works."
    return Message(f"TEST: {said}", (section(f"🐤 TEST: {said}"),))


def _none_came(walked: WalkedThrough) -> str:
    """What was not answered may have come all the same."""
    failed = all(way.reason for way in walked.missed)
    return "Your test page reached you by no way." if failed else "You answered none of your test page."


def _first(word: str) -> str:
    """It begins a sentence."""
    return word[0].upper() + word[1:]


def _advice(way: Missed) -> str:
    method, why = way.method, way.reason
    if not why:
        return (
            "was not answered. Did it come? Then all is well; else check "
            f"{'that Slack may notify you' if method is Method.SLACK else f'its address on the home tab, under *{HERE}*'}."
        )
    if why == NO_ADDRESS:
        return f"has no address any more. Press *Add a way* on the home tab, under *{HERE}*."
    if why == VOICEMAIL:
        return "was answered by a machine. Let this number ring through at night, and switch voicemail off if you can."
    match judged(way.fault, why, method):
        case Fault.SETUP:
            return "has no provider. Ask whoever runs Meridian to add one under `paging`."
        case Fault.PROVIDER:
            return f"could not be sent: its provider is down or refuses Meridian ({why}). Tell whoever runs Meridian."
        case Fault.ADDRESS if method is Method.SLACK:
            return (
                f"did not arrive ({why}). Ask whoever runs Meridian to check your Slack id in `meridian.yml`."
            )
        case Fault.ADDRESS:
            return f"was refused ({why}). Press *Change* on the home tab, under *{HERE}*, and prove the address anew."
        case Fault.PERSON:
            return f"was not picked up ({why}). Try again, and let this number ring through at night."
        case _:
            return (
                f"did not arrive ({why}). Try again, and check its address on the home tab, under *{HERE}*."
            )


def _after(after: timedelta) -> str:
    return f"after {lasting(after)}" if after else "at once"
