"""The modals that people fill in; each carries the incident's id in private_metadata and nothing else.

`private_metadata` of the declare form is the address of the message it began from.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.events import Role
from bot.domain.incident import MOVES, Incident
from bot.domain.setup import Setup, Severity
from bot.render.actions import Field, Form
from bot.render.blocks import asked, menu, modal, moment_picker, option, person_picker, section, typed
from bot.render.card import headline
from bot.render.message import Block, View
from bot.render.text import lasting, plural, shorten
from bot.render.voice import slack_id

TITLE_MAX = 250
NO_SERVICE = "-"
"""The value of "none of these": an option's value may not be empty."""


def declare_form(
    setup: Setup,
    title: str = "",
    severity: Severity | None = None,
    service: str | None = None,
    description: str = "",
    private_metadata: str = "",
) -> View:
    """The form to declare; only the title is needed."""
    fields = [
        asked(
            Field.TITLE,
            "What is wrong?",
            typed(Field.TITLE, title, most=TITLE_MAX, placeholder="Checkout fails"),
        ),
        asked(Field.SEVERITY, "How bad is it?", _severities(setup, severity or Severity.P2)),
    ]
    if setup.services:
        fields.append(
            asked(
                Field.SERVICE,
                "Which service?",
                _names(Field.SERVICE, "Choose a service", tuple(setup.services), service),
                optional=True,
                hint="Its team is paged at once. Without one nobody is paged, and you own the incident.",
            )
        )
    fields += [
        asked(Field.IMPACT, "What do customers notice?", typed(Field.IMPACT, lines=True), optional=True),
        asked(
            Field.DESCRIPTION,
            "Anything else",
            typed(Field.DESCRIPTION, description, lines=True),
            optional=True,
        ),
        asked(Field.PRIVATE, "Who may see it?", _private(), optional=True),
    ]
    return modal(Form.DECLARE, "Declare an incident", fields, submit="Declare", about=private_metadata)


def update_form(incident: Incident, setup: Setup) -> View:
    """The form of a status update: the text, and if they changed the status and the impact."""
    every = lasting(setup.severities[incident.severity].updates_every)
    fields = [
        asked(
            Field.TEXT,
            "How does it stand?",
            typed(Field.TEXT, lines=True, placeholder="What we know, what we do now, what comes next"),
        )
    ]
    if MOVES[incident.status]:
        fields.append(asked(Field.STATUS, "Status", _statuses(incident, keep=True), optional=True))
    fields += [
        asked(Field.IMPACT, "Impact", typed(Field.IMPACT, incident.impact, lines=True), optional=True),
        asked(
            Field.IMPACT_BEGAN,
            "Impact began",
            moment_picker(Field.IMPACT_BEGAN, incident.impact_started_at),
            optional=True,
            hint="When customers first noticed, on your own clock. Left empty: when it was declared.",
        ),
        asked(
            Field.NEXT_IN,
            "Next update in",
            typed(Field.NEXT_IN, placeholder=every, most=20),
            optional=True,
            hint=f"Such as 15m or 2h. Left empty: {every}.",
        ),
    ]
    return _about(Form.UPDATE, "Update", incident, fields, "Send update")


def resolve_form(incident: Incident) -> View:
    """The form to resolve."""
    text = asked(
        Field.TEXT,
        "What ended it?",
        typed(Field.TEXT, lines=True, placeholder="Rolled back 1.42; errors are back to normal"),
        optional=True,
    )
    return _about(Form.RESOLVE, "Resolve", incident, [text], "Resolve")


def status_form(incident: Incident) -> View:
    """The form to change the status: only the moves that are allowed from here."""
    if not MOVES[incident.status]:
        return notice_form(
            f"{incident.id} is {incident.status.value}. If it is not over, press Reopen first."
        )
    return _about(
        Form.STATUS,
        "Change status",
        incident,
        [asked(Field.STATUS, "Status", _statuses(incident))],
        "Change status",
    )


def severity_form(incident: Incident, setup: Setup) -> View:
    """The form to change the severity."""
    field = asked(Field.SEVERITY, "How bad is it?", _severities(setup, incident.severity))
    return _about(Form.SEVERITY, "Change severity", incident, [field], "Change severity")


def roles_form(incident: Incident, setup: Setup) -> View:
    """The form of roles; an empty one means nobody."""
    fields = [
        asked(
            field,
            role.value.capitalize(),
            person_picker(field, slack_id(setup, incident.holder(role))),
            optional=True,
            hint=hint,
        )
        for field, role, hint in (
            (Field.COMMANDER, Role.COMMANDER, "Decides, and sees that everyone knows what to do."),
            (Field.SCRIBE, Role.SCRIBE, "Writes the updates, and is reminded of them."),
            (Field.COMMUNICATIONS, Role.COMMUNICATIONS, "Tells customers and the rest of the company."),
        )
    ]
    return _about(Form.ROLES, "Assign roles", incident, fields, "Assign")


def note_form(incident: Incident, text: str = "") -> View:
    """The form of a note."""
    field = asked(Field.TEXT, "Note for the timeline", typed(Field.TEXT, text, lines=True))
    return _about(Form.NOTE, "Add a note", incident, [field], "Add note")


