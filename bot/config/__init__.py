"""Settings and the team's file, checked before anything starts."""

from bot.config.load import Loaded, load_setup
from bot.config.problems import ConfigError, Problem
from bot.config.schema import schema
from bot.config.settings import Settings, SettingsError, load_settings

__all__ = [
    "ConfigError",
    "Loaded",
    "Problem",
    "Settings",
    "SettingsError",
    "load_settings",
    "load_setup",
    "schema",
]
