"""The whole tour, played in a real browser by clicks alone: by one person, and by three side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from bot.demo.show import Show
from tests.demo.conftest import watched

pytestmark = pytest.mark.browser

Colours = Literal["light", "dark"]
LAPTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
SIZES = {"laptop": LAPTOP, "phone": PHONE}
UPDATE = "The 14:20 deploy exhausts the card provider's limit"
UNDERSTOOD = "A deploy broke the cards; it is being rolled back"
ENDED = "Rolled back; everybody can pay again"


WAY_TO = """it => {
  const here = document.activeElement;
  if (it === here) return "";
  const before = here !== document.body && it.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING;
  return before ? "Shift+Tab" : "Tab";
}"""
"""The key that a person would press who sees both."""


class Mouse:
    """Presses and fills in by clicks, or by a thumb."""

    def press(self, control: Locator) -> None:
        control.click()

    def write(self, control: Locator, words: str) -> None:
        control.fill(words)

    def choose(self, control: Locator, option: str) -> None:
        control.select_option(option)

    def go(self, window: Page, where: str) -> None:
        """By the list, which on a phone is behind a button."""
        menu = window.get_by_role("button", name="Channels")
        if menu.is_visible():
            menu.click()
        window.get_by_role("navigation").get_by_role("button", name=where).first.click()


class Keyboard:
    """Walks to everything with Tab, and back with Shift+Tab to what stands before."""

    TABS_MOST = 60

    def press(self, control: Locator) -> None:
        self._walk_to(control)
        control.page.keyboard.press("Enter")

    def write(self, control: Locator, words: str) -> None:
        self._walk_to(control)
        control.page.keyboard.type(words)

    choose = write  # a list takes the option that begins with what is typed

    def go(self, window: Page, where: str) -> None:
        """By Ctrl+K and what it is called."""
        window.keyboard.press("Control+k")
        window.keyboard.type(where)
        expect(window.get_by_role("dialog").get_by_role("option").first).to_contain_text(where)
        window.keyboard.press("Enter")

    def _walk_to(self, control: Locator) -> None:
        expect(control).to_be_visible()
        for _ in range(self.TABS_MOST):
            way = control.evaluate(WAY_TO)
            if not way:
                return
            control.page.keyboard.press(way)
        pytest.fail(f"{control} is not reached with Tab")


@dataclass(frozen=True)
class Players:
    """Who holds which window: `windows` by the person in it, or one that is everybody's in turn."""

    windows: dict[str, Page]
    hand: Mouse | Keyboard

    @property
    def first(self) -> Page:
        return next(iter(self.windows.values()))

    def press(self, label: str) -> None:
        """A button of the tour that is nobody's in particular."""
        self.hand.press(tour(self.first).get_by_role("button", name=label, exact=True))

    def be(self, name: str, where: str, *, at_the_card: bool = False) -> Page:
        """Where `name` has something to do: alone by the tour's button, else in their own window by the list there."""
        if name not in self.windows:
            self.press(f"Be {name}, at the card" if at_the_card else f"Be {name}")
            return self.first
        self.hand.go(self.windows[name], where)
        return self.windows[name]

    def act(self, window: Page, name: str) -> None:
        """Press the newest button of that name among the messages."""
        self.hand.press(window.locator("#messages").get_by_role("button", name=name, exact=True).last)

    def form(self, window: Page, send: str, **fields: str) -> None:
        """Fill in the open form and send it; underscores in a field's name stand for spaces."""
        dialog = window.get_by_role("dialog")
        for field, value in fields.items():
            control = dialog.get_by_label(field.replace("_", " "))
            (self.hand.choose if field == "Status" else self.hand.write)(control, value)
        self.hand.press(dialog.get_by_role("button", name=send, exact=True))
        expect(dialog).to_be_hidden()

    def ticked(self, step: str, count: int) -> None:
        """Every window shows that it happened, by itself."""
        for window in self.windows.values():
            expect(tour(window).get_by_role("button", name=f"{step} (done)")).to_be_attached()
            expect(tour(window).locator(".demo-progress")).to_contain_text(f"{count} of 8")


def tour(window: Page) -> Locator:
    return window.get_by_role("region", name="Tour")


