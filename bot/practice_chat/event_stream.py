"""Server-Sent Events: what happens in a person's chats, as it happens.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import contextlib
import json
from typing import Any

from aiohttp import web

from bot.practice_chat.people import Person
from bot.practice_chat.views import answer_view, clock_view, may_see, message_view
from bot.practice_chat.world import Change, World

_HEARTBEAT = 15.0  # seconds
_BACKLOG = 2000  # events that a page may lag behind before its stream is closed and it has to read again

Event = tuple[str, Any]
EventQueue = asyncio.Queue[Event | None]


class EventStreams:
    """All open streams."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queues: dict[EventQueue, Person] = {}
        world.listen(self._spread)

    def close(self) -> None:
        """End all streams."""
        for queue in self._queues:
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait(None)

    async def serve(self, request: web.Request, person: Person) -> web.StreamResponse:
        """Stream to one page until it goes away."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        queue: EventQueue = asyncio.Queue(_BACKLOG)
        self._queues[queue] = person
        try:
            with contextlib.suppress(ConnectionError):
                await response.write(b": open\n\n")
                await self._pour(queue, response)
        finally:
            del self._queues[queue]
        return response

    async def _pour(self, queue: EventQueue, response: web.StreamResponse) -> None:
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), _HEARTBEAT)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event is None:
                return
            name, data = event
            if name == "clock":
                data = await clock_view(self._world)
            await response.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())

    def _spread(self, change: Change) -> None:
        for queue, person in self._queues.items():
            event = event_for(person, change)
            if event is not None:
                _put(queue, event)


def _put(queue: EventQueue, event: Event) -> None:
    """A page that lags too far behind is let go; it reads everything again when it reconnects."""
    if queue.qsize() < _BACKLOG - 1:
        queue.put_nowait(event)
    elif not queue.full():
        queue.put_nowait(None)


def event_for(person: Person, change: Change) -> Event | None:
    """Name and data of the event that a person's page gets for a change, or None when it is not theirs."""
    if change.kind in ("world", "clock"):
        return change.kind, {}
    chat, message = change.chat, change.message
    if chat is None:
        return None
    if change.kind == "answer":
        return ("answer", answer_view(change.query)) if change.query and change.query.person is person else None
    if not may_see(person, chat):
        # A page that shows one person still counts what waits for the others.
        if change.kind != "message" or message is None:
            return None
        return "unread", {"chat": chat.id, "from_bot": message.from_bot}
    if change.kind == "typing":
        return "typing", {"chat": chat.id}
    if message is None:
        return None
    if change.kind == "deleted":
        return "deleted", {"chat": chat.id, "message": message.id}
    return change.kind, {"chat": chat.id, "message": message_view(message)}
