"""The people of a simulated town: what each of them does, with pauses, retries and mistakes, as the chance decides.

A person tries again when no answer comes, as people do. What a person has surely asked for stands in `Wishes`, and the
judge holds the records against it. It must not know faults.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

import msgspec

from bot.core.asking import Choose, Done, PickDay, PickHour, PickTime
from bot.core.buttons import Action
from bot.core.coaching import REGISTRY
from bot.core.coaching.first_minutes import Agree, PickZone
from bot.core.coaching.privacy import DeleteAll
from bot.core.engine import Follow, Open, Skip
from bot.core.house import CODEC as HOUSE_CODEC
from bot.core.house_coaches import Decide
from bot.practice_chat import ActRefused, Group, Message, PersonClient

ZONE = "America/New_York"
PATIENCE = 100.0  # seconds of virtual time until somebody tries again


class Wishes(msgspec.Struct):
    """What one person has asked the bot for."""

    settled: bool = False
    questions: list[str] = []
    plan: bool = False  # school work time on each day
    deleted: bool = False
    wanders: bool = False  # taps anything; then days and order of things are the person's own doing
    left: bool = False  # blocked the bot at some time


def action_of(button: dict[str, str]) -> Action | None:
    """What stands behind a button."""
    data = button.get("callback_data", "")
    return REGISTRY.codec.decode(data) or HOUSE_CODEC.decode(data)


class Somebody:
    """One person in a chat with the bot."""

    def __init__(self, client: PersonClient, chance: Random, child: str = "") -> None:
        self.client = client
        self.chance = chance
        self.child = child
        self.wishes = Wishes()

    @property
    def name(self) -> str:
        return self.client.person.name

    async def pause(self, most: float = 8.0) -> None:
        """Think."""
        await asyncio.sleep(self.chance.uniform(0.3, most))

    async def says(self, text: str, containing: str | None = None) -> bool:
        """Write once, and wait a while for an answer. Who has blocked the bot writes later, or never."""
        for _ in range(60):
            if not self.client.person.blocked:
                break
            await asyncio.sleep(10.0)
        await self.client.say(text)
        return await self._answered(containing)

    async def insists(self, text: str, containing: str | None = None) -> bool:
        """Write again until an answer comes."""
        for _ in range(6):
            if await self.says(text, containing):
                return True
            await self.pause()
        return False

    async def taps(
        self, kind: type[Action], which: Callable[[Action], bool] = lambda action: True, at: int = 0
    ) -> bool:
        """Tap the newest button of a kind; wait for one that does not come at once. With several, number `at`."""
        for _ in range(6):
            found = self.places(kind, which)
            if found:
                await self.pause(3.0)
                try:
                    await self.client.tap(*found[min(at, len(found) - 1)])
                except ActRefused:
                    continue
                if await self._answered(None):
                    return True
            else:
                await self.pause(30.0)
        return False

    def places(self, kind: type[Action], which: Callable[[Action], bool]) -> list[tuple[int, int, int]]:
        """Message, row and column of the buttons of a kind on the newest message that has any."""
        for message in reversed(self.client.messages()):
            found = [
                (message.id, row, column)
                for row, labels in enumerate(message.inline or [])
                for column, each in enumerate(labels)
                if isinstance(action := action_of(each), kind) and which(action)
            ]
            if found:
                return found
        return []

    async def _answered(self, containing: str | None) -> bool:
        try:
            await self.client.wait_for_reply(containing=containing, timeout=PATIENCE)
        except TimeoutError:
            return False
        return True


class Parent(Somebody):
    """A parent and what a parent may do here."""

    async def settles(self) -> bool:
        """The first minutes."""
        for _ in range(8):
            await self.client.start()
            if not await self._answered(None):
                continue
            if not await self.taps(Agree):
                continue
            await self.insists(self.child)
            await self.taps(PickZone, lambda action: isinstance(action, PickZone) and action.zone == ZONE)
            if any("where you are now" in message.text for message in self.client.messages()):
                self.wishes.settled = True
                return True
            await self.pause()
        return False

    async def asks(self, text: str) -> None:
        """One question for the team; written once, whatever comes of it."""
        if self.wishes.settled and not self.wishes.deleted and not self.client.person.blocked:
            self.wishes.questions.append(text)
            await self.says(f"/ask {text}", text[:20])

    async def plans_school_work(self, hour: int = 16) -> None:
        """School work time on each day of the week."""
        await self.insists("/homework")
        if not await self.taps(Follow):
            return
        for day in range(7):
            if not await self.taps(Choose, lambda action, day=day: isinstance(action, Choose) and action.index == day):  # type: ignore[misc]
                return
        _ = (
            await self.taps(Done)
            and await self.taps(PickHour, lambda action: isinstance(action, PickHour) and action.hour == hour)
            and await self.taps(PickTime)
            and await self.taps(Choose)
            and await self.taps(Skip)
        )
        promise = "I will ask on each of these days"
        if not any(promise in each.text for each in self.client.messages()):
            await self._answered(promise)
        self.wishes.plan = any(promise in each.text for each in self.client.messages())

    async def sets_a_meeting(self) -> None:
        """A day and a time."""
        await self.insists("/meeting")
        await self.taps(PickDay, at=self.chance.randint(0, 5))
        if any("is on a weekend" in message.text for message in self.client.messages()[-1:]):
            await self.taps(Follow)
        await self.taps(PickHour, at=2)
        await self.taps(PickTime)

    async def deletes(self) -> None:
        """Everything, for good."""
        for _ in range(6):
            await self.insists("/delete")
            await self.taps(DeleteAll)
            if any("All of it is deleted" in message.text for message in self.client.messages()):
                self.wishes.deleted = True
                return

    async def wanders(self, steps: int) -> None:
        """Tap this and that, old buttons too, some twice."""
        self.wishes.wanders = True
        for _ in range(steps):
            messages = self.client.messages()[-4 if self.chance.random() < 0.8 else 0 :]
            harmless = [place for message in messages for place in _harmless(message)]
            if not harmless or self.client.person.blocked:
                await self.says("/tips")
                continue
            place = self.chance.choice(harmless)
            for _ in range(1 + (self.chance.random() < 0.2)):
                try:
                    await self.client.tap(*place)
                except ActRefused:
                    break
            await self._answered(None)
            await self.pause(3.0)


def _harmless(message: Message) -> list[tuple[int, int, int]]:
    """Buttons that take nothing away from what was wished for."""
    return [
        (message.id, row, column)
        for row, labels in enumerate(message.inline or [])
        for column, each in enumerate(labels)
        if "callback_data" in each
        and not any(word in type(action_of(each)).__module__ for word in ("question", "privacy", "house", "children"))
    ]


class Coach(Parent):
    """A parent who sends tips to a group, and the admin who lets them."""

    async def becomes_coach(self, admin: Somebody, group: Callable[[], Group]) -> None:
        """From the offer to the linked group."""
        await self.client.start("coach")
        await self._answered(None)
        await self.taps(Follow)
        await self.taps(Skip)
        await self.taps(Follow)
        await self.insists(self.name)
        await self.insists("Somebody did it for me")
        await admin.taps(Decide, lambda action: isinstance(action, Decide) and action.approve)
        await self.pause()
        if not group().bot_in:
            await self.client.in_chat(group()).group("add_bot")
        for _ in range(4):
            await self.client.in_chat(group()).say("/link")
            await self.pause(60.0)
            if any("is linked" in message.text for message in self.client.messages()):
                break

    async def sends_a_tip(self) -> None:
        """The first tip of the list."""
        from bot.core.coaching.broadcast_buttons import PickTip, SendTip

        await self.insists("/broadcast")
        await self.taps(PickTip, at=self.chance.randint(0, 2))
        await self.taps(SendTip)


__all__ = ["Coach", "Open", "Parent", "Somebody", "Wishes", "action_of"]
