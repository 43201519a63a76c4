"""Chats that may send now, as far as they alone are concerned, and which one of a lane is next. It must not know the
limits over all chats."""

from __future__ import annotations

from collections import deque
from typing import Generic, TypeVar

from bot.core.requests import Lane
from bot.telegram.chat_queues import ChatQueues

T = TypeVar("T")

GROUPS_FIRST = 4  # every fourth broadcast goes to a private chat


class ReadyChats(Generic[T]):
    """One list for each kind; a chat stands in one of them at most, by its next request."""

    def __init__(self) -> None:
        self._replies: deque[ChatQueues[T]] = deque()
        self._reminders: deque[ChatQueues[T]] = deque()
        self._long: deque[ChatQueues[T]] = deque()  # groups with more than one minute's worth
        self._groups: deque[ChatQueues[T]] = deque()
        self._private: deque[ChatQueues[T]] = deque()
        self._broadcasts = 0

    def put(self, chat: ChatQueues[T], lane: Lane, now: float) -> bool:
        """Let it wait for its turn behind the others. False when it stands there already."""
        ready = self._list_for(chat, lane, now)
        if chat.ready is ready:
            return False
        chat.ready = ready
        ready.append(chat)
        return True

    def has_reply(self) -> bool:
        """Whether `next_reply` has one."""
        return _has(self._replies)

    def has_bulk(self) -> bool:
        """Whether `next_reminder` or `next_broadcast` has one."""
        return any(_has(ready) for ready in (self._reminders, self._long, self._groups, self._private))

    def next_reply(self) -> ChatQueues[T] | None:
        """The chat whose reply is next."""
        return _pop(self._replies)

    def next_reminder(self) -> ChatQueues[T] | None:
        """The chat whose reminder is next."""
        return _pop(self._reminders)

    def next_broadcast(self) -> ChatQueues[T] | None:
        """The chat whose broadcast is next."""
        chat = _pop(self._long)
        if chat is not None:
            return chat
        self._broadcasts += 1
        groups_first = self._broadcasts % GROUPS_FIRST
        first, then = (self._groups, self._private) if groups_first else (self._private, self._groups)
        return _pop(first) or _pop(then)

    def _list_for(self, chat: ChatQueues[T], lane: Lane, now: float) -> deque[ChatQueues[T]]:
        if lane is not Lane.BROADCAST:
            return self._replies if lane is Lane.INTERACTIVE else self._reminders
        if not chat.group:
            return self._private
        return self._long if chat.needs_another_minute(now) else self._groups


def _has(ready: deque[ChatQueues[T]]) -> bool:
    """Whether a chat is ready there. One that has moved to another list in the meantime is struck off."""
    while ready and ready[0].ready is not ready:
        ready.popleft()
    return bool(ready)


def _pop(ready: deque[ChatQueues[T]]) -> ChatQueues[T] | None:
    return ready.popleft() if _has(ready) else None
