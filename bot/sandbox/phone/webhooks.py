"""Requests to the app, signed as Twilio signs them."""

import base64
import hashlib
import hmac
import http.client
import ssl
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from bot.sandbox.phone.records import Account

UNVERIFIED = ssl.create_default_context()
UNVERIFIED.check_hostname = False
UNVERIFIED.verify_mode = ssl.CERT_NONE


class Unanswered(Exception):
    """The app gave no answer that helps: Twilio's 11200."""


def signature(token: str, url: str, params: Mapping[str, str]) -> str:
    """X-Twilio-Signature: HMAC-SHA1 over the URL and, sorted, each name with its value; base64.

    https://www.twilio.com/docs/usage/security#validating-requests
    """
    text = url + "".join(name + params[name] for name in sorted(params))
    mac = hmac.new(token.encode(), text.encode(), hashlib.sha1)
    return base64.b64encode(mac.digest()).decode()


def ask(account: Account, url: str, params: Mapping[str, str], method: str, timeout: float) -> str:
    """The body of the app's answer; raises Unanswered when there is none, or none with a 2xx.

    With GET the parameters stand in the URL, and the signature is over that.
    """
    if method.upper() == "GET":
        url = f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(params)}"
        params = {}
    try:
        status, body = _request(account, url, params, method.upper(), timeout)
    except (OSError, http.client.HTTPException, ValueError) as wrong:
        raise Unanswered(f"11200 {url} does not answer: {wrong}") from None
    if not 200 <= status < 300:
        raise Unanswered(f"11200 {url} answered {status}")
    return body


def _request(
    account: Account, url: str, params: Mapping[str, str], method: str, timeout: float
) -> tuple[int, str]:
    address = urlsplit(url)
    headers = {
        "User-Agent": "TwilioProxy/1.1", "Accept": "*/*",
        "X-Twilio-Signature": signature(account.token, url, params),
        "I-Twilio-Idempotency-Token": hashlib.sha256(f"{url}{sorted(params.items())}".encode()).hexdigest()[:32],
    }  # fmt: skip
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    connection = (
        http.client.HTTPSConnection(address.netloc, timeout=timeout, context=UNVERIFIED)
        if address.scheme == "https"
        else http.client.HTTPConnection(address.netloc, timeout=timeout)
    )
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    try:
        connection.request(method, path, urlencode(params).encode() if method == "POST" else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()
