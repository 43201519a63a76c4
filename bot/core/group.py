from __future__ import annotations

from datetime import datetime

from bot.core.conversation import Content
from bot.core.events import ClockStruck, LinkGranted, SendUncertain, TelegramEvent, TipSent
from bot.core.records import Group
from bot.core.requests import Forward, Outward

MENU: dict[str, str] = {}


def receive(
    content: Content,
    group: Group | None,
    event: TelegramEvent | TipSent | LinkGranted | ClockStruck | SendUncertain,
    now: datetime,
) -> tuple[Group | None, list[Outward | Forward]]:
    return group, []
