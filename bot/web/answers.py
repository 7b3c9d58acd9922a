"""What strangers and senders are answered over HTTP: status, headers, and a sentence of `render`."""

from __future__ import annotations

from starlette.responses import JSONResponse

from bot.render import http_errors

RETRY_AFTER = "5"
"""Seconds. Senders retry a 5xx within seconds (measured), by which time storing should work again."""


def refused(status: int, sentence: str, **headers: str) -> JSONResponse:
    """`{"error": sentence}`."""
    return JSONResponse({"error": sentence}, status, {k.replace("_", "-"): v for k, v in headers.items()})


def wrong_token() -> JSONResponse:
    """401, the same whether the token is wrong or nobody has this name: names are not to be found by trying."""
    # The body of somebody unknown is not read: the connection ends.
    return refused(401, http_errors.wrong_token(), WWW_Authenticate="Bearer", Connection="close")


def not_now() -> JSONResponse:
    """503: nothing was stored, come again. Never 429, on which Alertmanager waits for minutes."""
    # What is left of the body is not read.
    return refused(503, http_errors.not_now(), Retry_After=RETRY_AFTER, Connection="close")


def too_large(most: int) -> JSONResponse:
    """413. The connection ends, as the rest of the body may still be on its way."""
    return refused(413, http_errors.too_large(most), Connection="close")


def failed(error_id: str) -> JSONResponse:
    """500. The id stands in the log beside what happened."""
    return JSONResponse({"error": http_errors.failed(), "id": error_id}, 500)


def invalid_event(status: int, *errors: str) -> JSONResponse:
    """As PagerDuty says it, for PagerDuty's clients."""
    said = {"status": "invalid event", "message": "Event object is invalid", "errors": list(errors)}
    return JSONResponse(said, status)
