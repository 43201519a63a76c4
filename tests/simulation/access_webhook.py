"""Tries to post to the webhook as somebody who is not Telegram: over real connections, raw, with forged everything.

A part of `python -m tests.simulation.access`. An attempt succeeds when anything is handed over or set aside, or when an
answer to a well-formed request is not the one bare 404 that everybody gets.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import socket
from collections.abc import Sequence
from random import Random
from typing import Any

import aiohttp
from telegram import Bot
from yarl import URL

from bot.core.events import TelegramEvent
from bot.telegram.registration import Registration
from bot.telegram.translate import Translator
from bot.telegram.webhook import SECRET_HEADER, Webhook, secret_from

TOKEN = "7000000001:a-token-that-nobody-here-knows"
SECRET = secret_from(TOKEN)
PATH = "/telegram"
METHODS = ("POST", "POST", "POST", "POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


class Nobody(Bot):
    """A bot whose calls reach nobody."""

    async def do_api_request(self, *_: Any, **__: Any) -> Any:
        return True


class ClosedDoor:
    """The webhook, and what has got through it. With `open_to`, a secret that it takes by mistake."""

    def __init__(self, seed: int, victims: tuple[int, ...], open_to: str = SECRET) -> None:
        self.chance = Random(f"webhook {seed}")
        self.victims = victims
        self.through: list[str] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        bot, url = Nobody(TOKEN), f"http://127.0.0.1:{self.port}{PATH}"
        self.webhook = Webhook(
            bot,
            Translator("sameside_bot", nonce=lambda: "0" * 16, zone_of=lambda *_: ""),
            self._handle,
            self._set_aside,
            registration=Registration(bot, url, open_to, random=self.chance.random),
            url=url,
            secret=open_to,
            host="127.0.0.1",
            port=self.port,
        )

    async def _handle(self, event: TelegramEvent) -> None:
        self.through.append(f"handled: {event!r:.200}")

    async def _set_aside(self, name: str, data: bytes, whose: Sequence[str]) -> None:
        self.through.append(f"set aside: {name} {data[:100]!r}")

    async def attempts(self, number: int) -> list[str]:
        """Try so often; what succeeded."""
        running = asyncio.create_task(self.webhook.run())
        wrong: list[str] = []
        try:
            async with aiohttp.ClientSession(auto_decompress=False) as session:
                await _open(self.port)
                for _ in range(number):
                    wrong += await self._attempt(session)
        finally:
            self.webhook.stop()
            await running
        return wrong

    async def _attempt(self, session: aiohttp.ClientSession) -> list[str]:
        method = self.chance.choice(METHODS)
        path, headers = self._path(), self._headers()
        body, headers = self._body(headers)
        tried = f"{method} {path} {headers} {body[:60]!r}"
        try:
            url = URL(f"http://127.0.0.1:{self.port}{path}", encoded=True)
            async with session.request(method, url, data=body, headers=headers, allow_redirects=False) as answer:
                said = await answer.read()
                # 400 is the library's own, for what is no HTTP at all.
                if answer.status not in (400, 404) or (answer.status == 404 and said):
                    self.through.append(f"an answer {answer.status} {said[:60]!r}")
        except (aiohttp.ClientError, ValueError):  # cut off, or nothing that a client would send
            pass
        found, self.through = self.through, []
        return [f"{each}: {tried}" for each in found]

    def _path(self) -> str:
        if self.chance.random() < 0.6:
            return PATH
        return self.chance.choice(
            ("/", "//telegram", "/telegram/", "/telegram/../telegram", "/%74elegram", "/telegram%00", "/telegram?x=1",
             f"/telegram?secret_token={self._near()}", "/TELEGRAM", "/telegram;x", "/metrics", "/healthz", "/.env",
             f"/bot{TOKEN[:10]}/getMe", "/telegram#x", "/./telegram")
        )  # fmt: skip

    def _near(self) -> str:
        """Anything but the secret, often something like it."""
        chance, secret = self.chance, SECRET
        place = chance.randrange(len(secret))
        made = chance.choice(
            (
                "", " ", secret[:place], secret[place:], secret + "0", "0" + secret, secret.upper(), secret[::-1],
                secret[:place] + chance.choice("ghijkl") + secret[place + 1 :], secret[:place] + "é" + secret[place:],
                secret_from(TOKEN + "x"), secret_from(TOKEN[:-1]), f"{chance.getrandbits(256):064x}", "None", "null",
                TOKEN[:10], "0" * 64, "\t", f'"{secret}"', f"{secret},{secret}", f"Bearer {secret}", "*",
            )
        )  # fmt: skip
        return "x" if made == secret else made

    def _headers(self) -> dict[str, str]:
        chance = self.chance
        headers = {"Content-Type": chance.choice(("application/json", "text/plain", "multipart/form-data; boundary=x"))}
        near = self._near()
        name = chance.choice((*(6 * [SECRET_HEADER]), "X-Telegram-Secret", "Authorization", "Cookie", "X-Secret-Token"))
        # The true secret under another name opens nothing either.
        headers[name] = near if name == SECRET_HEADER else SECRET
        if chance.random() < 0.3:
            headers |= {"X-Forwarded-For": "149.154.160.1", "X-Real-IP": "91.108.4.1", "Host": "api.telegram.org"}
        if chance.random() < 0.1:
            headers["Authorization"] = "Basic " + base64.b64encode(f"telegram:{SECRET}".encode()).decode()
        if chance.random() < 0.1:
            headers["X-HTTP-Method-Override"] = "POST"
        return headers

    def _body(self, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
        chance = self.chance
        body = json.dumps(self._update()).encode()
        match chance.randrange(8):
            case 0:
                body = chance.randbytes(chance.randrange(200))
            case 1:
                body = gzip.compress(body)
                headers = {**headers, "Content-Encoding": "gzip"}
            case 2:
                body = b'{"secret_token":"' + self._near().encode() + b'",' + body[1:]
            case 3:
                body = b" " * chance.choice((10, 70_000)) + body
        return body, headers

    def _update(self) -> dict[str, Any]:
        """An update in which a victim says or taps something."""
        person = self.chance.choice(self.victims)
        who = {"id": person, "is_bot": False, "first_name": "V"}
        chat = {"id": person, "type": "private"}
        message = {"message_id": 1, "date": 1, "chat": chat, "from": who}
        number = self.chance.randrange(1, 1 << 31)
        if self.chance.random() < 0.5:
            text = self.chance.choice(("/delete", "/export", "/claim AAAA1111", "hello"))
            return {"update_id": number, "message": {**message, "text": text}}
        query = {"id": "1", "from": who, "chat_instance": "1", "message": message, "data": '["delete"]'}
        return {"update_id": number, "callback_query": query}


async def _open(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return


def attack_webhook(seed: int, attempts: int, victims: tuple[int, ...], open_to: str = SECRET) -> list[str]:
    """What succeeded of so many attempts."""
    return asyncio.run(ClosedDoor(seed, victims, open_to).attempts(attempts))
