"""Random teams: people in many zones, schedules with holes, policies of every kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.domain.setup import (
    DailyHours,
    Layer,
    Level,
    LocalHours,
    Person,
    Policy,
    QuietFallback,
    Rotation,
    Schedule,
    Service,
    Setup,
    Severity,
    Target,
    TargetKind,
    Team,
    Weekday,
    WeeklySpan,
)

ZONES = (
    "America/Guayaquil",
    "Europe/Madrid",
    "Asia/Manila",
    "Australia/Lord_Howe",
    "America/New_York",
    "UTC",
)
NAMES = ("ana", "bruno", "carla", "diego", "eva")
HUBS = ("", "", "north", "south")

# Nights of clock changes (New York, Berlin, Lord Howe, Casablanca, Apia's lost day), and one without any.
NIGHTS = (
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2027, 3, 14, tzinfo=UTC),
    datetime(2027, 3, 28, tzinfo=UTC),
    datetime(2027, 4, 3, 10, tzinfo=UTC),
    datetime(2027, 1, 15, tzinfo=UTC),
)

MINUTES = st.integers(0, 95).map(lambda quarter: quarter * 15)


def _hours() -> st.SearchStrategy[LocalHours]:
    return st.builds(
        lambda start, length: LocalHours(start, (start + length - 1) % 1440 + 1),
        MINUTES,
        MINUTES.map(lambda m: m + 15),
    )


def _shift() -> st.SearchStrategy[DailyHours | WeeklySpan]:
    days = st.frozensets(st.sampled_from(Weekday), min_size=1)
    day = st.sampled_from(Weekday)
    return st.one_of(
        st.builds(DailyHours, _hours()),
        st.builds(DailyHours, _hours(), days),
        st.builds(WeeklySpan, day, MINUTES, day, MINUTES),
    )


def _rotation() -> st.SearchStrategy[Rotation]:
    people = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map(tuple)
    every = st.sampled_from([timedelta(hours=12), timedelta(days=1), timedelta(weeks=1)])
    starts = st.builds(
        lambda day, minute: datetime(2026, 10, day) + timedelta(minutes=minute), st.integers(1, 28), MINUTES
    )
    return st.builds(Rotation, people, every, starts)


def layers() -> st.SearchStrategy[tuple[Layer, ...]]:
    layer = st.builds(Layer, st.just("layer"), st.sampled_from(ZONES), _shift(), _rotation())
    return st.lists(layer, min_size=1, max_size=3).map(tuple)


def _person(name: str) -> st.SearchStrategy[Person]:
    return st.builds(
        Person,
        st.just(name),
        st.sampled_from(ZONES),
        st.sampled_from([f"U0{name.upper()}"] * 9 + [None]),
        st.sampled_from(HUBS),
        st.one_of(st.none(), st.just(LocalHours(120, 420)), _hours()),
    )


TARGETS = (
    *(Target(TargetKind.SCHEDULE, name) for name in ("primary", "backup", "other")),
    *(Target(TargetKind.PERSON, name) for name in NAMES[:2]),
    Target(TargetKind.TEAM, "payments"),
    Target(TargetKind.HUB, "north"),
    Target(TargetKind.CHANNEL, "ops"),
)
LIKELY = TARGETS[:3] * 3 + TARGETS


def _policy(name: str) -> st.SearchStrategy[Policy]:
    delays = st.lists(st.sampled_from([0, 0, 5, 10, 45, 300]), min_size=3, max_size=3).map(sorted)
    pages = st.lists(st.lists(st.sampled_from(LIKELY), min_size=1, max_size=2), min_size=1, max_size=3)

    def levels(minutes: list[int], named: list[list[Target]]) -> tuple[Level, ...]:
        return tuple(Level(timedelta(minutes=m), tuple(t)) for m, t in zip(minutes, named, strict=False))

    return st.builds(
        Policy,
        st.just(name),
        st.builds(levels, delays, pages),
        st.integers(0, 2),
        st.sampled_from([*QuietFallback, *TARGETS[:6]]),
        st.sampled_from([frozenset(), frozenset({Severity.P1}), frozenset({Severity.P1, Severity.P2})]),
    )


@st.composite
def setups(draw: st.DrawFn) -> Setup:
    """A whole set-up with two services, the second of a team that has no policy half of the time."""
    people = {name: draw(_person(name)) for name in NAMES}
    schedules = {
        "primary": Schedule("primary", draw(layers())),
        "backup": Schedule("backup", second_of="primary"),
        "other": Schedule("other", draw(layers())),
    }
    members = tuple(draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True)))
    policies = {name: draw(_policy(name)) for name in ("standard", "second")}
    second = {"index": Service("index", "search")} if draw(st.integers(0, 3)) == 3 else {}
    return Setup(
        people=people,
        schedules=schedules,
        policies=policies,
        teams={
            "payments": Team("payments", members, policy="standard"),
            "search": Team("search", members, policy=draw(st.sampled_from(["second", None]))),
        },
        services={"checkout": Service("checkout", "payments")} | second,
    )
