"""Past incidents under the present rules: a line each, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.proof.replay import Replayed, Unpaged
from bot.domain.proof.walk import Page
from bot.render.proof.tables import Row
from bot.render.proof.words import moment, named
from bot.render.text import lasting, plural

NOW = "Paged with this file"
HEADING = ("Incident", "Declared (UTC)", "Alert", "Paged then", NOW)

UNPAGED = {
    Unpaged.NO_POLICY: "nobody: no policy pages for it",
    Unpaged.ITS_OWNER_DECLARED_IT: "nobody: its owner declared it",
    Unpaged.UNKNOWN: "not replayed: this file has no policy of the name that paged then",
}


def row(one: Replayed) -> Row:
    """Of one incident; marked when this file pages nobody who should be."""
    alert = f"{one.service or 'no service'}, {one.severity.value}"
    now = UNPAGED[one.now] if isinstance(one.now, Unpaged) else _pages(one.now)
    then = f"{_pages(one.then)}{_answer(one)}"
    return Row((one.incident, moment(one.at), alert, then, now), bad=frozenset({NOW} if _nobody(one) else ()))


def _pages(pages: Sequence[Page]) -> str:
    told = [f"{p.person} {'at once' if not p.after else f'after {lasting(p.after)}'}" for p in pages]
    return ", ".join(told) or "nobody"


def _answer(one: Replayed) -> str:
    return (
        f"; {one.by} took it after {lasting(one.answered_after)}"
        if one.by and one.answered_after is not None
        else ""
    )


def outcome(found: Sequence[Replayed]) -> str:
    """What would have been different, all in all."""
    if not found:
        return "There is no incident in that file."
    told = [one for one in found if one.now is not Unpaged.UNKNOWN]
    left_out = [one.incident for one in found if one.now is Unpaged.UNKNOWN]
    lines = list(_counted(told)) if told else []
    if left_out:
        lines.append(f"Not replayed: {named(left_out)}.")
    return " ".join(lines)


def _counted(found: Sequence[Replayed]) -> Iterator[str]:
    then, now = (sum(len(people) for people in woken) for woken in zip(*_woken(found), strict=True))
    changed = [
        one for one in found if not isinstance(one.now, Unpaged) and _first(one.then) != _first(one.now)
    ]
    yield f"Of {plural(len(found), 'incident')} {len(changed)} would have gone to somebody else first."
    yield f"Woken at night (22:00 to 07:00 there): {plural(then, 'person', 'people')} then, {now} with this file."
    nobody = [one.incident for one in found if _nobody(one)]
    if nobody:
        yield f"Nobody would be paged for {named(nobody)}."


def _nobody(one: Replayed) -> bool:
    return one.now in ((), Unpaged.NO_POLICY)


def _woken(found: Sequence[Replayed]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(one.woken_then, one.woken_now) for one in found]


def _first(pages: Sequence[Page]) -> set[str]:
    return {page.person for page in pages if page.after == pages[0].after}
