"""Whatever people ask, in whatever order, whenever: the promises hold at every step (see `world`)."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.domain import outcomes
from bot.domain import requests as r
from bot.domain.alerts import Alert, AlertStatus, Arrival, EpisodeKey
from bot.domain.decision import Decision, Refused
from bot.domain.events import HandoffText, Role, RoomKind, Status
from bot.domain.incident import Incident
from bot.domain.requests import Request
from bot.domain.setup import Method, Severity
from tests.domain.world import AWAKE, SYSTEM, World, at, team, with_phones
from tests.domain.world import declared as declared_by

SLEEPY = AWAKE.replace('zone: UTC, quiet: "off"', "zone: America/Guayaquil").replace(
    "[person:bruno]", "[team:payments, channel:ops]"
)
PEOPLE = ("ana", "bruno", "carla", "diego", "zoe")
PHONES = {name: frozenset({Method.SMS, Method.VOICE, Method.PUSH}) for name in ("ana", "diego")}
TEXT = st.sampled_from(["", "x", " it is the cache "])
PERSON = st.sampled_from(PEOPLE)
OTHER = Incident("INC-2026-0002", "Another", Severity.P2, at("09:00"), "zoe", members=("zoe",))

WORK: st.SearchStrategy[Request] = st.one_of(
    st.builds(r.ChangeStatus, st.sampled_from(Status)),
    st.builds(r.ChangeSeverity, st.sampled_from(Severity)),
    st.builds(r.PostUpdate, TEXT, st.sampled_from([None, *Status]), st.sampled_from([None, "all"])),
    st.just(r.ReportNoChange()),
    st.builds(r.SnoozeReminder, st.sampled_from([timedelta(0), timedelta(minutes=7), timedelta(hours=9)])),
    st.builds(r.AddNote, TEXT),
    st.builds(r.AssignRole, st.sampled_from(Role), st.none() | PERSON),
    st.builds(r.Join, PERSON),
    st.just(r.Promote()),
    st.builds(
        r.MarkMessage, st.just("C1"), st.sampled_from(["1.1", "2.2"]), PERSON, TEXT, st.just(at("10:00"))
    ),
    st.builds(r.UnmarkMessage, st.just("C1"), st.sampled_from(["1.1", "2.2"])),
    st.builds(r.FollowEdit, st.just("C1"), st.sampled_from(["1.1", "2.2"]), TEXT),
    st.builds(r.FollowDeletion, st.just("C1"), st.sampled_from(["1.1", "2.2"])),
)
SEARCH: st.SearchStrategy[Request] = st.one_of(
    st.builds(r.Escalate, TEXT),
    st.builds(r.CannotTake, TEXT),
    st.builds(r.PageTarget, st.sampled_from(["payments", "search", "helpers", "nobody"]), TEXT),
    st.builds(r.AnswerHelp, st.booleans()),
)
HANDOFF: st.SearchStrategy[Request] = st.one_of(
    st.builds(r.DraftHandoff, st.none() | PERSON),
    st.builds(r.OfferHandoff, st.just(HandoffText("all is well")), st.none() | PERSON),
    st.builds(r.AcceptHandoff, TEXT),
    st.just(r.DeclineHandoff()),
    st.just(r.WithdrawHandoff()),
)
END: st.SearchStrategy[Request] = st.one_of(
    st.builds(r.Resolve, TEXT),
    st.builds(r.Cancel, TEXT),
    st.builds(r.Close, TEXT),
    st.just(r.Merge("INC-2026-0002")),
)
WORLD: st.SearchStrategy[Request] = st.one_of(
    st.just(outcomes.NoteRoom(RoomKind.CHANNEL, "C1")),
    st.just(outcomes.NoteRoom(RoomKind.THREAD, "C0", "1.1")),
    st.just(outcomes.NoteRoomRefused("restricted_action")),
    st.just(outcomes.NoteRoomLost("C1", "is_archived")),
    st.builds(outcomes.NotePageFailed, PERSON, st.integers(0, 12), st.just("account_inactive")),
    st.builds(outcomes.NotePageDelayed, PERSON, st.integers(0, 12), st.just("http_503")),
    st.builds(
        outcomes.NoteNotificationFailed,
        PERSON,
        st.integers(0, 12),
        st.sampled_from([Method.SMS, Method.VOICE]),
        st.just("undelivered"),
    ),
    st.just(r.Absorb("INC-2026-0003", "Third", 2, ("diego",))),
)


class AnyStory(RuleBasedStateMachine):
    """Everybody does anything; `World` asserts the invariants after each step."""

    world: World

    @initialize(
        severity=st.sampled_from(["P1", "P2", "P3", "P4"]),
        text=st.sampled_from([AWAKE, SLEEPY]),
        phones=st.booleans(),
        service=st.sampled_from([None, "checkout", "index"]),
        private=st.booleans(),
        clock=st.sampled_from(["08:00", "17:55"]),
    )
    def begins(
        self, severity: str, text: str, phones: bool, service: str | None, private: bool, clock: str
    ) -> None:
        setup = with_phones(team(text), **PHONES) if phones else team(text)
        self.world = declared_by(severity, text=setup, clock=clock, service=service, private=private)

    @initialize(text=st.sampled_from([AWAKE, SLEEPY]), service=st.sampled_from([None, "checkout"]))
    def is_alerted(self, text: str, service: str | None) -> None:
        self.world = World(with_phones(team(text), **PHONES), at("08:00"))
        self.world.hears(self._delivery(service, {"a": AlertStatus.FIRING}))

    def _delivery(self, service: str | None, statuses: dict[str, AlertStatus]) -> Arrival:
        began = self.world.now - timedelta(minutes=1)
        alerts = tuple(Alert(name, f"Alert {name}", status, began) for name, status in statuses.items())
        return Arrival(EpisodeKey("prometheus", service, "g"), alerts)

    @rule(request=WORK | SEARCH | HANDOFF, by=PERSON)
    def asks(self, request: Request, by: str) -> None:
        self.world.ask(request, by)

    @rule(request=SEARCH | HANDOFF)
    def the_receiver_or_owner_asks(self, request: Request) -> None:
        handoff = self.world.incident.handoff
        by = (handoff and handoff.receiver) or self.world.incident.owner or "ana"
        self.world.ask(request, by)

    @rule(request=WORLD)
    def the_world_answers(self, request: Request) -> None:
        self.world.ask(request, SYSTEM)

    @rule(minutes=st.sampled_from([0.01, 1, 4, 5, 11, 45, 60 * 7]))
    def waits(self, minutes: float) -> None:
        self.world.wait(minutes)

    @rule(hours=st.sampled_from([0.2, 8]))
    def is_down(self, hours: float) -> None:
        self.world.sleeps(hours)

    @rule(statuses=st.dictionaries(st.sampled_from("ab"), st.sampled_from(AlertStatus), min_size=1))
    def hears(self, statuses: dict[str, AlertStatus]) -> None:
        if self.world.incident.open:
            self.world.hears(self._delivery("checkout", statuses))

    @rule(by=PERSON)
    def acknowledges(self, by: str) -> None:
        incident = self.world.incident
        due = incident.open and incident.acknowledged_at is None
        sees = not incident.private or by in incident.members
        outcome = self.world.ask(r.Acknowledge(), by)
        if due and sees:
            assert isinstance(outcome, Decision), "an acknowledgement was refused"
            assert outcome.incident.owner == by

    @precondition(lambda self: self.world.incident.open)
    @rule(request=END, by=PERSON)
    def ends(self, request: Request, by: str) -> None:
        self.world.ask(request, by, OTHER)

    @precondition(lambda self: not self.world.incident.open)
    @rule(by=PERSON)
    def reopens(self, by: str) -> None:
        outcome = self.world.ask(r.Reopen(), by)
        if isinstance(outcome, Refused):
            assert self.world.incident.private


AnyStory.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyStory = AnyStory.TestCase
