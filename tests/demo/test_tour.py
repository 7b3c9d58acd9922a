"""The tour ticks itself: eight steps, each by what really happened, whoever did it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.clock import MovableClock
from bot.demo.show import Show
from bot.domain.setup import IntegrationKind
from tests.demo.conftest import person, soon

NAMES = ["alert", "page", "escalation", "acknowledge", "update", "shift-end", "handoff", "timeline"]


def steps(show: Show) -> dict[str, dict[str, object]]:
    return {str(step["name"]): step for step in show.tour.shown(show.sight())}


def done(show: Show) -> list[str]:
    return [name for name, step in steps(show).items() if step["done"]]


def offer(show: Show, step: str) -> dict[str, object]:
    """The only button of a step."""
    acts = steps(show)[step]["acts"]
    assert isinstance(acts, list)
    (only,) = acts
    assert isinstance(only, dict)
    return only


def let_nobody_answer(show: Show) -> tuple[str, ...]:
    """Press the button of the third step; what happened."""
    until = offer(show, "escalation")["time"]
    assert isinstance(until, dict)
    return show.running.passage.move_to(datetime.fromisoformat(str(until["until"]))).happened


def test_the_whole_tour_is_ticked_by_playing_it(show: Show) -> None:
    passage = show.running.passage
    assert done(show) == []
    assert list(steps(show)) == NAMES
    diego, carla, ana = (person(show, name) for name in ("diego", "carla", "ana"))

    show.shop.fire("checkout", IntegrationKind.ALERTMANAGER)
    diego.waits_for("Checkout answers 5xx", where="dm")
    assert done(show) == ["alert"]

    assert offer(show, "page")["label"] == "Be Diego"
    show.looked("U0DIE", "C-somewhere-else")
    assert done(show) == ["alert"]
    show.looked("U0DIE", str(offer(show, "page")["channel"]))
    assert done(show) == NAMES[:2]

    assert let_nobody_answer(show) == (
        "Diego Martín gets a text message (INC-2026-0001)",
        "Diego Martín is called (INC-2026-0001)",
        "Carla Ruiz is paged (INC-2026-0001)",
    )
    assert done(show) == NAMES[:3]

    assert offer(show, "acknowledge")["label"] == "Be Carla"
    carla.clicks("Acknowledge", carla.waits_for("Checkout answers 5xx", where="dm"))
    assert soon(lambda: done(show) == NAMES[:4])
    assert steps(show)["escalation"]["acts"] == []

    room = str(offer(show, "update")["channel"])
    assert carla.command("/incident update identified: a bad deploy", room).ok
    assert soon(lambda: done(show) == NAMES[:5])

    until = offer(show, "shift-end")["time"]
    assert isinstance(until, dict)
    assert offer(show, "shift-end")["label"] == "Go to 16:45"  # a quarter of an hour before five in Madrid
    passage.move_to(datetime.fromisoformat(str(until["until"])))
    assert soon(lambda: "shift-end" in done(show))

    assert offer(show, "handoff")["label"] == "Be Carla"
    passage.move(timedelta(minutes=15))  # unsent, it is offered as drafted
    assert soon(lambda: offer(show, "handoff")["label"] == "Be Ana")
    ana.clicks("Accept handoff", ana.waits_for("Accept handoff", where="dm"))
    ana.waits_for_modal("What you understood")
    ana.fills({"What you understood": "A bad deploy; it is being rolled back"})
    assert ana.submits() is None
    assert soon(lambda: "handoff" in done(show))

    assert offer(show, "timeline")["label"] == "Be Ana, at the card"
    assert offer(show, "timeline")["press"] == "resolve"
    assert ana.command("/incident resolve rolled back", room).ok
    assert soon(lambda: done(show) == NAMES)
    assert offer(show, "timeline") == {
        "label": "Go to the timeline", "be": "U0ANA", "channel": room, "thread": "", "press": "file",
    }  # fmt: skip

    show.shop.fire("search", IntegrationKind.ALERTMANAGER)
    assert soon(lambda: "search" in str(show.sight().incident))
    assert done(show) == NAMES  # a second incident unticks nothing


def test_who_answers_at_once_can_still_ask_for_help(show: Show) -> None:
    show.shop.fire("checkout", IntegrationKind.ALERTMANAGER)
    diego = person(show, "diego")
    diego.clicks("Acknowledge", diego.waits_for("Checkout answers 5xx", where="dm"))
    assert soon(lambda: "acknowledge" in done(show))
    assert "Press Escalate on the card" in str(steps(show)["escalation"]["text"])
    assert show.sight().incident is not None
    diego.command("/incident escalate INC-2026-0001")
    assert soon(lambda: "escalation" in done(show))


def test_where_two_shifts_overlap_the_first_level_is_not_the_second() -> None:
    """At half past seven in Manila Guayaquil's shift has half an hour to go, and both are paged at once."""
    show = Show(0, MovableClock(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)))
    show.start()
    try:
        show.shop.fire("checkout", IntegrationKind.ALERTMANAGER)
        for name in ("felix", "bruno"):
            person(show, name).waits_for("Checkout answers 5xx", where="dm")
        assert done(show) == ["alert"]
        let_nobody_answer(show)
        assert done(show) == ["alert", "escalation"]
    finally:
        show.stop()
