"""What a YAML parser says about broken text, in words for whoever typed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ruamel.yaml.error import FileMark, MarkedYAMLError, StreamMark, StringMark


class YamlMistake(Exception):
    """`what` is wrong on `line` (from 1), and what to write `instead`."""

    def __init__(self, line: int, what: str, instead: str) -> None:
        super().__init__(f"{line}: {what}; {instead}")
        self.line = line
        self.what = what
        self.instead = instead


@dataclass(frozen=True, slots=True)
class _Saying:
    """The parser's `words` and ours. `opened`: the line that helps is where the construct began."""

    words: str
    what: str
    instead: str
    opened: bool = False


# The first whose words are part of the parser's message counts.
_SAYINGS = (
    _Saying(
        "mapping values are not allowed",
        "a `:` stands where none can",
        "put the text in quotes, or mend the indentation",
    ),
    _Saying(
        "expected ',' or '}'",
        "the `{` opened here is not closed, or a comma is missing",
        "close it with `}`, with commas between",
        opened=True,
    ),
    _Saying(
        "expected ',' or ']'",
        "the `[` opened here is not closed, or a comma is missing",
        "close it with `]`, with commas between",
        opened=True,
    ),
    _Saying("could not find expected ':'", "a key without `:`", "write `key: value`", opened=True),
    _Saying(
        "expected <block end>",
        "this line's indentation does not fit those above",
        "line it up with its neighbours",
    ),
    _Saying(
        "escape",
        "a backslash in double quotes begins no known escape",
        "write it twice, or use 'single quotes'",
    ),
    _Saying(
        "the node content",
        "a value is missing here, or a bracket is left over",
        "write the value, or delete the sign",
    ),
    _Saying(
        "sequence entries are not allowed",
        "a list cannot begin here",
        "begin `- …` on a line of its own, or write [a, b]",
    ),
    _Saying("cannot start any token", "a value cannot begin with this sign", "put the value in quotes"),
    _Saying("undefined tag handle", "tags (`!name`) are not used in this file", "put the value in quotes"),
    _Saying("expected alphabetic", "`&`, `*` or `!` begins a value", "put the value in quotes"),
    _Saying("document start", "a line that begins with `%` is not used in this file", "delete it"),
    _Saying("incompatible YAML", "a line that begins with `%` is not used in this file", "delete it"),
)
_UNKNOWN = _Saying("", "this is not YAML", "look at the brackets, quotes and indentation here and above")
_NO_SPACE = re.compile(r"\s*[\w-]+:[^\s/:][^:#]*(#.*)?")
"""`repeat:2`, which YAML reads as text that goes on in the next line, and complains there."""
_OPENS = re.compile(r"""(?:^|[:?-]\s|[\[{,])\s*(["'])""")
"""A quote where a key or a value begins."""
_CLOSED = re.compile(r"""["](?:[^"\\]|\\.)*["]|'(?:[^']|'')*'""")
_LINE_BREAK = r"\r\n|[\r\n\x85\u2028\u2029]"


def check_characters(text: str) -> None:
    """Raises YamlMistake for a character that YAML forbids, such as NUL."""
    if found := re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text):
        line = line_at(text, found.start())
        raise YamlMistake(line, f"character {found.group()!a} is not allowed in YAML", "delete it")


def line_at(text: str, index: int) -> int:
    """The line, from 1, that the character at `index` stands on."""
    return len(re.findall(_LINE_BREAK, text[:index])) + 1


def explain_syntax(error: Exception, text: str) -> YamlMistake:
    """The parser's error as one of ours. Never shows the line: it may hold a token."""
    noticed, opened, words = _marks_and_words(error)
    saying = next((s for s in _SAYINGS if s.words in words), _UNKNOWN)
    lines = re.split(_LINE_BREAK, text)
    if unclosed := _unclosed_quote(lines, noticed):
        return unclosed
    line = opened if saying.opened else noticed
    written = lines[line - 1] if line <= len(lines) else ""
    for near in (line, line - 1):
        if 0 < near <= len(lines) and _NO_SPACE.fullmatch(lines[near - 1]):
            return YamlMistake(near, "no space stands after the `:`", "write `key: value`")
    if re.match(r" *\t", written):
        return YamlMistake(line, "this line is indented with a tab", "use spaces")
    if re.search(r"[:,\[{-] *\$\{", written):
        return YamlMistake(line, "`${…}` stands without quotes", 'put it in quotes: "${NAME}"')
    return YamlMistake(line, saying.what, saying.instead)


def _unclosed_quote(lines: Sequence[str], noticed: int) -> YamlMistake | None:
    """A quote that does not end in its line, and whose end the parser took for the beginning of another, or never found."""
    place = 0
    while place < min(noticed, len(lines)):
        line = lines[place]
        quote = _left_open(line)
        place += 1
        if quote is None:
            continue
        sign = line[quote]
        end = next((number for number in range(place, len(lines)) if sign in lines[number]), None)
        if end is None or _begins_a_value(lines[end], lines[end].index(sign)):
            return YamlMistake(place, f"this `{sign}` is not closed", _where_to_close(line[quote:], sign))
        place = end + 1  # a text of many lines
    return None


def _left_open(line: str) -> int | None:
    """Where in a line a quote opens that does not close in it."""
    place = 0
    while (found := _OPENS.search(line, place)) and not re.search(r"(^|\s)#", line[place : found.start(1)]):
        closed = _CLOSED.match(line, found.start(1))
        if closed is None:
            return found.start(1)
        place = closed.end()
    return None


def _begins_a_value(line: str, quote: int) -> bool:
    """Not when it stands alone: so a text of many lines ends."""
    found = _OPENS.search(line)
    alone = re.match(r"\s*([,\]}#]|$)", line[quote + 1 :])
    return found is not None and found.start(1) == quote and not alone


def _where_to_close(written: str, sign: str) -> str:
    """Of the text only a time, a variable's name or a bracket is shown: the rest may be a token."""
    told = re.split(r"\s#", written)[0].rstrip()
    if last := re.search(r"(\d\d:\d\d|\$\{\w+\})[\]}]*$", told.split(",")[0]):
        return f"add `{sign}` after {last.group(1)}"
    if "," not in told and (brackets := re.search(r"[\]}]+$", told)):
        return f"add `{sign}` before the `{brackets.group()}`"
    return f"add `{sign}` at the end of the text"


def _marks_and_words(error: Exception) -> tuple[int, int, str]:
    """The line where the parser noticed, the line where the construct began, and its message."""
    if not isinstance(error, MarkedYAMLError):
        return 1, 1, str(error)
    noticed = error.problem_mark or error.context_mark
    opened = error.context_mark or noticed
    return _line(noticed), _line(opened), str(error.problem or error.context or "")


def _line(mark: StringMark | StreamMark | FileMark | None) -> int:
    return int(mark.line) + 1 if mark else 1
