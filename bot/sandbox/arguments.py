"""Request bodies as clients send them: JSON, forms, multipart or the query string, into one dictionary."""

import email.parser
import email.policy
import json
from urllib.parse import parse_qsl

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.records import Json


def arguments(content_type: str, body: bytes, query: str) -> Json:
    """All arguments of a request; a body overrides the query. Raises invalid_json, invalid_form_data."""
    args: Json = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return args | _json(body)
    if kind == "multipart/form-data":
        return args | {name: value.decode() for name, value in multipart(content_type, body).items()}
    try:
        return args | dict(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        raise SlackRefusal("invalid_form_data") from None


def _json(body: bytes) -> Json:
    try:
        loaded = json.loads(body or b"{}")
    except ValueError:
        raise SlackRefusal("invalid_json") from None
    if not isinstance(loaded, dict):
        raise SlackRefusal("json_not_object")
    return {key: value for key, value in loaded.items() if value is not None}


def multipart(content_type: str, body: bytes) -> dict[str, bytes]:
    """The parts of a multipart form by name."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    parts: dict[str, bytes] = {}
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        name = part.get_param("name", header="content-disposition")
        parts[str(name)] = content if isinstance(content, bytes) else b""
    return parts
