"""Files that are made right before they are sent: papers, previews, calendars."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from telegram import Bot
from telegram_stand_ins import Office

from bot.core.buttons import Button
from bot.core.papers import Calendar, Paper
from bot.core.requests import SendCalendar, SendMessage, SendPaper, SendPreview
from bot.practice_chat import PersonClient
from bot.service.delivery import Delivered, Refused
from bot.telegram.calls import call_for
from bot.telegram.rendering import made

pytest_plugins = ["telegram_fixtures"]

PAPER = Paper(name="questions", title="Questions", language="en", blocks=())
CALENDAR = Calendar(stamp=datetime(2026, 11, 24, tzinfo=UTC), events=())


class Printer:
    """A `Renderer` that says what it was asked for."""

    def __init__(self, *, shortens: bool = False) -> None:
        self.shortens = shortens

    async def shortened(self, paper: Paper) -> bool:
        return self.shortens

    async def paper(self, paper: Paper) -> bytes:
        return b"%PDF " + paper.name.encode()

    async def preview(self, paper: Paper) -> bytes:
        return b"\x89PNG " + paper.name.encode()

    async def calendar(self, calendar: Calendar) -> bytes:
        return b"BEGIN:VCALENDAR"


async def test_each_request_gets_its_own_file() -> None:
    paper = SendPaper(chat=7, paper=PAPER, html="<b>Here</b>")
    for request, field, name, method in (
        (paper, "document", "questions.pdf", "sendDocument"),
        (SendPreview(chat=7, paper=PAPER), "photo", "questions.png", "sendPhoto"),
        (SendCalendar(chat=7, name="meeting", calendar=CALENDAR), "document", "meeting.ics", "sendDocument"),
    ):
        call = call_for(*await made(request, Printer()))
        assert (call.method, call.parameters[field].filename) == (method, name)
        assert call.uploads
    assert (await made(SendMessage(chat=7, html="Hello"), Printer()))[1] == b""


async def test_a_paper_that_was_shortened_says_so_and_offers_the_rest() -> None:
    rows = ((Button("More", data="[1]"),),)
    request = SendPaper(chat=7, paper=PAPER, html="Here", if_shortened=("Here, shortened", rows))
    as_it_is = call_for(*await made(request, Printer()))
    shortened = call_for(*await made(request, Printer(shortens=True)))
    assert (as_it_is.parameters["caption"], "reply_markup" in as_it_is.parameters) == ("Here", False)
    assert (shortened.parameters["caption"], "reply_markup" in shortened.parameters) == ("Here, shortened", True)


async def test_a_file_that_cannot_be_made_holds_up_nobody(office: Office, maria: PersonClient) -> None:
    assert isinstance(await office.deliver(SendPaper(chat=maria.id, paper=PAPER)), Refused)
    assert await office.deliver(SendMessage(chat=maria.id, html="Still here")) == Delivered()


async def test_a_file_arrives(bot: Bot, maria: PersonClient) -> None:
    office = Office(bot, renderer=Printer())
    sending = asyncio.create_task(office.sender.run())
    assert await office.deliver(SendPaper(chat=maria.id, paper=PAPER)) == Delivered()
    await office.sender.stop(0.1)
    await sending
    document = maria.last().content.document
    assert document is not None
    assert document.data == b"%PDF questions"
