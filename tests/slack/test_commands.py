"""What people type, as tables: text -> what they want."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import requests as r
from bot.domain.events import Role, Status
from bot.domain.oncall.covers import AskCover, TakeOver, TakeTimeOff
from bot.domain.setup import Person, Policy, Schedule, Service, Setup, Severity, Team
from bot.render.actions import Form
from bot.render.not_yet import Wish, not_yet
from bot.render.queries import help_text
from bot.slack.arguments import Asking
from bot.slack.commands import parse
from bot.slack.parsed import (
    Arranging,
    Misread,
    NotYet,
    Opening,
    Order,
    Parsed,
    Question,
    SelfTest,
    Topic,
    UnknownWord,
)
from bot.slack.verbs import Verb

NOW = datetime(2026, 11, 18, 14, 26, tzinfo=UTC)
SETUP = Setup(
    people={
        "ana": Person("ana", "America/Guayaquil", slack="U0ANA"),
        "diego": Person("diego", "Europe/Madrid", slack="U0DIE"),
    },
    schedules={"primary": Schedule("primary"), "backup": Schedule("backup")},
    policies={"standard": Policy("standard", ())},
    teams={"payments": Team("payments", ("ana", "diego"), policy="standard")},
    services={"checkout": Service("checkout", team="payments"), "search-api": Service("search-api")},
)
ASKING = Asking("ana", "America/Guayaquil", SETUP, NOW)
P1, P2, P3, P4 = Severity.P1, Severity.P2, Severity.P3, Severity.P4
ONE = "INC-2026-0001"


def read(text: str) -> Parsed | None:
    return parse(text, ASKING)


def order(request: r.Request, incident: str | None = None) -> Order:
    return Order(request, incident)


@pytest.mark.parametrize(
    "text,declared",
    [
        ("declare checkout is down", r.Declare("checkout is down")),
        ("declare P1 checkout is down", r.Declare("checkout is down", P1)),
        ("declare p3 slow search", r.Declare("slow search", P3)),
        ("declare SEV-2 slow search", r.Declare("slow search", P2)),
        ("declare sev1: down", r.Declare("down", P1)),
        ("declare 3 replicas are gone", r.Declare("3 replicas are gone")),
        ("declare P1 checkout: 500s", r.Declare("500s", P1, "checkout")),
        ("declare Checkout: 500s", r.Declare("500s", None, "checkout")),
        ("declare search-api: slow", r.Declare("slow", None, "search-api")),
        ("declare P2 login: nobody gets in", r.Declare("login: nobody gets in", P2)),
        ("declare checkout : 500s", r.Declare("500s", None, "checkout")),
        ("declare --private P1 a leak", r.Declare("a leak", P1, private=True)),
        ("declare P1 a leak --private", r.Declare("a leak", P1, private=True)),
        ("declare P1 a leak —private", r.Declare("a leak", P1, private=True)),
        ("declare P1 –private checkout: a leak", r.Declare("a leak", P1, "checkout", private=True)),
        ("new P4 typo", r.Declare("typo", P4)),
        ("create typo", r.Declare("typo")),
        ("open typo", r.Declare("typo")),
        ("DECLARE typo", r.Declare("typo")),
        ("*declare* typo", r.Declare("typo")),
        ("declare “Checkout is down”", r.Declare("Checkout is down")),
        ("declare *Checkout is down*", r.Declare("Checkout is down")),
        ("declare  P1   checkout:\u00a0 spaces", r.Declare("spaces", P1, "checkout")),
        ("declare we can’t pay", r.Declare("we can’t pay")),
        ("declare a &lt;b&gt; &amp;amp; c", r.Declare("a <b> &amp; c")),
        ("declare <@U0DIE|diego> sees 500s in <#C1|shop>", r.Declare("@diego sees 500s in #shop")),
        ("declare see <https://x.example/a?b=1&amp;c=2>", r.Declare("see https://x.example/a?b=1&c=2")),
        ("declare see <https://x.example|the board>", r.Declare("see the board (https://x.example)")),
        ("declare <!channel> all is lost", r.Declare("@channel all is lost")),
        ("declare &lt;@U0DIE&gt; typed by hand", r.Declare("<@U0DIE> typed by hand")),
        ("declare same as INC-2026-0001", r.Declare("same as INC-2026-0001")),
        (
            "declare P1 it is down\nsince 14:02\n\nall of it",
            r.Declare("it is down", P1, description="since 14:02\n\nall of it"),
        ),
        ("/incident declare pasted whole", r.Declare("pasted whole")),
    ],
)
def test_declaring(text: str, declared: r.Declare) -> None:
    found = read(text)
    assert isinstance(found, Order)
    assert found.request == declared


@pytest.mark.parametrize(
    "text,opening",
    [
        ("declare", Opening(Form.DECLARE)),
        ("new", Opening(Form.DECLARE)),
        ("declare P1", Opening(Form.DECLARE, severity=P1)),
        ("declare P1 checkout:", Opening(Form.DECLARE, severity=P1, service="checkout")),
        ("update", Opening(Form.UPDATE)),
        ("status", Opening(Form.UPDATE)),
        ("update INC-2026-0001", Opening(Form.UPDATE, ONE)),
        ("note", Opening(Form.NOTE)),
        ("page", Opening(Form.PAGE)),
        ("page payments", Opening(Form.PAGE, text="payments")),
        ("page payments INC-2026-0001", Opening(Form.PAGE, ONE, text="payments")),
        ("page team:Payments", Opening(Form.PAGE, text="payments")),
        ("page everybody", Opening(Form.PAGE, text="everybody")),
        ("severity", Opening(Form.SEVERITY)),
        ("role", Opening(Form.ROLES)),
        ("role scribe", Opening(Form.ROLES, text="scribe")),
        ("merge", Opening(Form.MERGE)),
        ("status merged", Opening(Form.MERGE, text="merged")),
        ("accept", Opening(Form.READ_BACK)),
        ("INC-2026-0001", Opening(Form.PANEL, ONE)),
    ],
)
def test_half_a_command_opens_the_form(text: str, opening: Opening) -> None:
    assert read(text) == opening


@pytest.mark.parametrize(
    "text,request_,incident",
    [
        ("ack", r.Acknowledge(), None),
        ("acknowledge", r.Acknowledge(), None),
        ("ack please", r.Acknowledge(), None),
        ("ack inc-2026-1", r.Acknowledge(), ONE),
        ("ack INC-2026-0001", r.Acknowledge(), ONE),
        ("INC-2026-0001 ack", r.Acknowledge(), ONE),
        ("`ack`", r.Acknowledge(), None),
        ("escalate", r.Escalate(), None),
        ("escalate nobody answers INC-2026-0001", r.Escalate("nobody answers"), ONE),
        ("can't", r.CannotTake(), None),
        ("can’t on a train", r.CannotTake("on a train"), None),
        ("cannot", r.CannotTake(), None),
        ("I can't", r.CannotTake(), None),
        ("page payments look at this", r.PageTarget("payments", "look at this"), None),
        ("page Checkout it is slow", r.PageTarget("checkout", "it is slow"), None),
        ("page team:payments help", r.PageTarget("payments", "help"), None),
        ("page nosuch help", r.PageTarget("nosuch", "help"), None),
        ("update we found it", r.PostUpdate("we found it"), None),
        ("update INC-2026-0001 we found it", r.PostUpdate("we found it"), ONE),
        ("update as in INC-2026-0001 before", r.PostUpdate("as in INC-2026-0001 before"), ONE),
        ("status identified", r.ChangeStatus(Status.IDENTIFIED), None),
        ("update Mitigated", r.ChangeStatus(Status.MITIGATED), None),
        ("identified", r.ChangeStatus(Status.IDENTIFIED), None),
        ("monitoring INC-2026-0001", r.ChangeStatus(Status.MONITORING), ONE),
        ("status identified: the cache", r.PostUpdate("the cache", Status.IDENTIFIED), None),
        ("status the cache", r.PostUpdate("the cache"), None),
        ("status identified causes remain", r.PostUpdate("identified causes remain"), None),
        ("status resolved", r.Resolve(), None),
        ("status resolved: rolled back", r.Resolve("rolled back"), None),
        ("status cancelled", r.Cancel(), None),
        ("no change", r.ReportNoChange(), None),
        ("no-change", r.ReportNoChange(), None),
        ("nochange INC-2026-0001", r.ReportNoChange(), ONE),
        ("snooze 10m", r.SnoozeReminder(timedelta(minutes=10)), None),
        ("snooze for 1h 30 min", r.SnoozeReminder(timedelta(minutes=90)), None),
        ("note tried a restart", r.AddNote("tried a restart"), None),
        ("note <@U0ANA> tried it", r.AddNote("@ana tried it"), None),
        ("note one\ntwo", r.AddNote("one\ntwo"), None),
        ("resolve", r.Resolve(), None),
        ("resolve rolled back", r.Resolve("rolled back"), None),
        ("fixed", r.Resolve(), None),
        ("close", r.Close(), None),
        ("close write-up waived", r.Close("write-up waived"), None),
        ("cancel a test", r.Cancel("a test"), None),
        ("false alarm", r.Cancel(), None),
        ("reopen it came back", r.Reopen("it came back"), None),
        ("merge INC-2026-2", r.Merge("INC-2026-0002"), None),
        ("merge INC-2026-0001 into INC-2026-0002", r.Merge("INC-2026-0002"), ONE),
        ("severity P1", r.ChangeSeverity(P1), None),
        ("sev 3", r.ChangeSeverity(P3), None),
        ("sev to P2 INC-2026-0001", r.ChangeSeverity(P2), ONE),
        ("role scribe <@U0DIE|diego>", r.AssignRole(Role.SCRIBE, "diego"), None),
        ("role scribe @diego", r.AssignRole(Role.SCRIBE, "diego"), None),
        (f"role scribe {ONE} @diego", r.AssignRole(Role.SCRIBE, "diego"), ONE),
        (f"handoff to {ONE} @diego", r.DraftHandoff("diego"), ONE),
        ("assign <@U0DIE> as IC", r.AssignRole(Role.COMMANDER, "diego"), None),
        ("role comms me", r.AssignRole(Role.COMMUNICATIONS, "ana"), None),
        ("role scribe nobody", r.AssignRole(Role.SCRIBE, None), None),
        ("role scribe <@U0NEW|new>", r.AssignRole(Role.SCRIBE, "U0NEW"), None),
        ("handoff", r.DraftHandoff(), None),
        ("handover to <@U0DIE|diego> INC-2026-0001", r.DraftHandoff("diego"), ONE),
        ("hand off to Diego", r.DraftHandoff("diego"), None),
        ("handoff accept the cache is cold", r.AcceptHandoff("the cache is cold"), None),
        ("handoff can't", r.DeclineHandoff(), None),
        ("handoff keep", r.WithdrawHandoff(), None),
        ("accept the cache is cold", r.AcceptHandoff("the cache is cold"), None),
        ("decline", r.DeclineHandoff(), None),
        ("join INC-2026-0001", r.Join("ana"), ONE),
        ("promote", r.Promote(), None),
    ],
)
def test_orders(text: str, request_: r.Request, incident: str | None) -> None:
    assert read(text) == order(request_, incident)


def local(hour: int, minute: int = 0, day: int = 18) -> datetime:
    """A time in Guayaquil (UTC-5), as UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) + timedelta(hours=5)


