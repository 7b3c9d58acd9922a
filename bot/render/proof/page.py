"""The proof as a web page: one file without a script, a map of the week first, readable by day and by night."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from itertools import groupby
from types import MappingProxyType

from bot.domain.events import HeldBecause
from bot.domain.oncall.spans import Span, common, joined
from bot.domain.proof.loads import Load
from bot.domain.proof.proving import Failure, Proof
from bot.domain.proof.week import WEEK, Row, week
from bot.domain.setup import Setup
from bot.render.proof import gaps, tables
from bot.render.proof.instead import Instead, silence
from bot.render.proof.notes import notes
from bot.render.proof.style import STYLE
from bot.render.proof.words import clock, day, wait

MAPS_MOST = 3
"""The first week, that of the first gap and that of the first clock change: more look alike."""

HUES_MOST = 6
"""Colours that can be told apart; a seventh hub has the first one's."""

HOUR = timedelta(hours=1)
NOTHING: Mapping[str, str] = MappingProxyType({})
BAD = ' class="bad"'
BAR_HEAD = '<td class="bar" role="cell"></td>'
CODE = re.compile("`([^`]*)`")

FOOTER = "Worked out by <code>meridian simulate</code>: an alert at every minute, decided as the bot decides."


def to_html(proof: Proof, setup: Setup, tried: Instead) -> str:
    """A whole page; every name is escaped."""
    title = "Who would be paged"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            f'<head><meta charset="utf-8"><title>{title}</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f"<style>{STYLE}</style></head>",
            f"<body><main><h1>{title}</h1>",
            f"<p>{escape(gaps.scope(proof, setup))}</p>",
            *_verdict(proof, tried),
            *_tiles(proof),
            *(line for since in _weeks(proof) for line in _map(proof, setup, since)),
            *_carried(proof, setup),
            *_section(
                tables.FAILURES_TITLE,
                tables.FAILURES_MEAN,
                tables.FAILURES,
                tables.failure_rows(proof),
                tried.never,
            ),
            *_section(tables.WAITS_TITLE, tables.WAITS_MEAN, tables.WAITS, tables.wait_rows(proof)),
            *_notes(proof, setup),
            f"</main><footer>{FOOTER}</footer></body></html>",
        ]
    )


def _verdict(proof: Proof, tried: Instead) -> Iterator[str]:
    yield f'<p class="verdict {"bad" if proof.gaps else "good"}">{escape(gaps.verdict(proof))}</p>'
    if tried.gaps:
        yield '<ul class="gaps">'
        for pattern, write in tried.gaps:
            marked = CODE.sub(r"<code>\1</code>", escape(write))
            yield f"<li>{escape(gaps.gap(pattern))}<br><b>{marked}</b></li>"
        if tried.left_out:
            yield f"<li>… and {tried.left_out} more; <code>--json</code> has all.</li>"
        yield "</ul>"
    yield from (f'<p class="bad">{escape(line)}</p>' for line in silence(proof))


def _tiles(proof: Proof) -> Iterator[str]:
    """The five figures that somebody in a hurry looks for."""
    gap = sum(((end - start) / HOUR for start, end in _gaps(proof)), 0.0)
    most = proof.most
    yield '<dl class="tiles">'
    yield from _tile("hours with a gap", f"{gap:,.4g}", bad=bool(gap))
    yield from _tile("if one person does not answer", _worst(proof.failures, "person:"))
    yield from _tile("if a whole hub does not", _worst(proof.failures, "hub:"))
    yield from _tile(
        "most hours over the median",
        f"{most.over_median:.2f}" if most and most.over_median is not None else "–",
    )
    woken = sum(load.woken for load in proof.loads)
    yield from _tile("minutes at which an alert wakes somebody", f"{woken:,}")
    yield "</dl>"


def _tile(name: str, value: str, *, bad: bool = False) -> Iterator[str]:
    yield f'<div class="{"bad" if bad or value == "never" else ""}"><dt>{name}</dt><dd>{escape(value)}</dd></div>'


def _worst(failures: Sequence[Failure], kind: str) -> str:
    """The longest time until somebody else is paged."""
    found = [failure.worst for failure in failures if failure.missing.startswith(kind)]
    return wait(tables.longest(found)) if found else "–"


def _gaps(proof: Proof) -> list[Span]:
    return joined((gap.starts_at, gap.ends_at) for gap in proof.gaps)


def _timed_gaps(proof: Proof) -> list[Span]:
    """Gaps that have to do with time: a service without a policy would colour every week."""
    no_policy = HeldBecause.NO_POLICY
    found = (gap for gap in proof.gaps if any(reason.because is not no_policy for reason in gap.why))
    return joined((gap.starts_at, gap.ends_at) for gap in found)


