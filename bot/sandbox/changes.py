"""What has changed since somebody looked: things are told apart by fingerprints, and each change gets a number."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping

SCOPES_MOST = 1000
"""Conversations, each once for everyone who looks: those that nobody looked at for the longest are forgotten, and sent
whole to whoever looks again."""


class Changes:
    """Fingerprints by scope and key; `tick` is the number of the newest change that was noticed.

    A change is noticed when it is looked at, so nobody who writes has to know of this. Callers hold the workspace's
    lock. Who has seen everything up to a tick needs only what `since` names.
    """

    def __init__(self) -> None:
        self.tick = 0
        self._seen: OrderedDict[str, dict[str, tuple[Hashable, int]]] = OrderedDict()

    def since(self, scope: str, prints: Mapping[str, Hashable], tick: int) -> list[str]:
        """Note these fingerprints; the keys among them that changed after `tick`, in their order."""
        if not prints:
            return []  # whoever asks for what is not there leaves nothing behind
        seen = self._seen.setdefault(scope, {})
        self._seen.move_to_end(scope)
        if len(self._seen) > SCOPES_MOST:
            self._seen.popitem(last=False)
        for key, fingerprint in prints.items():
            known = seen.get(key)
            if known is None or known[0] != fingerprint:
                self.tick += 1
                seen[key] = (fingerprint, self.tick)
        return [key for key in prints if seen[key][1] > tick]
