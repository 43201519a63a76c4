"""Parents who tap and write anything, anywhere: no refused call, no spinning button, no silence, no dead end."""

from __future__ import annotations

import asyncio
import logging
import random
from datetime import timedelta
from pathlib import Path

import pytest
from household import Household, household

from bot.app import CONTENT
from bot.content import load
from bot.core.coaching import REGISTRY
from bot.practice_chat import Cast, Message, PersonClient

WALKERS = 8
STEPS = 450
SILENCE = 20.0  # seconds; a person waits far less, but a test machine may be busy

TEXTS = (
    "What helps him read?", "<b>&amp;</b> </i> <a href='x'>", "👩‍👩‍👧‍👦" * 30, "مرحبا كيف حالك", "{child} {0} %s",
    "a" * 3500, "/nonsense", "/start nowhere", "12:30", "2026-12-24", "ok", "\u202eabc", "e\u0301" * 40, "New York",
)  # fmt: skip
COMMANDS = sorted(set(REGISTRY.commands) - {"delete", "claim"})


class Walker:
    """One parent who does not read what the bot says."""

    def __init__(self, home: Household, person: PersonClient, seed: int) -> None:
        self.home = home
        self.person = person
        self.chance = random.Random(seed)

    async def walk(self, steps: int) -> None:
        """Do something, wait for the answer, and again."""
        for _ in range(steps):
            await self.step()

    async def step(self) -> None:
        """One act: mostly a button of the newest messages, at times an old one, a text, a command, a picture."""
        kind = self.chance.choices(("button", "old", "text", "command", "photo", "open"), (60, 6, 16, 8, 2, 8))[0]
        match kind:
            case "button":
                await self.tap(self.person.messages()[-2:])
            case "old":
                await self.tap(self.person.messages()[-80:])
            case "text":
                await self.person.say(self.chance.choice(TEXTS))
                await self.person.wait_for_reply(timeout=SILENCE)
            case "command":
                await self.person.say(f"/{self.chance.choice(COMMANDS)}")
                await self.person.wait_for_reply(timeout=SILENCE)
            case "photo":
                await self.person.send_photo(PICTURE)
                await self.person.wait_for_reply(timeout=SILENCE)
            case _:
                await self.person.start(self.chance.choice(sorted(CONVERSATIONS)))
                await self.person.wait_for_reply(timeout=SILENCE)

    async def tap(self, messages: list[Message]) -> None:
        """Tap any button of one of these messages and see it answered."""
        places = [
            (message.id, row, column)
            for message in messages
            if message.from_bot
            for row, labels in enumerate(message.inline or [])
            for column, button in enumerate(labels)
            if "callback_data" in button and not button["text"].startswith("Yes, delete")
        ]
        if not places:
            await self.person.say("/tips")
            await self.person.wait_for_reply(timeout=SILENCE)
            return
        query = await self.person.tap(*self.chance.choice(places))
        await self.person.wait_until(lambda: query.answered, SILENCE)


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8ffff3f030005fe02fea72d1ee4"
    "0000000049454e44ae426082"
)
CONVERSATIONS = load(CONTENT).edition("en").conversations


async def test_thousands_of_random_taps_and_texts(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    cast = Cast()
    names = [f"Parent {number}" for number in range(WALKERS)]
    for name in names:
        cast.add_person(name)
    async with household(tmp_path, cast) as home:
        people = [await home.settled(name) for name in names]
        for third in range(3):
            walkers = [Walker(home, person, seed=1000 * third + n) for n, person in enumerate(people)]
            await asyncio.gather(*(walker.walk(STEPS // 3) for walker in walkers))
            await home.clock.move_to(home.clock.now() + timedelta(days=1 + third))
        for person in people:  # wherever a parent has got to, the way out is one command
            await person.say("/cancel")
            await person.wait_for_reply(timeout=SILENCE)
            await person.say("/tips")
            await person.wait_until(lambda person=person: shows_the_menu(person), SILENCE)  # type: ignore[misc]
        refused = [(e.method, e.error) for e in home.chat.ledger if not e.ok and e.status is not None]
        assert [each for each in refused if not harmless(*each)] == []
    assert not list((tmp_path / "data" / "set_aside").glob("*"))
    # The walkers share the bot's loop, so how long it stands still says nothing here.
    faults = [each for each in caplog.records if each.levelno >= logging.WARNING and each.name != "bot.watching.stalls"]
    assert [record.getMessage() for record in faults] == []


def harmless(method: str, error: str | None) -> bool:
    """Telegram's way of saying that an edit changed nothing: it is how a second tap on the same choice looks."""
    return method.startswith("editMessage") and "message is not modified" in (error or "")


def shows_the_menu(person: PersonClient) -> bool:
    """Whether the menu has come, in whichever language the walk has left."""
    return any("Small steps" in each.text or "Pasos pequeños" in each.text for each in person.replies())
