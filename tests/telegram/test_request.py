"""What the errors of the connection say: never left, may have arrived, refused; and what they never show."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError, TimedOut

from bot.telegram.connect import call, make_bot
from bot.telegram.quiet import quiet_libraries
from bot.telegram.request import (
    AiohttpRequest,
    LostAnswer,
    NotSent,
    ServerFailed,
    TooLarge,
    TooManyRequests,
    Unauthorized,
    answer_was_lost,
)

TOKEN = "42:a-secret-token"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Answer], Awaitable[Bot]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """A server that answers as told, and a bot that talks to it."""
    runners: list[web.AppRunner] = []
    bots: list[Bot] = []

    async def start(answer: Answer) -> Bot:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        runners.append(runner)
        bot = make_bot(TOKEN, f"http://127.0.0.1:{runner.addresses[0][1]}/bot")
        await bot.request.initialize()
        bots.append(bot)
        return bot

    yield start
    for bot in bots:
        await bot.request.shutdown()
    for runner in runners:
        await runner.cleanup()


def fixed(status: int, body: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=body)

    return answer


@pytest.mark.parametrize(
    ("status", "body", "expected", "lost"),
    [
        (400, '{"ok":false,"description":"Bad Request: chat not found"}', BadRequest, False),
        (400, '{"ok":false,"description":"x","parameters":{"migrate_to_chat_id":-5}}', ChatMigrated, False),
        (403, '{"ok":false,"description":"Forbidden: bot was blocked by the user"}', Forbidden, False),
        (413, "<html>", TooLarge, False),
        (429, '{"ok":false,"parameters":{"retry_after":7}}', TooManyRequests, False),
        (429, "<html>", TooManyRequests, False),
        (429, '{"ok":false,"parameters":null}', TooManyRequests, False),
        (500, "{}", ServerFailed, False),
        (502, "<html>", ServerFailed, False),
        (504, "<html>", ServerFailed, True),
    ],
)
async def test_answers(serve: Serve, status: int, body: str, expected: type[TelegramError], lost: bool) -> None:
    bot = await serve(fixed(status, body))
    with pytest.raises(expected) as raised:
        await call(bot, "sendMessage", {"chat_id": 1, "text": "x"})
    assert type(raised.value) is expected
    assert answer_was_lost(raised.value) is lost


async def test_the_time_to_wait_is_read(serve: Serve) -> None:
    bot = await serve(fixed(429, '{"ok":false,"parameters":{"retry_after":7}}'))
    with pytest.raises(TooManyRequests) as raised:
        await call(bot, "sendMessage")
    assert raised.value.seconds == 7


async def test_an_unknown_token_is_told_from_an_unknown_method(serve: Serve) -> None:
    for status, unauthorized in ((401, True), (404, False)):
        bot = await serve(fixed(status, '{"ok":false,"description":"?"}'))
        with pytest.raises(TelegramError) as raised:
            await call(bot, "getMe")
        assert isinstance(raised.value.__cause__, Unauthorized) is unauthorized


async def test_no_connection_means_never_left() -> None:
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    bot = make_bot(TOKEN, f"http://127.0.0.1:{port}/bot")
    await bot.request.initialize()
    with pytest.raises(NotSent) as raised:
        await call(bot, "sendMessage")
    assert raised.value.__cause__ is not None
    assert not answer_was_lost(raised.value)
    await bot.request.shutdown()
    with pytest.raises(NotSent):
        await call(bot, "sendMessage")


async def test_a_connection_cut_after_the_request_left_means_lost(serve: Serve) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        await request.read()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    bot = await serve(cut)
    with pytest.raises(LostAnswer) as raised:
        await call(bot, "sendMessage")
    assert answer_was_lost(raised.value)
    assert raised.value.__cause__ is not None


async def test_an_answer_that_takes_too_long_means_lost(serve: Serve) -> None:
    going = asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        await going.wait()
        return web.Response()

    bot = await serve(slow)
    with pytest.raises(TimedOut) as raised:
        await call(bot, "sendMessage", read=0.05)
    going.set()
    assert answer_was_lost(raised.value)
    assert isinstance(raised.value.__cause__, TimeoutError)


async def test_a_redirect_is_not_followed(serve: Serve) -> None:
    async def redirect(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/elsewhere")

    bot = await serve(redirect)
    with pytest.raises(TelegramError):
        await call(bot, "sendMessage")


async def test_a_file_and_its_fields_travel_together(serve: Serve) -> None:
    seen: dict[str, object] = {}

    async def read(request: web.Request) -> web.StreamResponse:
        for name, value in (await request.post()).items():
            seen[name] = (value.filename, value.file.read()) if isinstance(value, web.FileField) else value
        return web.json_response({"ok": True, "result": {"message_id": 1}})

    bot = await serve(read)
    document = InputFile(b"\x00\xff", filename="Für das Team.pdf")
    result = await call(bot, "sendDocument", {"chat_id": 7, "document": document, "caption": "ñ"})
    assert result == {"message_id": 1}
    assert seen == {"chat_id": "7", "caption": "ñ", "document": ("Für das Team.pdf", b"\x00\xff")}


async def test_opening_and_closing_twice_is_harmless() -> None:
    request = AiohttpRequest()
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    assert request.read_timeout == 20.0


@pytest.mark.parametrize("answer", [fixed(200, "My child's name is Ada"), fixed(500, "x"), fixed(429, "x")])
async def test_no_log_at_any_level_holds_the_token_or_what_was_said(
    serve: Serve, caplog: pytest.LogCaptureFixture, answer: Answer
) -> None:
    quiet_libraries()
    caplog.set_level(logging.DEBUG)
    logging.getLogger("telegram").setLevel(logging.DEBUG)
    bot = await serve(answer)
    with pytest.raises(TelegramError) as raised:
        await call(bot, "sendMessage", {"chat_id": 1, "text": "My child's name is Ada"})
    quiet_libraries()
    for word in (TOKEN, "Ada"):
        assert word not in caplog.text
        assert word not in repr(raised.value)
