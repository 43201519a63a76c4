"""How updates reach the bot: long polling, acknowledgement, filters, a second poller, and a webhook."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram
from aiohttp import web
from emulator_world import TOKEN, HandClock, call, ptb_client
from telegram.error import BadRequest, Conflict

from bot.practice_chat import ActRefused, Limits, PracticeChat

pytest_plugins = ["emulator_fixtures"]


async def test_an_update_stays_until_it_is_acknowledged(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.start()
    await maria.say("one")
    first, second = await ptb.get_updates()
    assert second.update_id == first.update_id + 1
    assert [update.update_id for update in await ptb.get_updates(limit=1)] == [first.update_id]
    assert [update.update_id for update in await ptb.get_updates(offset=second.update_id)] == [second.update_id]
    assert await ptb.get_updates(offset=second.update_id + 1) == ()
    assert await ptb.get_updates() == ()


async def test_a_negative_offset_forgets_all_but_the_last(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    for text in ("one", "two", "three"):
        await maria.say(text)
    (last,) = await ptb.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "three"
    assert len(await ptb.get_updates()) == 1


async def test_a_long_poll_ends_with_the_first_update(practice: PracticeChat, ptb: telegram.Bot) -> None:
    waiting = asyncio.create_task(ptb.get_updates(timeout=30))
    await practice.wait_until(lambda: len(practice.calls("getUpdates")) == 1)
    await practice.person("Maria").say("hello")
    (update,) = await waiting
    assert update.message is not None
    assert update.message.text == "hello"


async def test_only_wanted_kinds_arrive(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await ptb.get_updates(allowed_updates=["edited_message"])
    said = await maria.say("one")
    await maria.edit(said.id, "two")
    (update,) = await ptb.get_updates()
    assert update.edited_message is not None
    await ptb.get_updates(offset=update.update_id + 1, allowed_updates=[])
    await maria.say("three")
    assert [update.message is not None for update in await ptb.get_updates()] == [True]


async def test_a_second_poller_ends_the_first(practice: PracticeChat, ptb: telegram.Bot) -> None:
    first = asyncio.create_task(ptb.get_updates(timeout=30))
    await practice.wait_until(lambda: len(practice.calls("getUpdates")) == 1)
    async with ptb_client(practice) as other:
        second = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await practice.person("Maria").say("hello")
        assert len(await second) == 1


async def test_ids_may_jump_and_updates_may_come_again(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.say("one")
    practice.world.updates.skip_ids(1000)
    await maria.say("two")
    first, second = await ptb.get_updates()
    assert second.update_id == first.update_id + 1001
    practice.world.updates.put_again({"update_id": first.update_id, "message": first.message.to_dict()})  # type: ignore[union-attr]
    assert [update.update_id for update in await ptb.get_updates()] == [
        first.update_id,
        second.update_id,
        first.update_id,
    ]


class Hook:
    """A bot's webhook that says what it was told to say."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.secrets: list[str | None] = []
        self.answers: list[web.Response] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.got.put_nowait(await request.json())
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_a_webhook_gets_each_update_until_it_takes_it(
    practice: PracticeChat, ptb: telegram.Bot, hook: Hook
) -> None:
    maria = practice.person("Maria")
    hook.answers = [web.Response(status=500), web.Response(status=503)]
    await ptb.set_webhook(hook.url, secret_token="s3cret")
    await maria.say("one")
    await maria.say("two")
    got = [await asyncio.wait_for(hook.got.get(), 5) for _ in range(4)]
    assert [update["message"]["text"] for update in got] == ["one", "one", "one", "two"]
    assert set(hook.secrets) == {"s3cret"}
    info = await ptb.get_webhook_info()
    assert info.url == hook.url
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await ptb.get_updates()
    await ptb.delete_webhook(drop_pending_updates=True)
    assert (await ptb.get_webhook_info()).url == ""
    assert await ptb.get_updates() == ()


async def test_a_chat_that_is_refused_holds_up_nobody_else(
    practice: PracticeChat, ptb: telegram.Bot, hook: Hook
) -> None:
    maria, sam = practice.person("Maria"), practice.person("Sam")
    hook.answers = [web.Response(status=503, headers={"Retry-After": "3600"})]
    await ptb.set_webhook(hook.url)
    await maria.say("one")
    assert (await asyncio.wait_for(hook.got.get(), 5))["message"]["text"] == "one"
    await maria.say("two")  # waits behind the first, which is to come again in an hour
    await sam.say("three")
    assert (await asyncio.wait_for(hook.got.get(), 5))["message"]["text"] == "three"
    await practice.wait_until(lambda: len(practice.world.updates) == 2)
    assert hook.got.empty()
    await ptb.set_webhook(hook.url, secret_token="another")  # and with it everything that waits is sent anew
    assert [(await asyncio.wait_for(hook.got.get(), 5))["message"]["text"] for _ in range(2)] == ["one", "two"]


