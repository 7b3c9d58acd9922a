"""What strangers and senders are answered: one sentence each, never an exception's text."""

from __future__ import annotations

from starlette.responses import JSONResponse

RETRY_AFTER = "5"
"""Seconds. Senders retry 5xx within seconds (measured), which is when it should be stored again."""


def refused(status: int, sentence: str, **headers: str) -> JSONResponse:
    """`{"error": sentence}`."""
    return JSONResponse({"error": sentence}, status, {k.replace("_", "-"): v for k, v in headers.items()})


def wrong_token() -> JSONResponse:
    """401, the same whether the token is wrong or nobody has this name: names are not to be found by trying."""
    sentence = "This token does not open this door. Check the integration's name and token in meridian.yml."
    # The body of somebody unknown is not read: the connection ends.
    return refused(401, sentence, WWW_Authenticate="Bearer", Connection="close")


def not_now() -> JSONResponse:
    """503: nothing was stored, come again. Never 429, on which Alertmanager waits for minutes."""
    sentence = "This can't be stored now. Send it again in a few seconds."
    # What is left of the body is not read.
    return refused(503, sentence, Retry_After=RETRY_AFTER, Connection="close")


def too_large(most: int) -> JSONResponse:
    """413. The connection ends, as the rest of the body may still be on its way."""
    size = f"{most // 1024} KiB" if most < 1024 * 1024 else f"{most // (1024 * 1024)} MiB"
    sentence = f"The body is larger than {size}. Send fewer alerts at a time (in Alertmanager: max_alerts)."
    return refused(413, sentence, Connection="close")


def failed(error_id: str) -> JSONResponse:
    """500. The id stands in the log beside what happened."""
    return JSONResponse(
        {"error": "Something went wrong here. It is in the log under this id.", "id": error_id}, 500
    )


def invalid_event(status: int, *errors: str) -> JSONResponse:
    """As PagerDuty says it, for PagerDuty's clients."""
    said = {"status": "invalid event", "message": "Event object is invalid", "errors": list(errors)}
    return JSONResponse(said, status)
