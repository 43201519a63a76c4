"""Local wall time and instants. Wall time plus zone is the truth; an instant is only derived from it.

The rule for daily things: exactly one instant per local day. A time that the clock skips in spring comes as much
later as the clock jumps (as much earlier where later would be another day); a time that occurs twice in autumn counts
the first time; a day that a zone leaves out (Samoa, 30 December 2011) has none.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

# What most parents here need, from east to west: the zones of the United States.
COMMON_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)


@lru_cache(maxsize=8192)  # planning asks for the same few days again and again
def instant(day: date, at: time, zone: str) -> datetime | None:
    """The UTC instant of a wall time on a local day, or None for a day that the zone leaves out."""
    tz = ZoneInfo(zone)
    for fold in (0, 1):  # for a skipped time, fold 0 is as much later as the clock jumps, fold 1 as much earlier
        found = datetime.combine(day, at.replace(fold=fold), tz).astimezone(UTC)
        if found.astimezone(tz).date() == day:
            return found
    return None


def next_at(after: datetime, at: time, zone: str) -> datetime:
    """The first instant past `after` at which the wall clock shows `at`, be it for the second time that day, or, where
    it jumps over `at`, as much later as it jumps."""
    tz = ZoneInfo(zone)
    first = after.astimezone(tz).date()
    for ahead in range(3):
        for fold in (0, 1):
            wall = datetime.combine(first + timedelta(days=ahead), at.replace(fold=fold), tz)
            found = wall.astimezone(UTC)
            skipped_earlier = fold == 1 and found.astimezone(tz).time() != at
            if found > after and not skipped_earlier:
                return found
    raise AssertionError("every wall time comes, or is jumped over, within two days")


def local(at: datetime, zone: str) -> datetime:
    """An instant as the clock on the wall shows it. An empty zone means UTC."""
    return at.astimezone(ZoneInfo(zone or "UTC"))


def end_of_day(day: date, zone: str) -> datetime:
    """The first instant of the next local day."""
    for ahead in range(1, 3):
        found = instant(day + timedelta(days=ahead), time(0), zone)
        if found is not None:
            return found
    raise AssertionError("no zone leaves out two days in a row")


def days_between(first: date, last: date) -> list[date]:
    """All days from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """The IANA zones that name a place, sorted: `America/New_York`, not `EST5EDT`."""
    areas = (
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
    return tuple(sorted(name for name in available_timezones() if name.split("/")[0] in areas))


def zones_like(city: str, most: int = 8) -> tuple[str, ...]:
    """Zones whose city contains these words: `new y` finds `America/New_York`."""
    wanted = city.casefold().strip().replace(" ", "_")
    if not wanted:
        return ()
    names = [name for name in zone_names() if wanted in name.casefold()]
    starts = [name for name in names if name.rsplit("/", 1)[-1].casefold().startswith(wanted)]
    return tuple(dict.fromkeys([*starts, *names]))[:most]
