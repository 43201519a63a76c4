"""The clock that the practice chat shows and moves; it must not know who else reads it."""

from datetime import UTC, datetime
from typing import Protocol


class ClockFixed(Exception):
    """This clock follows real time and cannot be moved. The message is a plain line for the page."""


class Clock(Protocol):
    """Time as the practice chat and whoever shares its clock see it. All instants are aware and in UTC."""

    def now(self) -> datetime:
        """The present instant."""
        ...

    async def next_due(self) -> datetime | None:
        """When the bot will next act on its own, or None when nothing is planned."""
        ...

    async def move_to(self, instant: datetime) -> None:
        """Move forward to the instant. Raises ClockFixed where time cannot be moved, ValueError for the past."""
        ...


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def next_due(self) -> datetime | None:
        return None

    async def move_to(self, instant: datetime) -> None:
        raise ClockFixed("This practice chat runs on real time. Its clock cannot be moved.")
