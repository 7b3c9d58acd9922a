"""What changed since somebody looked, in bounded memory."""

from __future__ import annotations

from bot.sandbox.changes import SCOPES_MOST, Changes


def test_what_did_not_change_is_not_sent_again() -> None:
    changes = Changes()
    assert changes.since("ana room", {"1": "a", "2": "b"}, 0) == ["1", "2"]
    tick = changes.tick
    assert changes.since("ana room", {"1": "a", "2": "c", "3": "d"}, tick) == ["2", "3"]
    assert changes.since("ana room", {"1": "a", "2": "c", "3": "d"}, changes.tick) == []


def test_asking_for_threads_that_are_not_there_leaves_nothing_behind() -> None:
    changes = Changes()
    for number in range(10):
        assert changes.since(f"ana room {number}", {}, 0) == []
    assert not changes._seen


def test_the_longest_unseen_is_forgotten_and_sent_whole_again() -> None:
    changes = Changes()
    for number in range(SCOPES_MOST):
        changes.since(f"thread {number}", {"1": "a"}, 0)
    tick = changes.tick
    assert changes.since("thread 0", {"1": "a"}, tick) == []
    changes.since("one more", {"1": "a"}, 0)
    assert len(changes._seen) == SCOPES_MOST
    assert changes.since("thread 0", {"1": "a"}, changes.tick) == []
    assert changes.since("thread 1", {"1": "a"}, changes.tick) == ["1"]
