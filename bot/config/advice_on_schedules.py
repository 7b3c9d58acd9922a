"""Warnings about whose turn it is: turns that change inside a shift or begin too early, and backups that are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.config.days_off import instant
from bot.config.findings import Findings
from bot.config.handover import handover_inside_shift
from bot.config.problems import Where
from bot.domain.oncall.layers import layer_shifts
from bot.domain.oncall.schedule import shifts_between
from bot.domain.oncall.spans import Span, common, joined
from bot.domain.setup import Layer, Override, Schedule, Setup


def advise_on_schedules(setup: Setup, findings: Findings, now: datetime) -> None:
    """Reports every warning of the kind; what is over before `now` (aware UTC) is none."""
    for schedule in setup.schedules.values():
        where: Where = ("schedules", schedule.name)
        if schedule.second_of is None:
            _handovers(schedule, where, findings)
            _early_turns(schedule, where, findings, now)
        else:
            first = setup.schedules[schedule.second_of]
            _lonely_backup(first, (*where, "second_of"), findings)
            _own_backup(setup, first, schedule, findings, now)


def _handovers(schedule: Schedule, where: Where, findings: Findings) -> None:
    for i, layer in enumerate(schedule.layers):
        if found := handover_inside_shift(layer):
            findings.warn((*where, "layers", i, "rotation", "starts"), found.what, found.instead)


def _early_turns(schedule: Schedule, where: Where, findings: Findings, now: datetime) -> None:
    """Layers that have people on call before the first turn that the file names."""
    early: dict[datetime, list[tuple[int, Layer]]] = {}
    for i, layer in enumerate(schedule.layers):
        if _is_early(layer, now):
            early.setdefault(layer.rotation.starts, []).append((i, layer))
    for starts, layers in early.items():
        first = layers[0][0]
        names = ", ".join(layer.name for _, layer in layers)
        what = f"turns of {names} on {schedule.name} are counted backwards too: people are on call before {starts:%Y-%m-%d %H:%M}"
        instead = f'add `valid_from: "{starts:%Y-%m-%d %H:%M}"` to begin then, or write a starts that is past'
        findings.warn((*where, "layers", first, "rotation", "starts"), what, instead)


def _is_early(layer: Layer, now: datetime) -> bool:
    if layer.valid_from:  # it says when the layer begins
        return False
    begins = instant(layer.zone, layer.rotation.starts)
    return now < begins and any(shift.starts_at < begins for shift in layer_shifts(layer, now, begins))


def _lonely_backup(first: Schedule, where: Where, findings: Findings) -> None:
    for layer in first.layers:
        if len(set(layer.rotation.people)) == 1:
            only = layer.rotation.people[0]
            what = f"layer {layer.name} of {first.name} rotates {only} alone: it has no second person"
            findings.warn(where, what, "add a person to that rotation")


def _own_backup(setup: Setup, first: Schedule, backup: Schedule, findings: Findings, now: datetime) -> None:
    """Overrides that give the backup's shift to somebody who has the pager anyway."""
    for i, override in enumerate(backup.overrides):
        both = common(*(list(_shifts(setup, one, override, now)) for one in (first, backup)))
        if both:
            since = f"{both[0][0]:%Y-%m-%d %H:%M} UTC"
            what = f"{override.person} covers on {backup.name} while on call on {first.name}, from {since}: no second person is left"
            findings.warn(
                ("schedules", backup.name, "overrides", i), what, "name somebody else, or other times"
            )


def _shifts(setup: Setup, schedule: Schedule, override: Override, now: datetime) -> Iterator[Span]:
    """When the one who covers is on call on a schedule during the override."""
    since, until = max(now, override.starts_at), override.ends_at
    shifts = shifts_between(schedule, setup.schedules, since, until)
    theirs = (shift for shift in shifts if shift.person == override.person)
    yield from joined((max(since, shift.starts_at), min(until, shift.ends_at)) for shift in theirs)
