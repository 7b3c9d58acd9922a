"""Names as the file writes them: people, services, channels, and whom a level pages."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

from bot.config.problems import listed, nearest, quoted
from bot.config.text import mistake, read_text
from bot.domain.events import MERIDIAN
from bot.domain.setup import QuietFallback, Target, TargetKind

# Letters that Unicode does not take apart into one from a to z and a sign.
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE"}
    | {"œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D"}
)
LONGEST_NAME = 80  # as long as Slack lets a channel's name be, which some become part of
LONGEST_PERSON = 40


def read_slack_id(value: object) -> str:
    """A Slack user id: `U…` or `W…`; local stand-ins for Slack write `U_ANA`."""
    text = read_text(value)
    if re.fullmatch(r"[UW][A-Z0-9_]{1,40}", text):
        return text
    how = "in Slack open the person's profile, press ⋮ and Copy member ID (it begins with U or W)"
    raise mistake(f"is not a Slack user id: {quoted(text)}", how)


def read_group_id(value: object) -> str:
    """A Slack user group's id: `S…`."""
    text = read_text(value)
    if re.fullmatch(r"S[A-Z0-9_]{1,40}", text):
        return text
    how = "in Slack open People & user groups, the group, ⋮ and Copy group ID (it begins with S)"
    raise mistake(f"is not the id of a Slack user group: {quoted(text)}", how)


def read_person_name(value: object) -> str:
    """A key under `people`: it is typed in commands and on the command line."""
    text = read_text(value)
    _check_free(text)
    if re.fullmatch(rf"[a-z0-9_.-]{{1,{LONGEST_PERSON}}}", text):
        return text
    near = _spelled(text.lower(), "a-z0-9_.-")[:LONGEST_PERSON]
    raise mistake(f"is not a name for a person: {quoted(text)}", _in(near, "small letters, digits, _ . -"))


def read_name(value: object) -> str:
    """A schedule, policy, team, hub or integration: one word, as it stands in commands and addresses."""
    text = read_text(value)
    if re.fullmatch(r"[A-Za-z0-9_./+-]{1,80}", text):
        return text
    near = _spelled(text, "A-Za-z0-9_./+-")[:LONGEST_NAME]
    raise mistake(f"is not a name: {quoted(text)}", _in(near, "letters, digits, _ . / + -"))


def read_door_name(value: object) -> str:
    """An integration's name: it is part of its address, `/hooks/<name>`."""
    text = read_text(value)
    _check_free(text)
    if re.fullmatch(r"[A-Za-z0-9_.-]{1,80}", text) and text.strip("."):
        return text
    near = _spelled(text, "A-Za-z0-9_.-").strip(".")[:LONGEST_NAME]
    raise mistake(f"cannot be part of an address: {quoted(text)}", _in(near, "letters, digits, _ . -"))


def _spelled(text: str, allowed: str) -> str:
    """The name in the letters that are allowed; empty where some of its letters have no like among them: what is left
    of a name may be somebody else's."""
    plain = "".join(c for c in normalize("NFKD", text.translate(_LETTERS)) if not combining(c))
    if any(c.isalpha() and not c.isascii() for c in plain):
        return ""
    return re.sub(f"[^{allowed}]+", "-", plain).strip("-")


def _in(near: str, allowed: str) -> str:
    return f"write {near}: {allowed}" if near else f"write it in letters from a to z: {allowed}"


def _check_free(text: str) -> None:
    """On a timeline this name stands for the bot: whoever had it would not be taken for a person."""
    if text == MERIDIAN:
        raise mistake("is the bot's own name", f"write another, such as {MERIDIAN}-2")


def read_service_name(value: object) -> str:
    """A service as monitors label it: any printable text without `:`, which ends it in commands."""
    text = read_text(value)
    if len(text) <= LONGEST_NAME and text.isprintable() and ":" not in text:
        return text
    instead = f"write at most {LONGEST_NAME} characters on one line, without `:`"
    raise mistake(f"is not a name for a service: {quoted(text)}", instead)


def read_channel(value: object) -> str:
    """A Slack channel's name, given back without `#`, or its id."""
    text = read_text(value)
    if re.fullmatch(r"[CG][A-Z0-9_]{8,40}", text):
        return text
    name = text.removeprefix("#")
    if re.fullmatch(r"[\w-]{1,80}", name) and name == name.lower():
        return name
    near = re.sub(r"[^\w-]+", "-", name.lower()).strip("-")[:LONGEST_NAME] or "incidents"
    raise mistake(f"is not a Slack channel's name: {quoted(text)}", f"write {near}")


def read_target(value: object) -> Target:
    """`schedule:primary`, `person:ana`, `hub:madrid`, `team:payments`, `channel:#ops`."""
    if isinstance(value, dict) and len(value) == 1:
        kind, name = next(iter(value.items()))
        raise mistake("has a space after the colon", f"write {kind}:{name} without a space")
    text = read_text(value)
    kind, colon, name = text.partition(":")
    kinds = [k.value for k in TargetKind]
    if re.fullmatch(r"[\w./+-]+", text):
        instead = (
            f"write what it is before it, such as person:{text} or schedule:{text} (kinds: {listed(kinds)})"
        )
        raise mistake(f"does not say whom to page: {quoted(text)}", instead)
    if not colon or not name.strip():
        instead = f"write KIND:NAME with KIND one of {listed(kinds)}"
        raise mistake(f"does not say whom to page: {quoted(text)}", instead)
    if kind not in kinds:
        near = nearest(kind, kinds) or "person"
        instead = f"write {near}:{name.strip()} (kinds: {listed(kinds)})"
        raise mistake(f"is of an unknown kind: {quoted(text)}", instead)
    name = read_channel(name) if kind == "channel" else name.strip()
    return Target(TargetKind(kind), name)


def read_fallback(value: object) -> QuietFallback | Target:
    """`first_level`, `last_level` or `person:NAME`."""
    text = read_text(value)
    words = [f.value for f in QuietFallback]
    if text in words:
        return QuietFallback(text)
    if text.startswith("person:") and text != "person:":
        return read_target(text)
    near = nearest(text, words)
    raise mistake(
        f"does not say who is woken: {quoted(text)}",
        f"write {near}" if near else "write first_level, last_level or person:NAME",
    )
