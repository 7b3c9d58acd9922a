"""Events, commands and interactions POSTed to a request URL, signed as Slack signs them, three seconds to answer."""

import hashlib
import hmac
import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from bot.sandbox.deliveries import Delivery, Kind, Outcome, Patience
from bot.sandbox.records import Json


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature: HMAC-SHA256 over "v0:{timestamp}:{body}"."""
    mac = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256)
    return f"v0={mac.hexdigest()}"


class HttpEvents:
    """Brings deliveries to a request URL."""

    def __init__(self, url: str, signing_secret: str, patience: Patience) -> None:
        self.url = url
        self.lost: list[Delivery] = []
        self._secret = signing_secret
        self._patience = patience
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="sandbox-http-events")
        self._closed = False

    def send(self, delivery: Delivery) -> None:
        """Post it, with retries for an event; returns at once."""
        if not self._closed:
            self._pool.submit(self._attempt, delivery)

    def close(self) -> None:
        """Send nothing any more."""
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _attempt(self, delivery: Delivery) -> None:
        try:
            status, answer = self._post(delivery)
        except TimeoutError:
            self._failed(delivery, "http_timeout", Outcome.TIMED_OUT)
        except (OSError, http.client.HTTPException):
            self._failed(delivery, "connection_failed", Outcome.UNREACHED)
        else:
            if 200 <= status < 300:
                delivery.settle(Outcome.ACKNOWLEDGED, answer)
            else:
                self._failed(delivery, "http_error", Outcome.UNREACHED)

    def _post(self, delivery: Delivery) -> tuple[int, Json]:
        body, content_type = delivery.http_body()
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }  # fmt: skip
        if delivery.retries:
            headers |= {
                "X-Slack-Retry-Num": str(delivery.retries),
                "X-Slack-Retry-Reason": delivery.retry_reason,
            }
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.netloc, timeout=self._patience.ack_within)
        try:
            connection.request("POST", address.path or "/", body, headers)
            response = connection.getresponse()
            return response.status, _answer(response.read())
        finally:
            connection.close()

    def _failed(self, delivery: Delivery, reason: str, outcome: Outcome) -> None:
        pauses = self._patience.retry_after
        if delivery.kind is not Kind.EVENT or delivery.retries >= len(pauses):
            if delivery.kind is Kind.EVENT:
                self.lost.append(delivery)
            delivery.settle(outcome)
            return
        pause = pauses[delivery.retries]
        delivery.retries += 1
        delivery.retry_reason = reason
        timer = threading.Timer(pause, self.send, (delivery,))
        timer.daemon = True
        timer.start()


def _answer(body: bytes) -> Json:
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return {}
    try:
        answer = json.loads(text)
    except ValueError:
        return {"text": text}
    return answer if isinstance(answer, dict) else {"text": text}
