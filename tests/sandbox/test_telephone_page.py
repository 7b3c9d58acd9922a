"""The telephone on the page: it comes by itself, texts are answered, calls are answered, and nothing else moves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.sandbox import Pace, Person, Sandbox
from bot.sandbox.phone.records import Call, Document
from tests.axe import complaints, still

NUMBER = "+593987654321"
PAGE = "P1 Checkout answers 5xx. Reply 1 to take it."
MENU = """<Response><Gather numDigits="1" timeout="60"><Say>Checkout is down. Press 1.</Say></Gather></Response>"""
WIDE, NARROW = (1280, 800), (390, 844)
both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["laptop", "phone"])


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Phones ring for as long as a test takes."""
    with Sandbox(pace=Pace(rings=60.0, word=0.0)) as running:
        yield running


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.person("ana", id="U0ANA", tz="America/Guayaquil", real_name="Ana Espinoza", phone=NUMBER)


@pytest.fixture
def bruno(sandbox: Sandbox) -> Person:
    """He has no telephone."""
    return sandbox.person("bruno", id="U0BRU", tz="Europe/Madrid", real_name="Bruno Cedeño")


def opened(page: Page, sandbox: Sandbox, size: tuple[int, int] = WIDE, who: str = "U0ANA") -> Locator:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{sandbox.url}/?as={who}")
    page.locator("body.ready").wait_for()
    return page.get_by_role("region", name="Telephone")


def rings(sandbox: Sandbox) -> Call:
    exchange, now = sandbox.exchange, sandbox.exchange.now()
    document = Document(twiml=MENU)
    return exchange.dial(Call(exchange.new_call_sid(), exchange.account.number, NUMBER, document, now, now))


@pytest.mark.browser
@both
def test_a_text_comes_by_itself_and_is_answered(
    page: Page, sandbox: Sandbox, ana: Person, bruno: Person, size: tuple[int, int]
) -> None:
    phone = opened(page, sandbox, size)
    expect(phone).to_be_hidden()
    sandbox.exchange.send(NUMBER, PAGE)
    expect(phone.get_by_text(PAGE)).to_be_visible()
    expect(phone.get_by_role("heading")).to_contain_text(f"Ana’s phone {NUMBER}")
    phone.get_by_role("textbox", name="Text message").fill("1")
    page.keyboard.press("Enter")
    expect(phone.locator(".bubble.mine")).to_contain_text("1")
    assert [sms.body for sms in ana.phone.texts] == [PAGE, "1"]


@pytest.mark.browser
@both
def test_a_call_is_answered_and_a_key_pressed(
    page: Page, sandbox: Sandbox, ana: Person, bruno: Person, size: tuple[int, int]
) -> None:
    phone = opened(page, sandbox, size)
    call = rings(sandbox)
    phone.get_by_role("button", name="Answer").click()
    expect(phone.get_by_text("Checkout is down. Press 1.")).to_be_visible()
    expect(phone.get_by_role("button", name="1", exact=True)).to_be_focused()
    page.keyboard.press("1")
    expect(phone.get_by_text("Pressed 1")).to_be_visible()
    phone.get_by_role("button", name="Hang up").click()
    expect(phone.get_by_text("Call, pressed 1")).to_be_visible()
    assert (call.pressed, call.answered_by, call.status.value) == ("1", "human", "completed")


@pytest.mark.browser
def test_a_call_is_declined_and_a_missed_one_leaves_its_words(
    page: Page, sandbox: Sandbox, ana: Person, bruno: Person
) -> None:
    phone = opened(page, sandbox)
    call = rings(sandbox)
    phone.get_by_role("button", name="Decline").click()
    expect(phone.get_by_text("Call declined")).to_be_visible()
    assert call.status.value == "busy"
    rings(sandbox)
    ana.phone.rings().lets_it_ring()
    expect(phone.get_by_text("Missed call, voicemail")).to_be_visible()
    expect(phone.get_by_text("Checkout is down. Press 1.")).to_be_visible()


@pytest.mark.browser
def test_nothing_moves_and_no_focus_is_taken_when_it_comes(
    page: Page, sandbox: Sandbox, ana: Person, bruno: Person
) -> None:
    phone = opened(page, sandbox)
    composer = page.get_by_role("textbox", name="Message", exact=True)
    composer.fill("half a sent")
    before = [page.locator(part).bounding_box() for part in ("#messages", "#room > .composer", "#heading")]
    rings(sandbox)
    phone.get_by_role("button", name="Answer").wait_for()
    after = [page.locator(part).bounding_box() for part in ("#messages", "#room > .composer", "#heading")]
    assert before == after
    expect(composer).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("The telephone rings")


@pytest.mark.browser
def test_what_was_put_away_comes_back_with_the_next_text_only(
    page: Page, sandbox: Sandbox, ana: Person, bruno: Person
) -> None:
    phone = opened(page, sandbox)
    sandbox.exchange.send(NUMBER, "first")
    phone.get_by_role("textbox", name="Text message").press("Escape")
    expect(phone).to_be_hidden()
    expect(page.get_by_role("button", name="Telephone")).to_be_focused()
    bruno.says("hello")
    page.locator("#messages").get_by_text("hello").wait_for()
    expect(phone).to_be_hidden()
    sandbox.exchange.send(NUMBER, "second")
    expect(phone.get_by_text("second")).to_be_visible()


@pytest.mark.browser
def test_anothers_phone_buzzes_at_their_face_and_is_theirs_alone(
    page: Page, sandbox: Sandbox, ana: Person, bruno: Person
) -> None:
    phone = opened(page, sandbox, who="U0BRU")
    expect(page.locator("#phone-button")).to_be_hidden()
    sandbox.exchange.send(NUMBER, PAGE)
    face = page.locator("#faces").get_by_role("button", name="Ana")
    expect(face).to_have_attribute("title", f"On Ana Espinoza’s phone: {PAGE}")
    expect(phone).to_be_hidden()
    face.click()
    expect(phone.get_by_text(PAGE)).to_be_visible()
    expect(page.locator("#faces .badge")).to_have_count(0)


@pytest.mark.browser
def test_axe_has_nothing_to_say_of_it(page: Page, sandbox: Sandbox, ana: Person, bruno: Person) -> None:
    still(page)
    found = []
    phone = opened(page, sandbox)
    for size in (WIDE, NARROW):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        sandbox.exchange.send(NUMBER, PAGE)
        phone.get_by_text(PAGE).last.wait_for()
        ana.phone.replies("1")
        phone.locator(".bubble.mine").last.wait_for()
        found += complaints(page, f"texts {size}")
        rings(sandbox)
        phone.get_by_role("button", name="Answer").wait_for()
        found += complaints(page, f"ringing {size}")
        phone.get_by_role("button", name="Answer").click()
        phone.get_by_text("Press a key").wait_for()
        found += complaints(page, f"spoken {size}")
        phone.get_by_role("button", name="Hang up").click()
        phone.get_by_text("Call", exact=False).last.wait_for()
    assert not found, "\n".join(found)
