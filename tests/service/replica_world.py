"""Replicas of one bot: services over one PostgreSQL, each with a courier of its own."""

from __future__ import annotations

from datetime import datetime

from service_world import World

from bot.service.ids import Ids
from bot.service.in_hand import InHand
from bot.storage.postgres import PostgresStore


class Replica(World):
    """One of them. People write to it, and it keeps what it would send."""

    store: PostgresStore  # type: ignore[assignment]  # in place of the one in memory
    name = ""

    def hands(self) -> InHand:
        """Such as make ids of their own, and give everything to the courier here: jobs are not looked at."""
        return InHand(Ids(lambda: self.now, self.name))


class Fleet(list[Replica]):
    """All of them, in one time."""

    def at(self, now: datetime) -> None:
        """Every clock on the wall shows this."""
        for each in self:
            each.now = now

    def got(self) -> list[str]:
        """The ids of all that any of them would send."""
        return [outgoing.id for each in self for outgoing in each.courier.got]
