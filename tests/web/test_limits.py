"""Too much, too slow, too many: each ends, and honest senders are told to come again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from bot.web import bodies, heads, storing
from bot.web.server import Server
from tests.web.house import House, bearer, client, head

MIB = 1024 * 1024


def stream(total: int, beginning: bytes = b'{"title": "Down", "pad": "') -> Iterator[bytes]:
    yield beginning
    for _ in range(total // MIB):
        yield b"x" * MIB


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits of time and number, small enough to see."""
    monkeypatch.setattr(bodies, "BODY_WITHIN", 0.3)
    monkeypatch.setattr(storing, "STORED_WITHIN", 0.5)
    monkeypatch.setattr(storing, "THREADS", 2)
    monkeypatch.setattr(storing, "WAITING", 4)


def test_sixteen_mebibytes_are_read(house: House, http: httpx.Client) -> None:
    body = b'{"title": "Down", "pad": "' + b"x" * (16 * MIB - 28) + b'"}'
    assert len(body) == 16 * MIB
    assert http.post("/hooks/shop", content=body, headers=bearer("shop")).status_code == 200


@pytest.mark.parametrize("declared", [True, False])
def test_one_more_is_413_and_an_incident(house: House, http: httpx.Client, declared: bool) -> None:
    body = b"".join(stream(17 * MIB))
    content = body if declared else iter([body[:MIB], body[MIB:]])
    answer = http.post("/hooks/shop", content=content, headers=bearer("shop"))
    assert answer.status_code == 413
    assert "16 MiB" in answer.json()["error"]
    assert house.oversized == [("shop", len(body))]
    assert house.received == []


def test_when_the_incident_cannot_be_stored_it_is_503_and_not_413(house: House, http: httpx.Client) -> None:
    house.storable = False
    answer = http.post("/hooks/shop", content=stream(17 * MIB), headers=bearer("shop"))
    assert answer.status_code == 503


def pushed(server: Server, beginning: bytes) -> int:
    """How many MiB go in before the connection is cut, of 500."""
    chunk = b"%x\r\n" % MIB + b"x" * MIB + b"\r\n"
    with socket.create_connection((server.host, server.port), timeout=10) as raw:
        raw.sendall(beginning)
        for sent in range(500):
            try:
                raw.sendall(chunk)
            except OSError:
                return sent
    return 500


def test_an_endless_body_is_cut(house: House, server: Server) -> None:
    assert 16 < pushed(server, head("/hooks/shop", "shop", "Transfer-Encoding: chunked")) < 60
    assert [name for name, _ in house.oversized] == ["shop"]


def test_a_stranger_s_body_is_not_read(house: House, server: Server) -> None:
    assert pushed(server, head("/hooks/shop", "prometheus", "Transfer-Encoding: chunked")) < 10
    with socket.create_connection((server.host, server.port), timeout=5) as raw:
        raw.sendall(head("/hooks/shop", "prometheus", "Content-Length: 16000000"))
        assert raw.recv(100).startswith(b"HTTP/1.1 401 ")


@pytest.mark.usefixtures("brief")
def test_a_body_that_trickles_is_not_waited_for(house: House) -> None:
    with house.open() as server, socket.create_connection((server.host, server.port), timeout=5) as raw:
        raw.sendall(head("/hooks/shop", "shop", "Content-Length: 50") + b'{"title":')
        answer = raw.recv(1000)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5" in answer.lower()
    assert house.received == []


@pytest.mark.usefixtures("brief")
def test_more_than_is_taken_on_is_503_and_what_was_taken_on_is_stored(house: House) -> None:
    go = threading.Event()
    house.before_storing = lambda: go.wait(5)
    answers: list[int] = []
    with house.open() as server, client(server) as http:

        def send(n: int) -> None:
            content = b'{"title": "Down %d"}' % n
            answers.append(http.post("/hooks/shop", content=content, headers=bearer("shop")).status_code)

        threads = [threading.Thread(target=send, args=(n,)) for n in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads[:]:
            thread.join(0.05)
        go.set()
        for thread in threads:
            thread.join()
    assert set(answers) == {200, 503}
    assert answers.count(200) == len(house.received) == 4


@pytest.mark.usefixtures("brief")
def test_storing_that_does_not_end_is_503_and_holds_its_place(house: House) -> None:
    go = threading.Event()
    house.before_storing = lambda: go.wait(5)
    with house.open() as server, client(server) as http:
        for _ in range(2):
            answer = http.post("/hooks/shop", content=b'{"title": "Down"}', headers=bearer("shop"))
            assert answer.status_code == 503
        assert http.get("/readyz").status_code == 200
        go.set()


def test_bodies_in_memory_have_a_limit(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "BODIES_MOST", MIB)
    with house.open() as server, client(server) as http:
        assert http.post("/hooks/shop", content=stream(2 * MIB), headers=bearer("shop")).status_code == 503
        assert (
            http.post("/hooks/shop", content=b'{"title": "Down"}', headers=bearer("shop")).status_code == 200
        )


def test_a_storm_of_alerts_keeps_nobody_from_slack(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "THREADS", 1)
    monkeypatch.setattr(storing, "WAITING", 1)
    go = threading.Event()
    house.before_storing = lambda: go.wait(5)
    with house.open() as server, client(server) as http:

        def send() -> None:
            http.post("/hooks/shop", content=b'{"title": "Down"}', headers=bearer("shop"))

        stuck = threading.Thread(target=send)
        stuck.start()
        assert http.post("/slack/events", content=b"payload=x").status_code == 200
        assert http.get("/healthz").status_code == 200
        go.set()
        stuck.join()


def test_slack_s_own_limit(house: House, http: httpx.Client) -> None:
    assert http.post("/slack/events", content=b"x" * (bodies.SLACK_MOST + 1)).status_code == 413
    assert house.slack_requests == []


def test_a_sender_that_leaves_is_no_error(house: House, server: Server) -> None:
    with socket.create_connection((server.host, server.port), timeout=5) as raw:
        raw.sendall(head("/hooks/shop", "shop", "Content-Length: 50") + b'{"title":')
    with client(server) as http:
        assert http.get("/healthz").status_code == 200
    assert house.received == []


@pytest.mark.parametrize(
    "beginning", [b"", b"POST /hooks/shop HTTP/1.1\r\nHost:", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGE"]
)
def test_a_head_that_does_not_come_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch, beginning: bytes
) -> None:
    monkeypatch.setattr(heads, "HEAD_WITHIN", 0.2)
    with house.open() as server, socket.create_connection((server.host, server.port), timeout=5) as raw:
        raw.sendall(beginning)
        while raw.recv(1000):
            pass


def test_a_head_without_end_is_cut(server: Server) -> None:
    sent = 0
    with socket.create_connection((server.host, server.port), timeout=5) as raw, suppress(OSError):
        raw.sendall(b"POST /hooks/shop HTTP/1.1\r\n")
        while sent < 100 * MIB:
            raw.sendall(b"X-More: " + b"x" * 60_000 + b"\r\n")
            sent += 60_000
    assert sent < 20 * MIB


def test_a_connection_is_used_again_after_a_while(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "HEAD_WITHIN", 0.1)
    with house.open() as server, socket.create_connection((server.host, server.port), timeout=5) as raw:
        for _ in range(3):
            raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = b""
            while not answer.endswith(b'{"status":"ok"}'):
                answer += raw.recv(1000) or pytest.fail("the connection was closed")
            threading.Event().wait(0.2)
