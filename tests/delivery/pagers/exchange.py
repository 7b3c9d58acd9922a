"""Twilio's API on a real socket: remembers what was asked, and answers as it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

ACCOUNT = "AC" + "0" * 32
TAKEN = 201


@dataclass
class Exchange:
    """`answers` are (status, code) in turn; the last one stays. `hangs`: it takes a message and never says so."""

    url: str = ""
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, int]] = field(default_factory=lambda: [(TAKEN, 0)])
    drops: bool = False
    says: Any = None

    def answer(self) -> tuple[int, int]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def exchange() -> Iterator[Exchange]:
    made = Exchange()

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(("GET", self.path, {}))
            self._say(200, {"messages": [{"date_created": _now(), "status": "sent"} | m for m in made.sent]})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = dict(parse_qsl(body))
            made.asked.append(("POST", self.path, form))
            status, code = made.answer()
            if status == TAKEN:
                made.sent.append({"to": form.get("To", ""), "body": form.get("Body", ""), "sid": "SM1"})
            if made.drops:
                self.close_connection = True
                return
            self._say(
                status, made.says or {"sid": "SM1"} if status == TAKEN else {"status": status, "code": code}
            )

        def _say(self, status: int, what: dict[str, Any]) -> None:
            said = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its own name
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    made.url = f"http://127.0.0.1:{server.server_port}/edge"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def _now() -> str:
    return "Thu, 01 Jan 2099 00:00:00 +0000"
