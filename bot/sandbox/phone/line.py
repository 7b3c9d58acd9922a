"""One call from the first ring to the last word: it rings, somebody or a machine answers, and the TwiML is followed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from bot.sandbox.faults import FaultKind
from bot.sandbox.phone.handset import Handset
from bot.sandbox.phone.plant import Plant
from bot.sandbox.phone.posts import about, who_answered
from bot.sandbox.phone.records import Call, CallStatus, Document
from bot.sandbox.phone.twiml import (
    Gather,
    Hangup,
    Message,
    Pause,
    Play,
    Redirect,
    Say,
    UnreadableTwiml,
    Verb,
    read_twiml,
)

DOCUMENTS_MOST = 50
"""Documents that one call may fetch: a Redirect to itself would never end."""
BROKEN = "We are sorry, an application error has occurred. Goodbye."
"""What Twilio says to whoever picked up when the app has no instructions for it."""


class Line:
    """Carries one call; runs in a thread of its own."""

    def __init__(self, plant: Plant, call: Call, phone: Handset | None) -> None:
        self._plant = plant
        self._call = call
        self._phone = phone
        self._told = 0
        self._document = call.document

    def run(self) -> None:
        """All of it."""
        self._is(CallStatus.QUEUED, "initiated")
        outcome = self._connects()
        if outcome is CallStatus.IN_PROGRESS:
            self._is(CallStatus.IN_PROGRESS, "answered")
            if self._call.detected:
                self._plant.post(self._call.detected, who_answered(self._plant.account, self._call))
            self._talks()
            outcome = CallStatus.COMPLETED
        self._is(outcome, "completed")

    # ---- until somebody answers

    def _connects(self) -> CallStatus:
        for fault in self._plant.faults.strike("Calls.connect", {"To": self._call.to}):
            if fault.kind is not FaultKind.SLOW:
                return CallStatus.FAILED
            self._plant.waits(lambda: False, fault.seconds)
        if self._phone is None:
            return CallStatus.FAILED
        if self._phone.off:
            return self._machine()
        if self._phone.talking(besides=self._call):
            return CallStatus.BUSY
        self._is(CallStatus.RINGING, "ringing")
        return self._rings(self._phone)

    def _rings(self, phone: Handset) -> CallStatus:
        call, seconds = self._call, min(self._call.timeout, self._plant.pace.rings)
        self._plant.waits(lambda: call.picked_up or call.declined or call.ignored or phone.asleep, seconds)
        if call.declined:
            return CallStatus.BUSY
        if call.picked_up:
            call.answered_by = "human"
            return CallStatus.IN_PROGRESS
        return self._machine()

    def _machine(self) -> CallStatus:
        if self._phone is None or not self._phone.voicemail:
            return CallStatus.NO_ANSWER
        self._call.answered_by = "machine_end_beep" if self._call.hears_the_beep else "machine_start"
        return CallStatus.IN_PROGRESS

    def _is(self, status: CallStatus, event: str) -> None:
        call = self._call
        with self._plant.busy():
            call.status = CallStatus.INITIATED if event == "initiated" else status
            call.updated_at = self._plant.now()
            if status is CallStatus.IN_PROGRESS:
                call.started_at = call.updated_at
            if status.over:
                call.ended_at = call.updated_at
            self._plant.touch()
            self._plant.tell(call, event, self._told)
            self._told += 1

    # ---- talking

    def _talks(self) -> None:
        verbs = self._reads(self._document, {})
        for _ in range(DOCUMENTS_MOST):
            following = self._follows(verbs)
            if self._call.redirected is not None and not self._over:
                self._document, self._call.redirected = self._call.redirected, None
                following = self._reads(self._document, {})
            if following is None:
                return
            verbs = following
        self._plant.complain(f"12000 a call fetched {DOCUMENTS_MOST} documents")

    def _follows(self, verbs: list[Verb]) -> list[Verb] | None:
        """Carry out a document; the one to go on with, or None at the end of the call."""
        for verb in verbs:
            if self._interrupted:
                return None
            match verb:
                case Say() | Play() | Pause():
                    self._says(verb)
                case Gather():
                    keys = self._gathers(verb)
                    if keys is not None and not self._interrupted:
                        return self._goes_to(verb.action, verb.method, {"Digits": keys, "FinishedOnKey": ""})
                case Redirect():
                    return self._goes_to(verb.url, verb.method, {})
                case Hangup():
                    return None
                case Message():
                    self._plant.complain("12200 <Message> stands in the answer to a call")
        return None

    @property
    def _over(self) -> bool:
        return self._call.hung_up or self._plant.closed

    @property
    def _interrupted(self) -> bool:
        return self._over or self._call.redirected is not None

    def _says(self, verb: Say | Play | Pause, *, until_a_key: bool = False) -> None:
        call, seconds = self._call, 0.0
        if isinstance(verb, Say):
            seconds = len(verb.text.split()) * self._plant.pace.word
            call.heard.append(verb.text)
            self._plant.touch()
        elif isinstance(verb, Pause):
            seconds = verb.length * self._plant.pace.keys
        self._plant.waits(lambda: self._interrupted or (until_a_key and bool(call.keys)), seconds)

    def _gathers(self, gather: Gather) -> str | None:
        """The keys that were pressed; None when none were and the call goes on with the next verb."""
        call = self._call
        self._listens(True)
        for prompt in gather.prompts:
            if not call.keys and not self._interrupted:
                self._says(prompt, until_a_key=True)
        keys, ended = "", False
        while not ended and not self._interrupted:
            key = self._next_key(gather.timeout)
            ended = not key or key == gather.finish
            keys += "" if ended else key
            ended = ended or (gather.digits > 0 and len(keys) >= gather.digits)
        self._listens(False)
        return keys if keys or gather.empty else None

    def _listens(self, now: bool) -> None:
        self._call.listening = now
        self._plant.touch()

    def _next_key(self, timeout: float) -> str:
        """The next key; "" when none comes within `timeout` seconds, or ever: a machine presses nothing."""
        call = self._call
        if call.on_machine:
            return ""
        self._plant.waits(lambda: bool(call.keys) or self._interrupted, timeout * self._plant.pace.keys)
        key, call.keys = call.keys[:1], call.keys[1:]
        return key

    # ---- the app's documents

    def _goes_to(self, url: str, method: str, more: Mapping[str, str]) -> list[Verb] | None:
        here = self._document
        target = urljoin(here.url, url) if url else here.url
        if not target:
            return self._reads(here, more)
        self._document = Document(target, method)
        return self._reads(self._document, more)

    def _reads(self, document: Document, more: Mapping[str, str]) -> list[Verb]:
        text = document.twiml
        if not text:
            text = self._plant.post(
                document.url, {**about(self._plant.account, self._call), **more}, document.method
            )
            if not text:
                return [Say(BROKEN), Hangup()]
        try:
            return read_twiml(text)
        except UnreadableTwiml as wrong:
            self._plant.complain(str(wrong))
            return [Say(BROKEN), Hangup()]
