"""Names that lead nowhere, in a file whose values can't all be read yet: one look tells everything there is to mend."""

from __future__ import annotations

from collections.abc import Iterator

from bot.config.findings import Findings
from bot.config.problems import Where, nearest

SECTIONS = {
    "person": "people",
    "schedule": "schedules",
    "team": "teams",
    "policy": "policies",
    "service": "services",
}

Named = tuple[Where, str, object]
"""Where a name stands, what kind of thing it names, and the name."""


def check_raw_names(data: object, told: set[Where], misnamed: set[Where], findings: Findings) -> None:
    """Reports the names that the sections do not have, except at the places already told, and those that an entry of
    `misnamed` will have."""
    for where, kind, name in _named(data):
        # A section that is missing or no section may be one with a typing error: that is told, and is enough.
        known = _keys(data, SECTIONS[kind])
        if not known or not isinstance(name, str) or name in known or where in told:
            continue
        if (SECTIONS[kind], nearest(name, known)) not in misnamed:
            findings.unknown(where, kind, name, known, SECTIONS[kind])


def _named(data: object) -> Iterator[Named]:
    for name, schedule in _keys(data, "schedules").items():
        for i, layer in enumerate(_items(schedule, "layers")):
            people = _items(_keys(layer, "rotation"), "people")
            for n, person in enumerate(people):
                yield ("schedules", name, "layers", i, "rotation", "people", n), "person", person
        yield from _one(schedule, ("schedules", name, "second_of"), "schedule")
        for i, override in enumerate(_items(schedule, "overrides")):
            for key in ("person", "instead_of"):
                yield from _one(override, ("schedules", name, "overrides", i, key), "person")
    yield from _paged(data)
    for name, team in _keys(data, "teams").items():
        for n, person in enumerate(_items(team, "members")):
            yield ("teams", name, "members", n), "person", person
        yield from _one(team, ("teams", name, "policy"), "policy")
    for name, service in _keys(data, "services").items():
        yield from _one(service, ("services", name, "team"), "team")
    yield from _one(data, ("catch_all",), "service")


def _paged(data: object) -> Iterator[Named]:
    for name, policy in _keys(data, "policies").items():
        for i, level in enumerate(_items(policy, "levels")):
            for n, target in enumerate(_items(level, "page")):
                yield from _target(("policies", name, "levels", i, "page", n), target)
        for i, branch in enumerate(_items(policy, "branches")):
            yield from _one(branch, ("policies", name, "branches", i, "policy"), "policy")
            for n, service in enumerate(_items(branch, "services")):
                yield ("policies", name, "branches", i, "services", n), "service", service
        if isinstance(policy, dict):
            yield from _target(("policies", name, "when_all_quiet"), policy.get("when_all_quiet"))


def _target(where: Where, target: object) -> Iterator[Named]:
    kind, colon, name = target.partition(":") if isinstance(target, str) else ("", "", "")
    if colon and kind in {"person", "schedule", "team"}:
        yield where, kind, name


def _one(entry: object, where: Where, kind: str) -> Iterator[Named]:
    if isinstance(entry, dict):
        yield where, kind, entry.get(where[-1])


def _keys(entry: object, key: str) -> dict[str, object]:
    value = entry.get(key) if isinstance(entry, dict) else None
    return value if isinstance(value, dict) else {}


def _items(entry: object, key: str) -> list[object]:
    value = entry.get(key) if isinstance(entry, dict) else None
    return value if isinstance(value, list) else []
