"""How long a record is kept when nobody writes any more: a warning with one tap to keep all of it, then the end.

The time counts from the last day on which a carer wrote or tapped; reminders of ours do not count.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from bot.core import localtime
from bot.core.buttons import Row, button
from bot.core.coaching import peer_coaching
from bot.core.coaching.carers import beside, speak_for
from bot.core.coaching.privacy import KeepAll
from bot.core.records import Family
from bot.core.reminders import after_quiet
from bot.core.turn import Turn

WARNING = timedelta(days=30)  # between the warning and the end, however late the warning came
FORENOON = time(10)  # when either comes, unless it is quiet then


def touched(family: Family, now: datetime) -> Family:
    """The family after a carer has written: its time counts from today."""
    today = now.astimezone(UTC).date()
    if family.touched == today and family.warned is None:
        return family
    return msgspec.structs.replace(family, touched=today, warned=None)


def due(family: Family, months: int, now: datetime) -> datetime | None:
    """When the warning comes, or after it the end: never before `now`. None where everything is kept (0 months)."""
    if not months or not family.carers:
        return None
    first = family.carers[0]
    day = _end(family, months) if family.warned else _end(family, months) - WARNING
    zone = first.zone or "UTC"
    moment = localtime.instant(day, FORENOON, zone) or localtime.end_of_day(day, zone)
    return after_quiet(first, max(moment, now))


def carry_out(turn: Turn, months: int) -> None:
    """What is due: warn all carers, or delete all that is kept. The turn is with the first carer."""
    family = turn.family
    if family is None:
        return
    if family.warned is None:
        turn.family = msgspec.structs.replace(family, warned=turn.now.astimezone(UTC).date())
        end = _end(turn.family, months)
        for each in _everybody(turn):
            if not each.carer.blocked:
                _warn(each, end)
            speak_for(turn, each)
        return
    for each in _everybody(turn):
        peer_coaching.leave(each)
        if not each.carer.blocked:
            _say_goodbye(each)
        speak_for(turn, each)
    turn.family = None


def _everybody(turn: Turn) -> list[Turn]:
    return [beside(turn, carer) for carer in (turn.family.carers if turn.family else ())]


def _end(family: Family, months: int) -> date:
    since = family.touched or max(carer.consented for carer in family.carers).date()
    end = _later(since, months)
    return max(end, family.warned + WARNING) if family.warned else end


def _later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _warn(turn: Turn, end: date) -> None:
    rows: list[Row] = [(button(turn.label("Keep everything"), KeepAll()),)]
    turn.say(
        turn._(
            "We have not talked for a long time. I do not keep things for ever: on <b>{day}</b> I will delete all that "
            "I keep about your family.\n\nWould you like to keep it? One tap is enough. /export gives you a copy.",
            day=turn.words.day(end),
        ),
        rows,
    )


def _say_goodbye(turn: Turn) -> None:
    turn.say(
        turn._(
            "It has been a long time, so I have now deleted all that I kept, as I said I would. If you would like to "
            "begin again, say /start. You are always welcome."
        )
    )
