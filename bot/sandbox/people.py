"""People who use the workspace: they type, click, choose, fill in, react, and read. Tests and the demo speak of them."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import events
from bot.sandbox.deliveries import Delivery, Outcome
from bot.sandbox.eyes import Eyes, Ledger
from bot.sandbox.hands import Hands
from bot.sandbox.interactions import Interactions
from bot.sandbox.member import Member, Place
from bot.sandbox.phone import Exchange, Handset
from bot.sandbox.records import User
from bot.sandbox.seen import SeenHome, SeenMessage, SeenView, Wanted
from bot.sandbox.slack import Slack

SETTLE_SECONDS = 30.0
"""How long a driver waits for a delivery to be settled at all: longer than Slack's own patience, so never reached."""
THREAD_REFUSAL = "Slash commands can't be used in threads"
"""What Slack's client says to a person who types one there; nothing is sent to the app."""


@dataclass(slots=True)
class Answer:
    """What came back when a person did something.

    `ok` is False when the app did not acknowledge; `error` is what Slack shows then ("operation_timeout",
    "dispatch_failed"), or the refusal of a command in a thread. `ephemerals` grows while the app goes on answering.
    """

    ok: bool
    error: str
    delivery: Delivery | None
    _eyes: Eyes = field(repr=False)
    _since: str = ""
    _channel: str = ""

    @property
    def ephemerals(self) -> list[SeenMessage]:
        """Messages for this person alone that came since, in the channel where they acted."""
        return [m for m in self._eyes.messages(self._channel or None) if m.ephemeral and m.ts > self._since]

    @property
    def text(self) -> str:
        """All of those, as text."""
        return "\n".join(message.text for message in self.ephemerals)

    def says(self, words: Wanted, timeout: float = 15.0) -> SeenMessage:
        """Wait for an answer to this person alone with these words, and claim it; raises AssertionError."""
        since = self._since
        return self._eyes.waits_for(
            words, self._channel or None, timeout, fresh=False, when=lambda m: m.ephemeral and m.ts > since
        )


