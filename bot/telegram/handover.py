"""Hand events over: in order per record, all records at the same time, until each one is committed or set aside.

It must not know where events come from or how they are acknowledged. An event that fails three times is set aside, so
that it does not hold up the person's next one; while even that fails (a full disk) it stays in hand. Where somebody
brings what was refused again by himself, it is refused at once instead.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import msgspec

from bot.core.events import TelegramEvent
from bot.core.records import chat_address, person_address
from bot.telegram.whose import addresses_in

log = logging.getLogger(__name__)

TRIES = 3  # of one event, before it is set aside
LONGEST_PAUSE = 30.0  # seconds
SIGN_AFTER = 0.7  # seconds in hand, before the typing sign is shown


class Fetched(msgspec.Struct, frozen=True):
    """An update, as it came and as it was understood (None: it could not be read)."""

    update: int
    raw: dict[str, Any]
    event: TelegramEvent | None


class Handover:
    """Takes updates and calls `done(update id)` for each one that may be acknowledged.

    `handle(event)` returns once the event is committed; `set_aside(name, data, whose)` once the bytes are safe;
    `whose` are the addresses of who may be meant in them. `prepare` completes an event right before it is handled.
    `typing(chat)` shows that the bot is at work. `hands` events are handled at the same time; one person can hold one
    hand at most, however fast they write.

    With `refused(update id)`, an update that fails is given back by it at once, and with it, so that their order holds,
    all that wait behind it for the same record.
    """

    def __init__(
        self,
        handle: Callable[[TelegramEvent], Awaitable[None]],
        set_aside: Callable[[str, bytes, Sequence[str]], Awaitable[None]],
        done: Callable[[int], None],
        *,
        hands: int,
        prepare: Callable[[TelegramEvent], Awaitable[TelegramEvent]],
        typing: Callable[[int], Awaitable[None]] | None = None,
        first_pause: float = 0.5,
        refused: Callable[[int], None] | None = None,
    ) -> None:
        self._handle = handle
        self._set_aside = set_aside
        self._done = done
        self._prepare = prepare
        self._typing = typing
        self._first_pause = first_pause
        self._refused = refused
        self._tries = TRIES if refused is None else 1
        self._waiting: dict[str, deque[Fetched]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._hands = asyncio.Semaphore(hands)

    async def stop(self, seconds: float) -> None:
        """Finish what is in hand; what is not done after so many seconds is left as if it had never been fetched."""
        if self._tasks and seconds:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        left = set(self._tasks)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=1)

    def take(self, fetched: Fetched) -> None:
        """Take charge of one update. Returns at once."""
        if fetched.event is None:
            self._start(self._keep(fetched))
            return
        origin = fetched.event.origin
        address = person_address(origin.person) if origin.private else chat_address(origin.chat)
        if address in self._waiting:
            self._waiting[address].append(fetched)
        else:
            self._waiting[address] = deque([fetched])
            self._start(self._work_off(address))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, address: str) -> None:
        queue = self._waiting[address]
        try:
            while queue:
                fetched = queue.popleft()
                async with self._hands:
                    committed = fetched.event is not None and await self._try(fetched.event)
                if committed:
                    self._done(fetched.update)
                elif self._refused is None:
                    await self._keep(fetched)
                else:
                    self._refused(fetched.update)
                    while queue:
                        self._refused(queue.popleft().update)
        finally:
            del self._waiting[address]

    async def _try(self, event: TelegramEvent) -> bool:
        loop = asyncio.get_running_loop()
        sign = loop.call_later(SIGN_AFTER, self._sign, event.origin.chat) if event.origin.private else None
        try:
            prepared = await self._prepare(event)
            for attempt in range(self._tries):
                if attempt:
                    await asyncio.sleep(self._first_pause * 2**attempt)
                try:
                    await self._handle(prepared)
                except Exception as error:
                    log.error("An event could not be handled (%s), try %d.", type(error).__name__, attempt + 1)
                else:
                    return True
        finally:
            if sign is not None:
                sign.cancel()
        return False

    def _sign(self, chat: int) -> None:
        if self._typing is not None:
            self._start(self._show(self._typing(chat)))

    async def _show(self, typing: Awaitable[None]) -> None:
        await typing

    async def _keep(self, fetched: Fetched) -> None:
        """Set aside, and let go only then: with a full disk the update stays with Telegram, or goes back to it."""
        data = json.dumps(fetched.raw).encode()
        whose = addresses_in(fetched.raw)
        pause = self._first_pause
        while True:
            try:
                await self._set_aside(f"update-{fetched.update}", data, whose)
            except Exception as error:
                log.error("An update could not be set aside (%s).", type(error).__name__)
                if self._refused is not None:
                    self._refused(fetched.update)
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self._done(fetched.update)
                return
