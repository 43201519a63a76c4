"""SIGKILL at any moment: nothing that was acknowledged is lost, nothing happens twice.

The bot is a real process; its Telegram lives in the test and goes on, as the real one does.
"""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bot.core.records import Family, person_address
from bot.practice_chat import Cast, PracticeChat, SystemClock
from bot.storage import TinyStore
from tests.bot_process import TOKEN, BotProcess
from tests.first_minutes import settle

PEOPLE = 100
PATIENCE = 60.0  # seconds, for a loaded machine


def sent(chat: PracticeChat) -> int:
    """How many messages the bot has sent so far."""
    return sum(1 for entry in chat.ledger if entry.method == "sendMessage" and entry.accepted)


def fetched(chat: PracticeChat) -> int:
    """How many answers to getUpdates had something in them."""
    return sum(1 for entry in chat.ledger if entry.method == "getUpdates" and entry.result)


# When to kill: what has to be passed, counted from the start of the round.
MOMENTS: list[tuple[str, Callable[[PracticeChat], int], int]] = [
    ("fetched, nothing answered", fetched, 1),
    ("the first reply is out", sent, 1),
    ("some replies are out", sent, 17),
    ("half are out", sent, PEOPLE // 2),
    ("nearly all are out", sent, PEOPLE - 5),
]


async def test_each_of_a_hundred_questions_is_there_once(tmp_path: Path) -> None:
    cast = Cast()
    names = [f"Parent {number}" for number in range(PEOPLE)]
    for name in names:
        cast.add_person(name)
    chat = PracticeChat(token=TOKEN, clock=SystemClock(), cast=cast)
    await chat.start()
    bot = BotProcess(tmp_path, chat)
    try:
        await bot.start()
        people = [chat.person(name) for name in names]
        await asyncio.gather(*(settle(person, patience=PATIENCE) for person in people))
        for number, (moment, count, more) in enumerate(MOMENTS):
            enough = count(chat) + more
            for person in people:
                await person.say(f"/ask Round {number} of {person.id}: {moment}?")
            await chat.world.wait_until(lambda count=count, enough=enough: count(chat) >= enough, PATIENCE)  # type: ignore[misc]
            assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
            await bot.start()
            wanted = f"Round {number} of "
            await asyncio.gather(*(p.wait_for_reply(containing=wanted, timeout=PATIENCE) for p in people))
        await people[0].say("/questions")  # the last kill may have come after all replies: let this start be over too
        await people[0].wait_for_reply(containing=wanted, timeout=PATIENCE)
        assert await bot.end(signal.SIGTERM) == 0
    finally:
        if bot.process.returncode is None:
            bot.process.kill()
        await chat.stop()
    kept = await questions_kept(tmp_path, [person.id for person in people])
    expected = {f"Round {n} of {p.id}: {moment}?" for n, (moment, _, _) in enumerate(MOMENTS) for p in people}
    assert kept == Counter(expected)
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "ERROR" not in log


async def questions_kept(folder: Path, people: list[int]) -> Counter[str]:
    """Every question in the data folder, with how often it is there."""
    store = TinyStore(folder / "data", folder / "key" / "master.key")
    await store.open()
    found: Counter[str] = Counter()
    try:
        for person in people:
            name = await store.find(person_address(person))
            record = await store.load(name) if name else None
            assert isinstance(record, Family)
            found.update(question.text for child in record.children for question in child.questions)
    finally:
        await store.close()
    return found
