"""The webhook over HTTP: 200 only for what is committed, and a bare 404 for everybody but Telegram."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram_stand_ins import PATIENCE, TOKEN, Seen, eventually
from webhook_door import PATH, SECRET, door, pictured, said

from bot.core.events import PhotoReceived, TextReceived
from bot.practice_chat import DropBeforeAccept, PersonClient, PracticeChat, Refuse
from bot.settings import BadSetting
from bot.telegram.connect import TokenRefused
from bot.telegram.registration import WebhookRefused
from bot.telegram.webhook import BODY_LIMIT, secret_from

pytest_plugins = ["telegram_fixtures"]


def texts(seen: Seen) -> list[str]:
    return [event.text for event in seen.committed if isinstance(event, TextReceived)]


async def test_what_telegram_posts_is_committed_and_then_acknowledged(
    bot: Bot, practice: PracticeChat, maria: PersonClient, sam: PersonClient
) -> None:
    seen = Seen()
    seen.hold(lambda event: event.origin.person == maria.id)
    async with door(bot, seen) as opened:
        await practice.wait_until(lambda: bool(practice.calls("setWebhook")), PATIENCE)
        await maria.say("one")
        await maria.say("two")
        await seen.until(lambda: len(seen.started) == 1)
        await sam.say("three")  # waits for nobody
        await seen.until(lambda: texts(seen) == ["three"])
        await practice.wait_until(lambda: len(practice.world.updates) == 2, PATIENCE)
        await seen.let_go()
        await practice.wait_until(lambda: len(practice.world.updates) == 0, PATIENCE)
        [registered] = practice.calls("setWebhook")
        assert registered.params["url"] == opened.url
        assert registered.params["secret_token"] == SECRET
        assert registered.params["max_connections"] == 100
        assert "edited_message" not in registered.params["allowed_updates"]
    assert texts(seen) == ["three", "one", "two"]
    assert not practice.calls("deleteWebhook")  # other replicas may be at work, and what comes now waits


@pytest.mark.parametrize(
    ("method", "path", "secret"),
    [
        ("POST", PATH, None),
        ("POST", PATH, ""),
        ("POST", PATH, "another-secret-of-the-same-length"[: len(SECRET)]),
        ("POST", PATH, SECRET[:-1]),
        ("POST", PATH, SECRET + "x"),
        ("POST", PATH, SECRET.upper()),
        ("POST", PATH, "sécret"),
        ("POST", "/", SECRET),
        ("POST", PATH + "/", SECRET),
        ("POST", PATH + "?x=1", SECRET),
        ("POST", PATH.upper(), SECRET),
        ("POST", "/healthz", SECRET),
        ("GET", PATH, SECRET),
        ("PUT", PATH, SECRET),
        ("DELETE", PATH, SECRET),
        ("OPTIONS", PATH, SECRET),
        ("PROPFIND", PATH, SECRET),
    ],
)
@pytest.mark.parametrize("body", [b"{}", json.dumps(said(1)).encode(), b"x" * (2 * BODY_LIMIT)])
async def test_everybody_else_gets_a_bare_404(
    bot: Bot, method: str, path: str, secret: str | None, body: bytes
) -> None:
    seen = Seen()
    async with door(bot, seen) as opened:
        status, headers = await opened.post(body, secret, url=opened.url.replace(PATH, path), method=method)
        assert status == 404
        assert headers["Content-Length"] == "0"
        assert headers["Server"] == ""
        assert headers.keys() <= {"Content-Length", "Server", "Date", "Content-Type", "Connection"}
    assert (seen.started, seen.aside) == ([], [])


async def test_the_secret_is_compared_in_constant_time_and_in_no_other_way(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def never(given: bytes, wanted: bytes) -> bool:
        compared.append((given, wanted))
        return False

    monkeypatch.setattr("hmac.compare_digest", never)
    given = (SECRET, SECRET[:-1], "")
    async with door(bot, Seen()) as opened:
        assert [(await opened.post(said(1), each))[0] for each in given] == [404] * len(given)
    assert compared == [(each.encode(), SECRET.encode()) for each in given]


async def test_a_body_that_is_too_large_is_refused(bot: Bot) -> None:
    seen = Seen()
    async with door(bot, seen) as opened:
        assert await opened.status(said(1, "x" * BODY_LIMIT)) == 413
        assert await opened.status(said(2, "x" * 4096)) == 200
    assert texts(seen) == ["x" * 4096]


class Bytes(Seen):
    """Keeps aside what is no JSON, too."""

    async def set_aside(self, name: str, data: bytes, whose: Sequence[str]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        await self._note(self.aside, data)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"{}", b'{"update_id": "7"}', b"\xff\xfe", b"[" * 100_000, b"1" * 10_000],
    ids=lambda body: repr(body[:12]),
)
async def test_what_is_no_update_is_set_aside_and_not_sent_again(bot: Bot, body: bytes) -> None:
    seen = Bytes()
    async with door(bot, seen) as opened:
        seen.failures = 1
        assert await opened.status(body) == 503  # it could not be kept
        assert await opened.status(body) == 200
    assert seen.aside == [body]
    assert seen.started == []


async def test_an_update_that_cannot_be_read_is_set_aside_and_the_next_one_is_handled(
    bot: Bot, practice: PracticeChat, maria: PersonClient
) -> None:
    practice.world.updates.add("message", {"message_id": "x", "chat": 7, "date": None})
    seen = Seen()
    async with door(bot, seen):
        await maria.say("fine")
        await seen.until(lambda: len(seen.committed) == 1 and len(seen.aside) == 1)
        await practice.wait_until(lambda: len(practice.world.updates) == 0, PATIENCE)
    assert seen.aside[0]["message"]["message_id"] == "x"


async def test_what_cannot_be_committed_is_refused_and_comes_again(bot: Bot) -> None:
    seen = Seen()
    seen.failures = 1
    async with door(bot, seen) as opened:
        status, headers = await opened.post(said(5))
        assert (status, headers["Retry-After"]) == (503, "2")
        assert await opened.status(said(5)) == 200
    assert texts(seen) == ["hello"]
    assert seen.aside == []


async def test_what_waits_behind_a_refused_one_is_refused_too(bot: Bot) -> None:
    seen = Seen()
    seen.failures = 1
    seen.hold()
    async with door(bot, seen) as opened:
        first = asyncio.create_task(opened.status(said(5, "one")))
        await seen.until(lambda: len(seen.started) == 1)
        second = asyncio.create_task(opened.status(said(6, "two")))
        await eventually(lambda: opened.webhook.in_hand == 2)
        await seen.let_go()
        assert list(await asyncio.gather(first, second)) == [503, 503]
        assert [await opened.status(said(5, "one")), await opened.status(said(6, "two"))] == [200, 200]
    assert texts(seen) == ["one", "two"]


async def test_the_same_update_while_it_is_in_hand_is_waited_for_not_begun_anew(bot: Bot) -> None:
    seen = Seen()
    seen.hold()
    async with door(bot, seen, patience=0.01) as opened:
        assert [await opened.status(said(5)) for _ in range(3)] == [503, 503, 503]
        await seen.let_go()
        await eventually(lambda: opened.webhook.in_hand == 0)
    assert len(seen.started) == len(seen.committed) == 1


async def test_an_album_is_one_event_even_when_its_first_picture_was_refused(bot: Bot) -> None:
    seen = Seen()
    seen.failures = 1
    async with door(bot, seen) as opened:
        assert await opened.status(pictured(5, "a")) == 503
        assert await opened.status(pictured(6, "a")) == 200
        assert await opened.status(pictured(5, "a")) == 200
    [photo] = seen.committed
    assert isinstance(photo, PhotoReceived)
    assert photo.photo == "p5"


async def test_the_pictures_of_an_album_have_one_number_wherever_they_arrive(bot: Bot) -> None:
    seen = Seen()
    for number in (5, 6):
        async with door(bot, seen) as opened:  # another replica, or the same one after a restart
            assert await opened.status(pictured(number, "a")) == 200
    first, second = seen.committed
    assert first.origin.update == second.origin.update < 0


async def test_the_typing_sign_appears_while_an_event_is_long_in_hand(bot: Bot) -> None:
    shown = asyncio.Event()

    async def typing(chat: int) -> None:
        assert chat == 7
        shown.set()

    seen = Seen()
    seen.hold()
    async with door(bot, seen, typing=typing) as opened:
        posted = asyncio.create_task(opened.status(said(5)))
        async with asyncio.timeout(PATIENCE):
            await shown.wait()
        await seen.let_go()
        assert await posted == 200


async def test_told_to_stop_it_finishes_what_is_in_hand_and_takes_nothing_more(bot: Bot) -> None:
    seen = Seen()
    seen.hold()
    async with door(bot, seen) as opened:
        assert await opened.status(b"{}") == 200  # a connection that stays open
        posted = asyncio.create_task(opened.status(said(5)))
        await seen.until(lambda: len(seen.started) == 1)
        opened.webhook.stop()
        await opened.is_closed()
        with suppress(aiohttp.ClientConnectionError):  # unless the open connection has been closed meanwhile
            assert await opened.status(said(6)) == 503
        await seen.let_go()
        assert await posted == 200
        async with asyncio.timeout(PATIENCE):
            await opened.running
    assert texts(seen) == ["hello"]


async def test_what_is_cut_off_is_not_acknowledged(bot: Bot) -> None:
    seen = Seen()
    seen.hold()
    async with door(bot, seen) as opened:
        posted = asyncio.create_task(opened.status(said(5)))
        await seen.until(lambda: len(seen.started) == 1)
        opened.running.cancel()
        assert await posted == 503
    assert seen.committed == []


async def test_a_taken_port_names_the_setting(bot: Bot) -> None:
    async with door(bot, Seen()) as opened:
        opened.webhook._port = int(opened.url.split(":")[2].partition("/")[0])
        with pytest.raises(BadSetting, match="BOT_WEBHOOK_PORT"):
            await opened.webhook.run()


# ---- registering -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", [Refuse(429, "Too Many Requests: retry after 0"), Refuse(502, "Bad Gateway"), DropBeforeAccept()]
)
async def test_it_is_registered_in_the_end(bot: Bot, practice: PracticeChat, fault: Refuse) -> None:
    practice.faults.add("setWebhook", 1, fault)
    practice.faults.add("setWebhook", 2, fault)
    async with door(bot, Seen()):
        await practice.wait_until(lambda: any(each.accepted for each in practice.calls("setWebhook")), PATIENCE)


async def test_an_address_that_telegram_refuses_ends_it_with_a_plain_line(bot: Bot, practice: PracticeChat) -> None:
    practice.faults.add("setWebhook", 1, Refuse(400, "Bad Request: bad webhook: Failed to resolve host"))
    async with door(bot, Seen(), wait=False) as opened:
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(WebhookRefused, match=r"BOT_WEBHOOK_URL: .*failed to resolve host") as refused:
                await opened.running
        assert SECRET not in str(refused.value)


@pytest.mark.parametrize("method", ["setWebhook", "getWebhookInfo"])
async def test_a_token_that_was_revoked_ends_it(bot: Bot, practice: PracticeChat, method: str) -> None:
    for name in (method, "getMe"):
        practice.faults.add(name, 1, Refuse(401, "Unauthorized"), every=True)
    async with door(bot, Seen(), look_every=0.01, wait=False) as opened, asyncio.timeout(PATIENCE):
        with pytest.raises(TokenRefused):
            await opened.running


async def test_a_webhook_that_somebody_removed_is_set_again(bot: Bot, practice: PracticeChat) -> None:
    async with door(bot, Seen(), look_every=0.01) as opened:
        await practice.wait_until(lambda: bool(practice.calls("getWebhookInfo")), PATIENCE)
        await bot.do_api_request("deleteWebhook_")
        await practice.wait_until(lambda: len(practice.calls("setWebhook")) == 2, PATIENCE)
        assert practice.calls("setWebhook")[1].params["url"] == opened.url


async def test_that_telegram_cannot_deliver_is_noticed(
    bot: Bot, practice: PracticeChat, caplog: pytest.LogCaptureFixture
) -> None:
    def info(**more: Any) -> Refuse:
        return Refuse(200, {"ok": True, "result": {"url": opened.url, "pending_update_count": 3, **more}})

    async with door(bot, Seen(), look_every=0.01) as opened:
        failed = {"last_error_date": 5, "last_error_message": "Wrong response from the webhook: 404 Not Found"}
        practice.faults.add("getWebhookInfo", 1, info(**failed))
        practice.faults.add("getWebhookInfo", 2, Refuse(502, "Bad Gateway"))
        await eventually(lambda: opened.webhook.failures == 2)
        await eventually(lambda: opened.webhook.failures == 0)
    assert "404 Not Found" in caplog.text
    assert SECRET not in caplog.text


def test_the_secret_is_the_same_everywhere_and_does_not_show_the_token() -> None:
    secret = secret_from(TOKEN)
    assert secret == secret_from(TOKEN) != secret_from(TOKEN + "x")
    assert len(secret) == 64
    assert TOKEN.partition(":")[2] not in secret
