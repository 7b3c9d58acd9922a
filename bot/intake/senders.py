"""Which parser reads which kind of sender."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.alerts import Arrival
from bot.domain.setup import Integration, IntegrationKind
from bot.intake import alertmanager, generic, pagerduty

Parser = Callable[[bytes, Integration, str], tuple[Arrival, ...]]
"""From (body, integration, fresh_key) to what arrived; raises Unreadable and nothing else.

`fresh_key` names an episode for which the sender brings no name."""

PARSERS: Mapping[IntegrationKind, Parser] = MappingProxyType(
    {
        IntegrationKind.ALERTMANAGER: lambda body, integration, _: alertmanager.parse(body, integration),
        IntegrationKind.PAGERDUTY: pagerduty.parse,
        IntegrationKind.GENERIC: lambda body, integration, _: generic.parse(body, integration),
    }
)


def parse(body: bytes, integration: Integration, fresh_key: str) -> tuple[Arrival, ...]:
    """What arrived in the body of a request to this integration. Raises Unreadable."""
    return PARSERS[integration.kind](body, integration, fresh_key)
