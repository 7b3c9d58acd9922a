"""The bot's telephone doors on a real socket, and Twilio's hand on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
from starlette.applications import Starlette
from twilio.request_validator import RequestValidator

from bot.app import Engine, open_engine
from bot.config import load_setup
from bot.domain.incident import Incident
from bot.domain.requests import Actor, Asked, Declare, Request, Standing
from bot.domain.setup import Method, Severity
from bot.engine.answering import Answering
from bot.engine.links import Links
from bot.web.phone import Phone, PhoneDoors
from bot.web.server import serve_http

PUBLIC, TOKEN, NUMBER = "https://bot.example", "1" * 32, "+593987654321"
FILE = f"""
people:
  ana: {{zone: America/Guayaquil, slack: U0ANA, quiet: off, phone: "{NUMBER}"}}
  bruno: {{zone: America/Guayaquil, slack: U0BRU, quiet: off}}
policies:
  standard:
    levels:
      - {{after: 0m, page: [person:ana]}}
      - {{after: 5m, page: [person:bruno]}}
teams:
  payments: {{members: [ana, bruno], policy: standard}}
services:
  checkout: {{team: payments}}
paging:
  providers:
    - {{name: one, kind: twilio, account: "AC1", token: "{TOKEN}", from: "+15005550006"}}
"""


@dataclass
class Desk:
    """The bot's telephone doors, and Twilio's hand on them."""

    engine: Engine
    http: httpx.Client
    cut: list[str] = field(default_factory=list)

    def posts(self, what: str, query: str = "", signature: str | None = None, **form: str) -> httpx.Response:
        path = f"/phone/one/{what}{query}"
        signed = (
            RequestValidator(TOKEN).compute_signature(PUBLIC + path, form) if signature is None else signature
        )
        return self.http.post(path, data=form, headers={"X-Twilio-Signature": signed})

    def writes(self, text: str, sid: str = "SM1", number: str = NUMBER) -> str:
        answer = self.posts("sms", From=number, Body=text, MessageSid=sid)
        assert answer.status_code == 200
        return answer.text

    def declares(self, title: str = "card payments failing", *, private: bool = False) -> Incident:
        request = Declare(title, Severity.P1, "checkout", page="checkout", private=private)
        done = self.engine.handle.handle(Asked(request, Actor("bruno", Standing.MEMBER)))
        return done.incident  # type: ignore[union-attr,return-value]  # a declare is done

    def now(self, incident: Incident) -> Incident:
        found = self.engine.handle.incident(incident.id, None) or self.engine.handle.incident(
            incident.id, "ana"
        )
        assert found
        return found

    def count(self, incident: Incident) -> int:
        return self.now(incident).last_seq

    def acts(self, incident: Incident, request: Request, who: str = "bruno") -> None:
        self.engine.handle.handle(Asked(request, Actor(who, Standing.MEMBER), incident.id))

    def paged(self, incident: Incident) -> int:
        """How many pages went out."""
        return self.now(incident).pages_sent

    def link(self, incident: Incident, method: Method = Method.SMS) -> str:
        url = self.engine.corridor.links.answer(incident.id, "ana", incident.pages[0].step, method)
        assert url
        return url.removeprefix(PUBLIC)

    def called(self, incident: Incident, method: Method = Method.VOICE) -> str:
        """The query of a callback about its page."""
        page = quote(self.link(incident, method).removeprefix("/answer/"), safe="")
        return f"?page={page}&method={method.value}"


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """A desk whose database is in this folder."""
    loaded = load_setup(FILE, {})
    engine = open_engine(f"sqlite:///{folder}/m.db", loaded.setup, links=Links(PUBLIC, b"secret"))
    cut: list[str] = []
    answering = Answering(engine.handle, engine.corridor, loaded.paging.person_at)
    phone = Phone(PhoneDoors(answering, PUBLIC, {"one": TOKEN}, lambda _provider, sid: cut.append(sid)))
    server = serve_http(Starlette(routes=phone.routes()), "127.0.0.1", 0)
    with httpx.Client(base_url=server.url) as http:
        yield Desk(engine, http, cut)
    server.stop()
    phone.close()
    engine.close()
