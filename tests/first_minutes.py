"""A parent's first minutes with the bot, over its Bot API: consent, the child's name, the time zone."""

from __future__ import annotations

from bot.practice_chat import PersonClient
from bot.practice_chat.person_client import PATIENCE


async def settle(person: PersonClient, child: str = "Ana", patience: float = PATIENCE) -> None:
    """Let these minutes be over. `patience` is how many seconds each answer may take."""
    await name_child(person, child, patience)
    await person.tap_label("Eastern Time (New York)")
    await person.wait_for_reply(containing="where you are now", timeout=patience)


async def name_child(person: PersonClient, child: str, patience: float = PATIENCE) -> None:
    """The same, up to the question where they live."""
    await person.start()
    await person.wait_for_reply(timeout=patience)
    await person.tap_label("Yes, let's start")
    await person.wait_for_reply(containing="call your child", timeout=patience)
    await person.say(child)
    await person.wait_for_reply(containing="Where do you live", timeout=patience)
