"""A provider of the file -> what carries its pages. Only the kinds that are configured are loaded.

Twilio's client and Apprise take some 11 and 20 MB of memory each (docs/decisions/0011-providers-are-loaded-by-kind.md),
so this one module imports by name; tests/test_architecture.py allows it here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from bot.config.paging import Provider
from bot.config.paging_words import ProviderKind
from bot.delivery.pagers.carrying import Carrier

MODULES = {
    ProviderKind.TWILIO: "bot.delivery.pagers.twilio_carrier",
    ProviderKind.SMTP: "bot.delivery.pagers.smtp_carrier",
    ProviderKind.APPRISE: "bot.delivery.pagers.apprise_carrier",
}
"""Each has a function `build` from a Provider to a Carrier."""


def load(provider: Provider) -> Carrier:
    """What carries this provider's pages."""
    build = cast("Callable[[Provider], Carrier]", import_module(MODULES[provider.kind]).build)
    return build(provider)
