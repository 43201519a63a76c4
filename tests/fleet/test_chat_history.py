"""The limits of one chat go from replica to replica with its jobs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.requests import Lane
from bot.storage.chat_history import ChatHistories, History
from bot.storage.postgres import PostgresStore
from bot.telegram.lanes import Lanes

if TYPE_CHECKING:
    from tests.postgres_server import Server

pytest_plugins = ["tests.postgres_server"]

GROUP, CHAT = -5, b"a group, hidden"


async def hand_over(histories: ChatHistories, giver: Lanes[str], taker: Lanes[str], now: float) -> None:
    """What the end of a job and the beginning of the next do."""
    ages, paused, strict = giver.recall(GROUP, now)
    await histories.keep(CHAT, History(tuple(ages), paused, strict))
    history = await histories.read(CHAT)
    taker.remember(GROUP, history.ages, history.paused, history.strict, now)


def send(lanes: Lanes[str], now: float) -> bool:
    """Whether a reply in the group may leave now; if so, it does and is answered."""
    lanes.put(GROUP, Lane.INTERACTIVE, "reply", now)
    ticket = lanes.take(now)
    if ticket is not None:
        lanes.sent(ticket, now)
    return ticket is not None


async def test_a_group_gets_twenty_a_minute_from_all_replicas_together(postgres: Server, tmp_path: Path) -> None:
    store = PostgresStore(postgres.new_database(), tmp_path / "master.key", fleet=True)
    await store.open()
    histories = store.chat_histories()
    assert await histories.read(CHAT) == History()
    first, second = Lanes[str](), Lanes[str]()
    for number in range(19):
        giver, taker = (first, second) if number % 2 == 0 else (second, first)
        assert send(giver, number * 1.5)
        await hand_over(histories, giver, taker, number * 1.5)
    assert send(second, 19 * 1.5)
    await hand_over(histories, second, first, 19 * 1.5)
    assert not send(first, 45.0), "the twenty-first of the minute"
    await histories.forget()
    assert len((await histories.read(CHAT)).ages) == 20
    await store.close()


async def test_a_chat_that_was_refused_for_speed_is_left_alone_by_all(postgres: Server, tmp_path: Path) -> None:
    store = PostgresStore(postgres.new_database(), tmp_path / "master.key", fleet=True)
    await store.open()
    first, second = Lanes[str](), Lanes[str]()
    first.put(GROUP, Lane.INTERACTIVE, "reply", 0.0)
    ticket = first.take(0.0)
    assert ticket is not None
    first.slow_down(GROUP)
    first.again(ticket, 0.0, 40.0)
    await hand_over(store.chat_histories(), first, second, 0.0)
    assert not send(second, 30.0)
    assert second.recall(GROUP, 0.0)[2]
    await store.close()
