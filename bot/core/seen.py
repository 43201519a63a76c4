"""Which updates a record has handled of late, so that one that comes again does nothing. Pure.

They are kept by the hour: read and written with each change, two hundred updates each with an instant of its own took
longer than the change itself.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

HOURS = 25  # Telegram keeps an update for 24, https://core.telegram.org/bots/api#getting-updates
MOST = 200  # updates that are known for sure; whole hours of what is older may go


class SeenHour(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """The updates of one hour, in the order in which they came."""

    hour: int  # since 1970, UTC
    updates: tuple[int, ...]


Seen = tuple[SeenHour, ...]  # the oldest hour first


def has_seen(seen: Seen, update: int) -> bool:
    """Whether this update was handled."""
    return any(update in each.updates for each in seen)


def and_seen(seen: Seen, update: int, now: datetime) -> Seen:
    """With this update, and without those that Telegram keeps no more, nor many more than `MOST`."""
    hour = hour_of(now)
    if seen and seen[-1].hour >= hour:  # a clock that was set back changes nothing
        *before, last = seen
        after = (*before, SeenHour(hour=last.hour, updates=(*last.updates, update)[-MOST:]))
    else:
        after = (*seen, SeenHour(hour=hour, updates=(update,)))
    first = 0
    while hour - after[first].hour > HOURS or sum(len(each.updates) for each in after[first + 1 :]) >= MOST:
        first += 1
    return after[first:]


def hour_of(at: datetime) -> int:
    """The hours from 1970 to this instant, whole ones."""
    return int(at.timestamp()) // 3600
