from __future__ import annotations

from datetime import datetime

from bot.core.conversation import Content
from bot.core.events import ButtonTapped, CoachApplied, CommandReceived
from bot.core.records import House
from bot.core.requests import Forward, Outward


def is_for_house(event: CommandReceived | ButtonTapped) -> bool:
    return False


def receive(
    content: Content, house: House, event: CommandReceived | ButtonTapped | CoachApplied, now: datetime
) -> tuple[House, list[Outward | Forward]]:
    return house, []
