"""What happens to a page beyond Slack: the steps that its person chose, until somebody answers.

A page carries its person's steps as they stood when it was sent (`Paged.plan`: the other methods than Slack, in the
order of their times). Slack not taking the page, or a provider refusing, brings the next step forward; the later ones
keep their spacing from there. Only when no way is left has the page failed.

When an incident turns out milder, whoever would now be left to sleep is rung no more; their page waits in Slack. Should
it turn out worse again, they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.domain.case import Case
from bot.domain.decision import Refused, Why, epoch_of
from bot.domain.escalation.candidates import asleep, held_at
from bot.domain.events import NotificationFailed, Notified, PageDelayed
from bot.domain.incident import Incident, SentPage
from bot.domain.outcomes import NoteNotificationFailed
from bot.domain.page_reasons import PagedBecause, PageReason
from bot.domain.requests import Wake
from bot.domain.setup import Level, Method, NotificationStep, Person, Severity

WHATEVER_THE_HOUR = (PagedBecause.SILENT, PagedBecause.FIRES_AGAIN, PagedBecause.WORSE)
"""Why an owner is asked again, by all their ways."""


def plan_for(person: Person | None, level: Level | None) -> tuple[NotificationStep, ...]:
    """The steps of a page to somebody, besides Slack: the level's, else their own; only those that reach them."""
    if person is None:
        return ()
    steps = person.notify if level is None or level.notify is None else level.notify
    usable = (s for s in steps if s.method is not Method.SLACK and person.reached_by(s.method))
    return tuple(sorted(usable, key=lambda step: step.after))


def begin(case: Case, step: int) -> None:
    """The steps that go out with the page itself."""
    page = _page(case.incident, step)
    if page and page.next_at and page.next_at <= case.now:
        _take(case, page, page.next_at)


def next_step_at(incident: Incident) -> datetime | None:
    """When the next step of any page is due."""
    return min((page.next_at for page in incident.pages if page.next_at), default=None)


def wake(case: Case, request: Wake) -> Refused | None:
    """A step is due; each page takes one at most, so that a bot that slept rings nobody by every method at once."""
    due_at = next_step_at(case.incident)
    if due_at is None or epoch_of(due_at) != request.epoch:
        return case.refuse(Why.STALE)
    for page in case.incident.pages:
        if page.next_at and page.next_at <= max(case.now, request.due_at):
            _take(case, page, page.next_at)
    return None


def go_another_way(case: Case, page: SentPage, reason: str, *, refused: bool = False) -> None:
    """The page stays, and goes on by the next step. `refused`: Slack will never take it."""
    case.add_own(PageDelayed(page.person, page.step, reason, refused))
    _hurry(case, page.step)


def has_another_way(page: SentPage) -> bool:
    """Whether it may yet reach its person, or did, by another method than Slack."""
    return page.next_at is not None or bool(page.reaching)


def note_failure(case: Case, request: NoteNotificationFailed) -> SentPage | None:
    """A step did not arrive: the next one is taken now. The page, when no way is left to reach its person."""
    page = next((p for p in case.incident.pages if p.is_told_by(request.person, request.step)), None)
    if page is None or request.method not in page.reaching:
        return None
    case.add_own(NotificationFailed(page.person, page.step, request.method, request.reason, request.fault))
    _hurry(case, page.step)
    left = _page(case.incident, page.step)
    return left if left and left.delayed and not has_another_way(left) else None


def asleep_at(case: Case, severity: Severity) -> tuple[int, ...]:
    """The pages, by their step, that would ring somebody who sleeps through this severity. Not those that went to
    whoever was left, and to owners: they were sent whatever the hour."""
    policy = case.policy
    if policy is None:
        return ()
    due = (page for page in case.incident.pages if page.next_at and _minds_the_hour(page))
    people = ((page.step, case.setup.people.get(page.person)) for page in due)
    return tuple(step for step, person in people if person and held_at(case, policy, person, severity))


def resume(case: Case) -> None:
    """Whoever was spared and would be woken for it now is rung now."""
    waiting = [page for page in case.incident.pages if page.next_at is None and page.used < len(page.plan)]
    for page in waiting:
        if page.person in case.setup.people and not asleep(case, page.person):
            _take(case, page, case.now)


def _minds_the_hour(page: SentPage) -> bool:
    """Whether it was sent because its person may be woken for it. An earlier version's reason, in words, is not known."""
    why = page.why
    return isinstance(why, PageReason) and why.last_resort is None and why.because not in WHATEVER_THE_HOUR


def _hurry(case: Case, step: int) -> None:
    page = _page(case.incident, step)
    if page and page.next_at:
        _take(case, page, case.now)


def _take(case: Case, page: SentPage, due_at: datetime) -> None:
    """The next step, with those of the same moment."""
    base = case.counted_from(due_at)
    here = page.plan[page.used].after
    for index, step in _at_once(page, here):
        later = page.plan[index + 1 :]
        next_at = base + (later[0].after - here) if later else None
        case.add_own(Notified(page.person, page.step, step.method, next_at))


def _at_once(page: SentPage, after: timedelta) -> Iterator[tuple[int, NotificationStep]]:
    for index in range(page.used, len(page.plan)):
        if page.plan[index].after != after:
            return
        yield index, page.plan[index]


def _page(incident: Incident, step: int) -> SentPage | None:
    return next((page for page in incident.pages if page.step == step and page.channel is None), None)
