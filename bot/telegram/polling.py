"""When to ask for updates again. It must not know how they are fetched or handled.

Telegram hands out at most a hundred updates that are not acknowledged, so each hundred costs a round trip. The moment
to ask is when the last one in hand is committed and before the replies leave: they are sent while the answer is on its
way. Asking when half are committed brings no more (docs/measurements.md): one request can be under way at a time, so
only that half would come in each round trip.
"""

from __future__ import annotations

import asyncio

from bot.telegram.window import Window

SHORTEST_LOOK = 0.02  # seconds in which nothing was committed, before newer updates are looked for all the same
LONGEST_LOOK = 0.1


class Polling:
    """Watches a window: `done` is told of each update that needs nothing more. Times are the event loop's."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._idle = asyncio.Event()
        self._look = SHORTEST_LOOK

    def done(self, update: int) -> None:
        """The update is committed, set aside, or needs nothing."""
        self._window.done(update)
        if not self._window.left:
            self._idle.set()

    async def rest(self) -> None:
        """Wait until nothing is left to commit; when one takes long, until newer ones of others may be fetched."""
        loop = asyncio.get_running_loop()
        latest = loop.time() + LONGEST_LOOK
        while before := self._window.left:
            self._idle.clear()
            try:
                async with asyncio.timeout(self._look):
                    await self._idle.wait()
            except TimeoutError:
                stuck = self._window.left == before or loop.time() >= latest
                if stuck and self._window.room:  # without room the same ones would come again
                    self._look = min(self._look * 2, LONGEST_LOOK)
                    return
        self._look = SHORTEST_LOOK
