"""People who talk with a fleet while parts of it die, and who know afterwards what they had said and were told.

Some only wait: a reminder of theirs is overdue when the fleet starts.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import aiohttp
import msgspec

from bot.core.child import Child, Routine
from bot.core.coaching import REGISTRY
from bot.core.records import Carer, Family, person_address
from bot.core.reminders import due_next
from bot.practice_chat import Cast, PersonClient, PracticeChat
from bot.storage import Change
from bot.storage.places import store_at
from bot.telegram.webhook import SECRET_HEADER, secret_from
from tests.first_minutes import settle

PATIENCE = 180.0  # seconds that somebody waits for an answer; Telegram's pauses between repeats are in it
MOST = 90  # questions of one person; a list holds a hundred
_QUESTION = re.compile(r"Number \d+ of \d+")
_FORGED = itertools.count(9_000_000_000)  # numbers of updates that nobody else uses


class Talkers:
    """The talking and the waiting people of one story."""

    def __init__(self, cast: Cast, talking: int, waiting: int, pause: float = 0.0) -> None:
        self._pause = pause  # seconds that somebody reads before the next question
        self._talking = [cast.add_person(f"Parent {number}") for number in range(talking)]
        self._waiting = [cast.add_person(f"Quiet parent {number}") for number in range(waiting)]
        for person in self._waiting:
            person.started = True
        self.asked: dict[int, list[str]] = {person.id: [] for person in self._talking}
        self.longest = 0.0  # seconds that anybody waited for an answer
        self.stop = asyncio.Event()

    async def plant_reminders(self, database: str, key_file: Path) -> None:
        """Put the waiting people's families into an empty database, each with a reminder that is a little overdue."""
        now = datetime.now(UTC)
        store = store_at(database, key_file)
        await store.open()
        try:
            await store.commit(Change(put=tuple(_reminded(person.id, now) for person in self._waiting)))
        finally:
            await store.close()

    async def settle(self, chat: PracticeChat) -> None:
        """Everybody's first minutes, at the same time."""
        await asyncio.gather(*(settle(chat.person(person.id), patience=PATIENCE) for person in self._talking))

    async def talk(self, chat: PracticeChat) -> None:
        """Everybody asks and waits for the answer, over and over, until `stop`."""
        await asyncio.gather(*(self._talk(chat.person(person.id)) for person in self._talking))

    async def _talk(self, person: PersonClient) -> None:
        while not self.stop.is_set() and len(self.asked[person.id]) < MOST:
            text = self._next_of(person.id)
            began = asyncio.get_running_loop().time()
            await person.say(f"/ask {text}?")
            await person.wait_for_reply(containing=text, timeout=PATIENCE)
            self.longest = max(self.longest, asyncio.get_running_loop().time() - began)
            await asyncio.sleep(self._pause)

    def _next_of(self, person: int) -> str:
        # Closed at both ends, so that no number is the beginning of another one.
        text = f"Number {len(self.asked[person]) + 1} of {person}"
        self.asked[person].append(text)
        return text

    async def say_twice(self, chat: PracticeChat, token: str, ports: Sequence[int], which: int) -> None:
        """The same update to all these replicas at once, as often as each refuses it."""
        person = self._talking[which % len(self._talking)]
        message = {
            "message_id": next(_FORGED), "date": 1, "chat": person.as_chat(), "from": person.as_user(),
            "text": f"/ask {self._next_of(person.id)}?",
            "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
        }  # fmt: skip
        update = {"update_id": next(_FORGED), "message": message}
        async with aiohttp.ClientSession(headers={SECRET_HEADER: secret_from(token)}) as session:
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*(_post(session, port, update) for port in ports))

    # ---- afterwards --------------------------------------------------------------------------------------------------

    async def kept(self, database: str, key_file: Path) -> Counter[str]:
        """Every question in the records, with how often it is there."""
        found: Counter[str] = Counter()
        store = store_at(database, key_file)
        await store.open()
        try:
            for person in self._talking:
                name = await store.find(person_address(person.id))
                record = await store.load(name) if name else None
                assert isinstance(record, Family)
                for child in record.children:
                    found.update(question.text.removesuffix("?") for question in child.questions)
        finally:
            await store.close()
        return found

    async def at_rest(self, database: str, key_file: Path) -> int:
        """Wait until the outbox is empty: what a dead replica had in hand is taken by another one. How much is left."""
        store = store_at(database, key_file, alone=False)
        await store.open()
        left = 0
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    while left := len(await store.unsent()):  # noqa: ASYNC110 - the database tells nobody
                        await asyncio.sleep(0.5)
        finally:
            await store.close()
        return left

    def told(self, chat: PracticeChat) -> Counter[str]:
        """How often each question was answered, by the ledger."""
        said = (str(entry.params.get("text", "")) for entry in chat.calls("sendMessage") if entry.accepted)
        return Counter(found[0] for text in said if (found := _QUESTION.search(text)))

    def reminded(self, chat: PracticeChat) -> Counter[int]:
        """How many messages each waiting person got, by the ledger."""
        got = Counter(int(entry.params["chat_id"]) for entry in chat.calls("sendMessage") if entry.accepted)
        return Counter({person.id: got[person.id] for person in self._waiting})

    def all_asked(self) -> list[str]:
        """What was said, by everybody."""
        return [text for texts in self.asked.values() for text in texts]


async def _post(session: aiohttp.ClientSession, port: int, update: dict[str, object]) -> None:
    while True:
        try:
            async with session.post(f"http://127.0.0.1:{port}/telegram", json=update) as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:  # it is being killed, or not yet back
            pass
        await asyncio.sleep(0.2)


def _reminded(person: int, now: datetime) -> Family:
    """A family whose school work reminder was due ten minutes ago, in a zone where it is the afternoon now."""
    east = 15 - now.hour  # of Greenwich, so that it is past three
    zone = f"Etc/GMT{'-' if east > 0 else '+'}{abs(east)}" if east else "Etc/GMT"
    due = now - timedelta(minutes=10)
    local = (due + timedelta(hours=east)).time().replace(second=0, microsecond=0)
    since = (now + timedelta(hours=east)).date() - timedelta(days=1)
    plan = Routine(carer=person, days=tuple(range(7)), at=time(local.hour, local.minute), often="each", since=since)
    child = Child(id=f"c{person}", name="Ana", routine=plan)
    carer = Carer(person=person, language="en", consented=now - timedelta(days=9), zone=zone, child=child.id)
    made = Family(id=f"f{person}", carers=(carer,), children=(child,))
    planned = msgspec.structs.replace(made, due=due_next(made, REGISTRY, due - timedelta(hours=1)))
    assert planned.due is not None
    assert planned.due <= now, planned.due
    return planned
