"""The state of the practice chat: who is there, what was written, and what happened last.

Nothing here knows HTTP. Every change is announced to listeners (the page) and to waiters (tests).
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.practice_chat.bot_profile import BotProfile
from bot.practice_chat.clock import Clock
from bot.practice_chat.files import FileStore
from bot.practice_chat.keyboards import Markup
from bot.practice_chat.limits import Limits
from bot.practice_chat.messages import Content, Message
from bot.practice_chat.people import Cast, Chat, Group, Person
from bot.practice_chat.updates import UpdateQueue

QUERY_LIFE = timedelta(minutes=15)  # a tap may be answered this long


@dataclass(eq=False)
class CallbackQuery:
    """One tap on an inline button and what the bot answered."""

    id: str
    person: Person
    message: Message
    data: str
    at: datetime
    answered: bool = False
    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass(frozen=True)
class InlineCard:
    """One result of an inline query: how it is offered, and the message that it becomes once it is chosen."""

    id: str
    title: str
    about: str
    content: Content
    markup: Markup


@dataclass(eq=False)
class InlineQuery:
    """What a person typed after the bot's name, and the results that the bot offered."""

    id: str
    person: Person
    text: str
    at: datetime
    results: list[dict[str, Any]] | None = None
    cards: list[InlineCard] = field(default_factory=list)  # those among the results that can be shown here


ChangeKind = Literal["message", "edited", "deleted", "typing", "answer", "world", "clock", "call"]


@dataclass(frozen=True)
class Change:
    """Something that happened in a chat, to the world or the clock, or a call of the Bot API."""

    kind: ChangeKind
    chat: Chat | None = None
    message: Message | None = None
    query: CallbackQuery | None = None


@dataclass(eq=False)
class Waiter:
    """Somebody waiting until a condition holds; looked at again after each change."""

    holds: Callable[[], bool]
    chat: Chat | None
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


def _query_id() -> str:
    return str(secrets.randbits(62) + 10**17)


