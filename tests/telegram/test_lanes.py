"""The lanes, in virtual time: no limit is broken, no order changes, people wait for nobody's broadcast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from virtual_telegram import Item, Play, SlidingWindows, TokenBuckets

from bot.core.requests import Lane
from bot.telegram.lanes import Lanes

SLOT = 1 / 30
SERVERS = pytest.mark.parametrize("server", [SlidingWindows, TokenBuckets])
Server = type[SlidingWindows] | type[TokenBuckets]


def network(base: float) -> Callable[[Random], float]:
    """One way takes `base` seconds and up to two fifths more."""
    return lambda random: base * (1 + 0.4 * random.random())


puts = st.lists(
    st.tuples(
        st.floats(0, 8, allow_nan=False),
        st.sampled_from([11, 12, 13, -21, -22]) | st.integers(100, 200),
        st.sampled_from(list(Lane)),
    ),
    max_size=120,
)


@SERVERS
@settings(max_examples=60, deadline=None)
@given(puts=puts, base=st.floats(0.001, 0.5), seed=st.integers(0, 2**32))
def test_whatever_is_put_arrives_once_in_order_and_within_the_limits(
    server: Server, puts: list[tuple[float, int, Lane]], base: float, seed: int
) -> None:
    items = [Item(at, chat, lane, number) for number, (at, chat, lane) in enumerate(sorted(puts))]
    play = Play(items, server(), network(base), seed).run()

    assert not play.refused
    assert sorted(fact.item for fact in play.accepted) == sorted(items)
    order: dict[tuple[int, Lane], list[int]] = defaultdict(list)
    for fact in play.accepted:
        order[fact.item.chat, fact.item.lane].append(fact.item.number)
    assert all(numbers == sorted(numbers) for numbers in order.values())


@SERVERS
@settings(max_examples=60, deadline=None)
@given(puts=puts, seed=st.integers(0, 2**32))
def test_a_chat_has_one_request_on_its_way_at_a_time(
    server: Server, puts: list[tuple[float, int, Lane]], seed: int
) -> None:
    items = [Item(at, chat, lane, number) for number, (at, chat, lane) in enumerate(puts)]
    play = Play(items, server(), network(0.3), seed).run()

    by_chat: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for fact in play.accepted:
        by_chat[fact.item.chat].append((fact.left, fact.arrived))
    for facts in by_chat.values():
        assert all(arrived < left for (_, arrived), (left, _) in pairwise(facts))


def broadcast(private: int, groups: int, each: int) -> list[Item]:
    """So many private chats with one message each, and groups with several."""
    alone = [Item(0.0, 1000 + number, Lane.BROADCAST, number) for number in range(private)]
    together = [
        Item(0.0, -1000 - group, Lane.BROADCAST, private + round * groups + group)
        for round in range(each)
        for group in range(groups)
    ]
    return alone + together


@SERVERS
@pytest.mark.parametrize("one_way", [0.002, 0.025])
def test_a_large_broadcast_uses_the_allowed_rate_and_replies_pass_it(server: Server, one_way: float) -> None:
    tips = broadcast(3000, 50, 40)
    replies = [Item(1.0 + 0.731 * number, number + 1, Lane.INTERACTIVE, 10_000 + number) for number in range(200)]
    play = Play(tips + replies, server(), network(one_way)).run()

    assert not play.refused
    assert len(play.accepted) == len(tips) + len(replies)
    last_tip = max(fact.arrived for fact in play.accepted if fact.item.lane is Lane.BROADCAST)
    during = [fact for fact in play.accepted if fact.arrived <= last_tip]
    assert len(during) / last_tip >= 0.95 * 30
    waits = sorted(fact.left - fact.item.at for fact in during if fact.item.lane is Lane.INTERACTIVE)
    assert waits[int(len(waits) * 0.95)] <= SLOT


@SERVERS
def test_many_people_chatting_during_a_broadcast_are_hardly_slowed(server: Server) -> None:
    random = Random(7)
    times = sorted(random.uniform(2, 60) for _ in range(600))  # ten a second
    replies = [Item(at, number + 1, Lane.INTERACTIVE, 10_000 + number) for number, at in enumerate(times)]
    play = Play(broadcast(2000, 0, 0) + replies, server(), network(0.01)).run()

    assert not play.refused
    waits = sorted(fact.left - fact.item.at for fact in play.accepted if fact.item.lane is Lane.INTERACTIVE)
    assert waits[int(len(waits) * 0.95)] <= 2 * SLOT


def test_a_reminder_waits_for_no_broadcast() -> None:
    reminder = Item(1.0, 1, Lane.REMINDER, 9999)
    play = Play([*broadcast(500, 0, 0), reminder], SlidingWindows(), network(0.01)).run()
    (left,) = [fact.left for fact in play.accepted if fact.item == reminder]
    assert left - reminder.at <= 2 * SLOT


def test_three_replies_to_one_person_leave_without_a_wait_and_the_fourth_waits() -> None:
    items = [Item(0.0, 7, Lane.INTERACTIVE, number) for number in range(4)]
    play = Play(items, SlidingWindows(), network(0.01)).run()
    times = [fact.left for fact in play.accepted]
    assert times[2] < 0.1
    assert times[3] >= 3.0


def test_a_pause_of_one_chat_holds_back_no_other_and_changes_no_order() -> None:
    lanes: Lanes[str] = Lanes()
    for name in ("first", "second"):
        lanes.put(1, Lane.INTERACTIVE, name, 0.0)
    lanes.put(2, Lane.INTERACTIVE, "other", 0.0)
    ticket = lanes.take(0.0)
    assert ticket is not None
    assert ticket.item == "first"
    lanes.again(ticket, 0.1, not_before=5.1)

    other = lanes.take(0.1)
    assert other is not None
    assert other.item == "other"
    lanes.sent(other, 0.2, 0.1)
    assert lanes.take(4.0) is None
    assert lanes.wake_at(4.0) == pytest.approx(5.1)
    back = lanes.take(5.2)
    assert back is not None
    assert back.item == "first"


def test_a_pause_of_all_holds_back_everything_until_its_end() -> None:
    lanes: Lanes[str] = Lanes()
    lanes.put(1, Lane.INTERACTIVE, "reply", 0.0)
    lanes.pause_all(9.0)
    assert lanes.take(8.9) is None
    assert lanes.wake_at(0.0) == 9.0
    ticket = lanes.take(9.0)
    assert ticket is not None


def test_a_chat_refused_for_speed_gets_no_bursts_any_more() -> None:
    lanes: Lanes[int] = Lanes()
    for number in range(3):
        lanes.put(1, Lane.INTERACTIVE, number, 0.0)
    first = lanes.take(0.0)
    assert first is not None
    lanes.slow_down(1)
    lanes.sent(first, 0.1, 0.1)
    assert lanes.take(0.5) is None
    assert lanes.take(1.1) is not None


def test_a_dropped_request_takes_no_place() -> None:
    lanes: Lanes[int] = Lanes()
    for number in range(2):
        lanes.put(1, Lane.BROADCAST, number, 0.0)
    first = lanes.take(0.0)
    assert first is not None
    lanes.dropped(first, 0.0)
    assert lanes.take(0.05) is not None


def test_ten_thousand_waiting_chats_are_forgotten_once_they_are_served() -> None:
    play = Play(broadcast(10_000, 0, 0), SlidingWindows(), network(0.001)).run()
    assert len(play.accepted) == 10_000
    assert [play.lanes.waiting(lane) for lane in Lane] == [0, 0, 0]
    assert play.lanes.take(play.now + 100) is None
    assert play.lanes.wake_at(play.now + 100) is None
