"""One person's address that does not work shuts a provider for nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.faults import Fault
from bot.domain.notices import Never, Sent
from bot.domain.paging import Ring
from bot.domain.setup import Method
from tests.delivery.pagers.exchange import exchange
from tests.delivery.pagers.rings import always, chain, ring, twilio

PUSH = "    - {name: push, kind: apprise}\n"
NOBODY_THERE = "json://127.0.0.1:9/"


def push(address: str, person: str = "ana") -> Ring:
    return replace(ring(Method.PUSH, address=address), person=person)


def test_a_push_address_that_is_dead_leaves_other_hosts_alone() -> None:
    with exchange() as inside:
        pager = chain(PUSH)
        for topic in "abcd":
            pager.ring(push(f"{NOBODY_THERE}{topic}"), always)
        assert pager.states == {"push": "open"}, "of all hosts that are known"
        assert pager.ring(push(inside.url.replace("http://", "json://"), "bruno"), always) == Sent()
        assert pager.states == {"push": "ok"}


def test_one_push_address_that_is_refused_leaves_others_of_its_host_alone() -> None:
    with exchange() as inside:
        host = inside.url.replace("http://", "json://")
        pager = chain(PUSH)
        inside.answers = [(403, 0)]
        for _ in range(5):
            assert not isinstance(pager.ring(push(f"{host}/ana"), always), Sent)
        inside.answers = [(201, 0)]
        assert pager.ring(push(f"{host}/bruno", "bruno"), always) == Sent()


def test_a_host_that_takes_nobodys_push_is_left_alone() -> None:
    with exchange() as inside:
        host = inside.url.replace("http://", "json://")
        pager = chain(PUSH)
        inside.answers = [(403, 0)]
        for person in ("ana", "bruno", "carla"):
            pager.ring(push(f"{host}/{person}", person), always)
        asked = len(inside.asked)
        pager.ring(push(f"{host}/diego", "diego"), always)
        assert (len(inside.asked), pager.states) == (asked, {"push": "open"})


@pytest.mark.parametrize("answer", [(403, 21215), (401, 21608), (400, 21408)])
def test_a_number_that_our_account_may_not_reach_leaves_other_numbers_alone(answer: tuple[int, int]) -> None:
    with exchange() as first:
        pager = chain(twilio("one", first.url))
        first.answers = [answer]
        for _ in range(4):
            assert pager.ring(ring(), always) == Never(f"twilio_{answer[1]}", fault=Fault.PROVIDER)
        first.answers = [(201, 0)]
        assert pager.ring(ring(address="+593987654322"), always) == Sent()


@pytest.mark.parametrize("answer", [(401, 20003), (403, 21212), (400, 21606)])
def test_an_account_or_a_number_of_ours_that_does_not_work_is_left_alone(answer: tuple[int, int]) -> None:
    with exchange() as first:
        pager = chain(twilio("one", first.url))
        first.answers = [answer]
        for _ in range(3):
            pager.ring(ring(), always)
        assert pager.states == {"one": "open"}
