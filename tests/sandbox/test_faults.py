"""Each fault as slack_sdk meets it, what the journal says of it, and the rate limits."""

from __future__ import annotations

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Fault, FaultKind, Person, Sandbox
from bot.sandbox.rates import Rates
from tests.sandbox.test_chat import refusal

CUT = (ConnectionResetError, URLError, http.client.HTTPException)


def test_a_reset_before_has_no_effect(sandbox: Sandbox, web: WebClient, ana: Person, room: str) -> None:
    fault = sandbox.faults.add(Fault(FaultKind.RESET_BEFORE, "chat.postMessage", count=1))
    with pytest.raises(CUT):
        web.chat_postMessage(channel=room, text="lost")
    ana.sees_no("lost")
    assert fault.hits == 1
    assert (sandbox.journal.calls("chat.postMessage")[0].error, web.auth_test()["ok"]) == ("reset", True)


def test_a_reset_after_has_taken_effect_and_nobody_was_told(
    sandbox: Sandbox, web: WebClient, ana: Person, room: str
) -> None:
    sandbox.faults.add(Fault(FaultKind.RESET_AFTER, "chat.postMessage", count=1))
    with pytest.raises(CUT):
        web.chat_postMessage(channel=room, text="said")
    ana.sees("said", "#room")
    entry = sandbox.journal.calls("chat.postMessage")[0]
    assert (entry.applied, entry.answered, entry.error) == (True, False, "reset")


def test_slack_sdks_own_retries_say_it_twice(sandbox: Sandbox, ana: Person, room: str) -> None:
    sandbox.faults.add(Fault(FaultKind.RESET_AFTER, "chat.postMessage", count=1))
    WebClient(sandbox.bot_token, base_url=sandbox.api_url).chat_postMessage(channel=room, text="twice")
    assert [message.text for message in ana.reads("room")] == ["twice", "twice"]


def test_a_limit_carries_retry_after_and_spares_other_channels(
    sandbox: Sandbox, web: WebClient, ana: Person, room: str
) -> None:
    other = sandbox.channel("other", [ana]).id
    fault = sandbox.faults.add(Fault(FaultKind.RATELIMITED, "chat.*", channel=room, retry_after=30))
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(channel=room, text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "30"
    assert caught.value.response["error"] == "ratelimited"
    assert web.chat_postMessage(channel=other, text="x")["ok"]
    fault.remove()
    assert web.chat_postMessage(channel=room, text="x")["ok"]


def test_statuses_html_and_errors(sandbox: Sandbox, web: WebClient) -> None:
    fault = sandbox.faults.add(Fault(FaultKind.STATUS, "auth.*", status=503, retry_after=7))
    with pytest.raises(SlackApiError) as unavailable:
        web.auth_test()
    assert unavailable.value.response.status_code == 503
    assert unavailable.value.response.headers["retry-after"] == "7"
    fault.remove()
    fault = sandbox.faults.add(Fault(FaultKind.HTML, "auth.test"))
    with pytest.raises(SlackApiError, match="non-JSON"):
        web.auth_test()
    fault.remove()
    sandbox.faults.add(Fault(FaultKind.ERROR, error="internal_error"))
    assert refusal(web.auth_test) == "internal_error"
    assert [entry.error for entry in sandbox.journal] == ["http_503", "html", "internal_error"]


def test_a_hang_outlasts_the_clients_patience(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(FaultKind.HANG, "auth.test", count=1))
    impatient = WebClient(sandbox.bot_token, base_url=sandbox.api_url, timeout=1, retry_handlers=[])
    with pytest.raises((TimeoutError, URLError)):
        impatient.auth_test()
    assert impatient.auth_test()["ok"]


def test_slow_and_latency_let_requests_overlap(sandbox: Sandbox, web: WebClient) -> None:
    sandbox.latency = 0.3
    fault = sandbox.faults.add(Fault(FaultKind.SLOW, "auth.test", seconds=0.3))
    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _n: web.auth_test(), range(8)))
    assert 0.6 <= time.monotonic() - started < 4
    assert fault.hits == 8


