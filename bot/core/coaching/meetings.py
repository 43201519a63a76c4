"""The next IEP meeting: one date and time, its plan, and its end, when open questions are carried over.

What comes when stands in `meeting_timeline.py`, what is said then in `meeting_reminders.py`.
"""

from __future__ import annotations

import msgspec

from bot.core import localtime
from bot.core.capability import Answer, Capability, mark
from bot.core.child import Meeting
from bot.core.coaching import meeting_calendar, meeting_reminders, meeting_timeline
from bot.core.coaching.meeting_outcome import body, has_any, is_held, latest
from bot.core.coaching.meeting_reminders import Go, SetLight
from bot.core.coaching.meeting_timeline import FAR, UNKNOWN, moments, start
from bot.core.coaching.question_list import is_open, open_ones
from bot.core.engine import open_conversation
from bot.core.text import Html, escape, join
from bot.core.turn import Turn

WEEKEND = (5, 6)  # Saturday and Sunday, by Python's count


def _set_date(turn: Turn, answer: Answer) -> Html | None:
    """Set or move. A date far from the old one is a new meeting, whose plan starts anew."""
    day, old = answer.day, turn.child.meeting
    if day is None:
        return None
    if day < turn.today or localtime.instant(day, meeting_timeline.NOON, turn.carer.zone) is None:
        return turn._("That day has passed. Please pick another one.")
    if old is None:
        meeting = Meeting(id=turn.new_id(), carer=turn.carer.person, on=day, at=UNKNOWN, since=turn.now)
    else:
        far = abs(day - old.on) > FAR
        if far:
            meeting_calendar.take_off(turn, old)
        its_id = turn.new_id() if far else old.id
        at = old.at if _is_ahead(turn, msgspec.structs.replace(old, on=day)) else UNKNOWN
        moved = {"moves": 0, "in_calendar": False} if far else {"moves": old.moves + 1}
        meeting = msgspec.structs.replace(old, id=its_id, on=day, at=at, since=turn.now, ended=False, **moved)
    turn.change_child(meeting=meeting, made={**turn.child.made, "meeting": turn.today})
    return None


def _set_time(turn: Turn, answer: Answer) -> Html | None:
    if answer.time is None or turn.child.meeting is None:
        return None
    moves = turn.child.meeting.moves + (answer.time != turn.child.meeting.at)
    meeting = msgspec.structs.replace(turn.child.meeting, at=answer.time, since=turn.now, moves=moves)
    if not _is_ahead(turn, meeting):
        return turn._("That time has passed today. Please pick a later one.")
    turn.change_child(meeting=meeting)
    return None


def _is_ahead(turn: Turn, meeting: Meeting) -> bool:
    started = start(meeting, turn.carer.zone)
    return started is not None and started > turn.now


def _cancel(turn: Turn, _: Answer) -> Html | None:
    if turn.child.meeting is not None:
        meeting_calendar.take_off(turn, turn.child.meeting)
    turn.change_child(meeting=None)
    return None


def _mood(turn: Turn, answer: Answer) -> Html | None:
    if turn.child.meeting is not None and answer.chosen:
        turn.change_child(meeting=msgspec.structs.replace(turn.child.meeting, mood=answer.chosen[0]))
    return None


def _after(turn: Turn, answer: Answer) -> Html | None:
    if turn.child.meeting is not None:
        turn.change_child(meeting=msgspec.structs.replace(turn.child.meeting, after=answer.text))
    return None


def _carry(turn: Turn, _: Answer) -> Html | None:
    """Close a meeting that is over. One that lies ahead stays, however one got here."""
    if not _held(turn) or turn.child.meeting is None:
        return None
    closed = msgspec.structs.replace(turn.child.meeting, held=True)
    questions = tuple(
        msgspec.structs.replace(each, carried=each.carried + 1) if is_open(each) else each
        for each in turn.child.questions
    )
    turn.change_child(meeting=None, meetings=(*turn.child.meetings, closed), questions=questions)
    return None


