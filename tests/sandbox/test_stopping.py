"""A sandbox that is stopped leaves nothing open, whoever still waits for an answer."""

from __future__ import annotations

import gc
import socket
import threading
import time
import warnings
from contextlib import suppress

import pytest
from slack_sdk import WebClient

from bot.sandbox import Fault, FaultKind, Sandbox


def left_open(sandbox: Sandbox) -> list[str]:
    """What Python warns of when all of it is collected after `stop`."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        sandbox.stop()
        gc.collect()
    return [str(one.message) for one in caught if one.category is ResourceWarning]


def test_a_request_under_way_is_cut_off() -> None:
    sandbox = Sandbox().start()
    hanging = sandbox.faults.add(Fault(FaultKind.HANG, "auth.test"))
    web = WebClient(sandbox.bot_token, base_url=sandbox.api_url, timeout=5, retry_handlers=[])
    ended = threading.Event()

    def ask() -> None:
        with pytest.raises(OSError):  # noqa: PT011  http.client has its own for a connection that ends
            web.auth_test()
        ended.set()

    threading.Thread(target=ask, daemon=True).start()
    for _ in range(500):
        if hanging.hits:
            break
        ended.wait(0.01)
    assert hanging.hits
    assert left_open(sandbox) == []
    assert ended.wait(5), "the client waits on"


@pytest.mark.parametrize("after", [0.0, 0.05], ids=["just now", "a while ago"])
@pytest.mark.parametrize(
    "said", [b"", b"POST /api/auth.test HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nhalf"]
)
def test_whoever_connected_and_has_not_finished_asking_is_cut_off(said: bytes, after: float) -> None:
    sandbox = Sandbox().start()
    port = int(sandbox.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(said)
        time.sleep(after)
        assert left_open(sandbox) == []
        with suppress(ConnectionResetError):
            assert client.recv(1) == b""
