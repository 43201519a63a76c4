"""When a reminder is sent: what is planned, tempered by quiet hours, pauses and one daily cap over everything.

Capabilities say what is planned, from the record alone; nothing is scheduled, so moving a meeting moves its reminders
by itself. A reminder that was sent is known by its key and is never planned again. The rules, in this order:

1. A pause holds everything until the morning of the day on which it ends.
2. Quiet hours hold a reminder until they end; one that would be of no use by then comes just before they begin.
3. What is late, because nobody struck the clock, comes at once, though never in quiet hours.
4. Of one local day's reminders the weightiest are sent, as many as the cap allows; the others try the next morning.
   A snoozed one was asked for: it takes a place, but is never held back.
5. What would come too late to be of use is dropped without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from bot.core import localtime
from bot.core.capability import Registry, Reminder
from bot.core.records import Carer, Family
from bot.core.turn import Turn

LATE = timedelta(hours=2)  # past this, a reminder says that it is late
REMEMBERED = timedelta(days=60)  # no capability plans a key again that is older than this
BEFORE_QUIET = timedelta(minutes=15)  # how long before quiet hours a reminder comes that cannot wait for their end
LONG_AGO = datetime.min.replace(tzinfo=UTC)
MORNING = time(8)  # when held reminders come, unless it is still quiet then


class Planned(NamedTuple):
    """A reminder, the instant at which it goes out, and the instant at which it should have gone out: earlier than
    `at` when nobody struck the clock in time, or when the day was full."""

    at: datetime
    reminder: Reminder
    meant: datetime


def planned(family: Family, carer: Carer, registry: Registry, now: datetime) -> list[Planned]:
    """What is still to be sent to this carer, earliest first, the weightier of two at the same instant first.

    No instant lies before `now`; what lies at `now` is due.
    """
    if carer.blocked or not carer.zone or carer.paused_until == date.max:
        return []
    found = []
    for reminder in _wanted(family, carer, registry, max(now, _pause_end(carer))):
        meant = heard_at(carer, reminder)
        if meant is None:
            continue
        at = meant if meant > now else after_quiet(carer, now)
        if at < reminder.until:
            found.append(Planned(at, reminder, meant))
    if not found:
        return []
    return sorted(_within_cap(carer, found), key=lambda each: (each.at, *_rank(each)))


def due_next(family: Family, registry: Registry, now: datetime) -> datetime | None:
    """The instant at which the clock must wake this family, or None.

    When the clock strikes then, something is sent, unless the record has changed meanwhile, and changing it plans anew.
    """
    firsts = (planned(family, carer, registry, now)[:1] for carer in family.carers)
    return min((first[0].at for first in firsts if first), default=None)


def heard_at(carer: Carer, reminder: Reminder) -> datetime | None:
    """When quiet hours and a pause let a reminder through, whatever the time is now and however full the day; None
    when that is past its use."""
    wanted = carer.snoozed.get(reminder.key, reminder.at)
    held = _morning(carer, carer.paused_until) if carer.paused_until and wanted < _pause_end(carer) else wanted
    moment = after_quiet(carer, held)
    if moment < reminder.until:
        return moment
    if reminder.key in carer.snoozed or held != wanted:
        return None
    return _before_quiet(carer, wanted)


def sent_on(carer: Carer, day: date) -> int:
    """How many reminders this carer got on a local day."""
    return _sent(carer)[day]


def remember(carer: Carer, key: str, now: datetime) -> dict[str, datetime]:
    """The carer's sent reminders with this one, without those that are too old to matter."""
    kept = {k: at for k, at in carer.reminded.items() if now - at < REMEMBERED}
    return {**kept, key: now}


class Quiet(Protocol):
    """Whoever has quiet hours in a zone: a carer, a group."""

    @property
    def zone(self) -> str: ...
    @property
    def quiet_from(self) -> time: ...
    @property
    def quiet_to(self) -> time: ...


def in_quiet_hours(whose: Quiet, moment: time) -> bool:
    """Whether a wall time lies in somebody's quiet hours, which may pass midnight."""
    start, end = whose.quiet_from, whose.quiet_to
    if start == end:
        return False
    if start < end:
        return start <= moment < end
    return moment >= start or moment < end


