"""DATABASE_URL: which databases there are, which driver speaks to them, and what may be shown."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

_POSTGRES = {"postgresql", "postgres", "postgresql+psycopg"}
_UNREADABLE = "cannot be read after the user name; write / ? # @ [ ] in a password as %2F %3F %23 %40 %5B %5D"
_SQLITE = {"sqlite", "sqlite+pysqlite"}


class DatabaseUrlError(ValueError):
    """What is wrong and what to write instead, to follow the variable's name. Shows no password."""


def read_database_url(value: str) -> str:
    """The URL with its driver: PostgreSQL is spoken to by psycopg 3. Raises DatabaseUrlError."""
    scheme, colon, rest = value.partition("://")
    if not colon:
        raise DatabaseUrlError(
            "is not a URL; write sqlite:///meridian.db or postgresql://user:password@host/name"
        )
    if scheme in _POSTGRES:
        _check_postgres(value)
        return f"postgresql+psycopg://{rest}"
    if scheme in _SQLITE:
        _check_sqlite(rest)
        return value
    if scheme.startswith("postgresql+"):
        driver = scheme.removeprefix("postgresql+")
        raise DatabaseUrlError(f"asks for the driver {driver}; write postgresql://…, which uses psycopg 3")
    raise DatabaseUrlError(f"names {scheme}, which is not supported; write sqlite:///… or postgresql://…")


def without_password(url: str) -> str:
    """The URL with every password in it as ***."""
    hidden = re.sub(r"(://[^/:@?]*:)[^/?]*@", r"\1***@", url)
    # A password with an unescaped / or ? is not a URL, and must not show for that.
    hidden = re.sub(r"(://[^/:@?]*:)(?!\*\*\*@)[^@]*@", r"\1***@", hidden)
    return re.sub(r"([?&](?:password|sslpassword)=)[^&]*", r"\1***", hidden, flags=re.IGNORECASE)


def _check_postgres(value: str) -> None:
    try:
        parts = urlsplit(value)
        port, name = parts.port, parts.path.strip("/")
    except ValueError as error:
        raise DatabaseUrlError(_UNREADABLE) from error
    if "@" in parts.path:  # a password with @ and /: half of it would be taken for the host, and shown
        raise DatabaseUrlError(_UNREADABLE)
    if port == 0 or not name:
        raise DatabaseUrlError("names no database; write postgresql://user:password@host:5432/name")


def _check_sqlite(rest: str) -> None:
    path = unquote(rest.partition("?")[0])
    if path and not path.startswith("/"):
        raise DatabaseUrlError("has two slashes; write sqlite:///here.db, or sqlite:////from/the/root.db")
    name = path.removeprefix("/")
    if name in {"", ":memory:"}:
        raise DatabaseUrlError("keeps nothing after a restart; name a file: sqlite:///meridian.db")
    if name.startswith("file:"):
        return  # SQLite's own notation, which SQLite checks
    folder = Path(name).parent
    if not folder.is_dir():
        raise DatabaseUrlError(f"is in the folder {folder}, which does not exist; create it")
    if Path(name).is_dir():
        raise DatabaseUrlError(f"names the folder {name}; name a file in it: sqlite:///{name}/meridian.db")
