"""kill -9 at every named step, and the story ends the same."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults import story
from tests.faults.keeper import Keeper
from tests.faults.world import World

KINDS = (
    "Declared AlertsReceived EscalationBegan Paged StepTaken RoomOpened Paged StepTaken Acknowledged UpdatePosted "
    "HandoffDrafted HandoffOffered HandedOff Resolved"
).split()
"""What happens, when nothing breaks."""

STEPS = {
    "an alert before its commit": "bot.engine.deliveries:Deliveries.accept:before:1",
    "an alert after its commit, before the 2xx": "bot.engine.deliveries:Deliveries.accept:after:1",
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
    "a click acked, before the work": "bot.slack.reception:Reception._carry_out:before:1:KILL:block_actions",
    "an acknowledgement decided, not committed": "bot.domain.ownership:acknowledge:after:1",
    "an update committed, before the answer": "bot.slack.orders:tell:before:1:KILL:PostUpdate",
    "a handoff answered, before it is settled": "bot.slack.reception:Reception._settle:before:1:KILL:I watch",
    "an offer that Slack took, not marked": "bot.delivery.posting:post:after:1:KILL:/offer",
    "a resolve committed, before the answer": "bot.slack.orders:tell:before:1:KILL:Resolve(",
    "a timeline uploaded, not marked": "bot.delivery.files:upload_timeline:after:1",
}


BRIEF = frozenset(
    {
        "an alert after its commit, before the 2xx",
        "a room that Slack made, not marked",
        "an escalation step decided, not committed",
        "a click kept, before the ack",
        "an update committed, before the answer",
    }
)
"""One of each kind; `make faults` takes all of them (each starts the bot twice)."""


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(step, id=name, marks=() if name in BRIEF else pytest.mark.faults_long)
        for name, step in STEPS.items()
    ],
)
def test_killed_at_a_step_the_story_ends_the_same(here: World, step: str) -> None:
    bot = here.bot(crash=step)
    with Keeper(bot) as keeper:
        story.told(here, lambda: bot)
    assert keeper.deaths == 1, f"the step was never reached: {step}"
    assert Counter(here.kinds()) == Counter(KINDS)
    here.is_sound()
