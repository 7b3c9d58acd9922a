"""Random teams: people in many zones with days off and leaves, schedules with holes and covers, policies of every kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.domain.setup import (
    Away,
    Branch,
    DailyHours,
    Layer,
    Level,
    LocalHours,
    Override,
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

# When one set of rules ends and another begins, on the layer's clock: near those nights, one in the hour that is skipped.
BOUNDS = (
    datetime(2026, 11, 2, 12),
    datetime(2027, 3, 14, 2, 30),
    datetime(2027, 3, 28),
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
    no_bound = [None] * 7
    layer = st.builds(
        Layer,
        st.just("layer"),
        st.sampled_from(ZONES),
        _shift(),
        _rotation(),
        valid_from=st.sampled_from([*no_bound, *BOUNDS]),
        valid_until=st.sampled_from([*no_bound, *BOUNDS]),
    )
    return st.lists(layer, min_size=1, max_size=3).map(tuple)


def _around_a_night(minutes_most: int) -> st.SearchStrategy[tuple[datetime, datetime]]:
    """From and until."""
    quarter = timedelta(minutes=15)
    return st.builds(
        lambda night, start, length: (night + start * quarter, night + (start + length) * quarter),
        st.sampled_from(NIGHTS),
        st.integers(-200, 200),
        st.integers(1, minutes_most // 15),
    )


def _away() -> st.SearchStrategy[tuple[Away, ...]]:
    one = _around_a_night(5 * 24 * 60).map(lambda span: Away(*span))
    return st.one_of(st.just(()), st.lists(one, min_size=1, max_size=2).map(tuple))


def _overrides(schedule: str) -> st.SearchStrategy[tuple[Override, ...]]:
    one = st.builds(
        lambda person, span, instead_of: Override(
            f"{person} from {span[0]}", schedule, person, span[0], span[1], instead_of
        ),
        st.sampled_from(NAMES),
        _around_a_night(2 * 24 * 60),
        st.sampled_from([*NAMES, None]),
    )
    return st.one_of(st.just(()), st.lists(one, min_size=1, max_size=3).map(tuple))


def _person(name: str) -> st.SearchStrategy[Person]:
    days_off = st.frozensets(st.sampled_from(Weekday), max_size=3)
    holidays = st.dictionaries(st.sampled_from([night.date() for night in NIGHTS]), st.just("A holiday"))
    return st.builds(
        Person,
        st.just(name),
        st.sampled_from(ZONES),
        st.sampled_from([f"U0{name.upper()}"] * 9 + [None]),
        st.sampled_from(HUBS),
        st.one_of(st.none(), st.just(LocalHours(120, 420)), _hours()),
        st.one_of(st.just(frozenset()), days_off),
        st.one_of(st.just({}), holidays),
        _away(),
    )


TARGETS = (
    *(Target(TargetKind.SCHEDULE, name) for name in ("primary", "backup", "other")),
    *(Target(TargetKind.PERSON, name) for name in NAMES[:2]),
    Target(TargetKind.TEAM, "payments"),
    Target(TargetKind.HUB, "north"),
    Target(TargetKind.CHANNEL, "ops"),
)
LIKELY = TARGETS[:3] * 3 + TARGETS + TARGETS[-1:] * 2


def branches() -> st.SearchStrategy[tuple[Branch, ...]]:
    """They lead to a policy of the team's that has none of its own."""
    one = st.builds(
        Branch,
        st.sampled_from(["plain", "second"]),
        st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(Severity), max_size=3)),
        st.sampled_from([frozenset(), frozenset(), frozenset({"checkout"}), frozenset({"index"})]),
        st.one_of(st.none(), _hours()),
        st.one_of(st.just(frozenset(Weekday)), st.frozensets(st.sampled_from(Weekday), min_size=1)),
        st.sampled_from(ZONES),
    )
    return st.lists(one, min_size=1, max_size=3).map(tuple)


def _policy(
    name: str,
    branches: st.SearchStrategy[tuple[Branch, ...]] = st.just(()),  # noqa: B008  a strategy is a value
) -> st.SearchStrategy[Policy]:
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
        branches,
    )


@st.composite
def setups(draw: st.DrawFn) -> Setup:
    """A whole set-up with two services, the second of a team that has no policy half of the time."""
    people = {name: draw(_person(name)) for name in NAMES}
    schedules = {
        "primary": Schedule("primary", draw(layers()), overrides=draw(_overrides("primary"))),
        "backup": Schedule("backup", second_of="primary", overrides=draw(_overrides("backup"))),
        "other": Schedule("other", draw(layers()), overrides=draw(_overrides("other"))),
    }
    members = tuple(draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True)))
    policies = {"standard": draw(_policy("standard", st.one_of(st.just(()), branches())))}
    policies |= {name: draw(_policy(name)) for name in ("second", "plain")}
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
