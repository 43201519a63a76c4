"""The bot and a Telegram of its own with a chat page, to practise with and to see a conversation while it is written.

What is tried out here touches no real families and reaches nobody. The house itself is built by `bot.app`.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from msgspec.structs import replace

from bot.app import CONTENT, Say, built
from bot.content import NoSuchConversation, load
from bot.practice_chat import Keeper, Limits, NotKept, NotReadable, PracticeChat
from bot.scheduler import MovableClock
from bot.settings import BadSetting, Settings, writable
from bot.stopping import told_to_stop
from bot.telegram.intake import Intake

BOT = 7_000_000_001  # the bot's number in the practice chat


async def practise(settings: Settings, say: Say) -> None:
    """Run the bot in the practice chat until SIGTERM or SIGINT. Raises `BadSetting` when the port is taken.

    Without a data folder of its own in the settings, everything is forgotten at the end; with one, the page too goes on
    where it ended, from a folder beside it.
    """
    later: list[str] = []  # what an operator should know comes after what everybody needs first: where to go
    with told_to_stop() as stop:
        async with house(settings, later.append) as (receiver, chat):
            say(f"The practice chat is open. Go to this address in your browser: {chat.url}")
            say("Nothing leaves this computer. To stop it, press Ctrl-C here.")
            for line in later:
                say(line)
            await stop.when_told(receiver)


async def preview(settings: Settings, say: Say, name: str, language: str = "en") -> None:
    """The practice chat with a parent who is past the first minutes and at the start of one conversation. Raises
    `NoSuchConversation`, and what `practise` does; a faulty file in content/ is a `ContentFault`."""
    content = load(CONTENT)
    if language not in content.languages:
        raise NoSuchConversation(f"There is no language {language!r}; there are: {', '.join(content.languages)}")
    names = content.edition(language).conversations
    if name not in names:
        raise NoSuchConversation(f"There is no conversation {name!r}; there are: {', '.join(names)}")
    with told_to_stop() as stop:
        async with house(settings, say, anew=True) as (receiver, chat):
            walking = asyncio.create_task(past_first_minutes(chat, name, language), name="first minutes")
            walking.add_done_callback(lambda _: say(f"{name} is open: {chat.url}"))
            say("Change the file, then stop this with Ctrl-C and start it again to see the change.")
            await stop.when_told(receiver)
            walking.cancel()


async def past_first_minutes(chat: PracticeChat, name: str, language: str) -> None:
    """Let the first person of the cast agree, name a child and pick a time zone; the link then opens `name`."""
    person = chat.person(chat.world.people[0].id)
    await person.set_language(language)
    await person.start(name)
    [greeting] = await person.wait_for_reply()
    await person.tap(greeting.id)
    await person.wait_for_reply(count=2)  # the greeting loses its buttons, and the child's name is asked
    await person.say("Sam")
    [zones] = await person.wait_for_reply()
    await person.tap(zones.id)
    await person.wait_for_reply(count=2)  # the time zone is noted, and the conversation begins


@asynccontextmanager
async def house(settings: Settings, say: Say, *, anew: bool = False) -> AsyncIterator[tuple[Intake, PracticeChat]]:
    """The bot and its practice chat, at work until the context ends. With `anew`, a data folder of the settings is left
    alone, and everything is forgotten at the end."""
    async with AsyncExitStack() as stack:
        settings = replace(settings, backup_dir=None, database_url="", webhook_url="")
        kept = not anew and "data_dir" in settings.given
        if not kept:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sameside-practice-")))
            settings = replace(settings, data_dir=folder / "data", key_file=folder / "master.key")
        clock = MovableClock()
        token = f"{BOT}:{secrets.token_hex(16)}"
        chat = PracticeChat(token=token, clock=clock, limits=Limits(enabled=settings.practice_limits))
        chat.world.inline_mode = True
        keeper = await stack.enter_async_context(_page_kept(settings, chat, clock)) if kept else None
        try:
            await chat.start(port=settings.practice_port)
        except OSError as fault:
            raise BadSetting(
                f"BOT_PRACTICE_PORT: port {settings.practice_port} cannot be used ({os.strerror(fault.errno or 0)}). "
                "Set it to another number, or to 0 for any free one."
            ) from None
        stack.push_async_callback(chat.stop)
        settings = replace(settings, token=token, api_url=chat.api_url, api_file_url=chat.api_file_url)
        receiver, service, clockwork = await stack.enter_async_context(built(settings, clock.now, say))
        clock.attach(service.tick, service.next_due, clockwork.strike, service.all_sent)
        if keeper is not None:
            keeper.follow(chat.world)  # not before the store is ours: a second process must not write here
        yield receiver, chat


@asynccontextmanager
async def _page_kept(settings: Settings, chat: PracticeChat, clock: MovableClock) -> AsyncIterator[Keeper]:
    """The page and its clock go on where they ended, from a folder beside the data. Raises `BadSetting`."""
    folder = writable("BOT_DATA_DIR", settings.data_dir)
    keeper = Keeper(folder.with_name(folder.name + "-practice"))
    try:
        clock.begin(keeper.put_back(chat.world))
    except (NotReadable, OSError) as fault:
        raise BadSetting(str(fault)) from None
    try:
        yield keeper
    finally:
        try:
            await keeper.close()
        except NotKept as fault:
            raise BadSetting(f"BOT_DATA_DIR: {fault}") from None
