"""Slack is down in the demo: the page comes to the telephone in the page, is answered there, and is told later."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from bot.demo.show import Show
from bot.demo.tour import STEPS
from bot.demo.weather import Sky
from bot.domain import events as e
from bot.domain.setup import IntegrationKind, Method
from tests.axe import complaints, still
from tests.demo.conftest import person, soon, watched

SMS_WITHIN = 60.0
"""Seconds from an alert to the telephone, with Slack gone."""

LAPTOP, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
TOLD = re.compile(r"Paged .*Diego.*Slack.* the page to .*Diego.*acknowledged by SMS", re.DOTALL)


def in_order(show: Show, *kinds: type[e.Event]) -> None:
    """These stand on the timeline, each after the one before."""
    told = [type(record.event) for record in show.sight().records]
    at = [told.index(kind) for kind in kinds]
    assert at == sorted(at), told


def test_the_page_comes_by_sms_and_a_reply_takes_it(show: Show) -> None:
    show.weather.turn(Sky.DOWN)
    assert show.shop.fire("checkout", IntegrationKind.ALERTMANAGER).answer.taken
    diego = person(show, "diego")
    page = diego.phone.receives("Checkout answers 5xx", timeout=SMS_WITHIN)
    assert page.body.startswith("Slack is down.")
    diego.phone.replies("1")
    diego.phone.receives("You have INC-2026-0001")
    show.weather.turn(Sky.FINE)
    assert soon(show.running.passage.settled, 40)
    in_order(show, e.Declared, e.Paged, e.PageDelayed, e.Notified, e.Acknowledged, e.RoomOpened)
    incident = show.sight().incident
    assert incident
    assert incident.owner == "diego"
    assert incident.room
    room = "\n".join(m.text for m in diego.reads(f"#{incident.room.name}"))
    assert TOLD.search(room), room
    (taken,) = [r.event for r in show.sight().records if isinstance(r.event, e.Acknowledged)]
    assert taken.via is Method.SMS
    assert show.running.comeback.said_twice() == 0
    assert show.sandbox.exchange.complaints == []


def test_a_key_pressed_in_the_call_takes_it_too(show: Show) -> None:
    show.weather.turn(Sky.DOWN)
    show.shop.fire("checkout", IntegrationKind.ALERTMANAGER)
    diego = person(show, "diego")
    diego.phone.receives("Checkout answers 5xx", timeout=SMS_WITHIN)
    show.running.passage.move_to_next()
    diego.phone.rings(10).answers().hears("Checkout answers 5xx")
    diego.phone.presses("1").hears("You have INC-2026-0001", timeout=10)
    assert soon(lambda: show.sight().happened(e.Acknowledged))


@pytest.mark.browser
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_drawn_telephone_takes_it_while_slack_is_down(
    show: Show, browser: Browser, size: ViewportSize
) -> None:
    show.tour.ticked |= {step.name for step in STEPS}
    with watched(browser, size) as opened:
        page = opened()
        still(page)
        page.goto(show.url)
        page.get_by_role("button", name="What if Slack is down?").click()
        phone = page.get_by_role("region", name="Telephone")
        _replies(page, phone)
        expect(phone.get_by_text("You have INC-2026-0001")).to_be_visible()
        assert complaints(page, "the telephone in the demo") == []
        phone.get_by_role("button", name="Put the phone away").click()
        page.get_by_role("button", name="Fine").click()
        assert soon(show.running.passage.settled, 40)
        incident = show.sight().incident
        assert incident
        assert incident.room
        page.goto(f"{show.url}/?as=U0DIE")
        if size is PHONE:
            page.get_by_role("button", name="Channels").click()
        page.get_by_role("navigation").get_by_role("button", name=re.compile(r"^inc-")).click()
        expect(page.locator("#messages")).to_contain_text(TOLD)


def _replies(page: Page, phone: Locator) -> None:
    expect(phone.locator(".bubble")).to_contain_text("Slack is down. P1", timeout=SMS_WITHIN * 1000)
    phone.get_by_role("textbox", name="Text message").fill("1")
    page.keyboard.press("Enter")
