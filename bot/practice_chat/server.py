"""The practice chat: a Telegram Bot API on loopback, and the page on which people chat with the bot.

A bot talks to it over HTTP as to Telegram. It imports nothing of that bot.
"""

import ipaddress
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.practice_chat.bot_api import BotApi
from bot.practice_chat.clock import Clock
from bot.practice_chat.control import Control
from bot.practice_chat.faults import FaultScript, LedgerEntry
from bot.practice_chat.limits import Limits
from bot.practice_chat.methods_updates import LONGEST_POLL
from bot.practice_chat.parameters import UPLOAD_LIMIT
from bot.practice_chat.people import Cast, Person, default_cast
from bot.practice_chat.person_client import PATIENCE, PersonClient
from bot.practice_chat.world import World

_ROOM_FOR_FIELDS = 1 << 20  # bytes beside a file in a request


class PracticeChat:
    """One bot, its people and the server between them."""

    def __init__(
        self,
        *,
        token: str,
        clock: Clock,
        bot_name: str = "SameSide",
        bot_username: str = "sameside_bot",
        cast: Cast | None = None,
        limits: Limits | None = None,
        faults: FaultScript | None = None,
        longest_poll: int = LONGEST_POLL,
    ) -> None:
        number = token.partition(":")[0]
        if not number.isdecimal():
            raise ValueError("a token starts with the bot's number and a colon")
        bot = Person(int(number), bot_name, "bot", "", bot_username, is_bot=True)
        self.world = World(cast or default_cast(), bot, clock, limits or Limits(enabled=False))
        self.faults = faults or FaultScript()
        self.ledger: list[LedgerEntry] = []
        self._api = BotApi(self.world, token, self.faults, self.ledger, longest_poll)
        self.call = self._api.call  # for a bot in the same process, without HTTP
        self._control = Control(self.world)
        self._runner: web.AppRunner | None = None
        self._clients: dict[int, PersonClient] = {}
        self.url = ""

    @property
    def api_url(self) -> str:
        """What a bot is given as the address of the Bot API; the token follows without a slash."""
        return f"{self.url}/bot"

    @property
    def api_file_url(self) -> str:
        """What a bot is given as the address of files; the token follows without a slash."""
        return f"{self.url}/file/bot"

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. Raises ValueError for a host beyond loopback, OSError for a busy port."""
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"The practice chat listens on this machine only, not on {host}.")
        app = web.Application(client_max_size=UPLOAD_LIMIT + _ROOM_FOR_FIELDS, middlewares=[self._control.guard])
        self._api.add_routes(app.router)
        self._control.add_routes(app.router)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        bound: Any = runner.addresses[0]
        self.url = f"http://{f'[{bound[0]}]' if ':' in bound[0] else bound[0]}:{bound[1]}"

    async def stop(self) -> None:
        """Let go of everybody who waits, and of the port. The world stays as it is and can be started again."""
        await self._api.webhook.close()
        await self.world.updates.close()
        self._control.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> "PracticeChat":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def person(self, name_or_id: str | int) -> PersonClient:
        """Drive a person of the cast; the same client each time. Raises KeyError."""
        person = self.world.person(name_or_id)
        return self._clients.setdefault(person.id, PersonClient(self.world, person))

    async def wait_until(self, holds: Callable[[], bool], timeout: float = PATIENCE) -> None:  # noqa: ASYNC109
        """Wait until something holds; looked at after every change and every API call. Raises TimeoutError."""
        await self.world.wait_until(holds, timeout)

    @property
    def method_names(self) -> list[str]:
        """The methods of the Bot API that the practice chat knows."""
        return self._api.method_names

    def calls(self, method: str) -> list[LedgerEntry]:
        """The ledger's entries for one method."""
        return [entry for entry in self.ledger if entry.method.lower() == method.lower()]