@pytest.mark.parametrize(
    "text,question",
    [
        ("help", Question(Topic.HELP)),
        ("?", Question(Topic.HELP)),
        ("list", Question(Topic.LIST)),
        ("list all", Question(Topic.LIST, word="all")),
        ("catchup", Question(Topic.CATCHUP)),
        ("catch up INC-2026-0001", Question(Topic.CATCHUP, ONE)),
        ("timeline INC-2026-0001", Question(Topic.TIMELINE, ONE)),
        ("export", Question(Topic.EXPORT, word="md")),
        ("export csv INC-2026-0001", Question(Topic.EXPORT, ONE, word="csv")),
        ("export INC-2026-0001 JSON", Question(Topic.EXPORT, ONE, word="json")),
        ("oncall", Question(Topic.ONCALL)),
        ("who", Question(Topic.ONCALL)),
        ("schedule", Question(Topic.ONCALL)),
        ("schedule primary", Question(Topic.ONCALL, schedule="primary")),
        ("rota", Question(Topic.ONCALL)),
        ("calendar", Question(Topic.FEED)),
        ("calendar primary", Question(Topic.FEED, schedule="primary")),
        ("who is on call?", Question(Topic.ONCALL)),
        ("who's on call for primary", Question(Topic.ONCALL, schedule="primary")),
        ("oncall Primary", Question(Topic.ONCALL, schedule="primary")),
        ("oncall payments", Question(Topic.ONCALL, schedule="payments")),
        ("oncall at 21:00", Question(Topic.ONCALL, at=local(21))),
        ("oncall at 8:00", Question(Topic.ONCALL, at=local(8, day=19))),
        ("oncall primary at 9pm", Question(Topic.ONCALL, schedule="primary", at=local(21))),
        ("oncall at tomorrow 3:30", Question(Topic.ONCALL, at=local(3, 30, day=19))),
        ("oncall at fri 19:00", Question(Topic.ONCALL, at=local(19, day=20))),
        ("oncall at 2026-12-24 20:00", Question(Topic.ONCALL, at=datetime(2026, 12, 25, 1, tzinfo=UTC))),
        (
            "oncall at 21:00 UTC",
            Question(Topic.ONCALL, at=datetime(2026, 11, 18, 21, tzinfo=UTC), zone="UTC"),
        ),
        (
            "oncall at 21:00 Europe/Madrid",
            Question(Topic.ONCALL, at=datetime(2026, 11, 18, 20, tzinfo=UTC), zone="Europe/Madrid"),
        ),
        ("oncall at 2026-11-18T21:00:00Z", Question(Topic.ONCALL, at=datetime(2026, 11, 18, 21, tzinfo=UTC))),
        ("oncall at in 2h", Question(Topic.ONCALL, at=NOW + timedelta(hours=2))),
        ("oncall at now", Question(Topic.ONCALL)),
        ("oncall primary at 03:00 tomorrow", Question(Topic.ONCALL, schedule="primary", at=local(3, day=19))),
        ("oncall primary tomorrow at 3:00", Question(Topic.ONCALL, schedule="primary", at=local(3, day=19))),
        ("oncall primary at tomorrow", Question(Topic.ONCALL, schedule="primary", at=local(0, day=19))),
        ("oncall tomorrow", Question(Topic.ONCALL, at=local(0, day=19))),
        ("oncall primary tuesday", Question(Topic.ONCALL, schedule="primary", at=local(0, day=24))),
        ("oncall tuesday 3pm primary", Question(Topic.ONCALL, schedule="primary", at=local(15, day=24))),
        (
            "oncall primary on 2026-12-24",
            Question(Topic.ONCALL, schedule="primary", at=datetime(2026, 12, 24, 5, tzinfo=UTC)),
        ),
        (
            "oncall 21:00 madrid",
            Question(Topic.ONCALL, at=datetime(2026, 11, 18, 20, tzinfo=UTC), zone="Europe/Madrid"),
        ),
        ("oncall ana", Question(Topic.ONCALL, schedule="ana")),
        ("oncall me", Question(Topic.ONCALL, schedule="ana")),
        ("oncall me tomorrow", Question(Topic.ONCALL, schedule="ana", at=local(0, day=19))),
        ("oncall tonight", Question(Topic.ONCALL, at=local(21))),
        ("who's on call tonight", Question(Topic.ONCALL, at=local(21))),
        ("oncall <@U0DIE|diego>", Question(Topic.ONCALL, schedule="diego")),
        ("oncall coverz", Question(Topic.ONCALL, schedule="coverz")),
        ("oncall nosuch at 21:00", Question(Topic.ONCALL, schedule="nosuch", at=local(21))),
    ],
)
def test_questions(text: str, question: Question) -> None:
    assert read(text) == question


