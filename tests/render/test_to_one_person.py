"""Pages, reminders and handoffs as the one person who gets them reads them."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from bot.domain import events as e
from bot.domain.events import HandoffText, Role, Status
from bot.domain.incident import Handoff, Incident, SentPage
from bot.domain.notices import OfferToTake, PageChannel, PagePerson
from bot.render.handoff import draft, offer, settled_offer, tell_giver
from bot.render.handoff_forms import handoff_form
from bot.render.home import need
from bot.render.message import Message
from bot.render.pages import page, settled_page
from bot.render.queries import listing
from bot.render.reminders import ask_if_resolved, ask_to_reopen, suggest_help, update_due
from tests.render.samples import NOW, incident_of, recorded, setup_of

SETUP = setup_of()
WOKEN = PagePerson("ana", 0, "on call on primary")


def unanswered() -> Incident:
    return incident_of(owner=None, acknowledged_at=None, handoff=None, impact="", pages=(SentPage("ana", 0),))


def buttons(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [e["text"]["text"] for row in rows for e in row]


def primary(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [e["text"]["text"] for row in rows for e in row if e.get("style") == "primary"]


def test_a_woken_person_sees_four_lines_and_four_buttons() -> None:
    shown = page(WOKEN, unanswered(), SETUP, NOW)
    assert shown.blocks[0]["text"]["text"].splitlines() == [
        "🔴 *P1 checkout: Checkout fails for 12%*",
        "Since <!date^1795011240^{date_short_pretty} {time}|2026-11-18 14:14 UTC> (12 min) · INC-2026-0847",
        "Can you take it? Why you: on call on primary.",
        "Runbook: <https://runbooks.example/0?a=1&amp;b=2|runbooks.example/0?a=1&amp;b=2>",
    ]
    assert buttons(shown) == ["Acknowledge", "Escalate", "I can't", "Open room"]
    assert primary(shown) == ["Acknowledge"]
    assert len(shown.blocks) == 2
    assert shown.text == "P1 checkout: Checkout fails for 12%. Can you take it? Why you: on call on primary."


def test_there_is_no_way_to_a_room_that_is_not_there_yet() -> None:
    assert "Open room" not in buttons(page(WOKEN, dataclasses.replace(unanswered(), room=None), SETUP, NOW))


def test_a_channel_is_asked_as_a_whole() -> None:
    shown = page(PageChannel("ops", 0, "named in the policy"), unanswered(), SETUP, NOW)
    assert "I can't" not in buttons(shown)
    assert "Who takes it?" in shown.text


def test_a_helper_is_told_that_somebody_has_it() -> None:
    assert "Diego has it and needs help" in page(WOKEN, incident_of(), SETUP, NOW).text


def test_a_settled_page_says_what_became_of_it_and_offers_nothing() -> None:
    has_it = settled_page(incident_of(), SETUP, "ana")
    assert has_it.text.startswith("✓ Diego has it since <!date^")
    assert buttons(has_it) == ["Open room"]
    assert settled_page(incident_of(), SETUP, "diego").text.startswith(
        "✓ You have it. The next update is due <!date^"
    )
    assert settled_page(unanswered(), SETUP, "bruno").text.startswith("↷ Passed on")
    over = incident_of(status=Status.RESOLVED, ended_at=NOW)
    assert settled_page(over, SETUP, "ana").text.startswith("✅ It is over: resolved <!date^")


def test_whoever_took_it_keeps_the_runbook_and_reads_what_is_theirs() -> None:
    taken = settled_page(incident_of(), SETUP, "diego")
    assert "Runbook: <https://runbooks.example/0" in taken.blocks[0]["text"]["text"]
    assert "yours until it is resolved or handed off" in taken.footer[0]["elements"][0]["text"]
    others = settled_page(incident_of(), SETUP, "ana")
    assert "Runbook" not in others.blocks[0]["text"]["text"]
    assert others.footer[0]["elements"][0]["text"] == "Nothing left to answer here."


def test_an_update_that_is_due_is_asked_for_twice_at_most() -> None:
    first, second = (update_due(incident_of(), SETUP, "diego", times, NOW) for times in (1, 2))
    assert buttons(first) == ["Update", "No change", "Snooze", "Open room"]
    assert "last reminder" not in first.text
    assert "this is the last reminder" in second.text


def test_questions_have_the_buttons_that_answer_them() -> None:
    over = incident_of(status=Status.RESOLVED, ended_at=NOW)
    assert buttons(suggest_help(incident_of(), SETUP, "diego", NOW))[:2] == ["Pull in help", "Not now"]
    assert buttons(ask_if_resolved(incident_of(), SETUP, "diego"))[:2] == ["Resolve", "Keep open"]
    assert buttons(ask_to_reopen(over, SETUP, "diego"))[:1] == ["Reopen"]


def test_questions_that_come_too_late_have_none() -> None:
    over = incident_of(status=Status.RESOLVED, ended_at=NOW)
    late = (
        update_due(over, SETUP, "diego", 1, NOW),
        suggest_help(over, SETUP, "diego", NOW),
        ask_if_resolved(over, SETUP, "diego"),
        ask_to_reopen(incident_of(), SETUP, "diego"),
    )
    assert [buttons(message) for message in late] == [["Open room"]] * 4


def drafted() -> Incident:
    text = HandoffText(
        "Mitigated", "12% fail", "Bad deploy", "Rolled back", "Cache", "Watch errors", "https://x.example"
    )
    until = NOW + timedelta(minutes=15)
    return incident_of(handoff=Handoff("diego", text, "carla", offered=False, epoch=4, until=until))


def test_the_draft_shows_seven_fields_in_order() -> None:
    shown = draft(drafted(), SETUP, "diego", NOW)
    assert shown.blocks[0]["text"]["text"] == "Incident Handoff — [INC-2026-0847]"
    titles = [block["text"]["text"].splitlines()[0] for block in shown.blocks[2:9]]
    assert titles == [
        "*Status*",
        "*Impact*",
        "*What we know*",
        "*What we've tried*",
        "*Current hypothesis*",
        "*Next steps*",
        "*Key links*",
    ]
    assert buttons(shown) == ["Send handoff", "Edit", "Keep it"]


def test_a_draft_says_when_its_receiver_sleeps() -> None:
    assert "⚠" not in draft(drafted(), SETUP, "diego", NOW).text
    night = draft(drafted(), SETUP, "diego", NOW.replace(hour=3))
    assert night.text.endswith("⚠ It is 04:26 for Carla. To choose somebody who is awake: Edit.")
    assert (
        "It is 04:26 for Carla."
        in handoff_form(drafted(), SETUP, NOW.replace(hour=3))["blocks"][0]["hint"]["text"]
    )


def test_a_draft_that_was_sent_offers_nothing() -> None:
    shown = draft(incident_of(), SETUP, "diego", NOW)
    assert shown.text.startswith("Your handoff of INC-2026-0847 was sent to Carla, who has until <!date^")
    assert shown.text.endswith("You own it until they accept.")
    assert buttons(shown) == ["Open room"]


def test_the_receiver_is_asked_to_read_back() -> None:
    what = OfferToTake("carla", 1, HandoffText("Mitigated", next_steps="Watch errors"))
    shown = offer(what, incident_of(), SETUP, NOW)
    assert buttons(shown) == ["Accept handoff", "I can't", "Open room"]
    assert "Diego hands INC-2026-0847 to you" in shown.text
    assert "until then Diego owns it" in shown.text


def test_an_offer_that_moved_on_says_so() -> None:
    assert settled_offer(incident_of(), SETUP, "ana").text.startswith(
        "↷ The handoff of INC-2026-0847 went on to Carla"
    )
    mine = incident_of(owner="carla", handoff=None)
    assert settled_offer(mine, SETUP, "carla").text.startswith("✓ You took over INC-2026-0847 and own it.")


def test_the_giver_hears_who_declined_and_who_is_next() -> None:
    event = e.HandoffDeclined("bruno", e.DeclinedBecause.CANNOT)
    said = tell_giver(incident_of(), recorded(event), SETUP).text
    assert said == "Bruno can't take INC-2026-0847; Carla is asked now. You own it meanwhile."


def test_the_giver_hears_what_was_read_back() -> None:
    event = e.HandedOff("diego", "carla", "I watch the error rate", HandoffText())
    said = tell_giver(incident_of(owner="carla", handoff=None), recorded(event), SETUP).text
    assert "✓ Carla took over INC-2026-0847. Read back: “I watch the error rate”." in said


def test_a_stranded_giver_is_told_what_to_do() -> None:
    shown = tell_giver(incident_of(handoff=None), recorded(e.HandoffStranded()), SETUP)
    assert "it stays yours" in shown.text
    assert primary(shown) == ["Hand off"]


def test_the_form_begins_with_what_the_draft_says() -> None:
    view = handoff_form(drafted(), SETUP, NOW)
    receiver, status = view["blocks"][0], view["blocks"][1]
    assert receiver["element"]["initial_user"] == "U0CAR"
    assert (status["block_id"], status["element"]["initial_value"]) == ("handoff_status", "Mitigated")
    assert view["private_metadata"] == "INC-2026-0847"


def test_home_says_the_most_pressing_thing_first() -> None:
    assert need("ana", unanswered(), NOW)[0] == "You were paged. Can you take it?"
    assert need("carla", incident_of(), NOW)[0].startswith("It is offered to you")
    assert need("U0EVE", incident_of(handoff=None), NOW)[0].startswith("An update is due <!date^")
    assert need("diego", incident_of(handoff=None, roles=((Role.SCRIBE, "ana"),)), NOW)[0] == "You own it."


def test_a_list_says_how_many_are_open_and_never_counts_those_that_are_over_among_them() -> None:
    going_on, over = unanswered(), incident_of(status=Status.RESOLVED)
    one = f"the worst is {going_on.severity.value} {going_on.id}: "
    assert listing([going_on], SETUP, NOW).text.startswith(f"1 incident open; {one}")
    assert listing([over, going_on], SETUP, NOW).text.startswith(f"2 incidents, 1 open; {one}")
    assert listing([over], SETUP, NOW).text == "1 incident; none is open."


def test_a_list_waits_for_nobody_where_an_incident_is_over() -> None:
    over = dataclasses.replace(unanswered(), status=Status.RESOLVED)
    lines = [
        listing([one], SETUP, NOW).blocks[0]["text"]["text"].splitlines()[1] for one in (over, unanswered())
    ]
    assert lines[0].startswith("resolved · nobody owned it · ")
    assert lines[1].startswith("investigating · nobody has it yet · ")
