"""The lanes, in virtual time: no limit is broken, no order changes, people wait for nobody's broadcast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import count, cycle, pairwise
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


def chances(numbers: list[float]) -> Callable[[Random], float]:
    """Exactly these delays, one way after another, over and over."""
    endless = cycle(numbers)
    return lambda random: next(endless)


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


delays = st.lists(st.sampled_from([0.0, 0.001, 0.03, 0.3, 0.999, 1.0, 4.0]) | st.floats(0, 5), min_size=1, max_size=60)


@SERVERS
@settings(max_examples=100, deadline=None)
@given(ways=delays, preparing=delays, replies=st.lists(st.floats(0, 10), max_size=90), groups=st.integers(0, 3))
def test_no_delays_whatever_make_it_one_too_many(
    server: Server, ways: list[float], preparing: list[float], replies: list[float], groups: int
) -> None:
    tips = broadcast(150, groups, 22)
    talk = [Item(at, number % 30 + 1, Lane.INTERACTIVE, 10_000 + number) for number, at in enumerate(sorted(replies))]
    play = Play(tips + talk, server(), chances(ways), preparing=chances(preparing)).run()

    assert not play.refused
    assert sorted(fact.item.number for fact in play.accepted) == sorted(item.number for item in tips + talk)


@settings(max_examples=20, deadline=None)
@given(quiet=st.floats(0.02, 0.2), swing=st.floats(0, 1), seed=st.integers(0, 2**32))
def test_a_network_that_becomes_quicker_surprises_nobody(quiet: float, swing: float, seed: int) -> None:
    """Slow and steady first, so that anybody would learn that it always takes so long."""
    arrivals = count()

    def delay(random: Random) -> float:
        return quiet if next(arrivals) < 1_000 else quiet * swing * random.random()

    assert not Play(broadcast(1_000, 0, 0), SlidingWindows(), delay, seed).run().refused


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


def finished(play: Play) -> float:
    """Seconds until the last tip arrived, after the first second's worth, which may arrive at once."""
    return max(fact.arrived for fact in play.accepted if fact.item.lane is Lane.BROADCAST) + 1.0


def reply_waits(play: Play) -> list[float]:
    """Seconds that replies waited before they left, while tips left too; in order of length."""
    end = finished(play) - 1.0
    replies = [fact for fact in play.accepted if fact.item.lane is Lane.INTERACTIVE and fact.arrived <= end]
    return sorted(fact.left - fact.item.at for fact in replies)


@SERVERS
@pytest.mark.parametrize("one_way", [0.002, 0.025])
def test_a_large_broadcast_uses_the_allowed_rate_and_replies_pass_it(server: Server, one_way: float) -> None:
    tips = broadcast(3000, 50, 40)
    replies = [Item(1.0 + 0.731 * number, number + 1, Lane.INTERACTIVE, 10_000 + number) for number in range(200)]
    play = Play(tips + replies, server(), network(one_way)).run()

    assert not play.refused
    assert len(play.accepted) == len(tips) + len(replies)
    allowed = 30 / (1 + 2 * one_way * 1.2)  # nobody knows when a request was accepted until its answer is there
    during = len(tips) + len(reply_waits(play))
    assert during / finished(play) >= 0.975 * allowed
    waits = reply_waits(play)
    assert waits[int(len(waits) * 0.95)] <= 1.2 * SLOT


@pytest.mark.parametrize(("each_second", "slots"), [(0.5, 1.2), (2, 1.2), (10, 1.5)])
def test_the_reserve_follows_what_people_need(each_second: float, slots: float) -> None:
    random = Random(7)
    times = [0.0]
    while times[-1] < 110:
        times.append(times[-1] + random.expovariate(each_second))
    replies = [Item(at, number + 1, Lane.INTERACTIVE, 10_000 + number) for number, at in enumerate(times[1:])]
    play = Play(broadcast(3000, 0, 0) + replies, SlidingWindows(), network(0.002)).run()

    assert not play.refused
    waits = reply_waits(play)
    assert waits[int(len(waits) * 0.95)] <= slots * SLOT
    assert (3000 + len(waits)) / finished(play) >= 0.945 * 30


@pytest.mark.parametrize(("private", "at_least"), [(200, 60 + 50 * 20 / 30), (3000, 5000 / 30)])
def test_groups_are_never_what_is_left_at_the_end(private: int, at_least: float) -> None:
    """A group of which forty tips wait needs a second minute. The others are served while it waits for that."""
    play = Play(broadcast(private, 50, 40), SlidingWindows(), network(0.002)).run()
    assert not play.refused
    assert finished(play) <= 1.03 * (at_least + 1.0)


def test_a_slow_disk_does_not_slow_what_leaves() -> None:
    """Making a tip ready takes as long as five places need to come free."""
    play = Play(broadcast(3000, 0, 0), SlidingWindows(), network(0.002), preparing=network(0.14)).run()
    assert not play.refused
    assert 3000 / finished(play) >= 0.95 * 30


def test_few_are_made_ready_ahead() -> None:
    lanes: Lanes[int] = Lanes()
    for number in range(100):
        lanes.put(1000 + number, Lane.BROADCAST, number, 0.0)
    ticket = lanes.ahead(0.0)
    assert ticket is not None
    assert lanes.ahead(0.0) is None
    assert lanes.in_hand == 1
    lanes.prepared(ticket, 0.001)
    assert lanes.ahead(0.001) is None
    assert lanes.take(0.001) is ticket
    assert lanes.in_hand == 0
    assert lanes.ahead(0.001) is not None


def test_a_reply_is_not_held_up_by_a_tip_for_the_same_chat_that_is_ready_but_may_not_leave() -> None:
    lanes: Lanes[str] = Lanes()
    lanes.put(7, Lane.BROADCAST, "tip", 0.0)
    ticket = lanes.ahead(0.0)
    assert ticket is not None
    lanes.prepared(ticket, 0.0)
    for number in range(29):
        lanes.put(1000 + number, Lane.INTERACTIVE, "reply to another", 0.0)
        assert lanes.take(0.0).item == "reply to another"  # type: ignore[union-attr]
    assert lanes.take(0.0) is None  # the last place is kept for people
    lanes.put(7, Lane.INTERACTIVE, "reply", 0.0)
    assert lanes.take(0.0) is ticket


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
    lanes.sent(other, 0.2)
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
    lanes.sent(first, 0.1)
    assert lanes.take(0.5) is None
    assert lanes.take(1.1) is not None


def test_a_dropped_request_takes_no_place() -> None:
    lanes: Lanes[int] = Lanes()
    for number in range(2):
        lanes.put(1, Lane.BROADCAST, number, 0.0)
    first = lanes.ahead(0.0)
    assert first is not None
    lanes.dropped(first, 0.0)
    second = lanes.ahead(0.0)
    assert second is not None
    lanes.prepared(second, 0.0)
    assert lanes.take(0.0) is second


def test_ten_thousand_waiting_chats_are_forgotten_once_they_are_served() -> None:
    play = Play(broadcast(10_000, 0, 0), SlidingWindows(), network(0.001)).run()
    assert len(play.accepted) == 10_000
    assert [play.lanes.waiting(lane) for lane in Lane] == [0, 0, 0]
    assert play.lanes.take(play.now + 100) is None
    assert play.lanes.wake_at(play.now + 100) is None
