"""Plays a person at the page: a real server, a small bot that speaks to it over HTTP, and Chromium.

Knows nothing of SameSide's own bot; what it answers is made up here to show each part of the page.
"""

import asyncio
import contextlib
import json
import shutil
import struct
import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.practice_chat import Cast, PracticeChat, SystemClock

expect.set_options(timeout=20_000)  # milliseconds at most; a busy machine is no failure
NAMES = ("chromium", "chromium-browser", "google-chrome")  # what systems call it
TOKEN = "7000001:page-test"
Replies = Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]]  # text -> Bot API calls as (method, parameters)
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1360, "height": 850}


def picture(width: int = 320, height: int = 200) -> bytes:
    """A PNG with a soft slope of colour."""
    rows = b"".join(
        b"\0" + bytes(part for x in range(width) for part in (120 + x * 100 // width, 170 - y * 60 // height, 150))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class MovableClock:
    """A practice clock that stands still until it is moved, with one reminder an hour and a half ahead."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
        self.due: datetime | None = self.instant + timedelta(minutes=90)
        self.when_due: Callable[[], Any] = lambda: None

    def now(self) -> datetime:
        return self.instant

    async def next_due(self) -> datetime | None:
        return self.due

    async def move_to(self, instant: datetime) -> None:
        self.instant = instant
        if self.due is not None and instant >= self.due:
            self.due = None
            self.when_due()


@dataclass
class ShowBot:
    """A bot that answers each command with one thing the page must be able to show; other texts it repeats."""

    api_url: str
    replies: Replies
    cards: Sequence[tuple[str, str]] = ()  # title and text of what it offers for an inline query
    held: asyncio.Event = field(default_factory=asyncio.Event)
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def run(self) -> None:
        async with aiohttp.ClientSession() as self.http:
            offset = 0
            while True:
                updates = await self.call("getUpdates", offset=offset, timeout=20)
                for update in updates or []:
                    offset = update["update_id"] + 1
                    self.seen.append(update)
                    await self._handle(update)

    async def call(self, method: str, **parameters: Any) -> Any:
        """One Bot API call; bytes travel as files. Returns the result, or None when it was refused."""
        form = aiohttp.FormData(quote_fields=False)
        for name, value in parameters.items():
            if isinstance(value, tuple):
                form.add_field(name, value[1], filename=value[0])
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        async with self.http.post(f"{self.api_url}{TOKEN}/{method}", data=form) as response:
            return (await response.json()).get("result")

    async def _handle(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            query = update["callback_query"]
            await self.held.wait()
            await self.call(
                "answerCallbackQuery",
                callback_query_id=query["id"],
                text=f"You pressed {query['data']}.",
                show_alert=query["data"] == "alert",
            )
        elif "inline_query" in update:
            query = update["inline_query"]
            fitting = [card for card in self.cards if query["query"].casefold() in card[0].casefold()]
            await self.call("answerInlineQuery", inline_query_id=query["id"], results=[article(*c) for c in fitting])
        elif "message" in update and "via_bot" not in update["message"]:
            message = update["message"]
            chat = message["chat"]["id"]
            text = message.get("text") or message.get("caption", "")
            for method, parameters in self.replies.get(text, self._usual(message, text)):
                await self.call(method, chat_id=chat, **parameters)

    def _usual(self, message: dict[str, Any], text: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
        if "photo" in message:
            return [("sendMessage", {"text": "A lovely photo."})]
        if "location" in message:
            return [("sendMessage", {"text": f"Thank you. {message['location']['latitude']:.1f} north."})]
        return [("sendMessage", {"text": f"You wrote: {text}"})] if text and message["chat"]["id"] > 0 else []


@dataclass
class Play:
    """One person's window."""

    page: Page
    chat: PracticeChat
    bot: ShowBot
    clock: MovableClock
    troubles: list[str]
    reminders: list[asyncio.Task[Any]] = field(default_factory=list)

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.page.locator("#message-field")

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def hears(self, text: str) -> None:
        await expect(self.log.get_by_text(text, exact=False).last).to_be_visible()

    def remind(self, chat: int, text: str) -> None:
        """Let the bot write by itself; a failure shows when the page closes."""
        self.reminders.append(asyncio.create_task(self.bot.call("sendMessage", chat_id=chat, text=text)))

    async def start(self) -> None:
        await self.page.get_by_role("button", name="Start", exact=True).click()
        await expect(self.field).to_be_visible()


def article(title: str, text: str) -> dict[str, Any]:
    """A result of an inline query, with one button."""
    return {
        "type": "article",
        "id": title,
        "title": title,
        "description": f"{text} " * 8,
        "input_message_content": {"message_text": f"<b>{title}</b>: {text}", "parse_mode": "HTML"},
        "reply_markup": buttons([("Do it privately", "https://t.me/sameside_bot?start=hopes")]),
    }


def buttons(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    """Rows of (label, data or https link) as an inline keyboard."""
    return {
        "inline_keyboard": [
            [{"text": label, "url" if aim.startswith("https:") else "callback_data": aim} for label, aim in row]
            for row in rows
        ]
    }


@asynccontextmanager
async def practice_page(
    viewport: dict[str, int],
    replies: Replies | None = None,
    *,
    colours: str = "light",
    movable: bool = True,
    cast: Cast | None = None,
    cards: Sequence[tuple[str, str]] = (),
) -> AsyncIterator[Play]:
    """The page in a fresh browser, opened by the first person. Any script error or blocked load fails the test."""
    clock = MovableClock()
    async with (
        PracticeChat(token=TOKEN, clock=clock if movable else SystemClock(), cast=cast) as chat,
        async_playwright() as driver,
    ):
        chat.world.inline_mode = bool(cards)
        bot = ShowBot(chat.api_url, replies or {}, cards)
        bot.held.set()
        running = asyncio.create_task(bot.run())
        browser = await launch(driver)
        try:
            play = await _open(browser, chat, bot, clock, viewport, colours)
            yield play
            await asyncio.gather(*play.reminders)
            assert play.troubles == []
        finally:
            await browser.close()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError, aiohttp.ClientError):
                await running


async def launch(driver: Any) -> Browser:
    path = next(filter(None, map(shutil.which, NAMES)))
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    browser: Browser = await driver.chromium.launch(executable_path=path, args=arguments)
    return browser


async def _open(
    browser: Browser, chat: PracticeChat, bot: ShowBot, clock: MovableClock, viewport: dict[str, int], colours: str
) -> Play:
    phone = viewport["width"] < 500
    context = await browser.new_context(
        viewport=viewport,  # type: ignore[arg-type]
        has_touch=phone,
        is_mobile=phone,
        color_scheme=colours,  # type: ignore[arg-type]
        locale="en-US",
        timezone_id="America/New_York",
        reduced_motion="reduce",
        accept_downloads=True,
    )
    page = await context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    page.on("dialog", lambda dialog: troubles.append(f"a dialog: {dialog.message}"))
    await page.goto(chat.url)
    await page.locator("body.ready").wait_for()
    return Play(page, chat, bot, clock, troubles)
