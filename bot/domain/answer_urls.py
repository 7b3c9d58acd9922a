"""How the addresses look by which a page or a test page is answered; the layout of all of them.

| address | who opens it |
|---|---|
| `<public url>/answer/<token>` | the person who was paged |
| `<public url>/phone/<provider>/<door>?page=<token>` | the provider, when something comes back |

The token of a page is `<incident>/<step>/<person>/<key>`, of a test `test/<name>/<person>/<key>`; the person's name is
quoted in it. Who may answer is in the key alone (engine/links.py).
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from bot.domain.setup import Method

ROUTE = "/answer/{incident}/{step}/{person}/{key}"
CALLBACK_ROUTE = "/phone/{provider}/"
"""Then the door: `sms`, `call`, `key` or `status`."""

_BEFORE_TOKEN, _TEST = "/answer/", "test"


def page_token(incident: str, step: int, person: str, key: str) -> str:
    """Of one page to one person."""
    return f"{incident}/{step}/{quote(person, safe='')}/{key}"


def test_token(name: str, person: str, key: str) -> str:
    """Of one way of a test; `test` stands where a page has its incident, and no incident is called so."""
    return f"{_TEST}/{name}/{quote(person, safe='')}/{key}"


def read_page_token(token: str) -> tuple[str, int, str, str] | None:
    """Incident, step, person and key; None: that is no page's."""
    match token.split("/"):
        case [incident, step, person, key] if step.isdecimal() and len(step) < 9:
            return incident, int(step), unquote(person), key
        case _:
            return None


def read_test_token(token: str) -> tuple[str, str, str] | None:
    """A test's name, person and key; None: that is no test's."""
    match token.split("/"):
        case [kind, name, person, key] if kind == _TEST:
            return name, unquote(person), key
        case _:
            return None


def answer_url(public_url: str, token: str) -> str:
    """Where a person answers."""
    return f"{public_url}{_BEFORE_TOKEN}{token}"


def token_of(url: str) -> str:
    """The token in an answer's address or its path; empty: there is none."""
    return url.partition(_BEFORE_TOKEN)[2]


def callback_url(public_url: str, provider: str, door: str, token: str) -> str:
    """Where a provider tells what came back of a page or a test."""
    return f"{public_url}{_callback(provider)}{door}?page={quote(token, safe='')}"


def callback_beside(url: str | None, provider: str, door: str, method: Method) -> str | None:
    """The same for the page whose answer's address is `url`, sent by `method`; None where nobody reaches us."""
    public_url, _, token = (url or "").partition(_BEFORE_TOKEN)
    return f"{callback_url(public_url, provider, door, token)}&method={method.value}" if token else None


def _callback(provider: str) -> str:
    return CALLBACK_ROUTE.replace("{provider}", quote(provider))