def tell(turn: Turn, due: Planned) -> None:
    """Let the capability that planned a reminder say it, and remember that it was said; one that comes late says so."""
    carer, reminder = turn.carer, due.reminder
    turn.change_carer(
        reminded=remember(carer, reminder.key, turn.now),
        snoozed={key: at for key, at in carer.snoozed.items() if key != reminder.key and turn.now - at < REMEMBERED},
    )
    turn.late = turn.now - due.meant > LATE
    capability = turn.registry.capabilities[reminder.capability]
    if capability.tell is not None:
        capability.tell(turn, reminder)


def snooze(turn: Turn, reminder: Reminder, until: datetime) -> bool:
    """Say a reminder once more at an instant. False, and nothing changes, when it could not be heard just then: in
    quiet hours, in a pause, or past its use."""
    key = reminder.key
    carer = turn.carer
    again = {**carer.snoozed, key: until}
    turn.change_carer(snoozed=again, reminded={k: at for k, at in carer.reminded.items() if k != key})
    if heard_at(turn.carer, reminder) == until:
        return True
    turn.change_carer(snoozed=carer.snoozed, reminded=carer.reminded)
    return False


def _wanted(family: Family, carer: Carer, registry: Registry, now: datetime) -> Iterator[Reminder]:
    for planner in registry.planners:
        for child in family.children:
            for reminder in planner(carer, child, now):
                if reminder.key not in carer.reminded:
                    yield reminder


def _within_cap(carer: Carer, found: list[Planned]) -> list[Planned]:
    """What fits into each day, the weightiest first; what does not fit moves on to the next morning."""
    kept, taken = list[Planned](), _sent(carer)
    waiting: dict[date, list[Planned]] = {}
    for each in found:
        day = _day(carer, each.at)
        if each.reminder.key in carer.snoozed:
            kept.append(each)
            taken[day] += 1
        else:
            waiting.setdefault(day, []).append(each)
    while waiting:
        day = min(waiting)
        todays = sorted(waiting.pop(day), key=_rank)
        room = max(0, carer.daily_cap - taken[day])
        kept += todays[:room]
        if todays[room:]:
            morning = _morning(carer, day + timedelta(days=1))
            moved = [each._replace(at=morning) for each in todays[room:] if morning < each.reminder.until]
            if moved:
                waiting.setdefault(_day(carer, morning), []).extend(moved)
    return kept


def _rank(each: Planned) -> tuple[int, datetime, str]:
    return each.reminder.weight, each.meant, each.reminder.key


def _sent(carer: Carer) -> Counter[date]:
    return Counter(_day(carer, at) for at in carer.reminded.values())


def _day(carer: Carer, at: datetime) -> date:
    return localtime.local(at, carer.zone).date()


def after_quiet(whose: Quiet, moment: datetime) -> datetime:
    """The moment, or the end of the quiet hours in which it lies."""
    while in_quiet_hours(whose, localtime.local(moment, whose.zone).time()):
        moment = localtime.next_at(moment, whose.quiet_to, whose.zone or "UTC")
    return moment


def _before_quiet(carer: Carer, moment: datetime) -> datetime | None:
    """Shortly before the quiet hours in which the moment lies, if they began on its own local day."""
    day = _day(carer, moment)
    begin = localtime.instant(day, carer.quiet_from, carer.zone)
    if begin is None or begin > moment:
        return None
    early = begin - BEFORE_QUIET
    wall = localtime.local(early, carer.zone)
    return early if wall.date() == day and not in_quiet_hours(carer, wall.time()) else None


def _morning(carer: Carer, day: date) -> datetime:
    """The morning of a day, or of the next one where the zone leaves it out."""
    found = localtime.instant(day, MORNING, carer.zone) or localtime.end_of_day(day, carer.zone)
    return after_quiet(carer, found)


def _pause_end(carer: Carer) -> datetime:
    if carer.paused_until is None:
        return LONG_AGO
    return localtime.end_of_day(carer.paused_until - timedelta(days=1), carer.zone)
