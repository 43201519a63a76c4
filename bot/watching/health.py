"""The door for whoever watches this machine: `/healthz` and `/metrics`, on loopback only. It must not know families."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from bot.settings import BadSetting
from bot.watching.meters import Meters

LEAST_ROOM = 50 * 1024 * 1024  # bytes free on the data folder's disk
FAILED_FETCHES = 5  # in a row, from which Telegram counts as out of reach


class HealthDoor:
    """Listens from `start` to `stop`.

    `failures` tells how often in a row nothing could be fetched from Telegram. `/healthz` answers 200 and "ok", or 503
    and one line for each thing that is wrong. A loop that stands still answers nothing, which says the same.
    """

    def __init__(
        self,
        meters: Meters,
        *,
        count: Callable[[], Awaitable[int]],
        failures: Callable[[], int],
        data_dir: Path,
        least_room: int = LEAST_ROOM,
    ) -> None:
        self._meters = meters
        self._count = count
        self._failures = failures
        self._data_dir = data_dir
        self._least_room = least_room
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def start(self, port: int) -> None:
        """Raises `BadSetting` when the port is taken. Port 0 takes any free one; `port` then says which."""
        application = web.Application()
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/metrics", self._metrics)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", port).start()
        except OSError as fault:
            raise BadSetting(
                f"BOT_HEALTH_PORT: port {port} cannot be used ({fault.strerror}). Set it to another number, or to 0."
            ) from None
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the door, if it was open."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _healthz(self, _: web.Request) -> web.Response:
        wrong = []
        if self._failures() >= FAILED_FETCHES:
            wrong.append("Telegram cannot be reached")
        if await asyncio.to_thread(self._nearly_full):
            wrong.append("the disk of the data folder is nearly full")
        return web.Response(status=503 if wrong else 200, text="\n".join(wrong or ["ok"]) + "\n")

    def _nearly_full(self) -> bool:
        # Where the records are in a database the folder need not be there.
        return self._data_dir.exists() and shutil.disk_usage(self._data_dir).free < self._least_room

    async def _metrics(self, _: web.Request) -> web.Response:
        page = self._meters.page(await self._count())
        return web.Response(body=page, headers={"Content-Type": Meters.CONTENT_TYPE})
