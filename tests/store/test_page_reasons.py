"""Pages and notices that an earlier version stored, with their reason as a sentence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.events import Paged
from bot.domain.incident import Incident, SentPage
from bot.domain.notices import NotifyBy, PageChannel, PagePerson, RefreshPage, Telling
from bot.domain.setup import Method, Severity
from bot.store import codec

EARLIER = "on call on primary; nobody awake answered"
_EARLIER_NOTICE = (
    '{"id":"INC-1/7/page","incident":"INC-1","lane":"person/ana","what":{%s},"urgency":0,"surface":"page/0",'
    '"needs":null}'
)


def test_a_page_of_an_earlier_version_keeps_the_words_of_its_reason() -> None:
    stored = (
        f'{{"person":"ana","step":0,"level":0,"round":0,"why":"{EARLIER}","channel":null,"schedule":"primary",'
        '"plan":[],"is":"paged"}'
    )
    assert codec.event_from_json(stored) == Paged("ana", 0, 0, 0, EARLIER, schedule="primary")


@pytest.mark.parametrize(
    "stored, what",
    [
        ('"person":"ana","step":0,"why":"%s","is":"page_person"', PagePerson("ana", 0, EARLIER)),
        (
            '"person":"ana","step":0,"method":"sms","why":"%s","is":"notify_by"',
            NotifyBy("ana", 0, Method.SMS, EARLIER),
        ),
        ('"channel":"ops","step":0,"why":"%s","is":"page_channel"', PageChannel("ops", 0, EARLIER)),
        ('"person":"ana","step":0,"why":"%s","is":"refresh_page"', RefreshPage("ana", 0, EARLIER)),
    ],
)
def test_so_does_a_notice(stored: str, what: Telling) -> None:
    assert codec.notice_from_json(_EARLIER_NOTICE % (stored % EARLIER)).what == what


def test_so_does_a_page_that_waits_for_an_answer() -> None:
    sent = SentPage("ana", 0, None, "primary", EARLIER, Severity.P1)
    incident = Incident("INC-1", "x", Severity.P1, datetime(2026, 11, 2, tzinfo=UTC), "ana", pages=(sent,))
    stored = codec.incident_to_json(incident)
    assert f'"schedule":"primary","why":"{EARLIER}","severity":"P1"' in stored
    assert codec.incident_from_json(stored) == codec._reader(Incident)(stored) == incident