@pytest.mark.parametrize(
    "text,answer",
    [
        ("severity banana", Misread(Verb.SEVERITY, "banana")),
        ("severity P9", Misread(Verb.SEVERITY, "P9")),
        (f"severity P9 {ONE}", Misread(Verb.SEVERITY, "P9", incident=ONE)),
        ("snooze", Misread(Verb.SNOOZE, "")),
        ("snooze never", Misread(Verb.SNOOZE, "never")),
        ("export pdf", Misread(Verb.EXPORT, "pdf")),
        ("frobnicate", UnknownWord("frobnicate", (), "frobnicate")),
        ("Post mortem", NotYet(Wish.POSTMORTEM)),
        ("postmortem INC-2026-0001", NotYet(Wish.POSTMORTEM)),
        ("INC-2026-0001 runbook", NotYet(Wish.RUNBOOK)),
        ("setup", NotYet(Wish.SETUP)),
        ("near-miss almost", NotYet(Wish.NEAR_MISS)),
        ("silence checkout", NotYet(Wish.SILENCE)),
    ],
)
def test_what_cannot_be_read_is_said(text: str, answer: Parsed) -> None:
    assert read(text) == answer


def meant(text: str) -> tuple[str, ...]:
    """What is offered in place of a text that is not understood."""
    answer = read(text)
    assert isinstance(answer, Misread | UnknownWord), answer
    return answer.instead if isinstance(answer, Misread) else answer.nearest