async def test_a_webhook_may_answer_with_a_method(practice: PracticeChat, ptb: telegram.Bot, hook: Hook) -> None:
    maria = practice.person("Maria")
    hook.answers = [web.json_response({"method": "sendMessage", "chat_id": maria.id, "text": "Hello"})]
    await ptb.set_webhook(hook.url)
    await maria.say("one")
    assert [message.text for message in await maria.wait_for_reply()] == ["Hello"]
    assert practice.calls("sendMessage")[0].accepted


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("http://example.org/hook", "Bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://example.org/hook", "Bad webhook: the practice chat delivers only to this machine"),
        ("nonsense", "Invalid webhook URL specified"),
    ],
)
async def test_webhooks_elsewhere_are_refused(ptb: telegram.Bot, url: str, refusal: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await ptb.set_webhook(url)


async def test_a_secret_token_has_only_plain_characters(
    practice: PracticeChat, http: aiohttp.ClientSession, hook: Hook
) -> None:
    for secret, refusal in (
        ("a b", "secret token contains unallowed characters"),
        ("a" * 257, "secret token is too long"),
    ):
        _, answer = await call(http, practice, "setWebhook", url=hook.url, secret_token=secret)
        assert answer["description"] == f"Bad Request: {refusal}"


async def test_a_webhook_may_not_be_set_twice_in_a_second(http: aiohttp.ClientSession, hook: Hook) -> None:
    async with PracticeChat(token=TOKEN, clock=HandClock(), limits=Limits()) as strict:
        status, _ = await call(http, strict, "setWebhook", url=hook.url)
        assert status == 200
        status, answer = await call(http, strict, "setWebhook", url=hook.url)
        assert (status, answer["parameters"]) == (429, {"retry_after": 1})


async def test_inline_queries_when_the_owner_has_switched_them_on(practice: PracticeChat, ptb: telegram.Bot) -> None:
    practice.world.inline_mode = True
    asked = await practice.person("Maria").ask_inline("homework")
    (update,) = await ptb.get_updates()
    assert update.inline_query is not None
    result = telegram.InlineQueryResultArticle("1", "A tip", telegram.InputTextMessageContent("Ask one thing."))
    await ptb.answer_inline_query(update.inline_query.id, [result])
    assert asked.results is not None
    assert asked.results[0]["title"] == "A tip"
    with pytest.raises(BadRequest, match="Query is too old"):
        await ptb.answer_inline_query(update.inline_query.id, [])


async def test_a_card_is_posted_in_any_chat(practice: PracticeChat, ptb: telegram.Bot) -> None:
    practice.world.inline_mode = True
    maria = practice.person("Maria")
    room = practice.world.group("Parents of Room 12")
    asked = await maria.ask_inline("hopes")
    words = telegram.InputTextMessageContent("Ask <b>one</b> thing.", parse_mode="HTML")
    door = telegram.InlineKeyboardMarkup.from_button(telegram.InlineKeyboardButton("Open", url="https://t.me/x"))
    await ptb.answer_inline_query(asked.id, [telegram.InlineQueryResultArticle("1", "A tip", words, reply_markup=door)])
    posted = await maria.in_chat(room).choose_card(asked, "1")
    assert (posted.text, posted.buttons, posted.sender) == ("Ask one thing.", [["Open"]], maria.person)
    with pytest.raises(ActRefused, match="your own messages"):
        await maria.in_chat(room).edit(posted.id, "Something else")
    with pytest.raises(ActRefused, match="This card is gone"):
        await maria.choose_card(asked, "2")
    with pytest.raises(ActRefused, match="This card is gone"):
        await practice.person("Ruth").choose_card(asked, "1")
    (update,) = await ptb.get_updates()
    assert update.inline_query is not None, "the bot is not in that group"
    await practice.person("Ruth").in_chat(room).group("add_bot")
    await maria.in_chat(room).choose_card(asked, "1")
    update = (await ptb.get_updates())[-1]
    assert update.message is not None
    assert update.message.via_bot is not None
    assert update.message.via_bot.id == practice.world.bot.id


async def test_a_card_without_a_text_is_refused(practice: PracticeChat, ptb: telegram.Bot) -> None:
    practice.world.inline_mode = True
    asked = await practice.person("Maria").ask_inline("hopes")
    empty = telegram.InlineQueryResultArticle("1", "A tip", telegram.InputTextMessageContent(" "))
    with pytest.raises(BadRequest, match="Message text is empty"):
        await ptb.answer_inline_query(asked.id, [empty])
    assert asked.results is None
