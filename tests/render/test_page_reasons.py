"""Why somebody is paged reads the same wherever it is read, also where an earlier version put it into words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import events as e
from bot.domain.incident import Incident, SentPage
from bot.domain.notices import PageChannel, PagePerson, RefreshPage
from bot.domain.page_reasons import LastResort, PagedBecause, PageReason
from bot.render import mail
from bot.render.export import from_json, to_csv, to_json
from bot.render.export_markdown import to_markdown
from bot.render.page_reasons import why_paged
from bot.render.pages import page
from bot.render.timeline import say
from bot.render.voice import PlainVoice, SlackVoice
from tests.delivery.pagers.rings import ring
from tests.render.samples import NOW, incident_of, recorded, setup_of

SETUP = setup_of()
PRIMARY = PageReason(PagedBecause.ON_CALL, "primary")
UNANSWERED = incident_of(owner=None, acknowledged_at=None, handoff=None, pages=(SentPage("ana", 0),))

SAID = [
    (PRIMARY, "on call on primary"),
    (PageReason(PagedBecause.NAMED), "named in the policy"),
    (PageReason(PagedBecause.IN_HUB, "madrid"), "in the hub madrid"),
    (PageReason(PagedBecause.IN_TEAM, "payments"), "in the team payments"),
    (PageReason(PagedBecause.ASKED_FOR, "payments", "carla"), "Carla asked for payments"),
    (
        PageReason(PagedBecause.ASKED_FOR, "payments", text="look at\nthe disk"),
        "somebody asked for payments: look at the disk",
    ),
    (PageReason(PagedBecause.SILENT), "it still fires, and nothing was heard from you"),
    (PageReason(PagedBecause.FIRES_AGAIN), "it was over and fires again"),
    (PageReason(PagedBecause.WORSE), "it got worse"),
    (
        replace(PRIMARY, last_resort=LastResort.OTHERS_UNREACHABLE),
        "on call on primary; away, but nobody else can be reached",
    ),
    (replace(PRIMARY, last_resort=LastResort.NOBODY_ANSWERED), "on call on primary; nobody answered yet"),
    (
        replace(PRIMARY, last_resort=LastResort.NOBODY_AWAKE_ANSWERED),
        "on call on primary; nobody awake answered",
    ),
    (
        replace(PRIMARY, last_resort=LastResort.EVERYONE_QUIET),
        "on call on primary; everyone is in quiet hours",
    ),
    (
        replace(PRIMARY, last_resort=LastResort.OTHERS_QUIET),
        "on call on primary; everyone else is in quiet hours",
    ),
    ("on call on primary; nobody awake answered", "on call on primary; nobody awake answered"),
]


def test_every_reason_is_in_the_table() -> None:
    typed = [why for why, _ in SAID if isinstance(why, PageReason)]
    assert {why.because for why in typed} == {*PagedBecause}
    assert {why.last_resort for why in typed} == {None, *LastResort}


@pytest.mark.parametrize("why, said", SAID)
def test_whoever_is_paged_reads_the_same_in_slack_and_in_a_mail(why: PageReason | str, said: str) -> None:
    in_slack = page(PagePerson("ana", 0, why), UNANSWERED, SETUP, NOW)
    assert in_slack.text.endswith(f"Can you take it? Why you: {said}.")
    assert f"Why you: {said}." in mail.text(replace(ring(), why=why, setup=SETUP), slack_down=False)


@pytest.mark.parametrize("why, said", SAID)
def test_the_timeline_and_the_exports_say_it_of_them(why: PageReason | str, said: str) -> None:
    paged = recorded(e.Paged("ana", 0, 0, 0, why), 2)
    story = (recorded(e.Declared("Checkout fails", UNANSWERED.severity)), paged)
    sentence = f"Paged Ana ({said.replace('from you', 'from them')})."
    assert say(paged, SlackVoice(SETUP)) == sentence
    exports = (to_json, to_csv, to_markdown)
    assert [sentence in export(UNANSWERED, story, SETUP) for export in exports] == [True, True, True]
    assert from_json(to_json(UNANSWERED, story, SETUP)) == story


@pytest.mark.parametrize(
    "because, news",
    [
        (PagedBecause.SILENT, "it still fires, and nothing was heard from you"),
        (PagedBecause.FIRES_AGAIN, "it was over and fires again"),
        (PagedBecause.WORSE, "it got worse"),
    ],
)
def test_an_owner_reads_in_slack_why_they_are_asked_again(because: PagedBecause, news: str) -> None:
    shown = page(PagePerson("diego", 0, PageReason(because)), incident_of(), SETUP, NOW)
    assert shown.text.endswith(f"You have it: {news}. Press Acknowledge if you are still on it.")


def test_a_page_that_leads_to_its_new_room_keeps_its_reason() -> None:
    shown = page(RefreshPage("ana", 0, PRIMARY), UNANSWERED, SETUP, NOW)
    assert shown.text.endswith("Can you take it? Why you: on call on primary.")


def test_a_channel_reads_why_it_is_asked() -> None:
    shown = page(PageChannel("ops", 0, PageReason(PagedBecause.NAMED)), UNANSWERED, SETUP, NOW)
    assert shown.text.endswith("Who takes it? Why here: named in the policy.")


def _page_to_ana(why: PageReason | str, incident: Incident) -> str:
    return page(PagePerson("ana", 0, why), incident, SETUP, NOW).text


def test_a_page_without_a_reason_gives_none() -> None:
    assert _page_to_ana("", UNANSWERED).endswith("Can you take it?")
    assert _page_to_ana("", incident_of()).endswith("needs help. Press Acknowledge if you can join.")
    assert page(PagePerson("diego", 0, ""), incident_of(), SETUP, NOW).text.endswith(
        "You have it. Press Acknowledge if you are still on it."
    )


@pytest.mark.parametrize("why", [e.ANSWERED_A_PAGE, "answered a page"])
def test_whoever_answers_a_page_late_joins(why: str) -> None:
    """An earlier version stored it as a sentence."""
    assert say(recorded(e.ResponderJoined("ana", why)), SlackVoice(SETUP)) == "Ana joined (answered a page)."


@pytest.mark.parametrize("reason", [e.GAVE_BACK, "can't take it"])
def test_whoever_can_not_take_a_page_gave_it_back(reason: str) -> None:
    failed = recorded(e.PageFailed("ana", 0, reason), by="ana")
    assert say(failed, SlackVoice(SETUP)) == "Ana gave the page back."


def test_what_the_asker_wrote_calls_nobody_and_makes_no_link() -> None:
    asked = PageReason(PagedBecause.ASKED_FOR, "<!here>", "carla", "<@U0EVE> <!channel> [x](http://x)")
    assert why_paged(asked, SlackVoice(SETUP)) == (
        "Carla asked for &lt;!here&gt;: &lt;@U0EVE&gt; &lt;!channel&gt; [x](http://x)"
    )
    assert "<@U0EVE> <!channel>" in why_paged(asked, PlainVoice(SETUP))
