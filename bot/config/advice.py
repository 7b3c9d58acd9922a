"""What is allowed in the file and probably not meant: the warnings of `meridian check`."""

from __future__ import annotations

from collections.abc import Iterable

from bot.config.findings import Findings
from bot.config.model import File
from bot.config.problems import Where
from bot.config.token_strength import FEWEST_BITS
from bot.domain.setup import LocalHours, Policy, Setup, Target, TargetKind

HOW_TO_MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'


def advise(file: File, setup: Setup, findings: Findings) -> None:
    """Reports every warning; the file has no errors."""
    _ownerless(setup, findings)
    for policy in setup.policies.values():
        _policy(setup, policy, findings)
    _people(setup, findings)
    for name, door in file.integrations.items():
        if door.token.bits < FEWEST_BITS:
            what = f"the token of {name} can be guessed: about {door.token.bits} bits of {FEWEST_BITS}"
            findings.warn(("integrations", name, "token"), what, f"make one with `{HOW_TO_MAKE_ONE}`")


def _ownerless(setup: Setup, findings: Findings) -> None:
    """Services for which an alert pages nobody. A team without a policy is said once."""
    if not (setup.people or setup.services or setup.integrations):
        findings.warn(
            (), "there are no people and no services: no alert pages anybody", "add `people:` and `services:`"
        )
    for name, service in setup.services.items():
        if service.team is None:
            what = f"service {name} has no team: nobody is paged for it"
            findings.warn(("services", name), what, "add `team:` with a team that has a policy")
    used = {service.team for service in setup.services.values()}
    for name, team in setup.teams.items():
        if team.policy is None and name in used:
            what = f"team {name} has no policy: nobody is paged for its services"
            findings.warn(("teams", name), what, "add `policy:` with one of the policies")
    if setup.integrations and not setup.services:
        what = "alerts may come in, but there is no service: nobody is paged for them"
        findings.warn(("integrations",), what, "add `services:` with a team that has a policy")


def _policy(setup: Setup, policy: Policy, findings: Findings) -> None:
    where: Where = ("policies", policy.name)
    reached = people_reached(setup, policy)
    if not reached:
        what = f"policy {policy.name} pages no person"
        findings.warn(where, what, "add schedule:NAME or person:NAME to a level")
    elif len(reached) == 1 and len(setup.people) > 1:
        only = next(iter(reached))
        what = f"every level of {policy.name} pages {only} alone: if they sleep on, nobody comes"
        findings.warn(where, what, "add a level with somebody else")
    for i, level in enumerate(policy.levels):
        for j, target in enumerate(level.page):
            if target.kind is TargetKind.TEAM and not setup.teams[target.name].members:
                what = f"team {target.name} has no members: paging it reaches nobody"
                findings.warn((*where, "levels", i, "page", j), what, "add `members:` to the team")


def _people(setup: Setup, findings: Findings) -> None:
    paged = {person for policy in setup.policies.values() for person in people_reached(setup, policy)}
    for name, person in setup.people.items():
        where: Where = ("people", name)
        if person.slack is None and not person.methods and name in paged:
            what = f"{name} is paged but has no Slack id"
            findings.warn(where, what, "add `slack:` with the member ID from their Slack profile")
        if person.quiet is not None and _whole_day(person.quiet) and name in paged:
            what = f"{name} is quiet all day: pages pass them by"
            findings.warn((*where, "quiet"), what, 'write the hours of sleep, such as "23:00-07:00"')


def _whole_day(hours: LocalHours) -> bool:
    return (hours.end - hours.start) % (24 * 60) == 0


def people_reached(setup: Setup, policy: Policy) -> set[str]:
    """Everyone whom some level can page at some time."""
    targets = (target for level in policy.levels for target in level.page)
    return {person for target in targets for person in people_behind(setup, target)}


def people_behind(setup: Setup, target: Target) -> Iterable[str]:
    """Everyone whom a target can mean at some time, by the file's own layers."""
    match target.kind:
        case TargetKind.PERSON:
            return (target.name,)
        case TargetKind.HUB:
            return setup.hub_people(target.name)
        case TargetKind.TEAM:
            return setup.teams[target.name].members
        case TargetKind.CHANNEL:
            return ()
        case TargetKind.SCHEDULE:
            schedule = setup.schedules[target.name]
            whole = setup.schedules[schedule.second_of] if schedule.second_of else schedule
            return {person for layer in whole.layers for person in layer.rotation.people}
