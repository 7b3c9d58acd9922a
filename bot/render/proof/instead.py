"""What to write in the file instead: each change has been tried by the proof before it is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.people import hub_of
from bot.domain.proof.advice import Advice, WriteBound, WriteHours, advise
from bot.domain.proof.proving import Failure, Gap, Proof
from bot.domain.proof.remedies import (
    AddAddress,
    AddLayer,
    AddLevel,
    Change,
    GivePolicy,
    GiveTeam,
    never_alone,
    remedy,
)
from bot.domain.setup import Setup, Severity
from bot.render.proof.gaps import Pattern, patterns
from bot.render.proof.tables import by_missing, longest, who
from bot.render.proof.words import alerts, clock, named, wait

GAPS_TRIED = 40
"""Each costs a sweep or two; whoever has more of them mends the first ones first."""

NEVER_TRIED = 8


@dataclass(frozen=True, slots=True)
class Instead:
    """What to do. `gaps`: a sentence for each of the first patterns; `never`: one for each whose silence leaves alerts
    with nobody, by `person:NAME` or `hub:NAME`."""

    gaps: tuple[tuple[Pattern, str], ...]
    never: dict[str, str]
    left_out: int

    def never_lines(self) -> list[str]:
        """The same, each with its name."""
        return [f"{who(missing)}: {told}" for missing, told in self.never.items()]


def instead(proof: Proof, setup: Setup) -> Instead:
    """Tries what there is to try; that takes about as long as the proof when there is much."""
    advice = advise(setup, proof.period, proof.uncovered)
    found = patterns(proof.gaps)
    tried = found[:GAPS_TRIED]
    return Instead(
        tuple((one, _against(proof, setup, advice, _gaps_in(one))) for one in tried),
        dict(_never(proof, setup)),
        len(found) - len(tried),
    )


def _against(proof: Proof, setup: Setup, advice: Sequence[Advice], gaps: Sequence[Gap]) -> str:
    """What to write; where that is at night for somebody, a layer of others too if it helps."""
    change = remedy(setup, proof.period, advice, gaps)
    told = in_words(change)
    if isinstance(change, WriteHours) and change.at_night:
        layer = remedy(setup, proof.period, (), gaps)
        if isinstance(layer, AddLayer):
            return f"{told.rstrip('.')}; or add a layer to {layer.schedule} for these hours where it is day."
    return told


def _gaps_in(pattern: Pattern) -> list[Gap]:
    return [Gap(*alert, *span, pattern.why) for alert in pattern.alerts for span in pattern.stretches]


def in_words(change: Change | None) -> str:
    """One sentence; `word` is something to type."""
    match change:
        case WriteHours():
            return _hours(change)
        case WriteBound(day=None):
            return f"Leave out {change.bound.value} of the layer {change.layer} of {change.schedule}."
        case WriteBound(day=day):
            return f"Write {change.bound.value}: {day} for the layer {change.layer} of {change.schedule}."
        case AddLayer():
            return f"Add a layer to {change.schedule} for these hours."
        case AddLevel():
            return f"Add a level with schedule:NAME or person:NAME to the policy {change.policy}."
        case AddAddress():
            return f"Add `slack:` to {change.person}, with the member ID from their Slack profile."
        case GiveTeam():
            return (
                f"Give the service {change.service} a `team:` that has a `policy:`{_such_as(change.such_as)}."
            )
        case GivePolicy():
            return f"Give the team {change.team} a `policy:`{_such_as(change.such_as)}."
        case None:
            return "No single change that was tried closes it: look at each reason."


def _such_as(name: str | None) -> str:
    return f", such as {name}" if name else "; with those in the file gaps would be left"


def _hours(change: WriteHours) -> str:
    hours = f"{clock(change.hours.start)}-{clock(change.hours.end)}"
    written = f'Write hours: "{hours}" for the layer {change.layer} of {change.schedule}'
    if change.at_night:
        return f"{written}, though some of what it adds is at night for {named(change.at_night)}."
    return f"{written}, all of it in daytime for its people."


def _never(proof: Proof, setup: Setup) -> Iterator[tuple[str, str]]:
    unanswered = {
        missing: (found, [failure for failure in found if failure.worst.lasts is None])
        for missing, found in by_missing(proof).items()
    }
    tried = [(missing, *each) for missing, each in unanswered.items() if each[1]][:NEVER_TRIED]
    for missing, found, never in tried:
        told = (_fine(never, found), _somebody_else(proof, setup, missing, never))
        yield missing, " ".join(filter(None, told))


def _fine(never: Sequence[Failure], found: Sequence[Failure]) -> str:
    """The alerts for the same services that somebody else hears of, and after how long at most."""
    concerned = {(failure.service, failure.severity) for failure in never}
    services = dict.fromkeys(failure.service for failure in never)
    fine = [(name, s) for name in services for s in Severity if (name, s) not in concerned]
    if not fine:
        return "No severity reaches anybody else."
    waits = [failure.worst for failure in found if (failure.service, failure.severity) in fine]
    at_most = f", after {wait(longest(waits))} at most" if waits else ""
    return f"Somebody else is paged for {alerts(fine)}{at_most}."


def _somebody_else(proof: Proof, setup: Setup, missing: str, never: Sequence[Failure]) -> str:
    kind, _, name = missing.partition(":")
    people = setup.people.values()
    without = frozenset([name] if kind == "person" else [one.name for one in people if hub_of(one) == name])
    if without.issuperset(setup.people):
        return "There is nobody else in the file."
    changes = [one for one in never_alone(setup, proof.period, without, never) if isinstance(one, AddLevel)]
    if not changes:
        return ""
    policies = named([one.policy for one in changes])
    to = "to the policy" if len(changes) == 1 else "to each of the policies"
    outside = f"besides {name}" if kind == "person" else f"from outside {name}"
    return f"Add a last level {to} {policies} with somebody {outside}, such as person:{changes[0].person}."


def silence(proof: Proof) -> Iterator[str]:
    """Who must not be silent; nothing where somebody else is always paged."""
    never = [who(failure.missing) for failure in proof.failures if failure.worst.lasts is None]
    if not never:
        return
    yield (
        f"If {named(list(dict.fromkeys(never)), ' or ')} does not answer, there are alerts for which nobody else is ever "
        "paged: see “If one does not answer”."
    )
