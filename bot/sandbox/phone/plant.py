"""What everything at the exchange stands on: its records, its clock, its waits, its way to the app."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.sandbox.faults import Faults
from bot.sandbox.journal import Journal
from bot.sandbox.phone import webhooks
from bot.sandbox.phone.posts import callback
from bot.sandbox.phone.records import Account, Call, Pace, Sms
from bot.sandbox.workspace import Workspace


class Plant:
    """State is behind the workspace's lock; every wait is woken by a change of it.

    `complaints` are what Twilio's own debugger would list: webhooks that fail, TwiML that cannot be read.

    Faults name what they strike: "Messages.create", "Messages.fetch", "Messages.list", the same of "Calls", which are
    requests of the app; "Messages.deliver" and "Calls.connect", which happen between the exchange and a phone.
    """

    def __init__(
        self, workspace: Workspace, *, account: Account | None = None, pace: Pace | None = None
    ) -> None:
        self.account = account or Account()
        self.pace = pace or Pace()
        self.faults = Faults()
        self.journal = Journal()
        self.complaints: list[str] = []
        self.messages: list[Sms] = []
        self.calls: list[Call] = []
        self.closed = False
        self._space = workspace
        self._under_way = 0

    @property
    def at_rest(self) -> bool:
        """Whether no message is on its way and no callback waits for its answer; a call that rings is at rest."""
        return self._under_way == 0

    def busy(self) -> "Busy":
        """For as long as something is on its way."""
        return Busy(self)

    def counts(self, by: int) -> None:
        """One more thing under way, or one less."""
        with self._space.lock:
            self._under_way += by
            self._space.changed.notify_all()

    def shut(self) -> None:
        """Nothing goes on: whoever waits stops waiting."""
        with self._space.lock:
            self.closed = True
            self._space.changed.notify_all()

    def now(self) -> datetime:
        """By the workspace's clock."""
        return self._space.clock()

    def touch(self) -> None:
        """Something changed; whoever waits looks again."""
        self._space.touch()

    def waits(self, holds: Callable[[], bool], timeout: float) -> bool:
        """Wait until it holds, at most `timeout` seconds of real time; False when it does not, or all is closed."""
        with self._space.changed:
            return self._space.changed.wait_for(lambda: self.closed or holds(), timeout) and not self.closed

    def complain(self, words: str) -> None:
        """Put it on the debugger's list."""
        with self._space.lock:
            if not self.closed:
                self.complaints.append(words)

    def post(self, url: str, params: Mapping[str, str], method: str = "POST") -> str:
        """The app's answer to a webhook; "" with a complaint when there is none."""
        try:
            with self.busy():
                return webhooks.ask(self.account, url, params, method, self.pace.webhook)
        except webhooks.Unanswered as failed:
            self.complain(str(failed))
            return ""

    def tell(self, call: Call, event: str, number: int) -> None:
        """The callback of a call's progress, when the app asked for that one."""
        if call.status_callback and event in call.events:
            self.post(call.status_callback, callback(self.account, call, number))


class Busy:
    """Counts one thing under way while it is entered."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant

    def __enter__(self) -> None:
        self._plant.counts(1)

    def __exit__(self, *_: object) -> None:
        self._plant.counts(-1)
