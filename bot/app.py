"""The composition root: builds the whole house in one AsyncExitStack. Nobody else wires anything.

`serve` runs the bot against Telegram; `bot.practice` runs the same house against a Bot API of its own.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.content import Names, load
from bot.core import group
from bot.core.coaching import REGISTRY
from bot.core.conversation import Content
from bot.documents import Documents
from bot.scheduler import Clockwork
from bot.service.claim import codes_of_fleet, offer_claim
from bot.service.nightly_backups import NightlyBackups
from bot.service.nightly_tidying import NightlyTidying
from bot.service.service import Service
from bot.settings import Settings, writable
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

log = logging.getLogger(__name__)

CONTENT = Path(__file__).parent.parent / "content"
DRAIN = 6.0  # seconds to send what people wait for, of the ten that a service manager gives
DATABASE_WAIT = 60.0  # seconds for a database server that starts later than the bot, or starts again meanwhile

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
            say(f"Before families use it, check these numbers in content/safety.yaml: {', '.join(unchecked)}.")
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
        code, still = codes_of_fleet(settings.token, now()) if settings.fleet else (secrets.token_hex(4).upper(), "")
        if good := await offer_claim(store, code, still=still, two_pairs_of_eyes=settings.broadcast_approval):
            say(f"The bot has no admin yet. To become its admin, send it this in a private chat: /claim {good}")
        await stack.enter_async_context(meanwhile(register(bot, menus(content))))
        tidying = NightlyTidying(store, settings.retention_months, now)
        clockwork.every_night(tidying.nightly, settings.backup_time, also_now=True)
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