def test_everything_down_is_no_socket_either(sandbox: Sandbox, web: WebClient, ana: Person) -> None:
    fault = sandbox.faults.add(Fault(FaultKind.DOWN))
    with pytest.raises(CUT):
        web.auth_test()
    with pytest.raises(CUT):
        web.apps_connections_open(app_token=sandbox.app_token)
    fault.remove()
    assert web.auth_test()["ok"]


def test_a_fault_ends_by_count_by_time_and_by_condition(sandbox: Sandbox, web: WebClient, room: str) -> None:
    sandbox.faults.add(Fault(FaultKind.ERROR, "chat.*", error="a", lasts=0.05))
    sandbox.faults.add(Fault(FaultKind.ERROR, "chat.*", error="b", count=1))
    sandbox.faults.add(
        Fault(FaultKind.ERROR, "chat.*", error="c", when=lambda args: args["text"] == "poison")
    )
    assert refusal(web.chat_postMessage, channel=room, text="x") == "a"
    time.sleep(0.06)
    assert web.chat_postMessage(channel=room, text="x")["ok"]  # "b" had struck the first one too
    assert refusal(web.chat_postMessage, channel=room, text="poison") == "c"
    sandbox.faults.clear()
    assert web.chat_postMessage(channel=room, text="poison")["ok"]


def test_a_kill_of_the_upload_alone(sandbox: Sandbox, web: WebClient, room: str) -> None:
    sandbox.faults.add(Fault(FaultKind.RESET_BEFORE, "files.upload", count=1))
    with pytest.raises(CUT):
        web.files_upload_v2(channel=room, content="x", filename="x.txt")
    assert sandbox.journal.count("files.completeUploadExternal") == 0


def test_rates_are_off_until_enforced(sandbox: Sandbox, web: WebClient, ana: Person, room: str) -> None:
    other = sandbox.channel("other", [ana]).id
    for number in range(10):
        web.chat_postMessage(channel=room, text=str(number))
    sandbox.rates.enforce()
    for number in range(3):
        web.chat_postMessage(channel=room, text=str(number))
    assert refusal(web.chat_postMessage, channel=room, text="too fast") == "ratelimited"
    assert web.chat_postMessage(channel=other, text="x")["ok"]


def test_a_tier_refills_with_time() -> None:
    now = [0.0]
    rates = Rates(lambda: now[0])
    rates.enforce()
    assert [rates.take("conversations.create", "") for _ in range(20)] == [0] * 20
    assert rates.take("conversations.create", "") == 3
    now[0] += 3
    assert rates.take("conversations.create", "") == 0
    assert rates.take("auth.test", "") == 0


def test_the_journal_waits_without_polling(sandbox: Sandbox, web: WebClient, room: str) -> None:
    def later() -> None:
        for number in range(2):
            web.chat_postMessage(channel=room, text=str(number))

    thread = threading.Thread(target=later)
    thread.start()
    found = sandbox.journal.waits_for("chat.postMessage", count=2, ended=True)
    assert [entry.args["text"] for entry in found] == ["0", "1"]
    assert "token" not in found[0].args
    assert all(entry.duration > 0 and entry.ok for entry in found)
    thread.join()
    with pytest.raises(AssertionError, match="was asked for 0 times, not 1"):
        sandbox.journal.waits_for("views.open", timeout=0.01)


def test_a_thousand_calls_do_not_wait_for_delayed_acknowledgements(sandbox: Sandbox) -> None:
    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
    headers: dict[str, Any] = {"Authorization": f"Bearer {sandbox.bot_token}"}
    started = time.monotonic()
    for _ in range(1000):
        connection.request("POST", "/api/auth.test", b"", headers)
        connection.getresponse().read()
    assert time.monotonic() - started < 10  # 0.4 s on two shared cores; without TCP_NODELAY it would be 40
    connection.close()
