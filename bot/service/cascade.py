"""Lets one event happen in memory: the step of its record, and of every record that it reaches through `Forward`.

Nothing is committed here. A step is pure, so a cascade that reached a record it did not hold is simply run again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from bot.core.conversation import Content
from bot.core.events import Event
from bot.core.records import Record
from bot.core.requests import Forward, Outgoing, Outward
from bot.core.step import step
from bot.storage import Loaded, Store

STEPS_MOST = 1000  # of one cascade; a coach with every group full takes about a hundred
BY_ID = "record:"  # an address of this form names a record by its id


class Reached(msgspec.Struct):
    """One record that a cascade has touched."""

    before: Record | None
    after: Record | None
    version: int  # that it had in the store; 0 for none


class Result(msgspec.Struct):
    """What a cascade came to. `names` are the record ids, or the addresses where there was no record."""

    names: set[str]
    reached: dict[str, Reached]
    outgoing: list[Outgoing]

    @property
    def seen(self) -> dict[str, int]:
        """What it was computed from, see `Change.seen`."""
        return {name: reached.version for name, reached in self.reached.items()}


class Cascade:
    """One event and everything that follows from it, over a view of the store. `at_hand` is what was read of it
    already, by address."""

    def __init__(
        self,
        content: Content,
        store: Store,
        now: datetime,
        next_id: Callable[[], str],
        at_hand: Mapping[str, Loaded] | None = None,
    ) -> None:
        self._content = content
        self._store = store
        self._now = now
        self._next_id = next_id
        self._at_hand = at_hand or {}
        self._reached: dict[str, Reached] = {}
        self._requests: list[tuple[str, Outward]] = []  # each with the name of the record that asked

    async def run(self, address: str, event: Event) -> Result:
        """Step through everything. Raises whatever a step raises, and `RecursionError` when records never stop sending
        each other events: faults of ours."""
        waiting = deque([(address, event)])
        steps = 0
        while waiting:
            if (steps := steps + 1) > STEPS_MOST:
                raise RecursionError(f"{type(event).__name__} goes on and on")
            address, event = waiting.popleft()
            name = await self._reach(address.removeprefix(BY_ID))
            reached = self._reached[name]
            reached.after, requests = step(self._content, reached.after, event, self._now)
            for request in requests:
                if isinstance(request, Forward):
                    waiting.append((request.address, request.event))
                else:
                    self._requests.append((name, request))
        outgoing = [self._queue(name, request) for name, request in self._requests]
        return Result(names=set(self._reached), reached=self._reached, outgoing=outgoing)

    def _queue(self, name: str, request: Outward) -> Outgoing:
        """What a record says that is gone in the end is kept nowhere."""
        after = self._reached[name].after
        owner = after.id if after is not None else ""
        return Outgoing(id=self._next_id(), owner=owner, request=request, created=self._now)

    async def _reach(self, name: str) -> str:
        """The id of the record there, or `name` itself while there is none."""
        if name in self._reached and ":" not in name:
            return name
        found = self._at_hand.get(name) or await self._store.read(name)
        record, version = (None, 0) if found is None else (found.record, found.version)
        name = name if record is None else record.id
        self._reached.setdefault(name, Reached(before=record, after=record, version=version))
        return name
