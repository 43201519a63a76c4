"""First value within two minutes: from Start to a printed list of questions, with every tap and typed line counted."""

from __future__ import annotations

import io

from household import Household
from pypdf import PdfReader

from bot.practice_chat import PersonClient

pytest_plugins = ["house_fixtures"]

TAPS, TYPED = 12, 3
PATIENCE = 20.0  # seconds; the first paper reads the typefaces


class Counting:
    """A parent whose taps and typed messages are counted."""

    def __init__(self, person: PersonClient) -> None:
        self.person = person
        self.taps = 0
        self.typed = 0

    async def tap(self, label: str, answer: str = "") -> None:
        """Tap, and wait for the answer."""
        self.taps += 1
        await self.person.tap_label(label)
        await self.person.wait_for_reply(containing=answer or None)

    async def say(self, text: str, answer: str) -> None:
        """Type, and wait for the answer."""
        self.typed += 1
        await self.person.say(text)
        await self.person.wait_for_reply(containing=answer)


async def test_from_start_to_a_list_of_questions_to_print(home: Household) -> None:
    person = home.person("Maria")
    maria = Counting(person)
    maria.taps += 1  # the Start button of a new chat
    await person.start()
    await person.wait_for_reply()
    await maria.tap("Yes, let's start", "call your child")
    await maria.say("Ana", "Where do you live")
    await maria.tap("Eastern Time (New York)", "where you are now")
    await maria.tap("Start with a question", "Good questions come")
    await maria.tap("Write one now", "What would you like to ask")
    await maria.say("Who helps her at lunch?", "Who could answer it best")
    await maria.tap("The teacher", "Questions on your list: 1")
    await maria.tap("Make a message to send", "Copy this message")
    await maria.tap("Give me a PDF", "In which language")
    maria.taps += 1
    await person.tap_label("English")
    await person.wait_until(lambda: any(m.content.document for m in person.replies()), PATIENCE)
    document = next(m.content.document for m in person.replies() if m.content.document)
    assert "Who helps her at lunch?" in PdfReader(io.BytesIO(document.data)).pages[0].extract_text()
    assert maria.taps <= TAPS
    assert maria.typed <= TYPED
