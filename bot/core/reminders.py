"""When a reminder is sent: what is planned, tempered by quiet hours, pauses and one daily cap over everything.

Capabilities say what is planned, from the record alone; nothing is scheduled, so moving a meeting moves its reminders
by itself. A reminder that was sent is known by its key and is never planned again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.core import localtime
from bot.core.capability import Registry, Reminder
from bot.core.records import Carer, Family
from bot.core.turn import Turn

LATE = timedelta(hours=2)  # past this, a reminder says that it is late
REMEMBERED = timedelta(days=60)  # no capability plans a key again that is older than this


class Planned:
    """A reminder and the instant at which it may go out."""

    __slots__ = ("at", "reminder")

    def __init__(self, at: datetime, reminder: Reminder) -> None:
        self.at = at
        self.reminder = reminder


def planned(family: Family, carer: Carer, registry: Registry, now: datetime) -> list[Planned]:
    """What is still to be sent to this carer, earliest first, the weightier of two at the same instant first."""
    if carer.blocked or not carer.zone:
        return []
    found = []
    for reminder in _wanted(family, carer, registry, now):
        at = allowed_from(carer, carer.snoozed.get(reminder.key, reminder.at), now)
        if max(at, now) < reminder.until:
            found.append(Planned(at, reminder))
    return sorted(found, key=lambda each: (each.at, each.reminder.weight, each.reminder.key))


def due_next(family: Family, registry: Registry, now: datetime) -> datetime | None:
    """The instant at which the clock must wake this family, or None."""
    firsts = (planned(family, carer, registry, now)[:1] for carer in family.carers)
    return min((first[0].at for first in firsts if first), default=None)


def allowed_from(carer: Carer, at: datetime, now: datetime) -> datetime:
    """The first instant, not before `at`, that quiet hours, a pause and the daily cap leave open."""
    moment = max(at, _pause_end(carer))
    today = localtime.local(now, carer.zone).date()
    if sent_on(carer, today) >= carer.daily_cap and localtime.local(moment, carer.zone).date() <= today:
        moment = max(moment, _morning(carer, today + timedelta(days=1)))
    return _after_quiet(carer, moment)


def sent_on(carer: Carer, day: date) -> int:
    """How many reminders this carer got on a local day."""
    return sum(1 for at in carer.reminded.values() if localtime.local(at, carer.zone).date() == day)


def remember(carer: Carer, key: str, now: datetime) -> dict[str, datetime]:
    """The carer's sent reminders with this one, without those that are too old to matter."""
    kept = {k: at for k, at in carer.reminded.items() if now - at < REMEMBERED}
    return {**kept, key: now}


def in_quiet_hours(carer: Carer, moment: time) -> bool:
    """Whether a wall time lies in the carer's quiet hours, which may pass midnight."""
    start, end = carer.quiet_from, carer.quiet_to
    if start == end:
        return False
    if start < end:
        return start <= moment < end
    return moment >= start or moment < end


def _wanted(family: Family, carer: Carer, registry: Registry, now: datetime) -> Iterator[Reminder]:
    for capability in registry.capabilities.values():
        if capability.reminders is None:
            continue
        for child in family.children:
            for reminder in capability.reminders(carer, child, now):
                if reminder.key not in carer.reminded:
                    yield reminder


def _after_quiet(carer: Carer, moment: datetime) -> datetime:
    wall = localtime.local(moment, carer.zone)
    if not in_quiet_hours(carer, wall.time()):
        return moment
    day = wall.date()
    if wall.time() >= carer.quiet_to:
        day += timedelta(days=1)
    return max(moment, localtime.instant(day, carer.quiet_to, carer.zone) or localtime.end_of_day(day, carer.zone))


def _morning(carer: Carer, day: date) -> datetime:
    return localtime.instant(day, carer.quiet_to, carer.zone) or localtime.end_of_day(day, carer.zone)


def _pause_end(carer: Carer) -> datetime:
    if carer.paused_until is None:
        return datetime.min.replace(tzinfo=UTC)
    if carer.paused_until == date.max:
        return datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
    return _morning(carer, carer.paused_until)


def tell(turn: Turn, reminder: Reminder) -> None:
    """Let the capability that planned a reminder say it; one that comes late says so."""
    capability = turn.registry.capabilities[reminder.capability]
    if capability.tell is None:
        return
    if turn.now - max(reminder.at, turn.carer.snoozed.get(reminder.key, reminder.at)) > LATE:
        turn.late = True
    capability.tell(turn, reminder)