def _held(turn: Turn) -> bool:
    meeting = turn.child.meeting
    return meeting is not None and is_held(turn, meeting)


def _is_today(turn: Turn) -> bool:
    meeting = turn.child.meeting
    return meeting is not None and meeting.on == turn.today


def _is_on_weekend(turn: Turn) -> bool:
    """When schools are mostly closed, so the day may have been tapped by mistake."""
    meeting = turn.child.meeting
    return meeting is not None and meeting.on.weekday() in WEEKEND


def _said_done(turn: Turn) -> bool:
    return turn.child.meeting is not None and turn.child.meeting.ended


def _came_of_it(turn: Turn) -> Html:
    """What the latest meeting came to, for the message to the team."""
    meeting = latest(turn)
    return body(turn, meeting) if meeting else Html("")


def _has_come_of_it(turn: Turn) -> bool:
    meeting = latest(turn)
    return meeting is not None and has_any(turn.child, meeting)


def _last_day(turn: Turn) -> Html:
    meeting = latest(turn)
    return escape(turn.words.day(meeting.on)) if meeting else Html("")


def _day(turn: Turn) -> Html:
    meeting = turn.child.meeting
    return escape(turn.words.day(meeting.on)) if meeting else Html("")


def _when(turn: Turn) -> Html:
    """Weekday, full date, time and zone."""
    meeting = turn.child.meeting
    if meeting is None:
        return Html("")
    day = turn.words.day(meeting.on)
    if meeting.at == UNKNOWN:
        return turn._("{day} (no time yet)", day=day)
    zone = turn.words.zone(turn.carer.zone, start(meeting, turn.carer.zone) or turn.now)
    return turn._("{day}, {time}, {zone}", day=day, time=turn.words.clock(meeting.at), zone=zone)


def _timeline(turn: Turn) -> Html:
    """What is still to come, with its days; what is of use right now comes first."""
    meeting = turn.child.meeting
    if meeting is None:
        return Html("")
    lines = []
    for point, at, until in moments(meeting, turn.carer.zone):
        if until <= turn.now or point.key == "how":  # the same day as the meeting: one line is enough
            continue
        today = localtime.local(at, turn.carer.zone).date()
        day = turn._("Now") if at <= turn.now else turn.words.short_day(today)
        lines.append(turn._("• <b>{day}:</b> {what}", day=day, what=turn._(point.what)))
    return join(lines, "\n")


def _carried(turn: Turn) -> Html:
    count = sum(1 for each in open_ones(turn.child.questions) if each.carried)
    if not count:
        return Html("")
    return turn.n_(
        "One open question goes with you to the next meeting.",
        "{count} open questions go with you to the next meeting.",
        count,
    )


MEETINGS = Capability(
    name=meeting_timeline.CAPABILITY,
    commands={"meeting": lambda turn, _: open_conversation(turn, "meeting")},
    taps={Go: meeting_reminders.go, SetLight: meeting_reminders.set_light},
    does={
        "set_meeting_date": _set_date,
        "set_meeting_time": _set_time,
        "cancel_meeting": _cancel,
        "meeting_mood": _mood,
        "meeting_after": _after,
        "carry_questions": _carry,
    },
    facts={
        "meeting": lambda turn: turn.child.meeting is not None,
        "meeting_today": _is_today,
        "meeting_on_weekend": _is_on_weekend,
        "meeting_ended": _said_done,
        "meeting_held": _held,
        "past_meeting": lambda turn: bool(turn.child.meetings),
        "follow_up": _has_come_of_it,
    },
    views={
        "meeting": _when,
        "meeting_day": _day,
        "timeline": _timeline,
        "carried": _carried,
        "follow_up": _came_of_it,
        "last_meeting": _last_day,
    },
    reminders=meeting_timeline.reminders,
    tell=meeting_reminders.tell,
    menu={"meeting": mark("Your next IEP meeting and its plan")},
)
