"""The next meeting and its plan as appointments for the parent's own calendar.

The meeting's id is the UID, so a moved meeting changes the appointment that is there; each move raises SEQUENCE.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

import msgspec

from bot.core import localtime
from bot.core.child import Meeting
from bot.core.coaching.meeting_timeline import LONG, UNKNOWN, moments
from bot.core.file_names import file_name
from bot.core.papers import Calendar, Event
from bot.core.requests import SendCalendar
from bot.core.text import Html, plain
from bot.core.turn import Turn

ALARMS = (timedelta(days=1), timedelta(hours=2))
ALL_DAY_ALARM = (timedelta(hours=15),)  # 9 in the morning of the day before
SHORT = timedelta(minutes=15)  # a point of the plan
OWN_DAY = ("day", "how")  # points that are the meeting itself


def hand_over(turn: Turn, meeting: Meeting) -> None:
    """Send the file, and remember that a calendar has it."""
    text = turn._("Open this file to put the meeting in your calendar. If it moves, take the new file the same way.")
    if meeting.carer == turn.carer.person:  # who is only shown the meeting leaves no trace on it
        turn.change_child(meeting=msgspec.structs.replace(meeting, in_calendar=True))
    _send(turn, calendar(turn, meeting), text)


def take_off(turn: Turn, meeting: Meeting) -> None:
    """Send the file that takes it off a calendar, when one has it."""
    if meeting.in_calendar:
        later = msgspec.structs.replace(meeting, moves=meeting.moves + 1)
        text = turn._("You had put the old date in your calendar. Open this file to take it off there too.")
        _send(turn, calendar(turn, later, cancelled=True), text)


def _send(turn: Turn, made: Calendar, text: Html) -> None:
    name = file_name(turn, "meeting")
    turn.requests.append(SendCalendar(chat=turn.carer.person, name=name, calendar=made, html=str(text)))


def calendar(turn: Turn, meeting: Meeting, *, cancelled: bool = False) -> Calendar:
    """The meeting, and what lies ahead of its plan."""
    events = [_meeting(turn, meeting, cancelled)]
    for point, at, _ in moments(meeting, turn.carer.zone):
        if point.key not in OWN_DAY and at > turn.now:
            events.append(
                Event(
                    uid=f"{meeting.id}-{point.key}@sameside",
                    sequence=meeting.moves,
                    title=turn.label("{child}: {what}", child=turn.child.name, what=turn.label(point.what)),
                    start=localtime.local(at, turn.carer.zone).replace(tzinfo=None),
                    zone=turn.carer.zone,
                    lasts=SHORT,
                    alarms=(timedelta(0),),
                    cancelled=cancelled,
                )
            )
    return Calendar(stamp=turn.now, events=tuple(events), language=turn.words.language)


def _meeting(turn: Turn, meeting: Meeting, cancelled: bool) -> Event:
    known = meeting.at != UNKNOWN
    return Event(
        uid=f"{meeting.id}@sameside",
        sequence=meeting.moves,
        title=turn.label("{child}: IEP meeting", child=turn.child.name),
        start=datetime.combine(meeting.on, meeting.at if known else time(0)),
        zone=turn.carer.zone,
        all_day=not known,
        lasts=LONG,
        description=plain(turn.view("questions")),
        alarms=ALARMS if known else ALL_DAY_ALARM,
        cancelled=cancelled,
    )
