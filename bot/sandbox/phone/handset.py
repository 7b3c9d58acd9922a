"""A person's telephone: what it shows, who rings, and what the person does with it. Tests and the page hold it."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.phone.plant import Plant
from bot.sandbox.phone.records import Call, CallStatus, Sms
from bot.sandbox.seen import Wanted, fits
from bot.sandbox.workspace import Workspace

KEYS = frozenset("0123456789*#")
SHOWN_IN_ERRORS = 8


class Handset:
    """One telephone. `off`: no message arrives, calls go to voicemail; `asleep`: nobody hears it ring;
    `voicemail`: whether a machine answers when nobody does.
    """

    def __init__(self, plant: Plant, workspace: Workspace, owner: str, number: str,
                 sends: Callable[[str, str], Sms]) -> None:  # fmt: skip
        self.owner = owner
        self.number = number
        self.off = False
        self.asleep = False
        self.voicemail = True
        self._plant = plant
        self._space = workspace
        self._sends = sends

    def __repr__(self) -> str:
        return f"<Handset of {self.owner}>"

    # ---- messages

    @property
    def texts(self) -> list[Sms]:
        """What stands in it, both ways, oldest first."""
        with self._space.lock:
            return [s for s in self._plant.messages if s.shown and self.number in (s.sender, s.to)]

    def receives(self, words: Wanted, timeout: float = 15.0) -> Sms:
        """Wait for a message with these words that nobody has claimed yet, and claim it; raises AssertionError."""
        found: Sms | None = None

        def there() -> bool:
            nonlocal found
            fresh = (s for s in self.texts if s.outbound and not s.claimed and fits(words, s.body))
            found = next(fresh, None)
            return found is not None

        with self._space.changed:
            self._space.changed.wait_for(there, timeout)
            if found is None:
                raise AssertionError(self._complaint(f"does not receive {words!r}"))
            found.claimed = True
            return found

    def replies(self, text: str) -> Sms:
        """Send a message to the app's number."""
        return self._sends(self.number, text)

    def reads(self) -> None:
        """Look at what came."""
        with self._space.lock:
            waiting = [sms for sms in self.texts if sms.outbound and not sms.read]
            for sms in waiting:
                sms.read = True
            if waiting:
                self._space.touch()

    # ---- calls

    @property
    def call(self) -> Call | None:
        """The call that rings or is spoken, the newest of several."""
        with self._space.lock:
            mine = (call for call in reversed(self._plant.calls) if call.to == self.number)
            return next((c for c in mine if c.status in (CallStatus.RINGING, CallStatus.IN_PROGRESS)), None)

    def talking(self, besides: Call) -> bool:
        """Whether another call rings or is spoken."""
        with self._space.lock:
            going = (CallStatus.RINGING, CallStatus.IN_PROGRESS)
            mine = [c for c in self._plant.calls if c.to == self.number and c is not besides]
            return any(call.status in going and not call.on_machine for call in mine)

    def rings(self, timeout: float = 15.0) -> Handset:
        """Wait until it rings, and say that it was expected; raises AssertionError. Returns itself, to go on with."""
        with self._space.changed:
            if not self._space.changed.wait_for(lambda: self._ringing() is not None, timeout):
                raise AssertionError(self._complaint("does not ring"))
            call = self._ringing()
            assert call
            call.claimed = True
        return self

    def answers(self) -> Handset:
        """Pick it up, and wait until the line is open."""
        call = self._mine(CallStatus.RINGING)
        self._does(call, "picked_up")
        self._plant.waits(lambda: call.status is not CallStatus.RINGING, 5.0)
        return self

    def declines(self) -> None:
        """Refuse the call; the caller hears that it is busy."""
        self._does(self._mine(CallStatus.RINGING), "declined")

    def lets_it_ring(self) -> None:
        """Nobody picks up: what would follow after some rings follows now."""
        self._does(self._mine(CallStatus.RINGING), "ignored")

    def presses(self, keys: str) -> Handset:
        """Press keys; picks up first when it rings."""
        if not keys or set(keys) - KEYS:
            raise AssertionError(f"a telephone has no key {keys!r}")
        if self._ringing() is not None:
            self.answers()
        call = self._mine(CallStatus.IN_PROGRESS)
        with self._space.lock:
            call.keys += keys
            call.pressed += keys
            self._space.touch()
        return self

    def hangs_up(self) -> None:
        """End the call."""
        self._does(self._mine(CallStatus.IN_PROGRESS), "hung_up")

    def hears(self, words: Wanted, timeout: float = 15.0) -> str:
        """Wait until the voice of the newest call has said this; all that it said."""
        return self._said(words, timeout, on_machine=False)

    def finds_on_voicemail(self, words: Wanted, timeout: float = 15.0) -> str:
        """Wait until a machine has recorded this and the call is over, and say that the call was expected; all that it recorded."""
        return self._said(words, timeout, on_machine=True)

    # ---- inner

    def _said(self, words: Wanted, timeout: float, *, on_machine: bool) -> str:
        found: Call | None = None

        def there() -> bool:
            nonlocal found
            mine = (
                c for c in reversed(self._plant.calls) if c.to == self.number and c.on_machine == on_machine
            )
            ready = (c for c in mine if c.status.over or not on_machine)
            found = next((c for c in ready if fits(words, " ".join(c.heard))), None)
            return found is not None

        with self._space.changed:
            self._space.changed.wait_for(there, timeout)
            if found is None:
                raise AssertionError(self._complaint(f"does not hear {words!r}"))
            found.claimed = True
            return " ".join(found.heard)

    def _ringing(self) -> Call | None:
        call = self.call
        return call if call and call.status is CallStatus.RINGING else None

    def _mine(self, status: CallStatus) -> Call:
        call = self.call
        if call is None or call.status is not status:
            raise AssertionError(self._complaint(f"has no call that is {status.value}"))
        return call

    def _does(self, call: Call, what: str) -> None:
        with self._space.lock:
            call.claimed = True
            setattr(call, what, True)
            self._space.touch()

    def _complaint(self, what: str) -> str:
        with self._space.lock:
            lines = [f"the telephone of {self.owner} {what}; it shows:"]
            lines += [f"  {'<' if s.outbound else '>'} {s.body}" for s in self.texts[-SHOWN_IN_ERRORS:]]
            calls = [c for c in self._plant.calls if c.to == self.number][-SHOWN_IN_ERRORS:]
            lines += [f"  call {c.status.value} {c.answered_by}: {' / '.join(c.heard)}" for c in calls]
            return "\n".join(lines + [f"  debugger: {words}" for words in self._plant.complaints])