@pytest.mark.parametrize(
    "text,instead",
    [
        ("acknowlege", ("ack",)),
        ("acknowlege INC-2026-0001", ("ack INC-2026-0001",)),
        ("INC-2026-0001 acknowlege", ("ack INC-2026-0001",)),
        ("escallate now", ("escalate now",)),
        ("timelin", ("timeline",)),
        ("mitgated", ("mitigated",)),
        ("mitgated INC-2026-0001", ("mitigated INC-2026-0001",)),
        ("mitgated: rolled back", ("update mitigated: rolled back",)),
        ("identified: card provider", ("update identified: card provider",)),
        ("identified card provider INC-2026-0001", ("update identified: card provider INC-2026-0001",)),
        ("status banana", ("update banana",)),
        ("status banana INC-2026-0001", ("update banana INC-2026-0001",)),
        ("status mitgated", ("status mitigated",)),
        ("update mitgated: rolled back", ("update mitigated: rolled back",)),
        ("snooze 20", ("snooze 20m", "snooze 20h")),
        ("snooze 2 INC-2026-0001", ("snooze 2h INC-2026-0001", "snooze 2m INC-2026-0001")),
        ("role scrib <@U0DIE>", ("role scribe @diego",)),
        (
            "role janitor <@U0DIE>",
            ("role commander @diego", "role scribe @diego", "role communications @diego"),
        ),
        ("page paymnts", ("page payments",)),
        ("page paymnts look here INC-2026-0001", ("page payments look here INC-2026-0001",)),
        ("take primray", ("take primary",)),
        ("take primray until 18:00", ("take primary until 18:00",)),
        ("take until 18:00", ("take primary until 18:00", "take backup until 18:00")),
        ("take nothing", ("take primary", "take backup")),
        ("take nothing until 18:00", ("take primary until 18:00", "take backup until 18:00")),
        ("take it", ("ack",)),
        ("take INC-2026-0001", ("ack INC-2026-0001",)),
        ("take primary until 18", ("take primary until 18:00",)),
        ("take primary until 18:00 please", ("take primary until 18:00",)),
        ("cover-me 4", ("cover-me 4h", "cover-me 4m")),
        ("cover-me 30", ("cover-me 30m", "cover-me 30h")),
        ("cover-me 4 @diego", ("cover-me 4h @diego", "cover-me 4m @diego")),
        ("cover-me from 14 to 18", ("cover-me from 14:00 to 18:00",)),
        ("cover-me tomorow", ("cover-me tomorrow",)),
        ("cover-me 24/12 to 27/12", ("cover-me 24 dec to 27 dec",)),
        ("cover-me 2h dentist", ("cover-me 2h @dentist", "cover-me 2h because dentist")),
        ("cover-me tomorrow zoe", ("cover-me tomorrow @zoe", "cover-me tomorrow because zoe")),
        ("cover-me tomorrow dieg", ("cover-me tomorrow @diego",)),
        ("cover-me tomorrow @dieg", ("cover-me tomorrow @diego",)),
        ("cover-me tomorrow @zoe", ("cover-me tomorrow @person",)),
        ("cover-me tuesday 14:00", ("cover-me tuesday 14:00 for 4h",)),
        ("swap @dieg", ("swap @diego",)),
        ("swap <@U0NEW|zoe>", ("swap @person",)),
        ("swap dieg", ("swap @diego",)),
        ("swap is full", ("swap", "declare swap is full")),
        ("time-off 24/12 to 27/12", ("time-off 24 dec to 27 dec",)),
        ("time-off tomorrow a wedding", ("time-off tomorrow because a wedding",)),
        ("oncall primary at", ("oncall primary at tue 15:00", "oncall primary at 24 dec 18:00")),
        ("oncall at banana", ("oncall at tue 15:00", "oncall at 24 dec 18:00")),
        ("oncall primary at 9", ("oncall primary at 9:00", "oncall primary at 21:00")),
        ("oncall at 25:00", ("oncall at tue 15:00", "oncall at 24 dec 18:00")),
        ("oncall tomorow", ("oncall at tomorrow",)),
        ("oncall tonigt", ("oncall at tonight",)),
        ("oncall 31 feb", ("oncall at tue 15:00", "oncall at 24 dec 18:00")),
        ("oncall 2026-13-45", ("oncall at tue 15:00", "oncall at 24 dec 18:00")),
    ],
)
def test_what_is_offered_instead_is_what_was_typed_with_the_wrong_part_changed(
    text: str, instead: tuple[str, ...]
) -> None:
    assert meant(text) == instead


