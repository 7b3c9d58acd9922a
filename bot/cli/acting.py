"""Acting at the command line, for when Slack is down; a running `serve` tells the others."""

from __future__ import annotations

from bot.cli.asking import incident_called
from bot.cli.terminal import engine, fail, out
from bot.domain.decision import Refused
from bot.domain.requests import Acknowledge, Actor, Asked, Request, Resolve, Standing
from bot.domain.setup import Setup
from bot.render.answers import answer
from bot.render.refusals import refusal
from bot.render.terminal import in_terminal


def acknowledge(name: str, person: str) -> None:
    """`person` has it now."""
    _carry_out(Acknowledge(), name, person)


def resolve(name: str, person: str, text: str) -> None:
    """It is over."""
    _carry_out(Resolve(text), name, person)


def _carry_out(request: Request, name: str, person: str) -> None:
    with engine() as opened:
        by = _actor(opened.setup, person)
        incident = incident_called(opened, name)
        outcome = opened.handle.handle(Asked(request, by, incident.id))
        setup, now = opened.setup, opened.now()
    if isinstance(outcome, Refused):
        fail(in_terminal(refusal(outcome, setup), setup))
    said = answer(request, outcome, setup, now)
    out.print(in_terminal(said.text, setup) if said else "Done.", markup=False, soft_wrap=True)


def _actor(setup: Setup, person: str) -> Actor:
    """Whoever has this machine's shell may speak for a person of the file."""
    known = setup.people.get(person) or setup.person_with_slack(person)
    if known:
        return Actor(known.name, Standing.MEMBER, known.zone)
    if setup.people:
        fail(f"Nobody is called {person} in the team's file. There are: {', '.join(setup.people)}.")
    return Actor(person)
