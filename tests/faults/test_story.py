"""kill -9 at every named step, and the story ends the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _pytest.mark import ParameterSet

from tests.faults import story
from tests.faults.keeper import Keeper
from tests.faults.world import World

STEPS = {
    "an alert before its commit": "bot.engine.deliveries:Deliveries.store:before:1",
    "an alert after its commit, before the 2xx": "bot.engine.deliveries:Deliveries.store:after:1",
    "an alert on its way to a decision": "bot.engine.deliveries:Deliveries._carry_out:before:1",
    "an alert decided and not committed": "bot.engine.deliveries:Deliveries._carry_out:after:1",
    "a page claimed and not sent": "bot.delivery.slack_sender:SlackSender.send:before:1:KILL:PagePerson",
    "a page that Slack took, not marked": "bot.delivery.posting:post:after:1:KILL:/page",
    "a room that Slack made, not marked": "bot.delivery.rooms:Rooms.open:after:1",
    "a card that Slack took, not marked": "bot.delivery.posting:post:after:1:KILL:/card",
    "an escalation step decided, not committed": "bot.engine.tick:Tick._batch:after:1",
    "an escalation step after its commit": "bot.engine.tick:Tick.run:after:1",
    "a click before it is kept": "bot.engine.handle:Handle.keep:before:1:KILL:block_actions",
    "a click kept, before the ack": "bot.engine.handle:Handle.keep:after:1:KILL:block_actions",
    "a click acked, before the work": "bot.slack.work:Work.carry_out:before:1:KILL:block_actions",
    "an acknowledgement decided, not committed": "bot.domain.ownership:acknowledge:after:1",
    "an update committed, before the answer": "bot.slack.orders:tell:before:1:KILL:PostUpdate",
    "a handoff answered, before it is settled": "bot.slack.work:Work.settle:before:1:KILL:I watch",
    "an offer that Slack took, not marked": "bot.delivery.posting:post:after:1:KILL:/offer",
    "a resolve committed, before the answer": "bot.slack.orders:tell:before:1:KILL:Resolve(",
    "a timeline uploaded, not marked": "bot.delivery.files:upload_timeline:after:1",
}


BRIEF = {
    "sqlite": {
        "an alert after its commit, before the 2xx",
        "a room that Slack made, not marked",
        "an escalation step decided, not committed",
        "a click kept, before the ack",
    },
    "postgresql": {"an alert before its commit", "a page that Slack took, not marked"},
}
"""Some of each kind; `make faults` takes all of them on both (each starts the bot twice, and on PostgreSQL it has to
wait for the dead process's leases)."""


def both(name: str, step: str) -> Iterator[ParameterSet]:
    """The step on SQLite and on PostgreSQL."""
    for database, brief in BRIEF.items():
        marks = [] if name in brief else [pytest.mark.faults_long]
        marks += [pytest.mark.postgres] if database == "postgresql" else []
        yield pytest.param(database, step, id=f"{name}, {database}", marks=marks)


@pytest.mark.parametrize(
    "anywhere,step",
    [case for name, step in STEPS.items() for case in both(name, step)],
    indirect=["anywhere"],
)
def test_killed_at_a_step_the_story_ends_the_same(anywhere: World, step: str) -> None:
    bot = anywhere.bot(crash=step)
    with Keeper(bot) as keeper:
        again = story.told(anywhere, lambda: bot)
    assert keeper.deaths == 1, f"the step was never reached: {step}"
    assert story.is_whole(anywhere.kinds(), again), anywhere.kinds()
    anywhere.is_sound()
