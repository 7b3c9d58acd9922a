"""What the bot writes about itself: one line an event, as JSON or for a terminal, without secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

Event = MutableMapping[str, Any]

SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=Bearer )\S+|(?<=GenieKey )\S+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?<=/hooks/)([\w.-]+/)[^/\s\"']+|wss?://[^\s\"']*ticket=[^\s\"']+"
    r"|(?<=/answer/)[^\s\"'<>]+|(?<=[?&]page=)[^\s&\"'<>]+"
    r"|\b(?:ntfys?|pover|tgram|prowl|pbul)://[^\s\"'<>]+|(?:\+|%2B)[1-9]\d{7,14}(?!\d)"
)
"""Slack tokens, bearer tokens, passwords in addresses, the token in a webhook's path, a socket's ticket; the key that
answers a page, push addresses, telephone numbers (no code of ours logs them: a library's exception may)."""

LOUD = ("slack_bolt", "slack_sdk", "apscheduler", "alembic", "uvicorn", "asyncio")
"""Libraries that tell more than anyone reads."""


def set_up(*, as_json: bool | None = None, level: int = logging.INFO) -> None:
    """JSON lines unless standard error is a terminal; libraries' own lines go the same way."""
    as_json = not sys.stderr.isatty() if as_json is None else as_json
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        redact,
    ]
    last: list[Processor] = [
        # Formatted before it is redacted; structlog's own tracebacks would show every local variable, tokens too.
        structlog.processors.format_exc_info,
        redact,
        structlog.processors.JSONRenderer() if as_json else _for_a_terminal(),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("slack_bolt.App").addFilter(_worth_saying)  # Bolt sets this logger's level by itself
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _worth_saying(record: logging.LogRecord) -> bool:
    """Bolt warns that it found SLACK_BOT_TOKEN in the environment and won't use it: our own client has the token."""
    return not record.getMessage().startswith("As you gave `client`")


def _for_a_terminal() -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


def redact(_logger: object, _method: str, event: Event) -> Event:
    """Take secrets out of every value, wherever they came from."""
    return {key: _clean(value) for key, value in event.items()}


def _clean(value: object) -> object:
    if isinstance(value, str):
        return SECRETS.sub(lambda m: f"{m.group(1) or ''}***", value)
    if isinstance(value, BaseException):
        return value
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_clean(item) for item in value)
    return value
