"""The server's beginning and end."""

from __future__ import annotations

import socket
import threading
import time

import httpx
import pytest

from bot.web.server import CannotListen, serve_http
from bot.web.site import build
from tests.web.house import House, bearer, client


def test_the_port_is_known_and_open_when_it_has_started(house: House) -> None:
    with house.open() as server:
        assert server.port > 0
        assert server.url == f"http://127.0.0.1:{server.port}"
        assert httpx.get(f"{server.url}/healthz", trust_env=False).status_code == 200


def test_a_taken_port_is_said_with_the_remedy(house: House) -> None:
    with house.open() as server, pytest.raises(CannotListen, match="MERIDIAN_PORT"):
        serve_http(build(house.doors(), House().registry), "127.0.0.1", server.port)


def test_a_host_that_is_not_here_is_said(house: House) -> None:
    with pytest.raises(CannotListen, match=r"can't listen on no-such-host\.invalid:0"):
        serve_http(build(house.doors(), house.registry), "no-such-host.invalid", 0)


def test_stopping_answers_what_is_in_progress_and_takes_no_more(house: House) -> None:
    began, go = threading.Event(), threading.Event()

    def wait() -> None:
        began.set()
        go.wait(5)

    house.before_storing = wait
    answers: list[int] = []
    with house.open() as server, client(server) as http:

        def send() -> None:
            content = b'{"title": "Down"}'
            answers.append(http.post("/hooks/shop", content=content, headers=bearer("shop")).status_code)

        sending = threading.Thread(target=send)
        sending.start()
        assert began.wait(20)
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        stopping.join(0.3)
        assert stopping.is_alive()
        go.set()
        stopping.join(20)
        sending.join(20)
        assert answers == [200]
        assert not server.running
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((server.host, server.port), timeout=1)
    assert len(house.received) == 1


def test_stopping_twice_is_no_error(house: House) -> None:
    with house.open() as server:
        server.stop()
        server.stop()
    assert not server.running


def test_an_answer_does_not_wait_for_the_next_packet(house: House) -> None:
    """Nagle's algorithm would hold each answer's body back for 40 ms: eight seconds for two hundred."""
    with house.open() as server, client(server) as http:
        http.get("/healthz")
        began = time.monotonic()
        for _ in range(200):
            http.get("/healthz")
        assert time.monotonic() - began < 4
