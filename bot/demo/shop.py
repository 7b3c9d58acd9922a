"""A small shop whose monitoring can be told to fire, by each kind of sender, with real payloads over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.demo.alarms import SYMPTOMS, Alarm, Loudness, posts
from bot.demo.sending import Answer, send
from bot.domain.setup import IntegrationKind

FLOOD = 200
"""Alerts at once: what one broken node of a cluster looks like to its monitoring."""

SENDERS = 8
"""Requests at the same time; more only wait for each other at the disk."""

ANSWERS_KEPT = 8
"""As many as a person reads."""

BUSY_MOST = 1.0
"""Seconds for which a button waits for what the same sender sends about the same service: a click that came twice. A
flood before a dead bot takes fifty."""


class Unwilling(Exception):
    """The monitoring can't do this; the message says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the monitoring did, and what the door answered: a refusal, if there was any."""

    at: datetime
    what: str
    service: str
    kind: IntegrationKind
    requests: int
    answer: Answer


class Shop:
    """Its services and what fires at each. `door` gives the bot's address; safe to use from several threads."""

    def __init__(
        self, door: Callable[[], str], clock: Clock, wait: Callable[[float], object] | None = None
    ) -> None:
        self.services = tuple(SYMPTOMS)
        self._door = door
        self._clock = clock
        self._wait = wait or threading.Event().wait
        self._firing: dict[tuple[str, IntegrationKind], Alarm] = {}
        self._answers: tuple[Said, ...] = ()
        self._noting = threading.Lock()
        self._senders = {
            (service, kind): threading.Lock() for service in SYMPTOMS for kind in IntegrationKind
        }

    @property
    def door(self) -> str:
        """The bot's address."""
        return self._door()

    @property
    def answers(self) -> tuple[Said, ...]:
        """The last ones, newest first."""
        return self._answers

    def firing(self, service: str, kind: IntegrationKind) -> Alarm | None:
        """What this sender says is broken there, if anything."""
        return self._firing.get((service, kind))

    def fire(self, service: str, kind: IntegrationKind, loudness: Loudness = Loudness.CRITICAL) -> Said:
        """It breaks; when it is broken already, this is one more alert of the same rule. Raises Unwilling."""
        return self._break(service, kind, loudness, 1, "fired")

    def flood(self, service: str, kind: IntegrationKind, loudness: Loudness = Loudness.CRITICAL) -> Said:
        """It breaks in 200 places at once. Raises Unwilling."""
        return self._break(service, kind, loudness, FLOOD, f"fired {FLOOD} times")

    def repeat(self, service: str, kind: IntegrationKind) -> Said:
        """The same alert once more, as after a repeat interval: nobody should hear of it. Raises Unwilling."""
        with self._sender(service, kind):
            return self._say("repeated", kind, self._burning(service, kind))

    def resolve(self, service: str, kind: IntegrationKind) -> Said:
        """All is well again. Raises Unwilling."""
        with self._sender(service, kind):
            alarm = self._burning(service, kind)
            said = self._say("resolved", kind, alarm, resolved_at=self._clock.now())
            if said.answer.taken:
                del self._firing[service, kind]
            return said

    def comes_again(self) -> None:
        """What was refused is sent once more, as every monitoring does in a while."""
        refused = {(said.service, said.kind): said for said in reversed(self._answers)}
        for key, said in refused.items():
            with suppress(Unwilling), self._sender(*key):  # what is still at it comes by itself
                alarm = self._firing.get(key)
                if alarm and not said.answer.taken:
                    self._say("came again", said.kind, alarm, events=alarm.pods)

    def _break(self, service: str, kind: IntegrationKind, loudness: Loudness, pods: int, what: str) -> Said:
        with self._sender(service, kind):
            before = self._firing.get((service, kind))
            alarm = Alarm(service, loudness, self._clock.now(), pods)
            if before:
                alarm = replace(alarm, since=before.since, pods=max(pods, before.pods))
            self._firing[service, kind] = alarm
            return self._say(what, kind, alarm, events=pods)

    @contextmanager
    def _sender(self, service: str, kind: IntegrationKind) -> Iterator[None]:
        """One thing at a time by one sender about one service. Raises Unwilling while that goes on for long."""
        lock = self._senders.get((service, kind))
        if lock is None:
            raise Unwilling(f"The shop has no {service}; it has {', '.join(self.services)}.")
        if not lock.acquire(timeout=BUSY_MOST):
            raise Unwilling(
                f"The shop is still sending about {service} by {kind.value}; wait for that, or use another button."
            )
        try:
            yield
        finally:
            lock.release()

    def _burning(self, service: str, kind: IntegrationKind) -> Alarm:
        alarm = self._firing.get((service, kind))
        if alarm is None:
            raise Unwilling(f"Nothing fires at {service} by {kind.value}; fire it first.")
        return alarm

    def _say(
        self,
        what: str,
        kind: IntegrationKind,
        alarm: Alarm,
        *,
        resolved_at: datetime | None = None,
        events: int = 1,
    ) -> Said:
        """Send all of it, several at once as in a real storm; what was refused is shown first."""
        outgoing = list(posts(kind, alarm, resolved_at, events))
        with ThreadPoolExecutor(min(SENDERS, len(outgoing)), thread_name_prefix="shop") as senders:
            answers = list(senders.map(lambda post: send(self.door, post, self._wait), outgoing))
        answer = next((answer for answer in answers if not answer.taken), answers[-1])
        said = Said(self._clock.now(), what, alarm.service, kind, len(answers), answer)
        with self._noting:
            self._answers = (said, *self._answers)[:ANSWERS_KEPT]
        return said
