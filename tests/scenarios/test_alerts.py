"""What monitoring says: captured requests of real senders, and what people see of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.scenarios.conftest import MakeTown
from tests.scenarios.reading import CARLA_TOOK_IT, PAGED_CARLA, told
from tests.scenarios.town import TEAM, TOKENS, Town

TITLE = 'Error ratio 20% on a-1 — <!channel> & "quotes" <b>x</b>'
PAGED = "📟 Paged Carla (on call on primary)."


def room_of(here: Town, incident: str) -> list[str]:
    """The lines of one of several rooms."""
    room = here.incident(incident).room
    assert room
    return [told(m) for m in here.sees_in(room.channel)]


def test_a_group_is_one_incident_one_page_and_rings_nobody_by_its_words(here: Town) -> None:
    assert here.captured("alertmanager-0.25-firing-grouped").status_code == 200
    page = here.gets_page("carla", TITLE)
    assert "Runbook: runbooks.example/checkout" in page
    here.room_reads([
        f"🔴 *INC-2026-0001 · {TITLE}* [Acknowledge] [Escalate] [Resolve] [Update]",
        f"prometheus: 2 new alerts ({TITLE}, {TITLE.replace('a-1', 'b-2')}); 2 firing now.",
        PAGED,
    ])  # fmt: skip
    card = here.card()
    assert "*Alerts*\n2 firing" in card
    assert "Line2 ünïcödé 🔥" in card
    assert "Opened by an alert from prometheus Today 10:00 AM; 2 alerts so far" in card
    here.carla.sees(TITLE, "incidents")
    here.rests()


def test_repeats_say_nothing_and_recovery_is_counted_alert_by_alert(here: Town) -> None:
    """Firing, repeated, one of two resolved, all resolved: asked once, and the owner decides."""
    here.captured("alertmanager-0.25-firing-grouped")
    here.takes("carla")
    told = len(here.timeline())
    here.captured("alertmanager-0.25-repeat")
    here.captured("alertmanager-0.25-firing-grouped")
    assert len(here.timeline()) == told
    here.captured("alertmanager-0.25-resolved-grouped")
    question = here.carla.sees("Is it over? It stays open, and yours, until you say so.", "dm")
    assert "All alerts of *INC-2026-0001*" in question
    assert "all resolved" in here.card()
    assert here.replies("carla", "Keep open", question).startswith("INC-2026-0001 stays open, and yours.")
    assert here.incident().open
    lines = room_of(here, "INC-2026-0001")
    assert lines[3:5] == [
        "✓ Carla acknowledged and owns it.",
        "prometheus: 2 alerts resolved; 0 firing now.",
    ]
    here.ends(
        room=[
            (
                '🔴 *INC-2026-0001 · Error ratio 20% on a-1 — <!channel> & "quotes" <b>x</b>* '
                "[Escalate] [Resolve] [Update] [Hand off]"
            ),
            (
                'prometheus: 2 new alerts (Error ratio 20% on a-1 — <!channel> & "quotes" <b>x</b>, '
                'Error ratio 20% on b-2 — <!channel> & "quotes" <b>x</b>); 2 firing now.'
            ),
            *CARLA_TOOK_IT,
            "prometheus: 2 alerts resolved; 0 firing now.",
            "All alerts are resolved. The owner was asked whether it is over.",
        ],
        carla=[
            '🔴 INC-2026-0001 Error ratio 20% on a-1 — <!channel> & "quotes" <b>x</b> [Open room]',
            "INC-2026-0001 stays open, and yours. Resolve it when customers are well again.",
        ],
    )


def test_what_was_over_and_fires_again_asks_the_owner_who_fell_silent(here: Town) -> None:
    here.fires(severity="warning")
    here.takes("carla")
    here.later(minutes=3)
    here.recovers(severity="warning")
    here.later(minutes=20)
    here.fires(severity="warning")
    page = here.carla.waits_for(
        "You have it: it was over and fires again. Press Acknowledge if you are still on it.", where="dm"
    )
    here.presses("carla", "Acknowledge", page)
    assert here.kinds().count("Paged") == 2
    here.ends(
        room=[
            "🟡 *INC-2026-0001 · Checkout 5xx* [Escalate] [Resolve] [Update] [Hand off]",
            "📟 Paged Carla (on call on primary).",
            "✓ Carla acknowledged and owns it.",
            "shop: 1 alert resolved; 0 firing now.",
            "All alerts are resolved. The owner was asked whether it is over.",
            "shop: 1 new alert (Checkout 5xx); 1 firing now.",
            "📟 Paged Carla (it was over and fires again).",
            "Carla is still on it.",
        ],
        carla=[
            "🟡 INC-2026-0001 Checkout 5xx [Open room]",
            (
                "*INC-2026-0001* Checkout 5xx: its alerts fire again. ✓ You have it. The next update is due "
                "Today 11:00 AM. [Open room]"
            ),
            "🟡 INC-2026-0001 Checkout 5xx [Open room]",
        ],
    )


def test_one_payload_may_hold_both(here: Town) -> None:
    """a-1 has recovered and b-2 fires on: the top-level status says firing, each alert says its own."""
    here.captured("alertmanager-0.25-mixed-firing-and-resolved")
    assert here.incident().firing == 1
    assert "*Alerts*\n1 firing" in here.card()
    here.gets_page("carla", "b-2 errors")
    here.captured("alertmanager-0.25-mixed-firing-and-resolved", {
        '"status":"firing","labels":{"alertname":"HighErrorRate","pod":"b-2"': '"status":"resolved","labels":{"alertname":"HighErrorRate","pod":"b-2"',
        '"endsAt":"0001-01-01T00:00:00Z"': '"endsAt":"2026-11-21T07:30:00Z"',
    })  # fmt: skip
    assert here.incident().status.value == "resolved"
    here.ends(
        room=[
            "🔴 *INC-2026-0001 · b-2 errors* [Reopen]",
            PAGED_CARLA,
            "prometheus: 1 alert resolved; 0 firing now.",
            "✅ Resolved by itself: all alerts are resolved and nobody had it.",
            "*INC-2026-0001 is resolved after 0 s*",
            "📎 Timeline of INC-2026-0001",
        ],
        carla=["🔴 INC-2026-0001 b-2 errors [Open room]"],
    )


def test_all_resolved_before_anybody_came_it_ends_and_says_so(here: Town) -> None:
    here.prometheus(("Checkout errors", "firing", "critical"))
    page = here.gets_page("carla", "Checkout errors")
    here.later(minutes=3)
    here.prometheus(("Checkout errors", "resolved", "critical"))
    assert "✅ It is over: resolved Today 10:03 AM." in here.carla.now(page)
    assert here.carla.now(page).buttons == ("Open room",)
    here.room_reads([
        "🔴 *INC-2026-0001 · Checkout errors* [Reopen]",
        PAGED,
        "prometheus: 1 alert resolved; 0 firing now.",
        "✅ Resolved by itself: all alerts are resolved and nobody had it.",
        "*INC-2026-0001 is resolved after 3 min*",
        "📎 Timeline of INC-2026-0001",
    ])  # fmt: skip
    here.later(minutes=30)
    assert here.diego.dms() == []
    here.carla.sees("Checkout errors", "incidents")
    here.rests()


def test_what_fired_before_the_end_reopens_nothing_and_what_comes_after_is_new(here: Town) -> None:
    here.prometheus(("Checkout errors", "firing", "critical"))
    here.later(minutes=3)
    here.prometheus(("Checkout errors", "resolved", "critical"))
    here.later(minutes=1)
    here.prometheus(("Checkout errors", "firing", "critical"))  # the other one of the pair was late
    assert [incident.status.value for incident in here.incidents()] == ["resolved"]
    here.fires("Checkout errors")
    assert [incident.id for incident in here.incidents()] == ["INC-2026-0002", "INC-2026-0001"]
    here.ends(
        rooms={
            "INC-2026-0001": [
                "🔴 *INC-2026-0001 · Checkout errors* [Reopen]",
                PAGED_CARLA,
                "prometheus: 1 alert resolved; 0 firing now.",
                "✅ Resolved by itself: all alerts are resolved and nobody had it.",
                "*INC-2026-0001 is resolved after 3 min*",
                "📎 Timeline of INC-2026-0001",
            ],
            "INC-2026-0002": [
                "🔴 *INC-2026-0002 · Checkout errors* [Acknowledge] [Escalate] [Resolve] [Update]",
                PAGED_CARLA,
            ],
        },
        carla=[
            "🔴 INC-2026-0001 Checkout errors [Open room]",
            "🔴 *P1 checkout: Checkout errors* [Acknowledge] [Escalate] [I can't] [Open room]",
        ],
    )


def test_a_pair_of_alertmanagers_tells_one_thing_twice(here: Town) -> None:
    """Cut from each other, both send it, with starts some milliseconds apart."""
    assert here.captured("alertmanager-ha-partition-dup-A").status_code == 200
    assert here.captured("alertmanager-ha-partition-dup-B").status_code == 200
    assert len(here.incidents()) == 1
    assert here.incident().alerts_seen == 1
    here.ends(
        room=[
            "🔴 *INC-2026-0001 · P1* [Acknowledge] [Escalate] [Resolve] [Update]",
            PAGED_CARLA,
        ],
        carla=["🔴 *P1 checkout: P1* [Acknowledge] [Escalate] [I can't] [Open room]"],
    )


def test_a_service_that_nobody_knows_goes_to_the_catch_all(make_town: MakeTown) -> None:
    here = make_town(team="catch_all: checkout\n" + TEAM.read_text("utf-8"))
    here.captured("alertmanager-ha-partition-dup-A")
    assert here.incident().service == "checkout"
    here.gets_page("carla", "P1 checkout: P1")
    here.room_reads(["🔴 *INC-2026-0001 · P1* [Acknowledge] [Escalate] [Resolve] [Update]", PAGED])
    here.carla.sees("INC-2026-0001", "incidents")
    here.rests()


def test_without_a_catch_all_it_goes_to_the_first_service(here: Town) -> None:
    here.captured("alertmanager-ha-partition-dup-A")
    assert here.incident().service == "checkout"
    here.gets_page("carla")
    here.ends(
        room=[
            "🔴 *INC-2026-0001 · P1* [Acknowledge] [Escalate] [Resolve] [Update]",
            PAGED_CARLA,
        ],
        carla=["🔴 *P1 checkout: P1* [Acknowledge] [Escalate] [I can't] [Open room]"],
    )


def test_what_the_sender_cut_off_is_said(here: Town) -> None:
    here.captured("alertmanager-0.25-truncated-max_alerts")
    line = next(m.text for m in here.sees_in(here.room) if "cut off" in m.text)
    assert "The sender cut off" in line
    here.ends(
        room=[
            "🔴 *INC-2026-0001 · pod p-00000 down* [Acknowledge] [Escalate] [Resolve] [Update]",
            (
                "prometheus: 3 new alerts (pod p-00000 down, pod p-00001 down, pod p-00002 down); 3 "
                "firing now. The sender cut off 47 more alerts."
            ),
            PAGED_CARLA,
        ],
        carla=["🔴 *P1 checkout: pod p-00000 down* [Acknowledge] [Escalate] [I can't] [Open room]"],
    )


@pytest.mark.parametrize(
    'said, severity, where',
    [("critical", "P1", "channel"), ("error", "P2", "channel"), ("warning", "P3", "thread"), ("info", "P4", "thread"),
     ("purple", "P2", "channel")],
)  # fmt: skip
def test_the_senders_word_decides_the_severity(here: Town, said: str, severity: str, where: str) -> None:
    here.prometheus(("Checkout errors", "firing", said))
    incident = here.incident()
    assert incident.room
    assert (incident.severity.value, incident.room.kind.value) == (severity, where)
    page = here.gets_page("carla", f"{severity} checkout: Checkout errors")
    assert page.buttons == ("Acknowledge", "Escalate", "I can't", "Open room")
    mark = {"P1": "🔴", "P2": "🟠", "P3": "🟡", "P4": "🔵"}[severity]
    here.ends(
        room=[
            f"{mark} *INC-2026-0001 · Checkout errors* [Acknowledge] [Escalate] [Resolve] [Update]",
            PAGED_CARLA,
        ],
        carla=[
            f"{mark} *{severity} checkout: Checkout errors* [Acknowledge] [Escalate] [I can't] [Open room]"
        ],
    )


def test_an_integration_may_have_its_own_table(make_town: MakeTown) -> None:
    text = TEAM.read_text("utf-8")
    ours = "service_label: service, severity_label: severity, severities: {page: P1, ticket: P4}}"
    here = make_town(team=text.replace("service_label: service, severity_label: severity}", ours))
    here.prometheus(("Checkout errors", "firing", "ticket"), group="a")
    here.prometheus(("Checkout down", "firing", "page"), group="b")
    assert [incident.severity.value for incident in here.incidents()] == ["P1", "P4"]
    here.ends(
        rooms={
            "INC-2026-0001": [
                "🔵 *INC-2026-0001 · Checkout errors* [Acknowledge] [Escalate] [Resolve] [Update]",
                PAGED_CARLA,
            ],
            "INC-2026-0002": [
                "🔴 *INC-2026-0002 · Checkout down* [Acknowledge] [Escalate] [Resolve] [Update]",
                PAGED_CARLA,
            ],
        },
        carla=[
            "🔵 *P4 checkout: Checkout errors* [Acknowledge] [Escalate] [I can't] [Open room]",
            "🔴 *P1 checkout: Checkout down* [Acknowledge] [Escalate] [I can't] [Open room]",
        ],
    )


def test_pagerdutys_own_acknowledge_stops_paging_and_sets_no_owner(here: Town) -> None:
    """Trigger, acknowledge and resolve with one key, as the client sends them."""
    assert here.captured("pagerduty-trigger-dedup").json() == {
        "status": "success", "message": "Event processed", "dedup_key": "checkout/5xx",
    }  # fmt: skip
    page = here.gets_page("carla", "P3 checkout: With dedup")
    here.captured("pagerduty-trigger-dedup")
    assert len(here.incidents()) == 1
    here.captured("pagerduty-acknowledge")
    assert "✓ Somebody acknowledged it where the alert comes from." in here.carla.now(page)
    assert here.carla.now(page).buttons == ("Open room",)
    assert "nobody here; acknowledged at the alert's source" in here.card()
    assert here.card().buttons == ("Acknowledge", "Escalate", "Resolve", "Update")
    here.later(minutes=30)
    assert here.diego.dms() == []
    assert here.presses("eva", "Acknowledge", here.card("eva")) == ""
    assert here.incident().owner == "eva"
    here.captured("pagerduty-resolve")
    here.eva.sees("Is it over?", "dm")
    here.ends(
        room=[
            "🟡 *INC-2026-0001 · With dedup* [Escalate] [Resolve] [Update] [Hand off]",
            PAGED_CARLA,
            "✓ Acknowledged in pagerduty: paging stopped. Nobody owns it here yet.",
            "✓ Eva acknowledged and owns it.",
            "pagerduty: 1 alert resolved; 0 firing now.",
            "All alerts are resolved. The owner was asked whether it is over.",
        ],
        carla=["🟡 INC-2026-0001 With dedup [Open room]"],
        eva=[
            (
                "All alerts of *INC-2026-0001* With dedup are resolved since Today 5:30 PM. Is it "
                "over? It stays open, and yours, until you say so. [Resolve] [Keep open] [Open room]"
            )
        ],
    )


def test_a_worse_alert_of_the_group_raises_it_and_a_better_one_does_not_lower_it(here: Town) -> None:
    here.prometheus(("Some errors", "firing", "error"))
    here.takes("carla")
    here.prometheus(("Some errors", "firing", "error"), ("All fail", "firing", "critical"))
    here.prometheus(("A warning", "firing", "warning"))
    here.room_reads([
        "🔴 *INC-2026-0001 · Some errors* [Escalate] [Resolve] [Update] [Hand off]",
        PAGED,
        "✓ Carla acknowledged and owns it.",
        "prometheus: 1 new alert (All fail); 2 firing now.",
        "prometheus changed the severity: ~P2~ *P1*.",
        "prometheus: 1 new alert (A warning); 3 firing now.",
    ])  # fmt: skip
    assert len(here.carla.dms()) == 1
    here.carla.sees("Some errors", "incidents")
    here.rests()


def test_people_ended_it_and_it_fires_on_somebody_is_told_once(here: Town) -> None:
    here.prometheus(("Checkout errors", "firing", "critical"))
    here.takes("carla")
    here.answers("carla", "/incident resolve surely", here.room)
    here.later(minutes=5)
    for _ in range(3):
        here.prometheus(("Checkout errors", "firing", "critical"))
        here.later(minutes=5)
    asked = [m for m in here.carla.dms() if "its alerts fire on" in m.text]
    assert len(asked) == 1
    assert asked[0].buttons == ("Reopen", "Open room")
    here.presses("carla", "Reopen", asked[0])
    assert here.fills_in("carla", {}) is None
    assert here.incident().open
    here.ends(
        room=[
            "🔴 *INC-2026-0001 · Checkout errors* [Escalate] [Resolve] [Update] [Hand off]",
            *CARLA_TOOK_IT,
            "✅ Carla resolved it: surely",
            "*INC-2026-0001 is resolved after 0 s*",
            (
                "⚠ Its alerts fire on although it is over (Checkout errors). Somebody should look: "
                "Reopen, or silence them."
            ),
            "Carla reopened it.",
            "📎 Timeline of INC-2026-0001",
        ],
        carla=[
            "🔴 INC-2026-0001 Checkout errors [Open room]",
            (
                "*INC-2026-0001* Checkout errors: it is open again. ✓ You have it. The next update is due "
                "Today 10:25 AM. [Open room]"
            ),
        ],
    )


def test_an_alert_in_the_night_wakes_who_is_on_call_and_nobody_who_sleeps(make_town: MakeTown) -> None:
    """01:30 in Madrid, 08:30 in Manila, 19:30 in Guayaquil: a P2 finds Eva; level 3, Ana, is awake too."""
    here = make_town(start=datetime(2026, 11, 20, 0, 30, tzinfo=UTC))
    here.prometheus(("Checkout errors", "firing", "error"))
    here.gets_page("eva")
    here.later(minutes=5)
    here.gets_page("felix")
    assert [name for name in ("ana", "bruno", "carla", "diego") if here.people[name].dms()] == []
    here.ends(
        room=[
            "🟠 *INC-2026-0001 · Checkout errors* [Acknowledge] [Escalate] [Resolve] [Update]",
            "📟 Paged Eva (on call on primary).",
            "📟 Paged Felix (on call on backup).",
        ],
        eva=["🟠 *P2 checkout: Checkout errors* [Acknowledge] [Escalate] [I can't] [Open room]"],
        felix=["🟠 *P2 checkout: Checkout errors* [Acknowledge] [Escalate] [I can't] [Open room]"],
    )


def test_one_who_sleeps_is_woken_only_when_those_awake_did_not_answer(make_town: MakeTown) -> None:
    """A P2 at 10:00 in Madrid: Carla and Diego do not answer; level 3 is Ana at 04:10, and it is on record why."""
    here = make_town()
    here.prometheus(("Checkout errors", "firing", "error"))
    here.until(datetime(2026, 11, 20, 9, 9, tzinfo=UTC))
    assert here.ana.dms() == []
    here.later(minutes=1)
    lines = room_of(here, "INC-2026-0001")
    assert "Held" in here.kinds()
    assert lines[-1] == "📟 Paged Ana (named in the policy; nobody awake answered)."
    here.ends(
        room=[
            "🟠 *INC-2026-0001 · Checkout errors* [Acknowledge] [Escalate] [Resolve] [Update]",
            PAGED_CARLA,
            "📟 Paged Diego (on call on backup).",
            "📟 Paged Ana (named in the policy; nobody awake answered).",
        ],
        ana=["🟠 *P2 checkout: Checkout errors* [Acknowledge] [Escalate] [I can't] [Open room]"],
        carla=["🟠 *P2 checkout: Checkout errors* [Acknowledge] [Escalate] [I can't] [Open room]"],
        diego=["🟠 *P2 checkout: Checkout errors* [Acknowledge] [Escalate] [I can't] [Open room]"],
    )


def test_wrong_tokens_and_nonsense_are_refused_and_open_nothing(here: Town) -> None:
    assert here.posts("/hooks/shop", {"title": "x"}, "wrong").status_code == 401
    assert here.posts("/hooks/nobody", {"title": "x"}, TOKENS["SHOP_TOKEN"]).status_code == 401
    assert here.posts("/hooks/shop", {"no": "title"}, TOKENS["SHOP_TOKEN"]).status_code == 400
    assert here.posts("/v2/enqueue", {"routing_key": "wrong", "event_action": "trigger"}).status_code == 401
    assert here.incidents() == ()
    here.rests()


def test_the_same_alert_told_as_worse_raises_it(here: Town) -> None:
    """A sender with a key of its own says warning, then critical, then critical again."""
    here.fires("Disk at 80%", severity="warning", key="disk")
    here.takes("carla")
    here.fires("Disk full", severity="critical", key="disk")
    here.fires("Disk full", severity="critical", key="disk")
    assert here.incident().severity.value == "P1"
    assert here.kinds().count("SeverityChanged") == 1
    assert here.room.startswith("#inc-2026-0001")
    assert "*Severity*\nP1" in here.card()
    here.ends(
        room=[
            "🔴 *INC-2026-0001 · Disk at 80%* [Escalate] [Resolve] [Update] [Hand off]",
            "shop changed the severity: ~P3~ *P1*.",
        ],
        carla=["🟡 INC-2026-0001 Disk at 80% [Open room]"],
        incidents=[
            "🔴 *INC-2026-0001 · Disk at 80%* [Escalate] [Resolve] [Update] [Hand off] [Open room]",
            *CARLA_TOOK_IT,
            "🔴 *INC-2026-0001 · Disk at 80%* [Open room]",
        ],
    )
