"""What is said at each point of a meeting's timeline, and what its buttons do.

The buttons carry the meeting's id and work on its child; a conversation that they open is about that child from then
on. When each point comes stands in `meeting_timeline.py`.
"""

from __future__ import annotations

from typing import Literal

from bot.core.buttons import Action, Button, Row, button
from bot.core.capability import Reminder
from bot.core.child import Meeting
from bot.core.coaching.children import switch_to
from bot.core.coaching.less_often import less_often, say_as_before, say_less_often
from bot.core.coaching.meeting_outcome import FollowUp, change, find, meetings
from bot.core.coaching.meeting_screen import Begin
from bot.core.coaching.meeting_timeline import UNKNOWN
from bot.core.coaching.question_list import open_ones
from bot.core.coaching.question_pages import CopyMessage, ShowList, numbered
from bot.core.engine import open_conversation
from bot.core.text import Html, join, plain, units
from bot.core.turn import Turn

LIST_UNITS = 2500  # UTF-16 units of questions that a reminder shows itself; a longer list is one tap away

Way = Literal["ask", "ideas", "bring", "voice", "calm", "after", "thanks"]
WAYS: dict[Way, tuple[str, str]] = {  # conversation and step
    "ask": ("questions", "ask"),
    "ideas": ("questions", "ideas"),
    "bring": ("bring", ""),
    "voice": ("voice", "photo"),
    "calm": ("calm", ""),
    "after": ("meeting", ""),
    "thanks": ("thanks", ""),
}


class Go(Action, frozen=True, tag="mg"):
    """Open a conversation about the meeting's child."""

    meeting: str
    way: Way


class SetLight(Action, frozen=True, tag="ml"):
    """Speak up less often about this meeting, or as before."""

    meeting: str
    light: bool


def tell(turn: Turn, reminder: Reminder) -> None:
    """Say one point of the timeline."""
    _, meeting_id, key, *_ = reminder.key.split("/")
    meeting = next((each for each in meetings(turn.child) if each.id == meeting_id), None)
    if meeting is None:
        return
    text, rows = _point(turn, meeting, key)
    if not meeting.light:
        rows.append(less_often(turn, SetLight(meeting.id, True)))
    turn.say(text, rows)


def _point(turn: Turn, meeting: Meeting, key: str) -> tuple[Html, list[Row]]:
    child, day = turn.child.name, turn.words.day(meeting.on)
    questions = open_ones(turn.child.questions)
    mine = button(turn.label("My questions"), ShowList(turn.child.id))
    copy = button(turn.label("One message to copy"), CopyMessage(turn.child.id))
    ideas = _way(turn, meeting, "ideas", turn.label("Show me ideas"))
    bring = _way(turn, meeting, "bring", turn.label("What to bring"))
    calm = _way(turn, meeting, "calm", turn.label("Calm words"))
    match key:
        case "collect":
            text = turn._(
                "{child}'s IEP meeting is on <b>{day}</b>. What would you like to ask? One question is a good start.",
                child=child,
                day=day,
            )
            write = _way(turn, meeting, "ask", turn.label("Write one now"))
            return text, [(write,), (mine,) if questions else (ideas,)]
        case "send" if questions:
            text = turn._(
                "One week to go until {child}'s meeting. When the team gets your questions now, "
                "there is time to look for answers.",
                child=child,
            )
            return text, [(copy,), (mine,)]
        case "send":
            text = turn._(
                "One week to go until {child}'s meeting. Would you like to send a question ahead? One is enough.",
                child=child,
            )
            return text, [(_way(turn, meeting, "ask", turn.label("Write one now")),), (ideas,)]
        case "photo":
            text = turn._(
                "{child}'s meeting is on <b>{day}</b>. A photo puts {child} in the middle of the table. "
                "Is there one that you like?",
                child=child,
                day=day,
            )
            return text, [(_way(turn, meeting, "voice", turn.label("Choose a photo")),), (bring,)]
        case "eve":
            text = turn._(
                "<b>Tomorrow</b> is {child}'s IEP meeting ({when}). You know {child} best. Have a calm evening.",
                child=child,
                when=_time(turn, meeting),
            )
            return text, [(mine, bring), (calm,)]
        case "day":
            there = button(turn.label("We are in the meeting"), Begin(meeting.id))
            return _day(turn, meeting), [(there,), (mine, calm)]
        case "how":
            text = turn._("How did {child}'s meeting go? It is good that you were there.", child=child)
            return text, [(_way(turn, meeting, "after", turn.label("Tell how it went")),)]
        case "thanks":
            text = turn._("Is there someone to thank after {child}'s meeting? It takes a minute.", child=child)
            return text, [(_way(turn, meeting, "thanks", turn.label("Say thanks")),)]
        case _:
            text = turn._(
                "A few days ago was {child}'s meeting. A short message helps all of you to stay on one page.",
                child=child,
            )
            rows: list[Row] = [(button(turn.label("One message to copy"), FollowUp(meeting.id)),), (mine,)]
            if not meeting.held:
                rows.insert(0, (_way(turn, meeting, "after", turn.label("Tell how it went")),))
            return text, rows


def _day(turn: Turn, meeting: Meeting) -> Html:
    head = turn._("<b>Today</b> is {child}'s IEP meeting ({when}).", child=turn.child.name, when=_time(turn, meeting))
    listed = numbered(open_ones(turn.child.questions))
    if not listed or units(plain(listed)) > LIST_UNITS:
        return join([head, turn._("You know {child} best. You are on the same side.", child=turn.child.name)])
    return join([head, turn._("Your questions:"), listed])


def _time(turn: Turn, meeting: Meeting) -> str:
    return turn.words.day(meeting.on) if meeting.at == UNKNOWN else turn.words.clock(meeting.at)


def _way(turn: Turn, meeting: Meeting, way: Way, label: str) -> Button:
    return button(label, Go(meeting.id, way))


def go(turn: Turn, tap: Go) -> None:
    """Below the reminder, so that its other buttons stay."""
    if find(turn, tap.meeting) is None:
        return
    switch_to(turn, turn.child.id)
    turn.tapped = 0
    open_conversation(turn, *WAYS[tap.way])


def set_light(turn: Turn, tap: SetLight) -> None:
    """Less often, or as before."""
    meeting = find(turn, tap.meeting)
    if meeting is None:
        return
    change(turn, meeting, light=tap.light)
    if tap.light:
        say_less_often(
            turn,
            turn._("All right. I only speak up the day before a meeting and on the day."),
            SetLight(meeting.id, False),
        )
    else:
        say_as_before(turn, turn._("Good. I speak up at each point of the plan again."))
