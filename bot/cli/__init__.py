"""The command line: `meridian serve | demo | check | list | export | ack | resolve | oncall | simulate`."""

from bot.cli.commands import main

__all__ = ["main"]
