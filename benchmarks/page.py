"""The sandbox's page with 200 channels and 500 messages in one: `python -m benchmarks.page`. Needs chromium.

Each figure is what a person waits for, in the browser's own clock: from the key or the click to the frame that shows
what came of it. The answer to a click goes the whole way: page, sandbox, Socket Mode, a Bolt app, chat.update, back.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, sync_playwright
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from benchmarks.processes import percentile, report
from bot.sandbox import App as Installed
from bot.sandbox import Argument, Person, Sandbox, SlashCommand, Suggestion, Verb

CHANNELS, MESSAGES = 200, 500
TIMES = 40
TARGET = "target: p95 < 100 ms"
Json = dict[str, Any]

MEASURE = """([kind, done]) => {
  const reached = new Function(`return ${done}`);
  window.measured = new Promise((resolve) => addEventListener(kind, (event) => {
    const shown = () => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - event.timeStamp)));
    const look = () => reached() ? shown() : setTimeout(look, 1);
    look();
  }, { capture: true, once: true }));
}"""
"""Milliseconds from the next event of a kind until `done` is true and painted."""


def main() -> None:
    """Opening, typing, switching, a reaction and a button; then typing and switching with all 500 in view."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not on this machine; install it with `apt-get install chromium`")
    app = Installed(commands=(_command(),))
    with Sandbox(app=app) as sandbox, _robot(sandbox), sync_playwright() as driver:
        _fill(sandbox)
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        _opening(page, sandbox)
        _typing(page, "typing")
        _switching(page, "switching channels")
        _clicks(page)
        _whole(page)
        _typing(page, f"typing, all {MESSAGES} loaded")
        _switching(page, f"switching, all {MESSAGES} loaded")
        browser.close()


# ---- what is measured


def _opening(page: Page, sandbox: Sandbox) -> None:
    took = []
    for _ in range(3):
        page.goto(f"{sandbox.url}/?as=U0ANA")
        page.locator("body.ready #messages article").first.wait_for()
        took.append(float(page.evaluate("performance.now()")))
    report("page ready", f"{max(took):.0f} ms", "target: < 2000 ms")


def _typing(page: Page, what: str) -> None:
    words = page.get_by_role("textbox", name="Message", exact=True)
    words.fill("")
    words.focus()
    took = []
    for number, key in enumerate("/incident declare P1 checkout: the tills stand", 1):
        done = f"document.querySelector('#room textarea').value.length === {number}"
        took.append(_measured(page, "keydown", done, lambda key=key: page.keyboard.type(key)))  # type: ignore[misc]
    words.fill("")
    _said(what, took)


def _switching(page: Page, what: str) -> None:
    took = []
    for number in range(TIMES):
        name = "busy" if number % 2 else f"room-{number:03}"
        wanted = f"document.querySelector('#heading h1').textContent === '{name}'"
        filled = f"document.querySelectorAll('#messages article').length > {30 if name == 'busy' else 0}"
        button = page.locator("#channels button.row", has_text=name).first
        button.scroll_into_view_if_needed()
        took.append(_measured(page, "click", f"{wanted} && {filled}", button.click))
    _said(what, took)


def _clicks(page: Page) -> None:
    last = page.locator("#messages article").last
    reacted, answered = [], []
    for number in range(TIMES):
        last.hover()
        count = f"document.querySelectorAll('#messages .reaction').length === {1 - number % 2}"
        reacted.append(
            _measured(page, "click", count, last.get_by_role("button", name="React with fire").first.click)
        )
        done = f"document.querySelector('#messages').textContent.includes('taken {number + 1} times')"
        answered.append(_measured(page, "click", done, _button(last).click))
    _said("a reaction shows", reacted)
    _said("a button's answer by the app shows", answered)


def _button(message: Locator) -> Locator:
    return message.get_by_role("button", name="Take")


def _whole(page: Page) -> None:
    """Scroll back to the first message."""
    while page.locator("#messages article").count() < MESSAGES:
        page.locator("#messages").evaluate("box => { box.scrollTop = 0 }")
        page.wait_for_timeout(100)
    page.locator("#messages").evaluate("box => { box.scrollTop = box.scrollHeight }")


def _measured(page: Page, kind: str, done: str, act: Callable[[], object]) -> float:
    page.evaluate(MEASURE, [kind, done])
    act()
    return float(page.evaluate("window.measured"))


def _said(what: str, took: list[float]) -> None:
    figures = f"{percentile(took, 0.5):.0f} / {percentile(took, 0.95):.0f} / {max(took):.0f} ms"
    report(f"{what}, p50 / p95 / worst", figures, TARGET)


# ---- the workspace


def _command() -> SlashCommand:
    severities = Argument("severity", tuple(Suggestion(f"P{number}") for number in range(1, 5)))
    services = Argument("service", tuple(Suggestion(f"service-{number}:") for number in range(50)))
    verbs = tuple(Verb(f"verb{number}", "does something") for number in range(20))
    return SlashCommand(
        "/incident",
        "Runs incidents",
        "[verb]",
        (Verb("declare", "Open one", "", (severities, services)), *verbs),
    )


def _fill(sandbox: Sandbox) -> None:
    """Two people in 200 channels with a few messages each, and one with 500, every fifth a card."""
    people = [
        sandbox.person("ana", id="U0ANA", tz="America/Guayaquil"),
        sandbox.person("bruno", id="U0BRU", tz="Europe/Madrid"),
    ]
    for number in range(CHANNELS - 1):
        room = sandbox.channel(f"room-{number:03}", people).id
        for words in ("It is slow again", "@ana can you look?", "I see it too"):
            people[1].says(words, room)
    people[1].says("Good morning", "general")
    busy = sandbox.channel("busy", people).id
    web = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
    for number in range(MESSAGES):
        last = number == MESSAGES - 1
        if number % 5 and not last:
            _talk(people[number % 2], busy, number)
        else:
            web.chat_postMessage(channel=busy, text="a card", blocks=_card(0))


def _talk(who: Person, room: str, number: int) -> None:
    who.says(f"Line {number}: *errors* rise in `checkout`, see #room-001 and ask @ana :eyes:", room)


def _card(times: int) -> list[Json]:
    fields = [
        {"type": "mrkdwn", "text": f"*{name}*\nvalue"} for name in ("Status", "Owner", "Started", "Service")
    ]
    take = {
        "type": "button",
        "text": {"type": "plain_text", "text": "Take"},
        "action_id": "take",
        "value": str(times),
    }
    return [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": f"🔴 *INC-1 checkout fails*: taken {times} times"},
        },
        {"type": "section", "fields": fields},
        {"type": "actions", "elements": [take]},
    ]


@contextmanager
def _robot(sandbox: Sandbox) -> Iterator[None]:
    """An app that edits the card at each click."""
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
    app = App(client=client, token_verification_enabled=False, signing_secret="none")

    @app.action("take")
    def taken(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        card = _card(int(body["actions"][0]["value"]) + 1)
        client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="a card", blocks=card
        )

    for kind in ("message", "app_mention", "reaction_added", "reaction_removed", "app_home_opened"):
        app.event(kind)(lambda: None)
    handler = SocketModeHandler(app, sandbox.app_token)
    handler.client.web_client.base_url = sandbox.api_url
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        handler.close()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
