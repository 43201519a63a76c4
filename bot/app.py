"""The composition root: builds the whole house in one AsyncExitStack. Nobody else wires anything.

`serve` runs the bot against Telegram, `practise` against a Bot API of its own with a chat page.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import secrets
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from bot.content import Names, load
from bot.core import group
from bot.core.coaching import REGISTRY
from bot.core.conversation import Content
from bot.documents import Documents
from bot.scheduler import Clockwork, MovableClock
from bot.service.claim import offer_claim
from bot.service.nightly_backups import NightlyBackups
from bot.service.service import Service
from bot.settings import BadSetting, Settings, writable
from bot.stopping import told_to_stop
from bot.storage import Store
from bot.storage.backups import BackupFolder
from bot.storage.moving import begin_to_live
from bot.storage.places import store_at
from bot.telegram.commands import CommandMenu, register
from bot.telegram.connect import connected, make_bot
from bot.telegram.downloads import download
from bot.telegram.intake import Intake, intake
from bot.telegram.job import Job
from bot.telegram.lanes import Lanes
from bot.telegram.limits import Limits as SendingLimits
from bot.telegram.quiet import quiet_libraries
from bot.telegram.sending import Sender
from bot.telegram.share import LanesShare
from bot.telegram.translate import Translator
from bot.telegram.zones import zone_of
from bot.watching.garbage import look_through_all, looked_through_once
from bot.watching.logs import say_little_of_lost_faults
from bot.watching.meters import MeteredDesk, Meters
from bot.watching.stalls import StallWatch

if TYPE_CHECKING:
    from bot.fleet.replica import Replica
    from bot.practice_chat import Keeper, PracticeChat

log = logging.getLogger(__name__)

CONTENT = Path(__file__).parent.parent / "content"
DRAIN = 6.0  # seconds to send what people wait for, of the ten that a service manager gives
DATABASE_WAIT = 60.0  # seconds for a database server that starts later than the bot, or starts again meanwhile
PRACTICE_BOT = 7_000_000_001  # the bot's number in the practice chat

Say = Callable[[str], None]
T = TypeVar("T")


async def serve(settings: Settings, say: Say) -> None:
    """Run the bot with the token of the settings until SIGTERM or SIGINT.

    Raises `StoreLocked`, `KeyFileFault`, `ContentFault`, `TokenRefused`, `AnotherPoller`, `WebhookRefused`: each is one
    plain message for the operator.
    """
    with told_to_stop() as stop:
        async with built(settings, lambda: datetime.now(UTC), say) as (receiver, _, clockwork):
            clockwork.every_night(look_through_all, settings.backup_time)
            with looked_through_once():
                say("SameSide is running. Stop it with Ctrl-C.")
                await stop.when_told(receiver)


async def practise(settings: Settings, say: Say) -> None:
    """Run the bot in the practice chat until SIGTERM or SIGINT. Raises `BadSetting` when the port is taken.

    Without a data folder of its own in the settings, everything is forgotten at the end; with one, the page too goes on
    where it ended, from a folder beside it.
    """
    with told_to_stop() as stop:
        async with practice_house(settings, say) as (receiver, chat):
            say(f"The practice chat is open: {chat.url}")
            say("Nothing leaves this computer. Stop it with Ctrl-C.")
            await stop.when_told(receiver)


class NoSuchConversation(Exception):
    """There is no conversation of this name, or none in this language. The message is one plain line."""


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
        async with practice_house(settings, say, anew=True) as (receiver, chat):
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
async def practice_house(
    settings: Settings, say: Say, *, anew: bool = False
) -> AsyncIterator[tuple[Intake, PracticeChat]]:
    """The bot and its practice chat, at work until the context ends. With `anew`, a data folder of the settings is left
    alone, and everything is forgotten at the end."""
    from bot.practice_chat import Limits, PracticeChat  # here, because the bot at work has no use for it

    async with AsyncExitStack() as stack:
        # What is tried out here touches no real families, and reaches nobody.
        settings = replace(settings, backup_dir=None, database_url="", webhook_url="")
        kept = not anew and "data_dir" in settings.given
        if not kept:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sameside-practice-")))
            settings = replace(settings, data_dir=folder / "data", key_file=folder / "master.key")
        clock = MovableClock()
        token = f"{PRACTICE_BOT}:{secrets.token_hex(16)}"
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
    from bot.practice_chat import Keeper, NotReadable

    folder = writable("BOT_DATA_DIR", settings.data_dir)
    keeper = Keeper(folder.with_name(folder.name + "-practice"))
    try:
        clock.begin(keeper.put_back(chat.world))
    except (NotReadable, OSError) as fault:
        raise BadSetting(str(fault)) from None
    try:
        yield keeper
    finally:
        await keeper.close()


@asynccontextmanager
async def built(
    settings: Settings, now: Callable[[], datetime], say: Say, limits: SendingLimits | None = None
) -> AsyncIterator[tuple[Intake, Service, Clockwork]]:
    """Everything between Telegram and the disk. Only the receiver is not running yet. `limits` are Telegram's own,
    unless a Bot API server of one's own allows more.

    At the end everything drains: no new reminders, what is in hand is finished, replies are sent, the store closes.
    """
    quiet_libraries()
    async with AsyncExitStack() as stack:
        if settings.backup_dir is not None:
            writable("BOT_BACKUP_DIR", settings.backup_dir)
        place = settings.database_url or writable("BOT_DATA_DIR", settings.data_dir)
        reading = await stack.enter_async_context(
            meanwhile(asyncio.to_thread(load, CONTENT, retention=settings.retention_months))
        )
        store = store_at(place, settings.key_file, fleet=settings.fleet, wait=DATABASE_WAIT)
        await store.open()
        stack.push_async_callback(store.close)
        await begin_to_live(store)
        replica = _replica(store, now) if settings.fleet else None
        connection = make_bot(settings.token, settings.api_url, settings.api_file_url)
        bot = await stack.enter_async_context(connected(connection))
        content = await reading
        content.bot_username = bot.username
        if unchecked := [line.name for line in content.safety.help if line.checked is None]:
            say(f"Nobody has checked these numbers of content/safety.yaml yet: {', '.join(unchecked)}. Please do.")
        hands = replica.hands if replica is not None else None
        service = Service(content=content, store=store, now=now, nonce=_nonce, hands=hands, comes_again=settings.fleet)
        documents = Documents(fetch=partial(download, bot))
        stack.callback(documents.close)
        limits = limits or SendingLimits()
        lanes: Lanes[Job] = Lanes(limits)
        meters = Meters()
        meters.watch_waiting(lanes.waiting)
        service.on_commit, service.on_woken = meters.committed, meters.woken
        desk = MeteredDesk(service, meters)
        sender = Sender(bot, lanes, replica.desk(desk) if replica is not None else desk, renderer=documents)
        await stack.enter_async_context(sending(sender, service, replica, LanesShare(lanes, sender), limits.overall))
        clockwork = Clockwork(tick=service.tick, next_due=service.next_due, now=now)
        service.on_due = clockwork.arm
        code = secrets.token_hex(4).upper()
        if await offer_claim(store, code, two_pairs_of_eyes=settings.broadcast_approval):
            say(f"Nobody runs this bot yet. To become its admin, send it this in a private chat: /claim {code}")
        await stack.enter_async_context(meanwhile(register(bot, menus(content))))
        if settings.backup_dir is not None:
            backups = NightlyBackups(store, BackupFolder(settings.backup_dir), settings.backup_keep, now)
            clockwork.every_night(backups.nightly, settings.backup_time, also_now=backups.missed())
            clockwork.every_minute(backups.forget)
        await clockwork.start()
        stack.push_async_callback(clockwork.stop)
        receiver = intake(
            settings,
            bot,
            Translator(bot.username, nonce=_nonce, zone_of=zone_of),
            meters.handling(service.handle),
            service.set_aside,
            admin_commands=frozenset(group.MENU),
            random=random.random,
        )
        await stack.enter_async_context(watched(settings, meters, store, receiver))
        yield receiver, service, clockwork


@asynccontextmanager
async def meanwhile(work: Coroutine[Any, Any, T]) -> AsyncIterator[asyncio.Task[T]]:
    """This is under way while others go on: a start is mostly waiting, for the disk, the database, Telegram. Whoever
    needs its result awaits it; at the end it is called off."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def sending(
    sender: Sender, service: Service, replica: Replica | None, share: LanesShare, overall: int
) -> AsyncIterator[None]:
    """The sender at work on what is in the outbox: of this process, or what a fleet's jobs bring here. At the end it
    sends what people wait for."""
    await (service.start(sender) if replica is None else replica.begin(sender, share, overall))
    task = asyncio.create_task(sender.run(), name="sending")
    try:
        yield
    finally:
        if replica is not None:
            replica.take_no_more()
        await sender.stop(DRAIN)
        if replica is not None:
            await replica.end()
        await asyncio.wait({task}, timeout=2)
        task.cancel()
        await service.stop()


