"""A fleet against a Telegram of the tests' own: as many replicas as wanted on one database, nginx before them."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from types import TracebackType

from bot.practice_chat import PracticeChat
from tests.fleet.parts import WEBHOOK_PATH, Nginx, Replica, free_ports


class Fleet:
    """An async context: at work inside, told to end after it."""

    def __init__(self, folder: Path, chat: PracticeChat, token: str, database: str, replicas: int = 2) -> None:
        self.folder = folder
        self.chat = chat
        ports = free_ports(replicas + 1)
        self.nginx = Nginx(ports[0], ports[1:], folder)
        self.url = f"http://127.0.0.1:{ports[0]}{WEBHOOK_PATH}"
        self.key_file = folder / "key" / "master.key"
        environment = {
            "BOT_TOKEN": token,
            "BOT_API_URL": chat.api_url,
            "BOT_API_FILE_URL": chat.api_file_url,
            "BOT_DATABASE_URL": database,
            "BOT_KEY_FILE": str(self.key_file),
            "BOT_WEBHOOK_URL": self.url,
        }
        self.replicas = [Replica(number, port, environment, folder) for number, port in enumerate(ports[1:], 1)]
        self.statuses: list[int] = []  # of those that ended by SIGTERM at the end

    async def __aenter__(self) -> Fleet:
        try:
            await self.nginx.start()
            first, *others = self.replicas
            await first.start()
            await first.ready()  # it makes the key and the tables; the others find them there
            await asyncio.gather(*(each.start() for each in others))
            await self.ready()
        except BaseException:
            await self._end(signal.SIGKILL)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.statuses = await self._end(signal.SIGTERM if kind is None else signal.SIGKILL)

    async def ready(self) -> None:
        """Wait until all replicas that are to be at work listen."""
        await asyncio.gather(*(each.ready() for each in self.replicas if each.wanted))

    async def _end(self, how: signal.Signals) -> list[int]:
        ended = await asyncio.gather(*(each.end(how) for each in self.replicas if each.wanted))
        await self.nginx.stop()
        return list(ended)

    def logs(self) -> str:
        """Everything that the replicas have said."""
        return "".join(each.log.read_text(encoding="utf-8") for each in self.replicas if each.log.exists())
