"""What one line of the file says about another: names that must exist, keys that exclude each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta

from bot.config.findings import Findings
from bot.config.model import File, LayerEntry, LevelEntry, PolicyEntry, ScheduleEntry
from bot.config.problems import Where
from bot.config.references_on_call import check_branches, check_order, check_times_off
from bot.domain.setup import Target, TargetKind


def check_references(file: File, findings: Findings) -> None:
    """Reports every error that takes more than one place of the file to see."""
    for name, schedule in file.schedules.items():
        _schedule(file, findings, ("schedules", name), schedule)
    for name, policy in file.policies.items():
        _policy(file, findings, ("policies", name), policy)
    check_times_off(file, findings)
    check_branches(file, findings)
    _owners(file, findings)
    ids = {name: person.slack for name, person in file.people.items() if person.slack}
    for name, first in _given_before(ids):
        what = f"{name} has the Slack id of {first}"
        findings.error(("people", name, "slack"), what, "write this person's own member ID")
    for name, first in _given_before({name: door.token.sha256 for name, door in file.integrations.items()}):
        what = f"{name} has the token of {first}"
        findings.error(("integrations", name, "token"), what, "make one for each integration")


def _schedule(file: File, findings: Findings, where: Where, schedule: ScheduleEntry) -> None:
    name = where[-1]
    if schedule.layers is not None and schedule.second_of is not None:
        what = f'schedule "{name}" has layers and second_of'
        findings.error((*where, "second_of"), what, "keep one of them")
    elif schedule.layers is None and schedule.second_of is None:
        instead = "add `layers:`, or `second_of:` another schedule"
        findings.error(where, f'schedule "{name}" has no layers', instead)
    if schedule.second_of is not None:
        _second_of(file, findings, (*where, "second_of"), schedule.second_of)
    seen: set[str] = set()
    for i, layer in enumerate(schedule.layers or ()):
        here: Where = (*where, "layers", i)
        if layer.name in seen:
            findings.error((*here, "name"), f'two layers are named "{layer.name}"', "give one another name")
        seen.add(layer.name)
        _layer(findings, here, layer)
        check_order(findings, (*here, "valid_until"), layer.valid_from, layer.valid_until)
        _people(file, findings, (*here, "rotation", "people"), layer.rotation.people)


def _second_of(file: File, findings: Findings, where: Where, first: str) -> None:
    own = [name for name, schedule in file.schedules.items() if schedule.layers]
    if first not in file.schedules:
        findings.unknown(where, "schedule", first, own, "schedules")
    elif first not in own:
        instead = f"write {own[0]}, which has layers" if own else "name a schedule that has layers"
        circle = " to ".join(_circle(file, str(where[1])))
        none = f'schedule "{first}" has no layers of its own'
        findings.error(where, f"second_of leads round in a circle: {circle}" if circle else none, instead)


def _circle(file: File, name: str) -> list[str]:
    """The schedules from this one back to it, each `second_of` the next; empty when the way ends elsewhere."""
    way = [name]
    while (here := file.schedules.get(way[-1])) and here.second_of:
        if here.second_of in way:
            return [*way, name] if here.second_of == name else []
        way.append(here.second_of)
    return []


def _layer(findings: Findings, where: Where, layer: LayerEntry) -> None:
    span = [key for key, value in (("from", layer.from_), ("until", layer.until)) if value is not None]
    if layer.hours is not None and span:
        what = f'layer "{layer.name}" has hours and {span[0]}'
        key = (*where, span[0])
        findings.error(key, what, "keep hours for daily shifts, from and until for weekly ones")
    elif layer.hours is None and not span:
        what = f'layer "{layer.name}" does not say when its shifts are'
        findings.error(where, what, 'add `hours: "07:00-16:00"`, or `from: "fri 19:00", until: "mon 00:00"`')
    elif len(span) == 1:
        other = "until" if span == ["from"] else "from"
        what = f'layer "{layer.name}" has no "{other}"'
        findings.error((*where, span[0]), what, f'add `{other}: "mon 00:00"`')
    if layer.days is not None and span:
        what = f'layer "{layer.name}" has days and {span[0]}'
        findings.error((*where, "days"), what, "delete days: from and until name the days")


def _people(file: File, findings: Findings, where: Where, names: Iterable[str]) -> None:
    for i, name in enumerate(names):
        if name not in file.people:
            findings.unknown((*where, i), "person", name, file.people, "people")


def _policy(file: File, findings: Findings, where: Where, policy: PolicyEntry) -> None:
    latest = timedelta(0)
    for i, level in enumerate(policy.levels):
        here: Where = (*where, "levels", i)
        if level.after < latest:
            what = "this level comes before the one above it"
            findings.error((*here, "after"), what, "put the levels in the order of `after`")
        latest = max(latest, level.after)
        _targets(file, findings, here, level)
    if isinstance(policy.when_all_quiet, Target):
        _target(file, findings, (*where, "when_all_quiet"), policy.when_all_quiet)


def _targets(file: File, findings: Findings, where: Where, level: LevelEntry) -> None:
    for i, target in enumerate(level.page):
        _target(file, findings, (*where, "page", i), target)


def _target(file: File, findings: Findings, where: Where, target: Target) -> None:
    hubs = [person.hub or person.zone for person in file.people.values()]
    known: dict[TargetKind, tuple[Collection[str], str]] = {
        TargetKind.PERSON: (file.people, "people"),
        TargetKind.SCHEDULE: (file.schedules, "schedules"),
        TargetKind.TEAM: (file.teams, "teams"),
        TargetKind.HUB: (hubs, "people"),
    }
    # Slack knows its channels; the file does not.
    names, section = known.get(target.kind, ((target.name,), ""))
    if target.name not in names:
        findings.unknown(where, target.kind.value, target.name, names, section)


def _owners(file: File, findings: Findings) -> None:
    for name, team in file.teams.items():
        _people(file, findings, ("teams", name, "members"), team.members)
        if team.policy is not None and team.policy not in file.policies:
            findings.unknown(("teams", name, "policy"), "policy", team.policy, file.policies, "policies")
    for name, service in file.services.items():
        if service.team is not None and service.team not in file.teams:
            findings.unknown(("services", name, "team"), "team", service.team, file.teams, "teams")
    if file.catch_all is not None and file.catch_all not in file.services:
        findings.unknown(("catch_all",), "service", file.catch_all, file.services, "services")


def _given_before(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each name whose value an earlier one has already, and that one."""
    first: dict[str, str] = {}
    for name, value in values.items():
        if value in first:
            yield name, first[value]
        first.setdefault(value, name)
