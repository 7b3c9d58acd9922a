"""Whatever stands in the file, it loads or it is a ConfigError whose lines are in the file."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import ConfigError, load_setup
from tests.config.team_file import ENVIRON, EXAMPLE

TOKENS = re.findall(r"\w+|\s+|[^\w\s]", EXAMPLE)
STRANGE = [
    *(
        "",
        "\t",
        "\n",
        "\0",
        "'",
        '"',
        "[",
        "]",
        "{",
        "}",
        "- ",
        ": ",
        "#",
        "&a ",
        "*a",
        "!!x ",
        "|",
        ">",
        "%",
        "@",
    ),
    *(
        "---\n",
        "...\n",
        "<<: ",
        "? ",
        "~",
        "null",
        "true",
        "off",
        "-1",
        "0",
        "1e999",
        "9" * 30,
        "0m",
        "99999w",
    ),
    *(
        "${",
        "${X}",
        "$$",
        "${SHOP_TOKEN}",
        "\\",
        "\\U0010FFFF",
        "\ufeff",
        "\u2028",
        "\ud7ff",
        "é",
        "0001-01-01",
    ),
    *(
        "2100-12-31",
        "24:00",
        "00:00",
        "sun 24:00",
        "1s",
        "52w",
        "Africa/Casablanca",
        "hub:madrid",
        "person:",
        ":",
    ),
]
PIECES = st.sampled_from(STRANGE) | st.sampled_from(TOKENS)
EDITS = st.lists(
    st.tuples(st.integers(0, len(TOKENS) - 1), st.integers(0, 3), st.none() | PIECES), min_size=1, max_size=4
)
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(text: str) -> None:
    lines = text.count("\n") + len(re.findall("[\r\x85\u2028\u2029]", text)) + 1
    try:
        found = load_setup(text, ENVIRON).warnings
    except ConfigError as error:
        found = error.problems
        assert found
    for problem in found:
        assert 1 <= problem.line <= lines
        assert problem.what
        assert problem.instead
        assert str(problem).isprintable()
        assert not any(token in str(problem) for token in ENVIRON.values())


@QUIET
@given(EDITS)
def test_the_example_with_pieces_deleted_replaced_or_added(edits: list[tuple[int, int, str | None]]) -> None:
    pieces = list(TOKENS)
    for place, length, piece in sorted(edits, key=lambda edit: -edit[0]):
        pieces[place : place + length] = [] if piece is None else [piece]
    check("".join(pieces))


@QUIET
@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40))
def test_any_text_at_all(text: str) -> None:
    check(text)
