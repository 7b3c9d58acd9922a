"""Twilio says no: its codes, its words, its HTTP status."""

from typing import Any

WORDS: dict[int, tuple[int, str]] = {
    20001: (400, "Invalid parameter: {}"),
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource {} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service unavailable"),
    21201: (400, "No 'To' number is specified"),
    21205: (400, "Url parameter is required."),
    21210: (400, "The source phone number provided, {}, is not yet verified for your account."),
    21211: (400, "The 'To' number {} is not a valid phone number."),
    21213: (400, "No 'From' number is specified"),
    21217: (400, "Phone number does not appear to be valid"),
    21220: (400, "Invalid call state. Call is not in-progress. Cannot redirect."),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number {} is not a valid, message-capable Twilio phone number"),
    21609: (400, "The 'StatusCallback' URL {} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
}
"""https://www.twilio.com/docs/api/errors; the words are Twilio's, `{}` is what was sent."""

LATER: dict[int, str] = {
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
}
"""What a message that was taken may fail of afterwards."""


class TwilioRefusal(Exception):
    """Twilio answered with an error; `code` is its own, `status` HTTP's."""

    def __init__(self, code: int, sent: str = "", *, status: int = 0) -> None:
        known, words = WORDS.get(code, (400, LATER.get(code, "Unknown error")))
        self.code = code
        self.status = status or known
        self.words = words.format(sent)
        super().__init__(f"{code} {self.words}")

    def answer(self) -> dict[str, Any]:
        """The body."""
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.words, "more_info": more, "status": self.status}