class Person(Member):
    """A member at the controls of the app: commands, clicks, modals, shortcuts, the home tab."""

    def __init__(
        self,
        slack: Slack,
        interactions: Interactions,
        ledger: Ledger,
        user: User,
        shortcuts: dict[str, str],
        exchange: Exchange,
    ) -> None:
        super().__init__(slack, ledger, user)
        self._exchange = exchange
        self._interactions = interactions
        self._shortcuts = shortcuts
        self._hands = Hands(slack.workspace, interactions, self._eyes, user)

    @property
    def phone(self) -> Handset:
        """Her telephone; raises AssertionError for who has none."""
        found = self._exchange.phone_of(self.id)
        if found is None:
            raise AssertionError(f"{self.name} has no telephone: sandbox.exchange.phone({self.id!r}, number)")
        return found

    # ---- typing

    def command(self, line: str, channel: Place = "general", thread: SeenMessage | None = None, *,
                wait: bool = True) -> Answer:  # fmt: skip
        """Type a slash command; "dm" is the conversation with the app. In a thread Slack refuses, and so does this."""
        place = self._place(channel)
        since = self._now_ts()
        if thread is not None:
            return Answer(False, THREAD_REFUSAL, None, self._eyes, since, place.id)
        command, _, text = line.strip().partition(" ")
        if not command.startswith("/"):
            raise AssertionError(f"a slash command begins with '/': {line!r}")
        with self._space.lock:
            delivery = self._interactions.command(self.user, place, command, text.strip())
        return self._answer(delivery, since, place.id, wait=wait)

    # ---- acting on what is seen

    def clicks(self, label: str, on: SeenMessage | SeenView | SeenHome | None = None, *, wait: bool = True,
               stale: bool = False) -> Answer:  # fmt: skip
        """Click a button by its label or action id: on what is given, else in the open modal, else on the newest
        message with such a button.

        `stale` clicks what the snapshot showed even if the message has changed since (two people, 50 ms apart).
        `wait=False` returns before the app acknowledged.
        """
        since = self._now_ts()
        delivery, channel = self._hands.click(label, on, stale=stale)
        return self._answer(delivery, since, channel, wait=wait)

    def chooses(self, on: SeenMessage | SeenView | SeenHome | None, element: str, value: Any, *,
                wait: bool = True) -> Answer:  # fmt: skip
        """Choose in a select, an overflow menu ("…"), a date picker or boxes, outside of input blocks.

        `element` is its action id, placeholder or label; `value` an option's text or value, a list of them, or a
        person. Sends block_actions.
        """
        since = self._now_ts()
        delivery, channel = self._hands.choose(on, element, _ids(value))
        return self._answer(delivery, since, channel, wait=wait)

    def searches(self, element: str, words: str, on: SeenMessage | SeenView | None = None) -> list[str]:
        """Type into an external select; the texts of the options that the app offers."""
        return [option["text"]["text"] for option in self._hands.search(element, words, on)]

    @property
    def modal(self) -> SeenView:
        """The modal on top; waits up to 5 s for one to open."""
        return self._eyes.modal(5.0)

    @property
    def has_modal(self) -> bool:
        """Whether a modal is open now."""
        return bool(self._space.modals.get(self.id))

    def waits_for_modal(self, words: Wanted = "", timeout: float = 15.0) -> SeenView:
        """Wait until the modal on top has these words in its title or text (a skeleton that is then filled, say)."""

        def has(view: SeenView) -> bool:
            shown = f"{view.title}\n{view.text}"
            return words in shown if isinstance(words, str) else words.search(shown) is not None

        return self._eyes.modal(timeout, has)

    def fills(self, values: dict[str, Any], *, wait: bool = True) -> None:
        """Fill in inputs of the open modal by label (or action id); options by text, people as Person.

        Inputs that dispatch actions send block_actions, each acknowledged before the next is filled.
        """
        for label, value in values.items():
            delivery = self._hands.fill(label, _ids(value))
            if delivery is not None and wait:
                delivery.settled.result(SETTLE_SECONDS)

    def submits(self) -> dict[str, str] | None:
        """Submit the open modal: None when it was taken, else the sentences shown, by label ("" for the whole).

        What Slack's client would refuse by itself (a required input left empty) is refused here and nothing is sent.
        """
        delivery, errors = self._hands.submit()
        if delivery is None:
            return errors
        outcome = delivery.settled.result(SETTLE_SECONDS)
        answer = delivery.answer
        if outcome is Outcome.ACKNOWLEDGED and answer.get("response_action") != "errors":
            return None
        return self._hands.errors(delivery)

    def closes(self) -> None:
        """Close the modal on top (Cancel)."""
        delivery = self._hands.close()
        if delivery is not None:
            delivery.settled.result(SETTLE_SECONDS)

    def shortcut(self, name: str, message: SeenMessage, *, wait: bool = True) -> Answer:
        """Use a message shortcut, by its name (if the sandbox was told it) or callback id."""
        since = self._now_ts()
        with self._space.lock:
            record = self._there(message)
            delivery = self._interactions.message_shortcut(self.user, record, self._shortcuts.get(name, name))
        return self._answer(delivery, since, message.channel_id, wait=wait)

    def global_shortcut(self, name: str, *, wait: bool = True) -> Answer:
        """Use a global shortcut."""
        since = self._now_ts()
        with self._space.lock:
            delivery = self._interactions.global_shortcut(self.user, self._shortcuts.get(name, name))
        return self._answer(delivery, since, "", wait=wait)

    def opens_home(self, timeout: float = 3.0) -> SeenHome:
        """Open the app's home tab; waits until the app publishes, or `timeout` seconds, and shows what is there."""
        with self._space.changed:
            view = self._space.homes.get(self.id)
            before = view.hash if view else ""
            channel = self._space.direct_channel(self._slack.app.bot_user, self.id)
            events.home_opened(self._space, self.id, channel, self._slack.view_json(view) if view else None)

            def published() -> bool:
                now = self._space.homes.get(self.id)
                return now is not None and now.hash != before

            self._space.changed.wait_for(published, timeout)
        return self._eyes.home()

    @property
    def home(self) -> SeenHome:
        """The home tab as it is, without opening it anew."""
        return self._eyes.home()

    def waits_for_home(self, words: Wanted, timeout: float = 15.0) -> SeenHome:
        """Wait until the home tab has these words; raises AssertionError."""

        def has() -> bool:
            text = self._eyes.home().text
            return words in text if isinstance(words, str) else words.search(text) is not None

        with self._space.changed:
            found = self._space.changed.wait_for(has, timeout)
        if not found:
            raise AssertionError(
                f"{self.name}'s home does not say {words!r}; it says:\n{self._eyes.home().text}"
            )
        return self._eyes.home()

    # ---- inner

    def _answer(self, delivery: Delivery, since: str, channel: str, *, wait: bool) -> Answer:
        if not wait:
            return Answer(True, "", delivery, self._eyes, since, channel)
        outcome = delivery.settled.result(SETTLE_SECONDS)
        ok = outcome is Outcome.ACKNOWLEDGED
        return Answer(ok, "" if ok else outcome.value, delivery, self._eyes, since, channel)


def _ids(value: Any) -> Any:
    if isinstance(value, Person):
        return value.id
    if isinstance(value, list | tuple):
        return [_ids(item) for item in value]
    return value
