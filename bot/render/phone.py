"""A page in a text message and in a call: 160 characters, or two sentences that a sleeper understands."""

from __future__ import annotations

import unicodedata

from bot.domain.incident import Incident
from bot.domain.paging import Ring
from bot.render.text import one_line

SMS_MOST = 160
"""Characters of one text message in GSM's alphabet; a longer one is cut in two, and costs twice."""

TITLE_LEAST = 32
"""With fewer characters left for what is wrong, the address is left out: the answer by text needs none."""

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 03.38's basic alphabet: one character each. One letter outside it would halve the room to 70."""

INSTEAD = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "·": "-", "→": ">"}
    | dict(zip("[]{}~^\\|`€", ["(", ")", "(", ")", "-", "", "/", "/", "'", "EUR"], strict=True))
)

KEYS = "Reply 1 acknowledge, 2 escalate, 3 can't."
PRESS = "Press 1 to acknowledge, 2 to escalate, 3 if you can't."
NO_KEY = "No key was pressed. The page stays open. Goodbye."
NO_KEY_OF_TEST = "No key was pressed. Goodbye."
TO_A_MACHINE = "An incident page was not answered. Please look at your messages."
SLACK_IS_DOWN = "Slack is down. "


def gsm(text: str) -> str:
    """The words in GSM's alphabet: accents that it lacks are taken off, what has no likeness is left out."""
    plain = one_line(text).translate(INSTEAD)
    return one_line("".join(_sign(letter) for letter in plain))


def _sign(letter: str) -> str:
    if letter in GSM:
        return letter
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if part in GSM)


def sms(ring: Ring, *, two_way: bool, slack_down: bool) -> str:
    """`P1 checkout: card payments failing (INC-2026-0847). Reply 1 acknowledge, 2 escalate, 3 can't.`

    In 160 characters; the address of the answer page comes along where it fits, or where no reply is read.
    """
    url = ring.answer_url
    head, tail = (SLACK_IS_DOWN if slack_down else "") + _whose(ring.incident), f" ({ring.incident.id})."
    if two_way and url:
        whole = f"{tail} {KEYS} {url}"
        room = SMS_MOST - len(head) - len(whole)
        tail = whole if room >= min(TITLE_LEAST, len(gsm(_wrong(ring.incident)))) else f"{tail} {KEYS}"
    elif url:
        tail = f"{tail} Answer: {url}"
    else:
        tail = f"{tail} Answer in Slack{', or with meridian ack' if slack_down else ''}."
    room = max(TITLE_LEAST, SMS_MOST - len(head) - len(tail))
    return f"{head}{_cut(gsm(_wrong(ring.incident)), room)}{tail}"


def spoken(ring: Ring, *, slack_down: bool) -> str:
    """What a call says before it waits for a key."""
    incident = ring.incident
    service = f" for {one_line(incident.service)}" if incident.service and not incident.private else ""
    asked = PRESS if ring.answer_url else "Please answer in Slack."
    down = SLACK_IS_DOWN if slack_down else ""
    return f"This is Meridian. {_loud(incident)} incident{service}: {_wrong(incident)[:200]}. {down}{asked}"


def spoken_again(incident: Incident) -> str:
    """What somebody hears who calls back."""
    return f"This is Meridian. {_loud(incident)} incident: {_wrong(incident)[:200]}. {PRESS}"


def _loud(incident: Incident) -> str:
    return f"{incident.severity.value[0]} {incident.severity.value[1]}"


def _whose(incident: Incident) -> str:
    service = f" {gsm(incident.service)[:40]}:" if incident.service and not incident.private else ":"
    return f"{incident.severity.value}{service} "


def _wrong(incident: Incident) -> str:
    """A private incident is told without its words: a locked telephone shows them to whoever is near."""
    return "a private incident" if incident.private else one_line(incident.title).rstrip(".")


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 3].rstrip() + "..."
