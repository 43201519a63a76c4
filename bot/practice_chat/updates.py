"""The queue of updates for the bot: numbering, filtering, long polling and acknowledgement.

Rules: https://core.telegram.org/bots/api#getupdates. How a webhook receives them stands in webhook.py.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from typing import Any

from bot.practice_chat.refusals import conflict

UPDATE_KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result",
    "callback_query", "my_chat_member", "chat_member", "message_reaction", "message_reaction_count",
)  # fmt: skip
_ONLY_ON_REQUEST = frozenset(("chat_member", "message_reaction", "message_reaction_count"))
_BEFORE_ALL = 100_000_000

Update = dict[str, Any]


class UpdateQueue:
    """Updates not yet acknowledged, oldest first.

    Telegram's ids go on over restarts of a bot. `start` is an instant in seconds: a practice chat that is started later
    gives higher ids, so that a bot with a memory does not take its updates for old ones.
    """

    def __init__(self, start: float) -> None:
        self._waiting: deque[Update] = deque()
        self._next_id = _BEFORE_ALL + int(start * 100) % 900_000_000
        self._arrived = asyncio.Event()
        self._poller: asyncio.Future[None] | None = None
        self.allowed: list[str] = []  # empty: everything but what comes on request only
        self.on_arrival: Callable[[], None] = lambda: None

    def __len__(self) -> int:
        return len(self._waiting)

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _ONLY_ON_REQUEST

    def allow(self, kinds: Any) -> None:
        """Set the list of update kinds; None leaves it as it was, unknown names are ignored."""
        if isinstance(kinds, list):
            self.allowed = [kind for kind in kinds if kind in UPDATE_KINDS]

    def add(self, kind: str, value: dict[str, Any]) -> Update | None:
        """Queue an update of a wanted kind and return it."""
        if not self.wants(kind):
            return None
        update = {"update_id": self._next_id, kind: value}
        self._next_id += 1
        self.put_again(update)
        return update

    def put_again(self, update: Update) -> None:
        """Queue an update as it is, for example one more time, or one with an id that jumps."""
        self._waiting.append(update)
        self._arrived.set()
        self.on_arrival()

    def skip_ids(self, number: int) -> None:
        """Let the ids jump; Telegram promises only that they grow, and may restart them after a quiet week."""
        self._next_id += number

    def acknowledge(self, offset: int) -> None:
        """Forget updates below a positive offset; a negative one keeps only that many from the end."""
        if offset > 0:
            self._waiting = deque(update for update in self._waiting if update["update_id"] >= offset)
        elif offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()

    def clear(self) -> None:
        self._waiting.clear()

    def waiting(self) -> list[Update]:
        """What is not acknowledged, oldest first."""
        return list(self._waiting)

    def forget(self, update: Update) -> None:
        """One update was taken; another one with the same number stays."""
        for place, each in enumerate(self._waiting):
            if each is update:
                del self._waiting[place]
                return

    async def arrival(self) -> None:
        """Wait until there is something in the queue."""
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()

    async def poll(self, offset: int, limit: int, patience: float) -> list[Update]:
        """One getUpdates call. Raises 409 when another call takes over while this one waits."""
        self.interrupt("terminated by other getUpdates request; make sure that only one bot instance is running")
        self.acknowledge(offset)
        if not self._waiting and patience > 0:
            me = self._poller = asyncio.get_running_loop().create_future()
            arrival = asyncio.ensure_future(self.arrival())
            try:
                await asyncio.wait((me, arrival), timeout=patience, return_when=asyncio.FIRST_COMPLETED)
                if me.done():
                    me.result()
            finally:
                arrival.cancel()
                if self._poller is me:
                    self._poller = None
                me.cancel()
        count = limit if 1 <= limit <= 100 else 100
        return list(self._waiting)[:count]

    def interrupt(self, why: str) -> None:
        """End a waiting getUpdates call with 409."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(conflict(why))
        self._poller = None

    async def close(self) -> None:
        """Let a waiting call return nothing."""
        with contextlib.suppress(asyncio.InvalidStateError):
            if self._poller is not None:
                self._poller.set_result(None)
        self._poller = None