def _weeks(proof: Proof) -> list[datetime]:
    """Where the maps begin."""
    since = proof.period.since
    events = [
        since,
        *(start for start, _ in _timed_gaps(proof)[:1]),
        *(c.at for c in proof.clock_changes[:1]),
    ]
    return sorted({since + (at - since) // WEEK * WEEK for at in events})[:MAPS_MOST]


def _map(proof: Proof, setup: Setup, since: datetime) -> Iterator[str]:
    everybody = week(setup, since)
    rows = [row for row in everybody if row.on_call or row.as_backup]
    if not everybody:
        return
    yield f"<h2>The week from {day(since)} (UTC)</h2>"
    yield f'<div class="week" role="img" aria-label="{escape(_in_words(rows, since))}">'
    days = "".join(map(_day, (since + timedelta(days=number) for number in range(7))))
    yield f'<div class="who empty"></div><div class="days">{days}</div>'
    missing = common([(since, since + WEEK)], _timed_gaps(proof))
    if missing:
        yield f'<div class="who none">nobody</div><div class="line">{_bars(missing, since, "gap")}</div>'
    for number, (hub, people) in enumerate(groupby(rows, key=lambda row: row.hub)):
        hue = f"h{number % HUES_MOST}"
        yield f'<div class="hub"><i class="{hue}"></i>{escape(hub)}</div><div class="rule"></div>'
        for row in people:
            yield f'<div class="who">{escape(row.person)}</div>{_line(row, since, hue)}'
    yield "</div>"
    yield _legend(
        ("on h0", "has the pager, in the colour of the hub"),
        ("second h0", "backup"),
        ("night", "night there, 22:00 to 07:00"),
        ("gap", "an alert pages nobody"),
    )
    off = [row.person for row in everybody if row not in rows]
    if off:
        yield f'<p class="legend">Without a shift this week: {escape(", ".join(off))}.</p>'


def _day(at: datetime) -> str:
    """On a phone without its month."""
    shown, _, month = day(at).rpartition(" ")
    return f"<span>{shown} <b>{month}</b></span>"


def _in_words(rows: Sequence[Row], since: datetime) -> str:
    """For those who can't see the map: the hours of each."""
    told = [f"{row.person} {sum((e - s) / HOUR for s, e in row.on_call):.0f} h" for row in rows]
    return f"On call in the week from {day(since)}: {', '.join(told)}"


def _line(row: Row, since: datetime, hue: str) -> str:
    bars = (
        _bars(row.nights, since, "night"),
        _bars(row.as_backup, since, f"second {hue}"),
        _bars(row.on_call, since, f"on {hue}"),
    )
    return f'<div class="line">{"".join(bars)}</div>'


def _bars(spans: Iterable[Span], since: datetime, kind: str) -> str:
    return "".join(
        f'<i class="{kind}" style="left:{(start - since) / WEEK:.3%};width:{(end - start) / WEEK:.3%}" '
        f'title="{day(start)} {_clock(start)} to {_clock(end)} UTC"></i>'
        for start, end in spans
    )


def _clock(at: datetime) -> str:
    return clock(at.hour * 60 + at.minute)


def _carried(proof: Proof, setup: Setup) -> Iterator[str]:
    most = max((load.primary_hours + load.as_backup for load in proof.loads), default=timedelta())
    bars = {load.person: _share(load, most) for load in proof.loads}
    yield f'<h2>{tables.PEOPLE_TITLE}</h2><p class="mean">{escape(tables.PEOPLE_MEAN)}</p>'
    yield f"<p>{escape(tables.fairness(proof))}</p>"
    people = list(tables.people_rows(proof, setup))
    yield from _table((*tables.PEOPLE, ""), [(row, bars[row.cells[0]]) for row in people])
    if most:
        yield _legend(("day", "hours by day"), ("dark", "at night"), ("spare", "as a backup"))


def _legend(*each: tuple[str, str]) -> str:
    """What each colour means."""
    shown = " ".join(f'<span><i class="{kind}"></i>{meaning}</span>' for kind, meaning in each)
    return f'<p class="legend">{shown}</p>'


def _share(load: Load, most: timedelta) -> str:
    """A bar: by day, at night, as a backup."""
    if not most:
        return ""
    parts = (("day", load.primary_hours - load.at_night), ("dark", load.at_night), ("spare", load.as_backup))
    return "".join(f'<i class="{kind}" style="width:{span / most:.1%}"></i>' for kind, span in parts if span)


def _section(
    title: str,
    meaning: str,
    heading: Sequence[str],
    rows: Iterable[tables.Row],
    then: Mapping[str, str] = NOTHING,
) -> Iterator[str]:
    """A table; `then` is what to do about a row, by its `missing`."""
    found = list(rows)
    if found:
        yield f'<h2>{escape(title)}</h2><p class="mean">{escape(meaning)}</p>'
        yield from _table(heading, [(row, "") for row in found], then)


def _table(
    heading: Sequence[str], rows: Sequence[tuple[tables.Row, str]], then: Mapping[str, str] = NOTHING
) -> Iterator[str]:
    """Rows, each with a bar at its end or "". The roles are for readers of screens: on a phone its rows are shown as
    blocks, which are no table to a browser, and each cell says its heading."""
    cells = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in heading if name)
    bars = any(bar for _, bar in rows)
    yield f'<table role="table"><tr class="heads" role="row">{cells}{BAR_HEAD if bars else ""}</tr>'
    for row, bar in rows:
        first, *others = map(escape, row.cells)
        cells = "".join(
            f'<td role="cell"{BAD if name in row.bad else ""} data-of="{escape(name)}">{cell}</td>'
            for name, cell in zip(heading[1:], others, strict=False)
        )
        cells += f'<td class="bar" role="cell">{bar}</td>' if bars else ""
        yield f'<tr role="row"><th scope="row" role="rowheader">{first}</th>{cells}</tr>'
        told = escape(then.get(row.missing or "", ""))
        if told:
            yield f'<tr class="then" role="row"><td role="cell" colspan="{len(heading)}">{told}</td></tr>'
    yield "</table>"
    bad = {tables.BAD[name]: None for name in heading for row, _ in rows if name in row.bad}
    if bad:
        yield _legend(("gap", "; ".join(bad)))


def _notes(proof: Proof, setup: Setup) -> Iterator[str]:
    found = list(notes(proof, setup))
    if found:
        items = "".join(f"<li>{escape(note)}</li>" for note in found)
        yield f"<h2>What else to look at</h2><ul>{items}</ul>"
