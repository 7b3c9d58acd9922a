"""Covers, absences and branches: names that must exist, and ends that must come after their beginning."""

from __future__ import annotations

from datetime import datetime

from bot.config.findings import Findings
from bot.config.model import File
from bot.config.problems import Where, dotted


def check_times_off(file: File, findings: Findings) -> None:
    """Who covers whom, and who is away, until when."""
    for name, person in file.people.items():
        for i, away in enumerate(person.away):
            check_order(findings, ("people", name, "away", i, "until"), away.from_, away.until)
    for name, schedule in file.schedules.items():
        for i, override in enumerate(schedule.overrides):
            here: Where = ("schedules", name, "overrides", i)
            check_order(findings, (*here, "until"), override.from_, override.until)
            for key, who in (("person", override.person), ("instead_of", override.instead_of)):
                if who is not None and who not in file.people:
                    findings.unknown((*here, key), "person", who, file.people, "people")
            if override.person == override.instead_of:
                what = f"{override.person} covers themselves"
                findings.error(
                    (*here, "instead_of"), what, "name whoever is covered, or delete the key for everyone"
                )


def check_order(findings: Findings, where: Where, starts: datetime | None, ends: datetime | None) -> None:
    """An end that is not after its beginning."""
    if starts is not None and ends is not None and ends <= starts:
        what = f"{dotted(where)} is not after its beginning, {starts:%Y-%m-%d %H:%M}"
        findings.error(where, what, "write a later time; the end itself is not included")


def check_branches(file: File, findings: Findings) -> None:
    """Where branches lead, and for which services."""
    for name, policy in file.policies.items():
        for i, branch in enumerate(policy.branches):
            here: Where = ("policies", name, "branches", i)
            if branch.policy not in file.policies:
                findings.unknown((*here, "policy"), "policy", branch.policy, file.policies, "policies")
            elif branch.policy == name:
                what = f"this branch of {name} leads to {name} itself"
                findings.error((*here, "policy"), what, "name another policy, or delete the branch")
            for n, service in enumerate(branch.services):
                if service not in file.services:
                    findings.unknown((*here, "services", n), "service", service, file.services, "services")
