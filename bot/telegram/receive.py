"""Polling, the receive loop: fetch updates, hand each one over as an event, acknowledge only what is committed.

It must not know what an event leads to. Three rules:

    1. Telegram is told "seen" (by the next offset) only for updates whose event is committed or safely set aside.
    2. The events of one record (a person, a group) are handled one after the other, all others at the same time.
       While a slow one is in hand, newer updates of everybody else are fetched with the same offset.
    3. Nothing that Telegram or the network does ends the loop, except a refused token and a second poller.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, TelegramError

from bot.core.events import TelegramEvent
from bot.telegram.administrators import Administrators
from bot.telegram.connect import call, refuse_if_unknown
from bot.telegram.handover import Handover
from bot.telegram.polling import Polling
from bot.telegram.reading import UpdateReader
from bot.telegram.request import TooManyRequests
from bot.telegram.translate import ALLOWED_UPDATES, Translator
from bot.telegram.window import SIZE, Window

log = logging.getLogger(__name__)

AT_ONCE = 25  # updates begun between two turns of everything else: some 10 ms; a hundred took 35 to 55
POLL_SECONDS = 50  # how long Telegram may hold an empty getUpdates
CONFLICTS = 5  # answers "another poller" in a row, before giving up
LONGEST_PAUSE = 30.0  # seconds
DRAIN_SECONDS = 8.0  # of the ten that the whole house has


class AnotherPoller(Exception):
    """Somebody else fetches this bot's updates. The message is one plain line for the operator."""

    def __init__(self) -> None:
        super().__init__(
            "Another program is using this bot's token. Stop it, or make a new token with @BotFather, and start again."
        )


class Receiver:
    """Fetches and hands over until `stop`.

    `handle(event)` returns once the event is committed. `set_aside(name, data, whose)` keeps the JSON bytes of an
    update that cannot be read or handled; `whose` are the addresses that it names. For the commands in
    `admin_commands`, sent in a group, Telegram is asked whether the sender is an administrator. `random` gives floats
    from 0 to 1, for the jitter of pauses. `typing(chat)` shows that the bot is at work; it never raises. Times are
    seconds.
    """

    def __init__(
        self,
        bot: Bot,
        translator: Translator,
        handle: Callable[[TelegramEvent], Awaitable[None]],
        set_aside: Callable[[str, bytes, Sequence[str]], Awaitable[None]],
        *,
        random: Callable[[], float],
        admin_commands: frozenset[str] = frozenset(),
        typing: Callable[[int], Awaitable[None]] | None = None,
        poll_seconds: int = POLL_SECONDS,
        first_pause: float = 0.5,
    ) -> None:
        self._bot = bot
        self._reader = UpdateReader(translator)
        self._random = random
        self._poll_seconds = poll_seconds
        self._first_pause = first_pause
        self._window = Window()
        self._polling = Polling(self._window)
        self._handover = Handover(
            handle,
            set_aside,
            self._polling.done,
            hands=SIZE,  # all that Telegram hands out at once share a sync of the disk, and are acknowledged together
            prepare=Administrators(bot, admin_commands).complete,
            typing=typing,
            first_pause=first_pause,
        )
        self._stopping = asyncio.Event()
        self._failures = 0
        self._conflicts = 0

    @property
    def failures(self) -> int:
        """How often in a row nothing could be fetched, counted up to ten."""
        return self._failures

    def stop(self) -> None:
        """Ask `run` to end: it fetches nothing more and finishes what is in hand."""
        self._stopping.set()

    async def run(self) -> None:
        """Receive until `stop`. Raises `TokenRefused` and `AnotherPoller`; what is in hand is finished first, unless
        the task is cancelled."""
        patience = DRAIN_SECONDS
        try:
            while not self._stopping.is_set():
                await self._until_stopping(self._fetch())
        except asyncio.CancelledError:
            patience = 0
            raise
        finally:
            await self._handover.stop(patience)
            await self._acknowledge()

    async def _until_stopping(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            task.cancel()  # drops an open long poll; nothing of it was acknowledged
            with suppress(asyncio.CancelledError):
                await task

    async def _acknowledge(self) -> None:
        """Tell Telegram what was committed. Without it the same updates would come again and be known again."""
        if self._window.offset is not None:
            with suppress(Exception):
                async with asyncio.timeout(1):
                    await self._get_updates(0, limit=1)

    # ---- fetching ----------------------------------------------------------------------------------------------------

    async def _fetch(self) -> None:
        """One getUpdates and what follows from it."""
        await self._polling.rest()
        offset = self._window.offset
        try:
            updates = await self._get_updates(0 if self._window.left else self._poll_seconds)
        except Conflict as error:
            await self._conflict(error)
        except (InvalidToken, EndPointNotFound) as error:  # 401 and 404
            await refuse_if_unknown(self._bot, error)
            await self._back_off(type(error).__name__)
        except TooManyRequests as error:
            await asyncio.sleep(max(error.seconds, self._first_pause))
        except Exception as error:  # the network, a failing server, an answer that the library does not expect
            await self._back_off(type(error).__name__)
        else:
            self._failures = self._conflicts = 0
            for number, raw in enumerate(updates, start=1):
                self._take(raw)
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)
            if not updates:
                self._window.acknowledged(offset)

    async def _get_updates(self, patience: int, limit: int = SIZE) -> list[Any]:
        parameters: dict[str, Any] = {"timeout": patience, "limit": limit, "allowed_updates": list(ALLOWED_UPDATES)}
        if (offset := self._window.asked()) is not None:
            parameters["offset"] = offset
        updates = await call(self._bot, "getUpdates", parameters, read=patience + 10.0)
        if not isinstance(updates, list):
            raise NetworkError("getUpdates gave no list")
        return updates

    async def _conflict(self, error: Conflict) -> None:
        if "webhook" in error.message.lower():
            log.warning("A webhook was set for this bot; it is removed, because updates are fetched by polling.")
            with suppress(TelegramError):
                await call(self._bot, "deleteWebhook")
        else:
            self._conflicts += 1
            log.warning("Another program seems to fetch this bot's updates (%d of %d).", self._conflicts, CONFLICTS)
            if self._conflicts >= CONFLICTS:
                raise AnotherPoller
        await self._back_off("Conflict")

    async def _back_off(self, why: str) -> None:
        longest = min(self._first_pause * 2**self._failures, LONGEST_PAUSE)
        self._failures = min(self._failures + 1, 10)
        if self._failures == 1:
            log.info("Fetching updates failed (%s); trying again.", why)
        await asyncio.sleep(longest * (0.5 + self._random() / 2))

    # ---- handing over ------------------------------------------------------------------------------------------------

    def _take(self, raw: Any) -> None:
        update_id = raw.get("update_id") if isinstance(raw, dict) else None
        if not isinstance(update_id, int):
            log.error("An update without a number was passed over.")
            return
        if not self._window.add(update_id):
            return
        fetched = self._reader.read(update_id, raw)
        if fetched is None:
            self._polling.done(update_id)
        else:
            self._handover.take(fetched)