def alarm_to_acknowledgement(players: Players) -> None:
    """Steps one to four."""
    players.press("Break the checkout")
    players.ticked("Break something", 1)
    page = players.be("Diego", "Meridian")
    expect(page.locator("#messages")).to_contain_text("Checkout answers 5xx to 20% of customers")
    players.ticked("See who is paged", 2)
    players.press("Let nobody answer")
    players.ticked("Let nobody answer", 3)
    players.act(players.be("Carla", "Meridian"), "Acknowledge")
    players.ticked("Take it", 4)


def update_to_handoff(players: Players) -> None:
    """Steps five to seven."""
    room = players.be("Carla", "inc-", at_the_card=True)
    players.act(room, "Update")
    players.form(room, "Send update", How_does_it_stand=UPDATE, Status="identified")
    players.ticked("Say how it is", 5)
    players.press("Go to 16:45")
    players.ticked("Let the shift end", 6)
    players.act(players.be("Carla", "Meridian"), "Send handoff")
    expect(tour(players.first)).to_contain_text("As Ana press Accept handoff")
    receiver = players.be("Ana", "Meridian")
    players.act(receiver, "Accept handoff")
    players.form(receiver, "Accept handoff", What_you_understood=UNDERSTOOD)
    players.ticked("Hand it to the next continent", 7)


def end(players: Players) -> str:
    """The last step; returns the timeline as it can be read then."""
    room = players.be("Ana", "inc-", at_the_card=True)
    players.act(room, "Resolve")
    players.form(room, "Resolve", What_ended_it=ENDED)
    players.ticked("Resolve, and read what happened", 8)
    for window in players.windows.values():
        expect(tour(window).get_by_text("Connect it to your Slack")).to_be_attached()
    players.hand.press(tour(room).get_by_role("button", name="Go to the timeline"))
    expect(room.locator(".file.press-here")).to_be_in_viewport()
    players.hand.press(room.locator(".file").last)
    viewer = room.get_by_role("dialog")
    viewer.get_by_role("heading", name="Timeline (").wait_for()
    return viewer.inner_text()


def in_order(text: str, *parts: str) -> bool:
    """Whether these stand there one after the other."""
    at = 0
    for part in parts:
        at = text.find(part, at) + len(part)
        if at < len(part):
            return False
    return True


@contextmanager
def sat_down(
    show: Show,
    browser: Browser,
    people: dict[str, str],
    size: ViewportSize,
    colours: Colours,
    hand: Mouse | Keyboard,
) -> Iterator[Players]:
    """A window for each of the people (by name, their Slack ids), each with its own memory; none may complain."""
    with watched(browser, size, colours) as opened:
        windows = {name: opened() for name in people}
        for name, window in windows.items():
            window.goto(f"{show.url}/?as={people[name]}" if people[name] else show.url)
            tour(window).get_by_text("0 of 8").wait_for()
        yield Players(windows, hand)


ALONE = {"whoever": ""}
THREE = {"Diego": "U0DIE", "Carla": "U0CAR", "Ana": "U0ANA"}


def ways() -> Iterator[object]:
    """Every way through it; `make test` takes four in which everything occurs."""
    short = {"alone-laptop-light", "alone-phone-dark", "alone-phone-light-keyboard", "three-laptop-dark"}
    for who, people in (("alone", ALONE), ("three", THREE)):
        for (size, colours), hand in product(product(SIZES, ("light", "dark")), (Mouse(), Keyboard())):
            name = f"{who}-{size}-{colours}{'-keyboard' if isinstance(hand, Keyboard) else ''}"
            marks = [] if name in short else [pytest.mark.faults_long]
            yield pytest.param(people, size, colours, hand, id=name, marks=marks)


@pytest.mark.parametrize("people,size,colours,hand", list(ways()))
def test_the_tour_is_played_to_its_end(
    show: Show,
    browser: Browser,
    people: dict[str, str],
    size: str,
    colours: Colours,
    hand: Mouse | Keyboard,
) -> None:
    with sat_down(show, browser, people, SIZES[size], colours, hand) as players:
        alarm_to_acknowledgement(players)
        players.first.reload()
        players.ticked("Take it", 4)
        update_to_handoff(players)
        timeline = end(players)
    assert in_order(
        timeline,
        "Status\tresolved", "Owner\tAna",
        "Diego", "Carla", "acknowledged", UPDATE, "Ana", UNDERSTOOD, ENDED,
    ), timeline  # fmt: skip
    assert show.sandbox.complaints == []
