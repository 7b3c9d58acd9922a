"""The proof as JSON: what a program, or the checks of a repository, can hold on to."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.proof.loads import Load, MostCarried
from bot.domain.proof.proving import Failure, Gap, Proof
from bot.render.proof.gaps import reasons
from bot.render.record_codec import Json, iso

HOUR = timedelta(hours=1)


def document(proof: Proof) -> dict[str, Json]:
    """`{"from", "until", "gaps", "failures", "people", "fairness"}`; times are ISO 8601 in UTC."""
    return {
        "from": iso(proof.period.since),
        "until": iso(proof.period.until),
        "gaps": [_gap(gap) for gap in proof.gaps],
        "failures": [_failure(failure) for failure in proof.failures],
        "people": [_person(load) for load in proof.loads],
        "fairness": {"max_over_median": _rounded(proof.most)},
    }


def _gap(gap: Gap) -> dict[str, Json]:
    return {
        "service": gap.service,
        "severity": gap.severity.value,
        "from": iso(gap.starts_at),
        "until": iso(gap.ends_at),
        "why": reasons(gap.why),
    }


def _failure(failure: Failure) -> dict[str, Json]:
    lasts = failure.worst.lasts
    return {
        "missing": failure.missing,
        "service": failure.service,
        "severity": failure.severity.value,
        "worst_seconds": None if lasts is None else round(lasts.total_seconds()),
        "at": iso(failure.worst.at),
    }


def _person(load: Load) -> dict[str, Json]:
    return {
        "person": load.person,
        "hours": _hours(load.primary_hours),
        "night_hours": _hours(load.at_night),
        "pages_at_night": load.woken,
    }


def _hours(span: timedelta) -> float:
    return round(span / HOUR, 2)


def _rounded(most: MostCarried | None) -> float | None:
    return None if most is None or most.over_median is None else round(most.over_median, 3)
