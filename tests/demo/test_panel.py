"""The demo's side of the page: what it answers, what it refuses, and a browser that uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from bot.clock import MovableClock
from bot.demo.show import Show
from tests.demo.conftest import TUESDAY, watched

Json = dict[str, Any]


def ask(show: Show, path: str, body: Json | None = None, kind: str = "application/json") -> tuple[int, Any]:
    data = json.dumps(body).encode() if body is not None else None
    try:
        with urlopen(Request(f"{show.url}{path}", data, {"Content-Type": kind}), timeout=10) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


@pytest.fixture(scope="module")
def untouched() -> Iterator[Show]:
    """One for all who only look, or are refused."""
    running = Show(0, MovableClock(TUESDAY))
    running.start()
    yield running
    running.stop()


def test_whoever_is_nobody_sees_and_gets_no_conversation(untouched: Show) -> None:
    before = len(untouched.sandbox.workspace.channels)
    status, _ = ask(untouched, "/demo/state?as=U0NOBODY&channel=D0")
    assert (status, len(untouched.sandbox.workspace.channels)) == (200, before)


def test_the_state_says_where_it_is_day_and_who_has_the_pager(untouched: Show) -> None:
    _, state = ask(untouched, "/demo/state")
    assert state["now"] == TUESDAY.isoformat()
    seen = [(who["name"], who["place"], who["time"], who["night"], who["on_call"]) for who in state["people"]]
    assert seen == [
        ("Eva Santos", "Manila", "Tue 18:00", False, False),
        ("Felix Reyes", "Manila", "Tue 18:00", False, False),
        ("Carla Ruiz", "Madrid", "Tue 11:00", False, False),
        ("Diego Martín", "Madrid", "Tue 11:00", False, True),
        ("Ana Espinoza", "Guayaquil", "Tue 05:00", True, False),
        ("Bruno Cedeño", "Guayaquil", "Tue 05:00", True, False),
    ]
    assert state["people"][3]["day"][0]["what"] == "night"
    assert state["bot"]["life"] == "running"
    assert state["bot"]["health"]["status"] == "ok"
    assert state["weather"]["sky"] == "fine"
    assert [step["done"] for step in state["tour"]] == [False] * 8
    assert state["coming"]["in"] == "5 h 0 min"
    assert [s["name"] for s in state["services"]] == ["checkout", "payments-api", "search", "catalogue"]


def test_the_shop_fires_and_the_answer_shows_it(show: Show) -> None:
    order = {"act": "fire", "service": "search", "kind": "pagerduty", "severity": "error"}
    status, state = ask(show, "/demo/shop", order)
    assert status == 200
    assert state["done"] == "PagerDuty Events fired for search: the door answered 202."
    fires = {s["name"]: s["firing"] for s in state["services"]}
    assert fires["search"] == {"pagerduty": {"severity": "error", "for": "0 s", "pods": 1}}
    assert state["answers"][0]["status"] == 202
    assert state["coming"]["what"] == "Diego Martín gets a text message (INC-2026-0001)"
    assert state["ahead"][0] == state["coming"]


@pytest.mark.parametrize(
    "asked,done", [({"minutes": 1}, "Nothing came due."), ({"to": "next"}, "The primary pager goes to")]
)
def test_time_moves_and_says_what_happened(show: Show, asked: Json, done: str) -> None:
    before = show.clock.now()
    status, state = ask(show, "/demo/time", asked)
    assert status == 200
    assert state["done"].startswith(done)
    assert show.clock.now() > before


@pytest.mark.parametrize(
    "path,body,sentence",
    [
        ("/demo/time", {"minutes": -5}, "forwards only"),
        ("/demo/time", {"minutes": 1e300}, ""),
        ("/demo/time", {"minutes": "5"}, "Say how far"),
        ("/demo/time", {}, "Say how far"),
        ("/demo/time", {"until": "tomorrow"}, "Invalid isoformat"),
        ("/demo/time", {"until": "2026-11-24T09:00:00+00:00"}, "forwards only"),
        ("/demo/time", {"until": "2026-11-24T12:00:00"}, "with its offset"),
        ("/demo/weather", {"sky": "hail"}, "hail"),
        ("/demo/bot", {"act": "bribe"}, "kill and restart"),
        ("/demo/shop", {"act": "burn", "service": "checkout", "kind": "generic"}, "The shop can't burn"),
        ("/demo/shop", {"act": "fire", "service": "cellar", "kind": "generic"}, "no cellar"),
        ("/demo/shop", {"act": "fire", "service": "checkout", "kind": "pigeon"}, "pigeon"),
        ("/demo/shop", {"act": "resolve", "service": "checkout", "kind": "generic"}, "fire it first"),
        ("/demo/shop", {"act": "fire", "service": "x" * 5000, "kind": "generic"}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    untouched: Show, path: str, body: Json, sentence: str
) -> None:
    status, answer = ask(untouched, path, body)
    assert status == 400
    assert sentence in answer["error"]
    assert untouched.clock.now() == TUESDAY
    assert untouched.shop.answers == ()


def test_another_page_of_the_browser_cannot_move_the_demo(untouched: Show) -> None:
    """A form may post across origins, but only as types that are not JSON."""
    status, _ = ask(untouched, "/demo/time", {"minutes": 5}, kind="text/plain")
    assert status == 400
    assert untouched.clock.now() == TUESDAY


# In a browser.


@pytest.fixture
def page(show: Show, browser: Browser) -> Iterator[Page]:
    """The demo's page, as Diego sees it."""
    with watched(browser, ViewportSize(width=1280, height=860)) as opened:
        page = opened()
        page.goto(f"{show.url}/?as=U0DIE")
        yield page


