"""What people carry: their own on the home tab, a team's together, and the offer of rest after a hard night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.domain.memos import OfferRest
from bot.domain.setup import Setup
from bot.domain.team_load import FEWEST, TeamLoad
from bot.domain.wakings import Load
from bot.render.actions import Action
from bot.render.blocks import actions, button, context, divider, header, section
from bot.render.ledger import hours
from bot.render.message import Block, Message
from bot.render.shift_values import packed_span
from bot.render.spans import clock_of, piece_words
from bot.render.text import escape, lasting, plural, words

WEEK, MONTH = timedelta(days=7), timedelta(days=28)

TEAMS_SHOWN = 20
"""Five lines each: more is no answer that somebody reads, and one can be named."""


def your_load(week: Load, month: Load) -> Iterator[Block]:
    """A person's own last week and last four weeks; nobody else sees it."""
    yield divider()
    yield header("Your load")
    yield section(f"*Last 7 days*: {_carried(week)}\n*Last 28 days*: {_carried(month)}")
    yield context("Only you see this here. Your team's, with nobody's name in it: `/incident oncall load`")


def _carried(load: Load) -> str:
    if not (load.on_call or load.woken):
        return "no time on call, and no page in the night."
    nights = f" and {plural(load.nights, 'night')}" if load.nights else ", no night"
    return f"{hours(load.on_call)} h on call{nights}; {_woken(load.woken, load.worth_it, load.not_worth_it)}"


def _woken(times: int, worth: int, not_worth: int) -> str:
    if not times:
        return "not woken."
    said = [f"{worth} worth it" if worth else "", f"{not_worth} not" if not_worth else ""]
    told = ", ".join(filter(None, said))
    return f"woken {_times(times)}{f' ({told})' if told else ''}."


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def team_loads(found: Mapping[str, TeamLoad | None]) -> Message:
    """Each team's last four weeks; None: too few of it carried anything."""
    if not found:
        said = "meridian.yml has no teams yet, so there is no team's load. Your own stands on the home tab of this app."
        return Message(text=said, blocks=(section(said),))
    shown = dict(list(found.items())[:TEAMS_SHOWN])
    head = "What the teams carried in the last 28 days" if len(found) > 1 else "The last 28 days"
    blocks = [
        section(f"*{head}*"),
        *(section(f"*{words(team, 60)}*: {_together(load)}") for team, load in shown.items()),
        context(
            f"Nobody's name stands in it, and nothing is shown of fewer than {FEWEST} people. "
            "Your own load stands on the home tab of this app."
        ),
    ]
    return Message(text=f"{head}: {', '.join(words(team, 60) for team in shown)}.", blocks=tuple(blocks))


def _together(load: TeamLoad | None) -> str:
    if load is None:
        return f"fewer than {FEWEST} people had the pager, or all but one or two of another team's, so it would show what one of them carried."
    uneven = f", {load.uneven:.1f} times as much" if load.uneven and load.uneven >= 1.05 else ""
    return (
        f"{plural(load.people, 'person', 'people')} had the pager.\n"
        f"• Hours on call: median {hours(load.hours)}, {hours(load.most_hours)} at most{uneven}\n"
        f"• Nights: median {load.nights:g}, {load.most_nights} at most\n"
        f"• {_all_woken(load)}"
    )


def _all_woken(load: TeamLoad) -> str:
    if load.woken is None:
        return f"Woken: fewer than {FEWEST} people, so it is not shown."
    if not load.woken:
        return "Nobody was woken."
    return f"All together {_woken(load.woken, load.worth_it or 0, load.not_worth_it or 0)}"


def no_team(word: str, teams: Mapping[str, object]) -> Message:
    """A load was asked of a team that meridian.yml does not have."""
    shown = words(word, 60).replace("`", "")
    known = ", ".join(f"`/incident oncall load {escape(name)}`" for name in list(teams)[:TEAMS_SHOWN])
    said = f"There is no team `{shown}`. {f'Type {known}.' if known else 'meridian.yml has no teams yet.'}"
    return Message(text=said, blocks=(section(said),))


def offer_rest(offer: OfferRest, setup: Setup) -> Message:
    """You hardly slept, and have the pager: ask for cover with one click."""
    up = f" and were up for {lasting(offer.up_for)}" if offer.up_for >= timedelta(minutes=1) else ""
    shift = piece_words(offer.piece, clock_of(setup, offer.person))
    said = f"You were woken {_times(offer.times)} last night{up}. You have the pager: {shift}."
    value = packed_span(offer.piece.starts_at, offer.piece.ends_at)
    return Message(
        text=f"{said} Rest? /incident cover-me asks somebody to take it.",
        blocks=(
            section(f"😴 {said}\nRest? I ask the others who can take it; it is yours until somebody agrees."),
            *actions((button("Cover me", Action.COVER_ME, value, primary=True),)),
        ),
    )
