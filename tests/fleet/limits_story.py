"""Three replicas with their real senders against a Telegram that keeps its limits to the letter.

`python -m tests.fleet.limits_story`: replies, reminders and tips to private chats and groups, handed in at all of
them at once, much more than a second's worth. Telegram must refuse none of them, and get each of them once.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bot.content import load
from bot.core.records import Carer, Family
from bot.core.requests import Lane, Outgoing, SendMessage
from bot.fleet.replica import Replica
from bot.practice_chat import Cast, PracticeChat, SystemClock
from bot.service.service import Service
from bot.storage import Change
from bot.storage.postgres import PostgresStore
from bot.telegram.connect import connected, make_bot
from bot.telegram.job import Job
from bot.telegram.lanes import Lanes
from bot.telegram.sending import Sender
from bot.telegram.share import LanesShare
from tests.benchmarks.strict_limits import Counted
from tests.bot_process import TOKEN

if TYPE_CHECKING:  # pytest wants to be the first to import it
    from tests.postgres_server import Server

CONTENT = load(Path(__file__).parents[2] / "content", "sameside_bot")
REPLICAS = 3
PATIENCE = 600.0
LANES = (Lane.INTERACTIVE, Lane.REMINDER, Lane.BROADCAST)


class Figures(msgspec.Struct):
    """What Telegram has seen: 429s, how many messages it took, those it never got and those it got twice."""

    refused: int
    accepted: int
    lost: list[str]
    doubled: list[str]
    most_in_a_second: int
    senders: int
    seconds: float

    def wrong(self) -> list[str]:
        """Each broken promise, in words."""
        sayings = (
            (self.refused, f"{self.refused} refused"),
            (self.lost, f"{len(self.lost)} lost: {self.lost[:5]}"),
            (self.doubled, f"{len(self.doubled)} doubled: {self.doubled[:5]}"),
        )
        return [sentence for broken, sentence in sayings if broken]


class One:
    """One replica in this process: store, jobs, lanes and sender of its own."""

    def __init__(self, url: str, key_file: Path, api_url: str) -> None:
        self.store = PostgresStore(url, key_file, fleet=True)
        self._api_url = api_url
        self.sent = 0

    async def run(self, stack: AsyncExitStack) -> None:
        """At work until the stack ends."""
        await self.store.open()
        stack.push_async_callback(self.store.close)
        bot = await stack.enter_async_context(connected(make_bot(TOKEN, self._api_url)))
        self.replica = Replica(self.store, _now)
        service = Service(content=CONTENT, store=self.store, now=_now, nonce=lambda: "0" * 32, hands=self.replica.hands)
        lanes: Lanes[Job] = Lanes()
        sender = Sender(bot, lanes, self.replica.desk(service))
        await self.replica.begin(sender, LanesShare(lanes, sender), 30)
        service.on_commit = self._count
        sending = asyncio.create_task(sender.run())

        async def end() -> None:
            self.replica.take_no_more()
            await sender.stop(5)
            await self.replica.end()
            await sending

        stack.push_async_callback(end)

    def _count(self) -> None:
        self.sent += 1


async def run(server: Server, folder: Path, *, private: int, groups: int, each: int) -> Figures:
    """One message to every private chat, `each` to every group; those of one chat come from all replicas."""
    cast = Cast()
    people = [cast.add_person(f"Parent {number}") for number in range(private)]
    for person in people:
        person.started = True
    rooms = [cast.add_group(f"Room {number}", [people[0]], people[1:3]) for number in range(groups)]
    for room in rooms:
        room.bot = "member"
    limits = Counted()
    url = await asyncio.to_thread(server.new_database)
    async with AsyncExitStack() as stack:
        chat = await stack.enter_async_context(PracticeChat(token=TOKEN, clock=SystemClock(), cast=cast, limits=limits))
        replicas = [One(url, folder / "master.key", chat.api_url) for _ in range(REPLICAS)]
        for replica in replicas:
            await replica.run(stack)
        owners = [Family(id=f"f{number}", carers=(_carer(person.id),)) for number, person in enumerate(people)]
        await replicas[0].store.commit(Change(put=tuple(owners)))
        wanted = [
            (owners[number % private].id, chat_id, LANES[number % 3])
            for number, chat_id in enumerate([*(p.id for p in people), *(r.id for r in rooms for _ in range(each))])
        ]
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(_hand_in(replicas[n % REPLICAS], n, *what) for n, what in enumerate(wanted)))
        async with asyncio.timeout(PATIENCE):
            while await replicas[0].store.unsent():  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.1)
        seconds = asyncio.get_running_loop().time() - began
        told = Counter(
            str(entry.params.get("text")) for entry in chat.ledger if entry.method == "sendMessage" and entry.accepted
        )
    texts = [_text(number) for number in range(len(wanted))]
    return Figures(
        refused=limits.refused,
        accepted=len(limits.accepted),
        lost=[text for text in texts if not told[text]],
        doubled=[text for text in texts if told[text] > 1],
        most_in_a_second=_most_in_a_second(limits.accepted),
        senders=sum(1 for replica in replicas if replica.sent),
        seconds=seconds,
    )


async def _hand_in(replica: One, number: int, owner: str, chat: int, lane: Lane) -> None:
    request = SendMessage(chat=chat, html=_text(number), lane=lane)
    outgoing = Outgoing(id=replica.replica.hands.next_id(), owner=owner, request=request, created=_now())
    await replica.store.commit(Change(queue=(outgoing,)))


def _carer(person: int) -> Carer:
    return Carer(person=person, language="en", consented=_now())


def _text(number: int) -> str:
    return f"Message {number} of all."


def _now() -> datetime:
    return datetime.now(UTC)


def _most_in_a_second(times: Sequence[float]) -> int:
    first, most = 0, 0
    for last, time in enumerate(times):
        while times[first] <= time - 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def main() -> int:
    """0 when every promise held."""
    from tests.postgres_server import Server

    parser = argparse.ArgumentParser(prog="python -m tests.fleet.limits_story", description=__doc__)
    parser.add_argument("--private", type=int, default=900, help="private chats, one message each (default: 900)")
    parser.add_argument("--groups", type=int, default=10)
    parser.add_argument("--each", type=int, default=25, help="messages to each group (default: 25)")
    chosen = parser.parse_args()
    server = Server()
    try:
        with tempfile.TemporaryDirectory(prefix="sameside-fleet-") as folder:
            sizes = {"private": chosen.private, "groups": chosen.groups, "each": chosen.each}
            figures = asyncio.run(run(server, Path(folder), **sizes))
    finally:
        server.stop()
    print(f"{figures.accepted} messages in {figures.seconds:.0f} s by {figures.senders} replicas: ", end="")
    print(f"{figures.refused} refused, {len(figures.lost)} lost, {len(figures.doubled)} doubled; ", end="")
    print(f"at most {figures.most_in_a_second} in a second")
    for sentence in figures.wrong():
        print(f"WRONG: {sentence}")
    return 1 if figures.wrong() else 0


if __name__ == "__main__":
    sys.exit(main())
