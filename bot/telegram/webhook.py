"""The webhook: Telegram posts updates, each is handed over as an event, and 200 says that it is committed.

It must not know what an event leads to. Its rules:

    1. 200 only for an update that is committed, safely set aside, or of no interest. Telegram repeats everything else.
    2. 503 when it cannot be committed now, or not soon enough. What is still in hand then goes on; the same update,
       when it comes again, waits for it instead of starting anew.
    3. Whoever is not Telegram gets a bare 404, whatever was wrong: the path, the method, or the secret.
    4. After `stop` nothing new is taken; what is in hand is finished and answered.

Telegram's own side: one update of a chat at a time, all chats at once; a failure is repeated at once, then after the
seconds of `Retry-After`, for up to 24 hours; an answer must come within 50 seconds
(https://github.com/tdlib/telegram-bot-api, WebhookActor.cpp).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot

from bot.core.events import TelegramEvent
from bot.settings import BadSetting
from bot.telegram.administrators import Administrators
from bot.telegram.handover import Handover
from bot.telegram.reading import UpdateReader
from bot.telegram.registration import Registration
from bot.telegram.request import read_json
from bot.telegram.translate import Translator
from bot.telegram.whose import addresses_in

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
BODY_LIMIT = 1024 * 1024  # bytes; the longest text with all its markup and what it replies to is a tenth of it
READ_SECONDS = 15.0  # for the whole body to arrive
PATIENCE = 30.0  # seconds until the answer is 503; a stranger's reply, which the update waits for, may take 20
KEEP_ALIVE = 75.0  # seconds that a connection may be idle; a proxy before us has to be the first to close it
RETRY_AFTER = "2"  # seconds; without it Telegram doubles its pause up to minutes
HANDS = 32  # events handled at the same time: the first are acknowledged while the next are decided
DRAIN_SECONDS = 8.0  # of the ten that the whole house has


def secret_from(token: str) -> str:
    """A secret for the webhook that all replicas make alike, and from which nobody learns the token."""
    return hmac.new(token.encode(), b"sameside webhook 1", hashlib.sha256).hexdigest()


class Webhook:
    """Listens and hands over until `stop`.

    `handle`, `set_aside`, `admin_commands` and `typing` are as with `receive.Receiver`. `url` is the public address,
    whose path is the only one answered; `host` and `port` are where this machine listens. An exception from `handle`
    or `set_aside` means that nothing can be committed now.
    """

    def __init__(
        self,
        bot: Bot,
        translator: Translator,
        handle: Callable[[TelegramEvent], Awaitable[None]],
        set_aside: Callable[[str, bytes, Sequence[str]], Awaitable[None]],
        *,
        registration: Registration,
        url: str,
        secret: str,
        host: str,
        port: int,
        admin_commands: frozenset[str] = frozenset(),
        typing: Callable[[int], Awaitable[None]] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._reader = UpdateReader(translator)
        self._set_aside = set_aside
        self._registration = registration
        self._path = urlsplit(url).path
        self._secret = secret.encode()
        self._host = host
        self._port = port
        self._patience = patience
        self._in_hand: dict[int, asyncio.Future[bool]] = {}  # update id -> whether it is committed
        self._handover = Handover(
            handle,
            set_aside,
            lambda update: self._end(update, True),
            hands=HANDS,
            prepare=Administrators(bot, admin_commands).complete,
            typing=typing,
            refused=lambda update: self._end(update, False),
        )
        self._stopping = asyncio.Event()

    @property
    def failures(self) -> int:
        """How often in a row Telegram could not be reached, or said that it could not reach us."""
        return self._registration.failures

    @property
    def in_hand(self) -> int:
        """How many updates are neither acknowledged nor refused."""
        return len(self._in_hand)

    def stop(self) -> None:
        """Ask `run` to end: it takes nothing more and finishes what is in hand."""
        self._stopping.set()

    async def run(self) -> None:
        """Listen, register, receive until `stop`. Raises `BadSetting` for a port that is taken, `WebhookRefused` and
        `TokenRefused`; what is in hand is finished first, unless the task is cancelled."""
        server = web.Server(
            self._answer, access_log=None, logger=_silent(), keepalive_timeout=KEEP_ALIVE, lingering_time=1.0
        )
        runner = web.ServerRunner(server, shutdown_timeout=1.0)
        await runner.setup()
        patience = DRAIN_SECONDS
        try:
            site = await self._listen(runner)
            await self._until_stopping()
            await site.stop()  # from now on connections are refused, and a proxy asks the next replica
        except asyncio.CancelledError:
            patience = 0
            raise
        finally:
            self._stopping.set()
            await self._handover.stop(patience)
            for update in list(self._in_hand):
                self._end(update, False)
            await runner.cleanup()

    async def _listen(self, runner: web.ServerRunner) -> web.TCPSite:
        site = web.TCPSite(runner, self._host, self._port)
        try:
            await site.start()
        except OSError as fault:
            raise BadSetting(
                f"BOT_WEBHOOK_PORT: {self._host} port {self._port} cannot be used ({fault.strerror}). "
                "Set BOT_WEBHOOK_PORT to another number, and the same in the proxy before it."
            ) from None
        return site

    async def _until_stopping(self) -> None:
        keeping = asyncio.create_task(self._registration.keep(), name="webhook registration")
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({keeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if keeping.done():
                keeping.result()
        finally:
            for task in (keeping, stopping):
                task.cancel()
            await asyncio.gather(keeping, stopping, return_exceptions=True)

    # ---- one request -------------------------------------------------------------------------------------------------

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        if request.raw_path != self._path or request.method != "POST" or not self._is_telegram(request):
            return _bare(404)
        if self._stopping.is_set():
            return _bare(503)
        try:
            async with asyncio.timeout(READ_SECONDS):
                body = await _read(request)
        except Exception:  # it stopped in the middle, or took too long
            return _bare(400)
        if body is None:
            log.error("An update of more than %d bytes was refused.", BODY_LIMIT)
            return _bare(413)
        try:
            return _bare(200 if await self._take(body) else 503)
        except Exception as error:
            log.error("An update could not be taken (%s).", type(error).__name__)
            return _bare(503)

    def _is_telegram(self, request: web.BaseRequest) -> bool:
        given = request.headers.get(SECRET_HEADER, "")
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret)

    async def _take(self, body: bytes) -> bool:
        """Whether the update may be acknowledged. Raises what `set_aside` raises."""
        raw = _parsed(body)
        update = None if raw is None else raw.get("update_id")
        if raw is None or not isinstance(update, int):
            log.warning("Something that is no update came with the right secret; it is set aside.")
            await self._set_aside("no-update", body, addresses_in(raw))
            return True
        waiting = self._in_hand.get(update)
        if waiting is None:
            fetched = self._reader.read(update, raw)
            if fetched is None:
                return True
            waiting = self._in_hand[update] = asyncio.get_running_loop().create_future()
            self._handover.take(fetched)
        await asyncio.wait({waiting}, timeout=self._patience)
        return waiting.done() and waiting.result()

    def _end(self, update: int, committed: bool) -> None:
        waiting = self._in_hand.pop(update, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(committed)


def _silent() -> logging.Logger:
    """For the library, which would log a traceback for whatever odd thing a stranger sends."""
    logger = logging.getLogger(f"{__name__}.http")
    logger.disabled = True
    return logger


async def _read(request: web.BaseRequest) -> bytes | None:
    """The whole body; None when it is too large."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        found = read_json(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _bare(status: int) -> web.Response:
    """An answer that tells nothing but its status, not even the name of the server."""
    headers = {"Server": ""}
    if status == 503:
        headers["Retry-After"] = RETRY_AFTER
    return web.Response(status=status, headers=headers)
