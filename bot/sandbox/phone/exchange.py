"""The exchange: who has which number, what was sent and called, and the threads that carry it."""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.phone.handset import Handset
from bot.sandbox.phone.line import Line
from bot.sandbox.phone.plant import Plant
from bot.sandbox.phone.posts import answered_with, sms_arrived, sms_status
from bot.sandbox.phone.records import Account, Call, Pace, Sms, SmsStatus
from bot.sandbox.phone.refusals import TwilioRefusal
from bot.sandbox.workspace import Workspace

STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
STOPPED = "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe."
STARTED = "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe."
"""Twilio's own answers to a number that is used for messages; the app hears of STOP and START all the same."""
CARRIERS = 8


class Exchange(Plant):
    """Telephones, their exchange, and one account at it.

    `sms_url` is where the app hears what people send to its number; "" is nowhere. `stopped` are the numbers that said
    STOP.
    """

    def __init__(
        self, workspace: Workspace, *, account: Account | None = None, pace: Pace | None = None
    ) -> None:
        super().__init__(workspace, account=account, pace=pace)
        self.phones: dict[str, Handset] = {}
        self.stopped: set[str] = set()
        self.sms_url = ""
        self._pool = ThreadPoolExecutor(CARRIERS, thread_name_prefix="sandbox-sms")

    # ---- numbers

    def phone(self, owner: str, number: str) -> Handset:
        """Give a person (by id) a telephone with this number."""
        with self._space.lock:
            handset = Handset(self, self._space, owner, number, self.receive)
            self.phones[number] = handset
            self._space.touch()
            return handset

    def phone_of(self, owner: str) -> Handset | None:
        """The telephone of a person (by id)."""
        return next((phone for phone in self.phones.values() if phone.owner == owner), None)

    # ---- life

    def close(self) -> None:
        """Carry nothing any more; calls end."""
        self.shut()
        self._pool.shutdown(wait=False, cancel_futures=True)

    # ---- messages to a phone

    def send(self, to: str, body: str, status_callback: str = "", *, automatic: bool = False) -> Sms:
        """Take a message from the app; raises TwilioRefusal 21610 for whoever said STOP."""
        with self._space.lock:
            if to in self.stopped and not automatic:
                raise TwilioRefusal(21610)
            now = self.now()
            sms = Sms(_sid("SM"), self.account.number, to, body, now, now)
            sms.status_callback, sms.automatic, sms.claimed = status_callback, automatic, automatic
            self.messages.append(sms)
        self._carry(lambda: self._deliver(sms))
        return sms

    def _carry(self, work: Callable[[], None]) -> None:
        def carried() -> None:
            try:
                work()
            finally:
                self.counts(-1)

        self.counts(1)
        try:
            self._pool.submit(carried)
        except RuntimeError:  # it is closed
            self.counts(-1)

    def _deliver(self, sms: Sms) -> None:
        struck = self.faults.strike("Messages.deliver", {"To": sms.to, "Body": sms.body})
        for fault in struck:
            if fault.kind is FaultKind.SLOW:
                self.waits(lambda: False, fault.seconds)
        with self._space.lock:
            if self.closed:
                return
            sms.error = self._fails_with(sms, struck)
            sms.status = SmsStatus.UNDELIVERED if sms.error else SmsStatus.DELIVERED
            sms.shown = not sms.error and all(fault.kind is not FaultKind.LOST for fault in struck)
            sms.updated_at = self.now()
            self.touch()
        if sms.status_callback:
            for status in (SmsStatus.QUEUED, SmsStatus.SENT, sms.status):
                self.post(sms.status_callback, sms_status(self.account, sms, status))

    def _fails_with(self, sms: Sms, struck: list[Fault]) -> int:
        phone = self.phones.get(sms.to)
        if phone is None:
            return 30005
        if phone.off:
            return 30003
        return next((int(f.error) for f in struck if f.kind is FaultKind.ERROR and f.error.isdigit()), 0)

    # ---- messages from a phone

    def receive(self, sender: str, body: str) -> Sms:
        """A person sends a message to the app's number; its answer, when it gives one, comes back to them."""
        with self._space.lock:
            now = self.now()
            sms = Sms(_sid("SM"), sender, self.account.number, body, now, now, outbound=False)
            sms.status, sms.shown, sms.claimed = SmsStatus.RECEIVED, True, True
            self.messages.append(sms)
            self._subscribes(sms)
            self.touch()
        if self.sms_url:
            self._carry(lambda: self._hand_over(sms))
        return sms

    def _subscribes(self, sms: Sms) -> None:
        word = sms.body.strip().upper()
        if word in STOP_WORDS:
            self.stopped.add(sms.sender)
            self.send(sms.sender, STOPPED, automatic=True)
        elif word in START_WORDS and sms.sender in self.stopped:
            self.stopped.discard(sms.sender)
            self.send(sms.sender, STARTED, automatic=True)

    def _hand_over(self, sms: Sms) -> None:
        answer = self.post(self.sms_url, sms_arrived(self.account, sms))
        texts, complaint = answered_with(answer)
        if complaint:
            self.complain(complaint)
        for text in texts:
            try:
                self.send(sms.sender, text)
            except TwilioRefusal as refused:
                self.complain(str(refused))

    # ---- calls

    def dial(self, call: Call) -> Call:
        """Take a call from the app, and let it ring."""
        with self._space.lock:
            self.calls.append(call)
            self.touch()
        line = Line(self, call, self.phones.get(call.to))
        threading.Thread(target=line.run, name="sandbox-call", daemon=True).start()
        return call

    def new_call_sid(self) -> str:
        """A call's id, as Twilio's look."""
        return _sid("CA")

    # ---- expectations

    def unexpected(self) -> list[str]:
        """What reached a phone, or rang, and no test expected."""
        with self._space.lock:
            texts = [
                f"SMS to {s.to}: {s.body}" for s in self.messages if s.outbound and s.shown and not s.claimed
            ]
            return texts + [
                f"call to {call.to}: {' / '.join(call.heard)}" for call in self.calls if not call.claimed
            ]


def _sid(prefix: str) -> str:
    return f"{prefix}{secrets.token_hex(16)}"
