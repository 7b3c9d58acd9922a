"""The heartbeat may be stopped at any moment, that of its first beat too."""

from __future__ import annotations

import threading

from bot.scheduler import Heartbeat


def test_a_stop_in_the_first_beat_ends_the_thread_in_order() -> None:
    # The thread's own failure is what would be seen: pytest turns it into an error of this test.
    for _ in range(300):
        beaten = threading.Event()
        heartbeat = Heartbeat()
        heartbeat.every(3600, beaten.set, "soon", at_once=True)
        heartbeat.start()
        assert beaten.wait(20)
        heartbeat.stop()
        assert not heartbeat.alive
