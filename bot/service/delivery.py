"""What the sending side and the service say to each other: who sends, and what became of it.

Telegram has no idempotency key, so a send whose answer was lost is `Uncertain`. An edit is simply repeated, a reply to
a person may be sent once more, a reminder or a broadcast never.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from bot.core.requests import Outgoing


class Delivered(msgspec.Struct, frozen=True):
    """Telegram accepted it, or it turned out to be there already ("message is not modified"). `message` is the number
    that Telegram gave it, where its record wants to hear of it (`about`); 0 elsewhere. `members` is how many people are
    in a group, where that was asked."""

    message: int = 0
    members: int = 0


class Gone(msgspec.Struct, frozen=True):
    """The person blocked the bot, the account is deactivated, or the bot is no longer in the group."""


class Moved(msgspec.Struct, frozen=True):
    """The group is now this supergroup; nothing was sent."""

    new_chat: int


class Uncertain(msgspec.Struct, frozen=True):
    """It may have arrived or not, and it must not be repeated."""


class Refused(msgspec.Struct, frozen=True):
    """Telegram refused it for good. `reason` is Telegram's description: it never holds text of ours."""

    reason: str


Outcome = Delivered | Gone | Moved | Uncertain | Refused


class Courier(Protocol):
    """The sending side. It keeps the order per chat and the lanes, and reports each outcome to its `Desk`."""

    def put(self, outgoing: Outgoing) -> None:
        """Take charge of one request. Returns at once; never raises for a full queue."""


class Desk(Protocol):
    """Where a courier reports. The service implements it."""

    async def claim(self, outgoing: Outgoing) -> bool:
        """Called right before the first attempt of a reminder or broadcast: marks it as tried, durably. False when
        it is no longer wanted (the family is deleted, the coach's right was revoked) and must not be sent."""

    async def wants(self, outgoing: Outgoing) -> bool:
        """Called right before each attempt, in every lane: whether it is still to be sent. A family that has been
        deleted says nothing any more. What is not wanted need not be settled."""

    async def settle(self, outgoing: Outgoing, outcome: Outcome) -> None:
        """Called once per request put that is still wanted, when its fate is known."""
