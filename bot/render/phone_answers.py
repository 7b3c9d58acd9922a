"""What somebody is told who answered by telephone or on the answer page: what happened, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.domain.decision import Outcome, Refused, Repeated, Why
from bot.domain.incident import Incident
from bot.domain.paging import Word
from bot.domain.setup import Setup
from bot.render.phone import gsm
from bot.render.text import one_line
from bot.render.voice import spoken

HOW = "Reply 1 to acknowledge, 2 to escalate, 3 if you can't."
HOW_IN_CALL = "Call back to answer it."
HOW_ON_PAGE = "Answer with a button below."
NOTHING_WAITS = "No page waits for you. Nothing was changed."
TEST_CAME = "Thank you: the test reached you. Nothing else is to be done."
TRY_AGAIN = "That could not be saved just now. Send it again in a minute."
PRESS_AGAIN = "That could not be saved just now. Please press the key again."
CALL_AGAIN = "That can't be looked up just now. Please call again in a minute."
OPEN_AGAIN = "That could not be saved just now. Open the link from your message again in a minute."
NO_TEST_WAITS = "No test is waiting for an answer."
TEST_NOTED = "Noted already. Nothing else is to be done."
IN_ITS_ROOM = "Its room in Slack has the rest."
CANNOT = "I can't"
NO_SUCH_PAGE = "There is no such page. Use the link from your message."

NAMED = 3
"""Numbers in one reply: it is one SMS, and whoever has more looks in Slack."""

_DOES = {Word.ACKNOWLEDGE: "take", Word.ESCALATE: "escalate", Word.CANNOT: "decline"}

STYLE = """
:root { color-scheme: light dark; }
body { font: 18px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem 1rem; max-width: 30rem; }
h1 { font-size: 1.3rem; line-height: 1.3; overflow-wrap: anywhere; }
button { font: inherit; width: 100%; padding: 1rem; margin: .4rem 0; border-radius: .5rem; border: 1px solid;
  background: Canvas; color: CanvasText; }
