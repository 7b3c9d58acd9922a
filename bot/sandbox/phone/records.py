"""What the exchange keeps: the account, short messages, calls; and how fast the world of the telephone goes."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

E164 = re.compile(r"\+[1-9]\d{6,14}")
"""A number with its country, and nothing else in it (ITU-T E.164)."""


class SmsStatus(Enum):
    """Twilio's words for where a message is."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    RECEIVED = "received"


class CallStatus(Enum):
    """Twilio's words for where a call is; "initiated" is said in callbacks only."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """Whether nothing follows."""
        return self in (CallStatus.COMPLETED, CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.FAILED)


@dataclass(frozen=True, slots=True)
class Account:
    """The one account, and the one number that it owns."""

    sid: str = "AC00000000000000000000000000000000"
    token: str = field(default="sandbox-auth-token", repr=False)
    number: str = "+15005550006"


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of real time; tests shorten them.

    `rings` is how long a phone rings before its voicemail answers (a call's own Timeout may be shorter), `word` how
    long the voice takes for a word, `keys` how much of a Gather's timeout is waited (1.0: all of it), `webhook` how
    long the app has to answer (Twilio's 15 s).
    """

    rings: float = 20.0
    word: float = 0.35
    keys: float = 1.0
    webhook: float = 15.0


@dataclass(slots=True, eq=False)
class Sms:
    """One short message. `shown` says whether the phone showed it, `read` whether its owner looked; `error` is Twilio's code (0: none).

    `automatic` are the exchange's own answers to STOP, START and HELP: no app sent them.
    """

    sid: str
    sender: str
    to: str
    body: str
    created_at: datetime
    updated_at: datetime
    outbound: bool = True
    status: SmsStatus = SmsStatus.QUEUED
    status_callback: str = ""
    error: int = 0
    shown: bool = False
    read: bool = False
    automatic: bool = False
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Where a call's instructions come from: a URL with its method, or TwiML in the request itself."""

    url: str = ""
    method: str = "POST"
    twiml: str = ""


@dataclass(slots=True, eq=False)
class Call:
    """One call to a phone, as it goes.

    What the person does is written here and read by the line (see line.py): `picked_up`, `declined`, `ignored`,
    `hung_up`, and the `keys` not yet read. `heard` are the voice's sentences in order, `pressed` all keys ever. `detected`
    is where the app hears who answered while the call goes on ("" is nowhere: it is in the first request instead),
    `hears_the_beep` whether it waits for the end of a machine's greeting; `redirected` other instructions of the app.
    """

    sid: str
    caller: str
    to: str
    document: Document
    created_at: datetime
    updated_at: datetime
    status: CallStatus = CallStatus.QUEUED
    status_callback: str = ""
    events: tuple[str, ...] = ("completed",)
    detects_machine: bool = False
    hears_the_beep: bool = False
    detected: str = ""
    redirected: Document | None = None
    timeout: float = 60.0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    answered_by: str = ""
    picked_up: bool = False
    declined: bool = False
    ignored: bool = False
    hung_up: bool = False
    keys: str = ""
    pressed: str = ""
    listening: bool = False
    heard: list[str] = field(default_factory=list)
    claimed: bool = False

    @property
    def on_machine(self) -> bool:
        """Whether voicemail took it."""
        return self.answered_by.startswith("machine")
