"""A ring to Ana, and a chain of providers for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.config.load import load_setup
from bot.delivery.pagers.chain import Chain, build_chain
from bot.domain.incident import Incident
from bot.domain.paging import Ring
from bot.domain.setup import Method, Setup, Severity

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
NUMBER = "+593987654321"
ADDRESSES = {Method.SMS: NUMBER, Method.VOICE: NUMBER, Method.EMAIL: "ana@example.com", Method.PUSH: ""}
ANSWER = "https://bot.example/answer/INC-2026-0847/0/ana/0123456789abcdef0123456789abcdef"


def ring(
    method: Method = Method.SMS, answer_url: str | None = ANSWER, address: str = "", **incident: object
) -> Ring:
    about = Incident(
        "INC-2026-0847", "card payments failing", Severity.P1, NOW, "prometheus", service="checkout"
    )
    about = replace(about, **incident)  # type: ignore[arg-type]  # fields of an incident
    return Ring(
        "INC-2026-0847/0/ana/sms",
        about,
        Setup(),
        NOW,
        "ana",
        0,
        method,
        address or ADDRESSES[method],
        "on call on primary",
        answer_url,
    )


def twilio(name: str, url: str) -> str:
    return (
        f'    - {{name: {name}, kind: twilio, account: "AC{"0" * 32}", token: "{"1" * 32}", '
        f'from: "+15005550006", url: "{url}"}}\n'
    )


def chain(providers: str, breaker: str = "{failures: 3, open_for: 30s}") -> Chain:
    loaded = load_setup(f"paging:\n  providers:\n{providers}  breaker: {breaker}\n", {})
    made = build_chain(loaded.paging)
    assert made
    return made


def always() -> bool:
    return True
