"""Keeps the practice chat over a restart, in a folder of its own: who is there, what was written, the files, the time.

A bot with a memory expects of its Telegram what the real one does: the numbers of messages go on, a person who pressed
Start stays reachable, a group keeps the bot. The folder holds plain text: only invented people live here.
"""

import asyncio
import json
import logging
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.practice_chat.files import StoredFile
from bot.practice_chat.messages import Content, Message
from bot.practice_chat.people import Chat, Group, Person
from bot.practice_chat.world import Change, World

log = logging.getLogger(__name__)

_PAUSE = 0.2  # seconds in which changes gather before they are written
_WORTH_KEEPING = ("message", "edited", "deleted", "world", "clock")
_PERSON = ("language_code", "started", "blocked")
_GROUP = ("title", "kind", "bot")
_MESSAGE = ("created", "touched", "anonymous", "forward_origin", "inline", "reply_keyboard", "deleted", "reaction")
_CONTENT = ("text", "entities", "location", "contact", "service", "service_text")


class NotReadable(Exception):
    """What is in the folder is no practice chat. The message is one plain line."""


class NotKept(Exception):
    """The page could not be written down as it ended. The message is one plain line."""


class Keeper:
    """One folder: `world.json`, replaced as a whole at each change, and the files beside it, written once."""

    def __init__(self, folder: Path) -> None:
        self._page = folder / "world.json"
        self._files = folder / "files"
        self._writing: asyncio.Task[None] | None = None
        self._behind = False
        self._world: World | None = None
        self._refused = False

    def put_back(self, world: World) -> datetime | None:
        """Bring a new world to where the last one ended, and tell the time of that; None when there was none. Raises
        `NotReadable`, and `OSError` for a folder that cannot be used."""
        for folder in (self._page.parent, self._files):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._page.exists():
            return None
        try:
            kept = json.loads(self._page.read_bytes().decode("utf-8", "surrogatepass"))
            _people_back(world, kept)
            for about in kept["files"]:
                world.files.put_back(StoredFile(data=(self._files / about["file_id"]).read_bytes(), **about))
            for chat_id, messages in kept["messages"].items():
                _messages_back(world, int(chat_id), messages)
            for update in kept["updates"]:
                world.updates.put_again(update)
            return datetime.fromisoformat(kept["now"])
        except (ValueError, LookupError, TypeError, AttributeError, FileNotFoundError):
            raise NotReadable(
                f"The practice chat cannot read what it kept in {self._page.parent}. Delete that folder, and the page "
                "starts with no messages."
            ) from None

    def follow(self, world: World) -> None:
        """Write down what changes from now on, a moment later, and everything at `close`."""
        self._world = world
        world.listen(self._changed)

    async def close(self) -> None:
        """Write down how the world ends, if it has been followed. Raises `NotKept`."""
        if self._writing is not None:
            await asyncio.wait({self._writing})
        if self._world is None:
            return
        world, self._world = self._world, None
        try:
            await self._write(world)
        except OSError as fault:
            raise NotKept(
                f"{self._page.parent} cannot be written to ({fault.strerror}), so the page will not show how this "
                "practice ended. Make room there, or let this user write there, before you start again."
            ) from None

    def _changed(self, change: Change) -> None:
        if change.kind in _WORTH_KEEPING and self._world is not None:
            self._behind = True
            if self._writing is None or self._writing.done():
                self._writing = asyncio.create_task(self._catch_up(self._world), name="keeping the page")

    async def _catch_up(self, world: World) -> None:
        while self._behind:
            await asyncio.sleep(_PAUSE)
            self._behind = False
            try:
                await self._write(world)
            except OSError as fault:  # said once; the next change, and the end, try again
                if not self._refused:
                    log.warning("the page could not be kept in %s (%s)", self._page.parent, fault.strerror)
                self._refused = True
            else:
                self._refused = False

    async def _write(self, world: World) -> None:
        """In a thread, because a busy disk takes its time and people are answered meanwhile."""
        page = json.dumps(_kept(world), ensure_ascii=False).encode("utf-8", "surrogatepass")
        await asyncio.to_thread(self._put_down, page, list(world.files))

    def _put_down(self, page: bytes, files: list[StoredFile]) -> None:
        for file in files:
            if not (at := self._files / file.file_id).exists():
                _replace(at, file.data)
        _replace(self._page, page)


