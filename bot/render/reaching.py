"""How somebody is paged, as they see it: the part of the home tab, its forms, why not, and the code that proves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.domain.reachability.addresses import ADDRESSED, CODE_LASTS, PUSH_EXAMPLES, Contact, Flaw, Reachable
from bot.domain.setup import Method, NotificationStep
from bot.render.actions import Action, Field, Form
from bot.render.blocks import (
    actions,
    asked,
    button,
    context,
    divider,
    header,
    menu,
    modal,
    option,
    section,
    typed,
)
from bot.render.message import Block, Message, View
from bot.render.text import lasting, listed, plural, when, words

NAMES: dict[Method, str] = {
    Method.SLACK: "Slack",
    Method.SMS: "SMS",
    Method.VOICE: "Call",
    Method.EMAIL: "Mail",
    Method.PUSH: "Push",
}
_SMALL: dict[Method, str] = {Method.VOICE: "call", Method.EMAIL: "mail", Method.PUSH: "push"}

ADDRESS_MAX = 254
CODE_MAX = 12
STEPS_MAX = 200

WHY: dict[Flaw, str] = {
    Flaw.NO_PLUS: "Write the number with + and the country: +593987654321 for Ecuador, +34600111222 for Spain.",
    Flaw.NOT_A_NUMBER: "This is no telephone number. Write + and the country, then the number: +593987654321.",
    Flaw.NOT_A_MAIL: "This is no mail address. Write it whole: ana@example.com.",
    Flaw.NOT_A_PUSH: (
        "This is no push address that I may use. These are: "
        f"{', '.join(PUSH_EXAMPLES)}. A topic of ntfy is read by whoever guesses it: make it long."
    ),
    Flaw.ANOTHERS: "Somebody else has proved that this address is theirs. They can remove it on their own home tab.",
    Flaw.NO_KEY: (
        "Addresses can't be kept here yet. Whoever runs Meridian sets MERIDIAN_ENCRYPTION_KEY "
        "(`meridian new-key` prints one) and starts it again."
    ),
    Flaw.NOT_IN_FILE: (
        "You are not in meridian.yml, so nothing pages you. Ask whoever keeps it to add you under `people`."
    ),
    Flaw.TOO_MANY_CODES: "Five codes went out in an hour. Wait an hour, and look for the last one meanwhile.",
    Flaw.NO_CODE: "There is no code to type. Press Send a code first.",
    Flaw.WRONG_CODE: "This is not the code. Look at the newest message, and type its six digits.",
    Flaw.EXPIRED: "This code is too old. Close this, and press Send a code.",
    Flaw.NO_TRIES: "That was wrong too often. Close this, and press Send a code.",
    Flaw.STEPS_UNREADABLE: (
        "I can't read that. Write the ways and when, such as: slack 0m, sms 1m, voice 2m. "
        "The ways are slack, push, sms, voice and email; an hour is the latest."
    ),
    Flaw.NO_WAY_OUT: "None of these reaches you: prove an address first, or keep slack among them.",
}


def why_not(flaw: Flaw) -> str:
    """One sentence for a person, with what to do."""
    return WHY[flaw]


def code_by_phone(code: str) -> str:
    """The code in an SMS, a mail or a push."""
    minutes = int(CODE_LASTS.total_seconds() // 60)
    return f"Meridian: your code is {code}. Type it in Slack within {minutes} min. Not you? Then do nothing."


def code_spoken(code: str) -> str:
    """The code as a voice says it, twice, digit by digit."""
    digits = ", ".join(code)
    return f"This is Meridian. Your code is: {digits}. Once more: {digits}. Type it in Slack."


def steps_words(steps: Sequence[NotificationStep], shown: frozenset[Method]) -> str:
    """`Slack at once, SMS after 1 min, call after 2 min`: those of them that reach."""
    told = [
        f"{small(step.method) if number else NAMES[step.method]} {_when(step.after)}"
        for number, step in enumerate(step for step in steps if step.method in shown)
    ]
    return ", ".join(told) or "nothing reaches you"


def steps_text(steps: Sequence[NotificationStep]) -> str:
    """`slack 0m, sms 1m`: as it is typed."""
    return ", ".join(f"{step.method.value} {_typed(step.after)}" for step in steps)


def how_you_are_paged(reachable: Reachable, methods: frozenset[Method]) -> Iterator[Block]:
    """A part of the home tab; `methods` are those by which they are reached now."""
    yield divider()
    yield header("How you are paged")
    yield section(
        f"{steps_words(reachable.steps, methods)}. The first answer ends it.",
        accessory=button("Change steps", Action.CHANGE_STEPS, "steps"),
    )
    for contact in reachable.contacts:
        yield section(f"*{NAMES[contact.method]}* {words(contact.shown, 120)} · {_state(contact)}")
        yield from actions(_buttons(contact))
    in_file = [NAMES[method] for method in ADDRESSED if method in reachable.in_file]
    if in_file:
        yield context(f"Besides, meridian.yml has an address of yours for: {', '.join(in_file)}.")
    came = [f"{small(method)} {when(at)}" for method, at in reachable.came if method in methods]
    if came:
        yield context(f"✓ A test page reached you by {listed(came)}.")
    add = (button("Add a way", Action.ADD_CONTACT, "contact"),) if reachable.can_store else ()
    yield from actions((*add, button("Send me a test page", Action.TEST_ME, "test")))
    if not reachable.can_store:
        yield context(WHY[Flaw.NO_KEY])
    if not methods - {Method.SLACK}:
        yield context(
            "⚠ Slack is the only way to reach you. When Slack is down, or silent at night, nobody can."
        )


def _state(contact: Contact) -> str:
    if contact.verified_at:
        return "✓ works"
    return "waits for its code" if contact.code_until else "not proved, so not used"


def _buttons(contact: Contact) -> tuple[Block, ...]:
    value, kept = contact.method.value, bool(contact.verified_at)
    code = () if kept else (button("Type the code", Action.TYPE_CODE, value, primary=True),)
    return (
        *code,
        button("Test it" if kept else "Send a code", Action.SEND_CODE, value),
        button("Change", Action.CHANGE_CONTACT, value),
        button("Remove", Action.REMOVE_CONTACT, value),
    )


def contact_form(method: Method | None = None) -> View:
    """A new address. Slack's form can't change with the menu, so one box takes any of them."""
    options = [option(NAMES[one], one.value) for one in ADDRESSED]
    chosen = method.value if method else None
    address = typed(Field.ADDRESS, most=ADDRESS_MAX, placeholder="+593987654321, ana@example.com, ntfy://…")
    return modal(
        Form.CONTACT,
        "A way to reach you",
        [
            asked(Field.METHOD, "How?", menu("Choose a way", Field.METHOD.value, options, chosen)),
            asked(
                Field.ADDRESS,
                "Number or address",
                address,
                hint="Kept encrypted, shown masked, never logged.",
            ),
            context(
                "I send a code there. The way is used once you typed it; a changed one isn't used until then."
            ),
        ],
        submit="Send a code",
    )


def code_form(method: Method) -> View:
    """The code that came."""
    code = asked(Field.CODE, "Code", typed(Field.CODE, most=CODE_MAX, placeholder="123456"))
    said = section(f"I sent six digits by {small(method)}. The code expires in {lasting(CODE_LASTS)}.")
    return modal(Form.CODE, "Type the code", [said, code], submit="It came", about=method.value)


def steps_form(steps: Sequence[NotificationStep]) -> View:
    """In what steps one is paged."""
    field = asked(
        Field.STEPS,
        "Steps",
        typed(Field.STEPS, steps_text(steps), most=STEPS_MAX, placeholder="slack 0m, sms 1m, voice 2m"),
        optional=True,
        hint="slack, push, sms, voice, email; minutes after the page. Left empty: as the team's file says.",
    )
    return modal(Form.STEPS, "How you are paged", [field], submit="Save")


def steps_saved(steps: Sequence[NotificationStep], shown: frozenset[Method]) -> Message:
    """How they are paged from now on, and what that leaves open. `shown`: the methods by which they are reached."""
    said = [f"Saved. You are paged by: {steps_words(steps, shown)}."]
    left_out = dict.fromkeys(NAMES[step.method] for step in steps if step.method not in shown)
    if left_out:
        said.append(f"⚠ Left out until you prove an address: {listed(tuple(left_out))}.")
    used = [step for step in steps if step.method in shown]
    if used and used[0].after:
        said.append(f"⚠ In the first {lasting(used[0].after)} nothing reaches you.")
    if used and all(step.method is Method.SLACK for step in used):
        said.append("⚠ Slack alone: when Slack is down, nothing reaches you.")
    return Message(" ".join(said))


def sent_code(method: Method) -> Message:
    """A code is on its way."""
    return Message(
        f"A code is on its way by {small(method)}. Then press *Type the code* on the home tab of this app."
    )


def proved(method: Method) -> Message:
    """It works."""
    return Message(f"It works: from now on I reach you by {small(method)} too.")


def removed(method: Method, there: bool) -> Message:
    """It is forgotten."""
    return Message(
        f"Forgotten: I have no {small(method)} address of yours any more."
        if there
        else f"There was no {small(method)} address of yours."
    )


def forgotten(person: str, count: int) -> str:
    """For the terminal."""
    return (
        f"Forgotten: {plural(count, 'address', 'addresses')} and the steps of {person}. Timelines are never rewritten: "
        f"they keep the name {person} from meridian.yml, without any address. Take {person} out of the file, too."
    )


def nobody_to_forget(person: str, near: Sequence[str]) -> str:
    """The same where nothing is stored under a name that the file does not have."""
    meant = f" Did you mean {', '.join(near)}?" if near else " Write the name as the file does."
    return f"Nothing was forgotten: nothing is stored of {person}, and meridian.yml has no {person}.{meant}"


def small(method: Method) -> str:
    """Its name inside a sentence."""
    return _SMALL.get(method, NAMES[method])


def _when(after: timedelta) -> str:
    return f"after {lasting(after)}" if after else "at once"


def _typed(after: timedelta) -> str:
    seconds = int(after.total_seconds())
    return f"{seconds // 60}m" if seconds % 60 == 0 else f"{seconds}s"
