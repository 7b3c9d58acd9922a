"""A Slack workspace on this machine: Web API, Socket Mode, HTTP events, people to drive it and a page to use it."""

from bot.sandbox.commands import Argument, SlashCommand, Suggestion, Verb
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.people import Answer, Person
from bot.sandbox.phone import Account, Pace
from bot.sandbox.records import Json
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.seen import SeenHome, SeenMessage, SeenView
from bot.sandbox.slack import App

__all__ = [
    "Account",
    "Answer",
    "App",
    "Argument",
    "Fault",
    "FaultKind",
    "Json",
    "Pace",
    "Person",
    "Sandbox",
    "SeenHome",
    "SeenMessage",
    "SeenView",
    "SlashCommand",
    "Suggestion",
    "Verb",
]
