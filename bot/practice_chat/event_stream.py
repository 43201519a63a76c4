"""Server-Sent Events: what happens in a person's chats, as it happens. https://html.spec.whatwg.org/#server-sent-events"""

import asyncio
import contextlib
import json
from typing import Any

from aiohttp import web

from bot.practice_chat.people import Person
from bot.practice_chat.views import answer_view, clock_view, may_see, message_view
from bot.practice_chat.world import Change, World

_HEARTBEAT = 15.0  # seconds
_BACKLOG = 1000  # events that a page may lag behind before its stream is closed and it has to read again

Event = tuple[str, Any]


class EventStreams:
    """All open streams."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queues: set[asyncio.Queue[Event | None]] = set()

    def close(self) -> None:
        """End all streams."""
        for queue in self._queues:
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait(None)

    async def serve(self, request: web.Request, person: Person) -> web.StreamResponse:
        """Stream to one page until it goes away."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        queue: asyncio.Queue[Event | None] = asyncio.Queue(_BACKLOG)
        self._queues.add(queue)
        stop_listening = self._world.listen(lambda change: self._put(queue, person, change))
        try:
            await response.write(b": open\n\n")
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), _HEARTBEAT)
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if event is None:
                    break
                name, data = event
                if name == "clock":
                    data = await clock_view(self._world)
                await response.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
        except (ConnectionResetError, ConnectionError):
            pass
        finally:
            stop_listening()
            self._queues.discard(queue)
        return response

    def _put(self, queue: asyncio.Queue[Event | None], person: Person, change: Change) -> None:
        event = event_for(person, change)
        if event is None:
            return
        if queue.qsize() >= _BACKLOG - 1:
            while not queue.empty():
                queue.get_nowait()
            queue.put_nowait(None)
            return
        queue.put_nowait(event)


def event_for(person: Person, change: Change) -> Event | None:
    """Name and data of the event that a person's page gets for a change, or None when it is not theirs."""
    if change.kind in ("world", "clock"):
        return change.kind, {}
    chat = change.chat
    if chat is None:
        return None
    if change.kind == "answer":
        return ("answer", answer_view(change.query)) if change.query and change.query.person is person else None
    if not may_see(person, chat):
        # A page that shows one person still counts what waits for the others.
        new = change.message if change.kind == "message" else None
        return ("unread", {"chat": chat.id, "from_bot": new.from_bot}) if new is not None else None
    if change.kind == "typing":
        return "typing", {"chat": chat.id}
    if change.message is None:
        return None
    if change.kind == "deleted":
        return "deleted", {"chat": chat.id, "message": change.message.id}
    return change.kind, {"chat": chat.id, "message": message_view(change.message)}