def _replica(store: Store, now: Callable[[], datetime]) -> Replica:
    from bot.fleet.replica import Replica  # here, because one process alone has no use for it
    from bot.storage.postgres import PostgresStore

    assert isinstance(store, PostgresStore)
    return Replica(store, now)


@asynccontextmanager
async def watched(settings: Settings, meters: Meters, store: Store, receiver: Intake) -> AsyncIterator[None]:
    """Somebody looks whether the event loop stands still; and, where a port is set, the door for health and figures
    is open."""
    say_little_of_lost_faults(asyncio.get_running_loop())
    async with AsyncExitStack() as stack:
        stalls = StallWatch(meters.beaten)
        stalls.start()
        stack.callback(stalls.stop)
        if settings.health_port:
            from bot.watching.health import HealthDoor  # here, because without a door no web server is needed

            door = HealthDoor(meters, count=store.count, failures=lambda: receiver.failures, data_dir=settings.data_dir)
            stack.push_async_callback(door.stop)
            await door.start(settings.health_port)
        yield


def content_names() -> Names:
    """What the core offers to the conversations in content/."""
    return Names(
        actions=frozenset(REGISTRY.does),
        facts=frozenset(REGISTRY.facts),
        views=frozenset(REGISTRY.views),
        commands=frozenset(REGISTRY.commands),
    )


def menus(content: Content) -> list[CommandMenu]:
    """What Telegram offers in its menu of commands: per kind of chat and language."""
    found = []
    for index, language in enumerate(content.languages):
        words = content.edition(language).words
        private = tuple((name, words.gettext(text)) for name, text in REGISTRY.menu.items())
        groups = tuple((name, words.gettext(text)) for name, text in group.MENU.items())
        # The fallback language is also for everybody whose language has no menu.
        for code in (language, "") if index == 0 else (language,):
            found.append(CommandMenu(scope="private", language=code, commands=private))
            found.append(CommandMenu(scope="group", language=code, commands=groups))
    return found


def _nonce() -> str:
    return secrets.token_hex(16)  # 128 bits: the tokens of invitations are drawn from it
