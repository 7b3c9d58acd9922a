"""What a person can type, described for the page's completion. Whoever embeds the sandbox fills it; nothing decides by it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word to complete to ("P1", "checkout:"), and what it means in a few words."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """Something that may follow a verb. `people` and `channels` offer those of the workspace, beside `suggestions`."""

    name: str
    suggestions: tuple[Suggestion, ...] = ()
    people: bool = False
    channels: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """The word after the command: what it does in a line, and its usage without itself ("[P1-P4] [service:] title")."""

    name: str
    about: str = ""
    hint: str = ""
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A command with its slash ("/incident"); `about` and `hint` as in the app's manifest."""

    name: str
    about: str = ""
    hint: str = ""
    verbs: tuple[Verb, ...] = ()