class World:
    """People, chats, messages, files, queries, the update queue and the bot's profile."""

    def __init__(self, cast: Cast, bot: Person, clock: Clock, limits: Limits) -> None:
        self.cast = cast
        self.bot = bot
        self.clock = clock
        self.limits = limits
        self.files = FileStore()
        self.updates = UpdateQueue(clock.now().timestamp())
        self.profile = BotProfile(bot.name)
        self.queries: dict[str, CallbackQuery] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_mode = False  # a bot must be told by its owner to take inline queries
        self.privacy_mode = True  # in a group, a bot that is no administrator sees only what is meant for it
        self._messages: dict[int, list[Message]] = {}
        self._mark = 0
        self._listeners: list[Callable[[Change], None]] = []
        self._waiters: list[Waiter] = []

    # -- looking

    @property
    def people(self) -> list[Person]:
        return self.cast.people

    @property
    def groups(self) -> list[Group]:
        return list(self.cast.standing_groups())

    @property
    def mark(self) -> int:
        """The number of changes so far; compare with Message.created and Message.touched."""
        return self._mark

    def person(self, name_or_id: str | int) -> Person:
        """Raises KeyError."""
        for person in self.cast.people:
            if name_or_id in (person.name, person.id):
                return person
        raise KeyError(name_or_id)

    def group(self, title_or_id: str | int) -> Group:
        """The newest group of this title or id. Raises KeyError."""
        for group in reversed(self.cast.groups):
            if title_or_id in (group.title, group.id):
                return group
        raise KeyError(title_or_id)

    def chat(self, chat_id: int) -> Chat | None:
        return self.cast.by_id.get(chat_id)

    def messages(self, chat: Chat | int, *, with_deleted: bool = False) -> list[Message]:
        """The messages of a chat, oldest first."""
        stored = self._messages.get(chat if isinstance(chat, int) else chat.id, [])
        return [message for message in stored if with_deleted or not message.deleted]

    def message(self, chat: Chat, message_id: int) -> Message | None:
        """A message that has not been deleted."""
        stored = self._messages.get(chat.id, [])
        if not 1 <= message_id <= len(stored) or stored[message_id - 1].deleted:
            return None
        return stored[message_id - 1]

    # -- changing

    def post(
        self,
        chat: Chat,
        sender: Person,
        content: Content,
        *,
        markup: Markup | None = None,
        reply_to: Message | None = None,
        anonymous: bool = False,
        forward_origin: dict[str, Any] | None = None,
        via: Person | None = None,
    ) -> Message:
        """Put a message into a chat and announce it. Ids count from 1 in each chat."""
        stored = self._messages.setdefault(chat.id, [])
        markup = markup or Markup()
        message = Message(
            len(stored) + 1, chat, sender, self.clock.now(), content, reply_to=reply_to, anonymous=anonymous,
            forward_origin=forward_origin, via=via, inline=markup.inline, reply_keyboard=markup.reply,
        )  # fmt: skip
        stored.append(message)
        message.created = self.touch(message)
        self.announce(Change("message", chat, message))
        return message

    def put_back(self, chat: Chat, messages: list[Message]) -> None:
        """Fill a chat with the messages of an earlier world, which nobody is told about. Their ids count from 1."""
        self._messages[chat.id] = messages
        self._mark = max([self._mark, *(message.touched for message in messages)])

    def touch(self, message: Message) -> int:
        """Count a change of a message."""
        self._mark += 1
        message.touched = self._mark
        return self._mark

    def edited(
        self, message: Message, *, content: Content | None = None, inline: list[list[dict[str, Any]]] | None
    ) -> None:
        """Replace content and buttons of a message and announce it."""
        if content is not None:
            message.content = content
            message.edited_at = self.clock.now()
        message.inline = inline
        self.touch(message)
        self.announce(Change("edited", message.chat, message))

    def delete(self, message: Message) -> None:
        message.deleted = True
        self.touch(message)
        self.announce(Change("deleted", message.chat, message))

    def migrate(self, group: Group) -> Group:
        """Upgrade a basic group to a supergroup, with both service messages. Raises ValueError for a supergroup."""
        new = self.cast.upgrade(group)
        owner = group.admins[0] if group.admins else group.members[0]
        out = self.post(
            group, owner, Content(service={"migrate_to_chat_id": new.id}, service_text="The group got a new id.")
        )
        into = self.post(
            new, owner, Content(service={"migrate_from_chat_id": group.id}, service_text="This is a supergroup now.")
        )
        if new.bot_in:
            self.updates.add("message", out.as_api())
            self.updates.add("message", into.as_api())
        self.announce(Change("world"))
        return new

    def tapped(self, person: Person, message: Message, data: str) -> CallbackQuery:
        """Remember a tap and tell the bot about it."""
        query = CallbackQuery(_query_id(), person, message, data, self.clock.now())
        self.queries[query.id] = query
        self.updates.add(
            "callback_query",
            {
                "id": query.id,
                "from": person.as_user(),
                "message": message.as_api(),
                "chat_instance": str(-(message.chat.id * 2654435761 % 2**61)),
                "data": data,
            },
        )
        return query

    def asked_inline(self, person: Person, text: str) -> InlineQuery:
        """Remember an inline query and tell the bot about it."""
        query = InlineQuery(_query_id(), person, text, self.clock.now())
        self.inline_queries[query.id] = query
        self.updates.add("inline_query", {"id": query.id, "from": person.as_user(), "query": text, "offset": ""})
        return query

    # -- announcing

    def announce(self, change: Change) -> None:
        """Tell listeners and wake waiters whose condition now holds."""
        for listener in list(self._listeners):
            listener(change)
        for waiter in list(self._waiters):
            if not waiter.done.done() and waiter.chat in (None, change.chat) and waiter.holds():
                waiter.done.set_result(None)

    def listen(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call the listener at each change until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def wait_until(self, holds: Callable[[], bool], timeout: float, chat: Chat | None = None) -> None:  # noqa: ASYNC109
        """Wait until a condition on the world holds; raises TimeoutError. With a chat, only its changes count."""
        if holds():
            return
        waiter = Waiter(holds, chat)
        self._waiters.append(waiter)
        try:
            await asyncio.wait_for(waiter.done, timeout)
        finally:
            self._waiters.remove(waiter)