@pytest.mark.browser
def test_somebody_plays_it_in_a_browser(page: Page, show: Show) -> None:
    time, shop = page.get_by_role("region", name="Time"), page.get_by_role("region", name="Shop monitoring")
    shop.get_by_role("button", name="Fire checkout").click()
    shop.get_by_role("status").get_by_text(
        "Alertmanager fired for checkout: the door answered 200"
    ).wait_for()
    shop.get_by_text("Alertmanager: critical for 0 s").wait_for()
    time.get_by_role("paragraph").get_by_text("Diego Martín gets a text message (INC-2026-0001)").wait_for()
    jump = time.get_by_role("button", name="To the next")
    expect(jump).to_have_accessible_description(
        "Next, at 11:01: Diego Martín gets a text message (INC-2026-0001), in 1 min 0 s."
    )
    jump.press("Enter")
    time.get_by_role("status").get_by_text("Diego Martín gets a text message (INC-2026-0001)").wait_for()
    time.get_by_role("button", name="Diego on call Madrid 11:01").wait_for()
    shop.get_by_label("Sent by").select_option(label="Plain JSON")
    expect(shop.get_by_role("button", name="Resolve checkout")).to_have_attribute("aria-disabled", "true")
    shop.get_by_label("Sent by").select_option(label="Alertmanager")
    shop.get_by_role("button", name="Resolve checkout").click()
    shop.get_by_text("Alertmanager resolved for checkout: 200").wait_for()


@pytest.mark.browser
def test_the_bot_is_killed_and_started_and_says_what_it_did(page: Page, show: Show) -> None:
    panel = page.get_by_role("region", name="Slack's weather, and the bot")
    panel.get_by_role("button", name="Kill the bot").click()
    panel.get_by_role("status").get_by_text("Killed with SIGKILL").wait_for()
    panel.get_by_role("definition").get_by_text("dead").wait_for()
    panel.get_by_role("button", name="Start it again").click()
    panel.get_by_role("status").get_by_text("Back after").wait_for()
    panel.get_by_role("definition").get_by_text("running, ok").wait_for()


@pytest.mark.browser
def test_the_weather_turns(page: Page, show: Show) -> None:
    panel = page.get_by_role("region", name="Slack's weather, and the bot")
    down = panel.get_by_role("button", name="Down")
    down.click()
    panel.get_by_text("Slack is gone, sockets and all").wait_for()
    expect(down).to_have_attribute("aria-pressed", "true")
    panel.get_by_role("button", name="Fine").click()
    panel.get_by_text("Slack answers at once").wait_for()


@pytest.mark.browser
def test_the_slider_lets_time_pass(page: Page, show: Show) -> None:
    slider = page.get_by_role("slider", name="Let time pass up to")
    slider.fill("60")
    slider.dispatch_event("change")
    page.get_by_role("button", name="Diego on call Madrid 12:00").wait_for()
    expect(slider).to_have_value("0")


@pytest.mark.browser
def test_the_tour_is_left_and_taken_up_again(page: Page, show: Show) -> None:
    page.goto(
        f"{show.url}/?as=U0EVA"
    )  # whose phone does not buzz: at Diego's the page would open on his page
    tour = page.get_by_role("region", name="Tour")
    tour.get_by_role("button", name="Break the checkout").click()
    tour.get_by_role("button", name="Break something (done)").wait_for()
    tour.get_by_role("button", name="Leave the tour").click()
    page.reload()
    tour.get_by_text("1 of 8").wait_for()
    expect(tour.get_by_role("button", name="Be Diego")).to_be_hidden()
    tour.get_by_role("button", name="Resume the tour").click()
    tour.get_by_role("button", name="Be Diego").click()
    page.get_by_role("button", name="See who is paged (done)").wait_for()


SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((one) => one.value)))
    .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_the_page_comes(show: Show, browser: Browser, width: int) -> None:
    """How soon it is there: benchmarks/page.py."""
    with watched(browser, ViewportSize(width=width, height=800)) as opened:
        for _ in range(3):
            page = opened()
            page.add_init_script(SHIFTS)
            page.goto(show.url)
            page.get_by_role("button", name="Break the checkout").wait_for()
            page.wait_for_timeout(500)
            assert page.evaluate("window.shifts") == []


@pytest.mark.browser
def test_in_half_a_screen_the_panels_stand_beside_the_messages(page: Page) -> None:
    room, panels = page.locator("#room"), page.locator("#panels")
    page.get_by_role("button", name="Break the checkout").wait_for()
    for width in (800, 960):
        page.set_viewport_size({"width": width, "height": 900})
        assert room.evaluate("it => it.clientWidth") >= 360
        assert room.evaluate("it => it.getBoundingClientRect().right") <= panels.evaluate(
            "it => it.offsetLeft"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_on_a_phone_the_tour_is_open_under_the_story_and_closes(page: Page, show: Show) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{show.url}/?as=U0EVA")
    opener = page.get_by_role("button", name="Demo", exact=True)
    start = page.get_by_role("button", name="Break the checkout")
    expect(start).to_be_in_viewport()
    expect(page.get_by_text("Is somebody on it?")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(
        "(panels => panels.scrollWidth <= panels.clientWidth)(document.querySelector('#panels'))"
    )
    start.focus()
    page.keyboard.press("Escape")
    expect(start).to_be_hidden()
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")
    page.reload()
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.press("Enter")
    expect(start).to_be_in_viewport()