button.first { background: #1264a3; color: #fff; border-color: #1264a3; font-weight: 600; }
"""
"""The answer page's whole look; its door allows this text and nothing else."""


def without_slack(incident: Incident, setup: Setup, *, aloud: bool) -> str:
    """Where an owner finds the rest while Slack is down. `aloud`: said in a call, where an address helps nobody."""
    opens = "has the rest" if incident.room else "opens"
    service = setup.services.get(incident.service or "")
    runbooks = service.runbooks if service and not incident.private and not aloud else ()
    runbook = f" Runbook: {one_line(runbooks[0])}" if runbooks else ""
    return f"Slack is down; its room {opens} when Slack is back.{runbook}"


def reply(
    word: Word | None,
    incident: Incident | None,
    outcome: Outcome | None,
    setup: Setup,
    person: str,
    the_rest: str = IN_ITS_ROOM,
    open_ids: Sequence[str] = (),
    how: str = HOW,
) -> str:
    """A few sentences of plain text. `word` None: it was not understood. `the_rest`: where an owner finds it.
    `open_ids`: what a reply may name; `how`: what somebody does to answer in the way that they came."""
    if word is None:
        return f"That was not understood. {HOW}{_one_of(open_ids)}"
    if incident is None:
        return NOTHING_WAITS
    if isinstance(outcome, Refused):
        return _refused(outcome, incident, setup, word, open_ids)
    if isinstance(outcome, Repeated):
        return _repeated(incident, person, how)
    if word is Word.ACKNOWLEDGE:
        return _acknowledged(incident, setup, person, the_rest)
    if word is Word.ESCALATE:
        return f"{incident.id}: escalated. The next level is paged now."
    return f"{incident.id}: noted that you can't. The next level is paged now."


def _acknowledged(incident: Incident, setup: Setup, person: str, the_rest: str) -> str:
    if incident.owner == person:
        return f"You have {incident.id}. No one else is paged. {the_rest}"
    has = f"{spoken(setup, incident.owner)} has it; " if incident.owner else ""
    return f"{incident.id}: {has}you've joined to help."


def _repeated(incident: Incident, person: str, how: str) -> str:
    """It came before: nothing was done now, whatever it did then."""
    waits = any(page.person == person for page in incident.pages)
    stands = f"It waits for your answer now. {how}" if waits else "You have it."
    return f"{incident.id}: that came before, and nothing is done twice. {stands}"


def _one_of(open_ids: Sequence[str]) -> str:
    """The numbers of the newest, where there are several."""
    replies = " or ".join(f"{Word.ACKNOWLEDGE.value} {_number(one)}" for one in open_ids[:NAMED])
    return f" With a number for one of several: {replies}." if len(open_ids) > 1 else ""


def _number(incident_id: str) -> str:
    return incident_id.rpartition("-")[2]


def _by_its_number(incident: Incident, word: Word, open_ids: Sequence[str]) -> str:
    others = [_number(one) for one in open_ids if one != incident.id][:NAMED]
    too = f" Also open: {', '.join(others)}." if others else ""
    does = _DOES[word]
    return f"To {does} it, reply with its number: {word.value} {_number(incident.id)}.{too}"


def _refused(refused: Refused, incident: Incident, setup: Setup, word: Word, open_ids: Sequence[str]) -> str:
    match refused.why:
        case Why.ENDED:
            return f"{incident.id} is over ({incident.status.value}). Nothing is left to answer."
        case Why.ALREADY_ACKNOWLEDGED:
            who = refused.about or incident.owner
            has = f"{spoken(setup, who)} has" if who else "The sender's own system took"
            return f"{has} {incident.id} already. Nothing is left to answer."
        case Why.NOT_PAGED:
            return f"You have no open page of {incident.id}. {_by_its_number(incident, word, open_ids)}"
        case Why.NOBODY_TO_PAGE:
            return f"{incident.id}: there is nobody left to page. Reply 1 to take it, or call somebody."
        case _:
            return f"{incident.id}: that was not done. Look at its card in Slack."


def in_sms(words: str) -> str:
    """The same in an SMS's alphabet."""
    return gsm(words)


def answer_page(incident: Incident, setup: Setup, person: str, said: str, *, waits: bool) -> str:
    """A page with three buttons while it waits for an answer; else what came of it. No script."""
    # The address can be passed on, so what is private is not on the page.
    about = "A private incident" if incident.private else one_line(incident.title)
    service = f" · {one_line(incident.service)}" if incident.service and not incident.private else ""
    title = f"{incident.severity.value} {about}"
    buttons = (
        f'<form method="post"><input type="hidden" name="seen" value="{incident.last_seq}">'
        f"{_pressed(Word.ACKNOWLEDGE, 'Acknowledge', first=True)}{_pressed(Word.ESCALATE, 'Escalate')}"
        f"{_pressed(Word.CANNOT, CANNOT)}</form>"
    )
    line = said or ("" if waits else _now(incident, setup, person))
    return _page(
        incident.id,
        f"<h1>{escape(title)}</h1><p>{escape(incident.id)}{escape(service)}</p>"
        f'<p role="status">{escape(line)}</p>{buttons if waits else ""}',
    )


def test_page(said: str) -> str:
    """The page behind a test's address: one button until it was pressed."""
    button = _pressed(Word.ACKNOWLEDGE, "It reached me", first=True)
    press = f'<form method="post">{button}</form>'
    return _page(
        "Meridian: a test",
        f'<h1>This is a test. Nothing is wrong.</h1><p role="status">{escape(said)}</p>{"" if said else press}',
    )


def _pressed(word: Word, label: str, *, first: bool = False) -> str:
    look = ' class="first"' if first else ""
    return f'<button{look} name="key" value="{word.value}">{label}</button>'


def sentence_page(sentence: str) -> str:
    """A page that says one thing."""
    return _page("Meridian", f'<p role="status">{escape(sentence)}</p>')


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def _now(incident: Incident, setup: Setup, person: str) -> str:
    if not incident.open:
        return f"It is over: {incident.status.value}. Nothing is left to answer."
    if incident.answered and incident.owner == person:
        return "You have it."
    if incident.answered and incident.owner:
        return f"{spoken(setup, incident.owner)} has it."
    return "This page went on to somebody else. Its room in Slack shows how it stands."