@pytest.mark.parametrize(
    "text,request_,told",
    [
        (
            "cover-me 2h because of the dentist",
            AskCover(NOW, NOW + timedelta(hours=2), why="the dentist"),
            "Wed 18 Nov 09:26–11:26, Guayaquil time",
        ),
        (
            "cover-me tomorrow <@U0DIE>",
            AskCover(local(0, day=19), local(0, day=20), "diego"),
            "Thu 19 Nov 00:00–24:00, Guayaquil time",
        ),
        (
            "time-off 2026-12-24 to 2026-12-27",
            TakeTimeOff(datetime(2026, 12, 24, 5, tzinfo=UTC), datetime(2026, 12, 28, 5, tzinfo=UTC)),
            "Thu 24 Dec 00:00 – Sun 27 Dec 24:00, Guayaquil time",
        ),
        (
            "take primary for 2h",
            TakeOver("primary", NOW, NOW + timedelta(hours=2)),
            "Wed 18 Nov 09:26–11:26, Guayaquil time",
        ),
        (
            "take primary from 14:00 to 18:00 madrid",
            TakeOver(
                "primary",
                datetime(2026, 11, 19, 13, tzinfo=UTC),
                datetime(2026, 11, 19, 17, tzinfo=UTC),
            ),
            "Thu 19 Nov 14:00–18:00, Madrid time",
        ),
        ("take primary", TakeOver("primary", NOW), ""),
    ],
)
def test_what_was_understood_of_a_stretch_of_time_is_told_back(
    text: str, request_: AskCover | TakeTimeOff | TakeOver, told: str
) -> None:
    assert read(text) == Arranging(request_, told)


