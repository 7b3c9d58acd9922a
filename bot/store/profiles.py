"""What Slack said of people, kept so that a page need not wait for Slack."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Row, select

from bot.domain.requests import Profile, Standing
from bot.store.tables import profiles
from bot.store.transactions import Tx
from bot.store.upserts import put


def keep(tx: Tx, fetched: Iterable[Profile]) -> None:
    """Store them, in place of what was known."""
    put(tx, profiles, [_row(profile) for profile in sorted(fetched, key=lambda one: one.slack_id)])


def find(tx: Tx, slack_id: str) -> Profile | None:
    """One person."""
    return find_many(tx, [slack_id]).get(slack_id)


def find_many(tx: Tx, slack_ids: Collection[str]) -> dict[str, Profile]:
    """Those of them who are known, by Slack id."""
    rows = tx.execute(select(profiles).where(profiles.c.slack_id.in_(slack_ids)))
    return {row.slack_id: _profile(row) for row in rows}


def _profile(row: Row[tuple[object, ...]]) -> Profile:
    return Profile(row.slack_id, row.name, row.zone, Standing(row.standing), row.fetched_at)


def _row(profile: Profile) -> dict[str, object]:
    return {
        "slack_id": profile.slack_id,
        "name": profile.name,
        "zone": profile.zone,
        "standing": profile.standing.value,
        "fetched_at": profile.fetched_at,
    }
