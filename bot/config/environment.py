"""A value by its name: from the environment, or from the file that NAME_FILE points to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

LARGEST_VALUE = 64 * 1024  # bytes; a secret is short, and /dev/zero never ends


class Unreadable(Exception):
    """`what` is wrong with a variable, and what to do `instead`."""

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(f"{what}; {instead}")
        self.what = what
        self.instead = instead


def look_up(environ: Mapping[str, str], name: str) -> str | None:
    """The value of NAME or the contents of NAME_FILE; None when neither is set.

    An empty variable counts as not set, as Compose files and CI leave them.
    Raises Unreadable when both are set or the file cannot be used.
    """
    value, file = environ.get(name), environ.get(f"{name}_FILE")
    if value and file:
        raise Unreadable(f"{name} and {name}_FILE are both set", "unset one of them")
    return _from_file(f"{name}_FILE", Path(file)) if file else value or None


def _from_file(variable: str, path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_VALUE + 1)
        value = raw.decode()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a text file in UTF-8"
        raise Unreadable(
            f"{variable} names {path}, which cannot be read ({reason})",
            f"set {variable} to a file that this user may read",
        ) from error
    if len(raw) > LARGEST_VALUE:
        raise Unreadable(f"{variable} names {path}, which is over 64 KiB", "keep one value alone in the file")
    # One line break is what `echo` and editors add; anything more is part of the value.
    value = value.removesuffix("\n").removesuffix("\r")
    if not value:
        raise Unreadable(f"{variable} names {path}, which is empty", "write the value into the file")
    return value


class Wrong(Exception):
    """What is wrong with a value, and the fix, as the rest of a sentence after its name."""