def test_whoever_is_sick_gets_the_form_for_time_off() -> None:
    assert read("sick") == Opening(Form.TIME_OFF)


def test_a_known_verb_is_never_unknown() -> None:
    for verb in Verb:
        for behind in ("", "banana", "primray", "is full", "4", "until", "@nobody", "INC-2026-0001"):
            assert not isinstance(read(f"{verb.value} {behind}"), UnknownWord), (verb, behind)


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "/incident", "/incident "])
def test_a_bare_command_says_nothing(text: str) -> None:
    assert read(text) is None


def test_what_is_not_there_yet_is_said_with_what_to_do_and_help_does_not_list_it() -> None:
    listed = help_text(SETUP).text + str(help_text(SETUP).blocks)
    for wish in Wish:
        assert read(wish.value) == NotYet(wish)
        assert f"/incident {wish.value}" not in listed
        assert "`" in not_yet(wish).text or "monitoring" in not_yet(wish).text or "link" in not_yet(wish).text
        assert len(not_yet(wish).text) < 160


def test_every_verb_is_read_by_its_own_name() -> None:
    for verb in Verb:
        assert not isinstance(read(verb.value), UnknownWord), verb


@given(
    st.sampled_from([Verb.TAKE, Verb.COVER_ME, Verb.TIME_OFF, Verb.ONCALL, Verb.SNOOZE, Verb.ROLE, Verb.SWAP, Verb.PAGE]),
    st.lists(
        st.sampled_from(
            ["primray", "primary", "tomorow", "tomorrow", "until", "18", "18:00", "4", "2h", "@dieg", "zoe", "scrib",
             "because", "paymnts", "to", "24/12", "at", "fri", "INC-2026-0001", "madrid"]
        ),
        max_size=5,
    ),
)  # fmt: skip
def test_what_is_offered_instead_is_understood_and_no_other_act(verb: Verb, words: list[str]) -> None:
    answer = parse(f"{verb.value} {' '.join(words)}", ASKING)
    if not isinstance(answer, Misread):
        return
    for offered in answer.instead:
        if "@" in offered:
            continue  # a person whom nobody knows has to be named by whoever types it
        again = parse(offered, ASKING)
        assert not isinstance(again, Misread | UnknownWord), offered
        assert offered.split()[0] in {verb.value, "ack", "declare", "swap"}


@given(st.text(max_size=60))
def test_any_text_at_all_is_read_without_an_error(text: str) -> None:
    parse(text, ASKING)


@given(st.sampled_from([v.value for v in Verb]), st.text(max_size=60))
def test_any_text_behind_a_verb_is_read_without_an_error(verb: str, text: str) -> None:
    parse(f"{verb} {text}", ASKING)


@pytest.mark.parametrize(
    "text,read",
    [
        ("test-me", SelfTest()),
        ("test me now", SelfTest()),
        ("test-me stop", SelfTest(stop=True)),
        ("test-me diego", Misread(Verb.TEST_ME, "diego")),
    ],
)
def test_a_test_page_goes_to_whoever_asks_and_to_nobody_else(text: str, read: Parsed) -> None:
    assert parse(text, ASKING) == read