def page_form(incident: Incident | None, setup: Setup, given: str = "") -> View:
    """The form to page a team or a service, on an incident or (None) on a new one.

    `given` is what was typed already: a team or a service, else what they should know.
    """
    if not setup.teams and not setup.services:
        return notice_form(
            "meridian.yml has no teams and no services, so there is nobody to page. Invite people with @."
        )
    named = (*setup.teams, *setup.services)
    target = next((name for name in named if name.lower() == given.lower()), None)
    fields = [
        asked(Field.TARGET, "Whom?", _targets(setup, target), hint="Whoever is on call there is paged now."),
        asked(Field.TEXT, "What should they know?", typed(Field.TEXT, "" if target else given, lines=True)),
    ]
    if incident is None:
        return modal(Form.PAGE, "Page a team", fields, submit="Page")
    return _about(Form.PAGE, "Page a team", incident, fields, "Page")


def merge_form(incident: Incident, open_incidents: Sequence[Incident]) -> View:
    """The form to merge; `open_incidents` are those that the asker may see."""
    others = [i for i in open_incidents if i.id != incident.id and i.open]
    if not others:
        return notice_form("There is no other open incident to merge into.")
    options = [option(f"{i.id} {i.title}", i.id) for i in others]
    field = asked(
        Field.INTO,
        "Which one goes on?",
        menu("Choose an incident", Field.INTO.value, options),
        hint=f"{incident.id} ends, and its people join the other one.",
    )
    return _about(Form.MERGE, "Merge", incident, [field], "Merge")


def cancel_form(incident: Incident) -> View:
    """The form to cancel."""
    return _about(
        Form.CANCEL, "Cancel incident", incident, [_reason("Why was it a false alarm?")], "Cancel incident"
    )


def reopen_form(incident: Incident) -> View:
    """The form to reopen."""
    return _about(Form.REOPEN, "Reopen", incident, [_reason("What came back?")], "Reopen")


def close_form(incident: Incident) -> View:
    """The form to close."""
    reason = _reason("Where is the write-up, or why is none needed?", optional=False)
    return _about(Form.CLOSE, "Close", incident, [reason], "Close incident")


def waiting() -> View:
    """The skeleton that is opened at once and filled when the answer is there."""
    return modal(Form.WAIT, "One moment…", (section("One moment…"),))


def notice_form(text: str) -> View:
    """Something to read in place of a form: `text` is mrkdwn, escaped."""
    return modal(Form.WAIT, "Meridian", (section(text),))


def _about(form: Form, title: str, incident: Incident, fields: Sequence[Block], submit: str) -> View:
    return modal(form, title, (section(headline(incident)), *fields), submit=submit, about=incident.id)


def _reason(label: str, *, optional: bool = True) -> Block:
    return asked(Field.REASON, label, typed(Field.REASON, lines=True), optional=optional)


def _severities(setup: Setup, chosen: Severity) -> Block:
    options = [
        option(severity_label(setup, s), s.value, _BADNESS[s]) for s in Severity if s in setup.severities
    ]
    return menu("Choose a severity", Field.SEVERITY.value, options, chosen.value)


_BADNESS = {
    Severity.P1: "Customers can't do what they came for",
    Severity.P2: "Many customers are hurt, or one of them badly",
    Severity.P3: "A few customers notice",
    Severity.P4: "Nobody notices yet",
}


def severity_label(setup: Setup, severity: Severity) -> str:
    """`P1 · its own channel · update every 5 min`."""
    rule = setup.severities[severity]
    return f"{severity.value} · {'its own channel' if rule.channel else 'a thread'} · update every {lasting(rule.updates_every)}"


def _statuses(incident: Incident, *, keep: bool = False) -> Block:
    """The allowed moves; with `keep`, the present status first and chosen."""
    moves = (incident.status, *MOVES[incident.status]) if keep else MOVES[incident.status]
    chosen = incident.status.value if keep else None
    return menu("Choose a status", Field.STATUS.value, [option(s.value, s.value) for s in moves], chosen)


def _private() -> Block:
    yes = option("Private: only those invited to its channel see it", "private")
    return {"type": "checkboxes", "action_id": Field.PRIVATE.value, "options": [yes]}


def _names(field: Field, placeholder: str, names: Sequence[str], chosen: str | None) -> Block:
    """A menu of names: in groups of a hundred, since Slack takes no more in one."""
    options = [option(name, name) for name in names if len(name) <= 150]
    if len(options) <= 100:
        return menu(placeholder, field.value, options, chosen)
    return grouped(placeholder, field, options, chosen)


def grouped(placeholder: str, field: Field, options: Sequence[Block], chosen: str | None = None) -> Block:
    """A menu of up to 10,000 choices in groups of 100."""
    runs = [options[start : start + 100] for start in range(0, min(len(options), 10_000), 100)]
    made = menu(placeholder, field.value, [], None)
    del made["options"]
    made["option_groups"] = [{"label": _run_label(run), "options": list(run)} for run in runs]
    initial = next((o for o in options if o["value"] == chosen), None)
    return made | {"initial_option": initial} if initial else made


def _run_label(run: Sequence[Block]) -> Block:
    """`adserver … checkout`: the first and last name of a group."""
    first, last = run[0]["text"]["text"], run[-1]["text"]["text"]
    return {"type": "plain_text", "text": f"{shorten(first, 35)} – {shorten(last, 35)}", "emoji": True}


def _targets(setup: Setup, chosen: str | None) -> Block:
    """Teams, then services; a name that is both means the team and stands once."""
    names = dict.fromkeys((*setup.teams, *setup.services))
    return _names(
        Field.TARGET, f"{plural(len(names), 'team or service', 'teams and services')}", tuple(names), chosen
    )
