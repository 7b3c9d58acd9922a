"""One thing that can't be carried out must not hold up what stands behind it: the next may be a page."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, insert, select

from bot.domain.notices import Notice, SayLine, Urgency
from bot.store import notices, tables
from bot.store.database import Tx
from bot.store.notices import Planned
from tests.faults.waiting import wait_until
from tests.faults.world import World


def test_a_notice_that_always_fails_is_given_up_and_the_page_behind_it_comes(here: World) -> None:
    """A line about an event that is not there: a fault of ours, in the lane of carla's pages."""
    bot = here.bot()
    assert here.fires(bot, "First").is_success
    here.rests()
    incident, now = here.incident().id, datetime.now(UTC)
    bad = Notice(f"{incident}/bad", incident, "person/carla/P1", SayLine(999), Urgency.PAGE)
    here.database.write(lambda tx: notices.add(tx, [Planned(bad, now)], now))
    assert here.fires(bot, "Second", key="second").is_success
    here.person("carla").waits_for("Second", where="dm", timeout=30)
    found = here.database.read(lambda tx: notices.find(tx, bad.id))
    assert found
    assert (found.state.value, found.reason) != ("pending", None)


def test_an_incident_that_can_not_be_saved_holds_up_nobody_elses_escalation(here: World) -> None:
    """Its next event's number is taken, so every decision about it fails."""
    bot = here.bot()
    assert here.fires(bot, "Broken", service="till", key="broken").is_success
    broken = here.incident().id
    here.database.write(lambda tx: _take_the_next_numbers(tx, broken))
    assert here.fires(bot, "Sound", service="till", key="sound").is_success
    here.person("diego").waits_for("Sound", where="dm", timeout=10)
    assert bot.alive


def _take_the_next_numbers(tx: Tx, incident: str) -> None:
    row = {"incident": incident, "at": datetime.now(UTC), "by": "nobody", "kind": "note_added"}
    body = '{"is":"note_added","text":"taken"}'
    mine = tables.events.c.incident == incident
    last = tx.execute(select(func.max(tables.events.c.seq)).where(mine)).scalar_one()  # its room may be there
    taken = range(last + 1, last + 40)
    tx.execute(insert(tables.events), [{**row, "seq": seq, "body": body} for seq in taken])


def test_pages_are_not_passed_over_for_the_edits_that_follow_them(here: World) -> None:
    """When the room opens, the page is edited to lead there; while it still waits, there is nothing to edit."""
    bot = here.bot()
    here.sandbox.latency = 0.1
    for number in range(12):
        assert here.fires(bot, f"Service {number} down", key=str(number)).is_success
    wait_until(lambda: len(here.incidents()) == 12, "twelve incidents")
    here.rests(60)
    assert sum("/page" in name for name in here.said()) == 12
    here.is_sound()
