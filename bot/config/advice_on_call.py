"""Warnings about who may be left alone, branches that never hold, and steps that reach nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.config.advice import people_behind, people_reached
from bot.config.findings import Findings
from bot.config.problems import Where
from bot.domain.setup import Branch, Level, Method, Person, Policy, Setup, TargetKind, Weekday

A_YEAR = timedelta(days=366)


def advise_on_calls(setup: Setup, findings: Findings, today: date) -> None:
    """Reports every warning of the kind; holidays of the year from `today` on."""
    for policy in setup.policies.values():
        where: Where = ("policies", policy.name)
        for i, level in enumerate(policy.levels):
            _emptied(setup, policy, level, (*where, "levels", i), findings, today)
        for i, branch in enumerate(policy.branches):
            _branch(setup, policy, i, branch, (*where, "branches", i), findings)
    _steps(setup, findings)


def _emptied(
    setup: Setup, policy: Policy, level: Level, where: Where, findings: Findings, today: date
) -> None:
    """Days on which nobody of a level can be paged."""
    names = dict.fromkeys(name for target in level.page for name in people_behind(setup, target))
    people = [setup.people[name] for name in sorted(names)]
    if not people or any(target.kind is TargetKind.CHANNEL for target in level.page):
        return
    number = where[-1]
    off = frozenset.intersection(*(person.days_off for person in people))
    if off:
        days = ", ".join(day.name.lower() for day in sorted(off, key=lambda day: day.value))
        what = (
            f"on {days} everyone of level {number} of {policy.name} has a day off: the level is passed over"
        )
        findings.warn(where, what, "give one of them that day, or add somebody who works then")
    feast = next((day for day in _year_from(today) if all(_is_off(p, day) for p in people)), None)
    if feast:
        what = f"on {feast:%Y-%m-%d} ({_named(people, feast)}) everyone of level {number} of {policy.name} is off: the level is passed over"
        findings.warn(where, what, "add somebody with other holidays, or write who takes them as an override")


def _year_from(today: date) -> Iterator[date]:
    return (today + timedelta(days=days) for days in range(A_YEAR.days))


def _is_off(person: Person, day: date) -> bool:
    """A holiday; the weekly days off of everybody were told."""
    return day in person.holidays


def _named(people: list[Person], day: date) -> str:
    return next(person.holidays[day] for person in people if day in person.holidays)


def _branch(
    setup: Setup, policy: Policy, place: int, branch: Branch, where: Where, findings: Findings
) -> None:
    ours = {name for name in setup.services if setup.policy_for(name) is policy}
    if branch.services and not branch.services & ours:
        what = f"this branch of {policy.name} never holds: none of its services is paged by {policy.name}"
        findings.warn(
            (*where, "services"), what, "name services of a team with this policy, or delete the branch"
        )
    for before in policy.branches[:place]:
        if _takes_all(before, branch):
            what = f"this branch of {policy.name} is never reached: the one to {before.policy} holds first"
            findings.warn(where, what, "put it before that one")
            break
    if setup.policies[branch.policy].branches:
        what = f"{branch.policy} has branches of its own, which are not asked when {policy.name} leads there"
        findings.warn((*where, "policy"), what, f"write what should hold as branches of {policy.name}")


def _takes_all(first: Branch, second: Branch) -> bool:
    """Whether the first holds whenever the second does, as far as can be told without a clock."""
    anytime = first.hours is None and first.days == frozenset(Weekday)
    same_time = (first.hours, first.zone) == (second.hours, second.zone) and second.days <= first.days
    severities = not first.severities or (second.severities and second.severities <= first.severities)
    services = not first.services or (second.services and second.services <= first.services)
    return bool((anytime or same_time) and severities and services)


def _steps(setup: Setup, findings: Findings) -> None:
    """Steps that someone named in the file, of people who have no address for them there."""
    paged = {name for policy in setup.policies.values() for name in people_reached(setup, policy)}
    for name, person in setup.people.items():
        for i, step in enumerate(person.notify):
            place: Where = ("people", name, "notify", i)
            if name in paged and place in findings.document.lines and not person.reached_by(step.method):
                key = "phone" if step.method in (Method.SMS, Method.VOICE) else step.method.value
                what = f"{name} is paged by {step.method.value}, but the file has no {key} of theirs"
                findings.warn(
                    place,
                    what,
                    f"add `{key}:`, or let them verify one in Slack: until then the step is left out",
                )