def _replace(path: Path, data: bytes) -> None:
    """Put a file in its place as a whole, for its owner alone."""
    half = path.with_name(path.name + ".new")
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    half.replace(path)


def _kept(world: World) -> dict[str, Any]:
    chats: list[Chat] = [*world.people, *world.cast.groups]
    return {
        "now": world.clock.now().isoformat(),
        "people": {person.id: _some(person, _PERSON) for person in world.people},
        "groups": [_group(group) for group in world.cast.groups],
        "files": [{key: value for key, value in vars(file).items() if key != "data"} for file in world.files],
        "messages": {chat.id: [_message(each) for each in world.messages(chat, with_deleted=True)] for chat in chats},
        "updates": world.updates.waiting(),
    }


def _some(thing: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def _group(group: Group) -> dict[str, Any]:
    lists = {name: [person.id for person in getattr(group, name)] for name in ("members", "admins", "anonymous")}
    upgraded = group.upgraded_to.id if group.upgraded_to else None
    return {"id": group.id, **_some(group, _GROUP), **lists, "upgraded_to": upgraded}


def _message(message: Message) -> dict[str, Any]:
    content = message.content
    return {
        **_some(message, _MESSAGE),
        "sender": message.sender.id,
        "via": message.via.id if message.via else None,
        "date": message.date.isoformat(),
        "edited_at": message.edited_at.isoformat() if message.edited_at else None,
        "reply_to": message.reply_to.id if message.reply_to else None,
        "content": {
            **_some(content, _CONTENT),
            "photo": content.photo.file_id if content.photo else None,
            "document": content.document.file_id if content.document else None,
        },
    }


def _people_back(world: World, kept: dict[str, Any]) -> None:
    for person in world.people:
        for name, value in kept["people"].get(str(person.id), {}).items():
            setattr(person, name, value)
    for about in kept["groups"]:
        group = world.chat(about["id"])
        if group is None:
            group = Group(about["id"], about["title"])
            world.cast.groups.append(group)
            world.cast.by_id[group.id] = group
        for name in _GROUP:
            setattr(group, name, about[name])
        for name in ("members", "admins", "anonymous"):
            setattr(group, name, [world.person(number) for number in about[name]])
    for about in kept["groups"]:
        into = world.chat(about["upgraded_to"]) if about["upgraded_to"] else None
        if isinstance(into, Group):
            old = world.chat(about["id"])
            assert isinstance(old, Group)
            old.upgraded_to = into


def _messages_back(world: World, chat_id: int, kept: list[dict[str, Any]]) -> None:
    chat = world.chat(chat_id)
    if chat is None:
        raise KeyError(chat_id)
    messages: list[Message] = []
    for number, about in enumerate(kept, start=1):
        content = about["content"]
        photo, document = (world.files.get(content[kind]) if content[kind] else None for kind in ("photo", "document"))
        messages.append(
            Message(
                number,
                chat,
                _sender(world, about["sender"]),
                datetime.fromisoformat(about["date"]),
                Content(**{name: content[name] for name in _CONTENT}, photo=photo, document=document),
                reply_to=messages[about["reply_to"] - 1] if about["reply_to"] else None,
                via=_sender(world, about["via"]) if about["via"] else None,
                edited_at=datetime.fromisoformat(about["edited_at"]) if about["edited_at"] else None,
                **{name: about[name] for name in _MESSAGE},
            )
        )
    world.put_back(chat, messages)


def _sender(world: World, number: int) -> Person:
    return world.bot if number == world.bot.id else world.person(number)
