"""What a meeting came to: answers, who follows up and by when, notes. Its page, and the one message to the team.

The message's words stand in content, `meeting.md`, step `follow_up`; what is put into it is made here.
"""

from __future__ import annotations

import msgspec

from bot.core.buttons import Action, Button, Row, button
from bot.core.child import Child, Jotting, Meeting, Question
from bot.core.coaching.carers import who_added
from bot.core.coaching.meeting_timeline import is_over
from bot.core.coaching.question_list import Questions, open_ones
from bot.core.coaching.question_pages import ShowList, numbered
from bot.core.coaching.team_words import who_by_when
from bot.core.engine import open_conversation
from bot.core.text import Html, escape, fill, join, shorten
from bot.core.turn import Turn


class ShowMeeting(Action, frozen=True, tag="mp"):
    """The page of a meeting."""

    meeting: str


class ClearNotes(Action, frozen=True, tag="mc"):
    """Take away what was written down at this meeting; `sure` once it was asked again."""

    meeting: str
    sure: bool = False


class FollowUp(Action, frozen=True, tag="mf"):
    """The message to send after the meeting."""

    meeting: str


# ---- which meeting ---------------------------------------------------------------------------------------------------


def meetings(child: Child) -> tuple[Meeting, ...]:
    """All meetings of a child, the one ahead last."""
    return (*child.meetings, *((child.meeting,) if child.meeting else ()))


def find(turn: Turn, wanted: str) -> Meeting | None:
    """The meeting of this id, and the turn about its child; an old or forged id is explained."""
    for child in turn.family.children if turn.family else ():
        found = next((each for each in meetings(child) if each.id == wanted), None)
        if found is not None:
            turn.talk_about(child.id)
            return found
    turn.toast = turn.label("That meeting is off the plan.")
    turn.tapped = 0
    open_conversation(turn, "meeting")
    return None


def change(turn: Turn, meeting: Meeting, **changes: object) -> Meeting:
    """Give a meeting of the child new values."""
    changed = msgspec.structs.replace(meeting, **changes)
    if turn.child.meeting is not None and turn.child.meeting.id == changed.id:
        turn.change_child(meeting=changed)
    else:
        turn.change_child(meetings=tuple(changed if each.id == changed.id else each for each in turn.child.meetings))
    return changed


def is_held(turn: Turn, meeting: Meeting) -> bool:
    """Whether it is over: its time has passed, or the parent has said so."""
    return meeting.held or meeting.ended or is_over(meeting, turn.carer.zone, turn.now)


def latest(turn: Turn) -> Meeting | None:
    """The meeting to look back on: the next one once something came of it or it is over, else the last one."""
    ahead = turn.child.meeting
    if ahead is not None and (is_held(turn, ahead) or has_any(turn.child, ahead)):
        return ahead
    return turn.child.meetings[-1] if turn.child.meetings else None


# ---- what came of it -------------------------------------------------------------------------------------------------


def came_up(child: Child, meeting: Meeting) -> Questions:
    """The questions that were dealt with there, by rank."""
    return tuple(each for each in child.questions if each.met == meeting.id)


def has_any(child: Child, meeting: Meeting) -> bool:
    """Whether anything was written down or marked."""
    return bool(meeting.jottings or meeting.after or came_up(child, meeting))


def jotted(turn: Turn, jottings: tuple[Jotting, ...], before: str = "• ", most: int = 0) -> list[Html]:
    """What was written down, one line each, with the other carer's word where it was theirs; of each at most `most`
    graphemes, 0 for all."""
    lines = []
    for each in jottings:
        word = who_added(turn, each.by)
        text = escape(shorten(each.text, most) if most else each.text)
        lines.append(Html(f"{before}{text}" + (f" <i>({escape(word)})</i>" if word else "")))
    return lines


def body(turn: Turn, meeting: Meeting, *, private: bool = False) -> Html:
    """The meeting in paragraphs, verbatim; `private` for the carers' own eyes, with who wrote what."""
    there = came_up(turn.child, meeting)
    answered = [each for each in there if each.state == "answered"]
    follow = [each for each in there if each.state == "follow_up"]
    asked = [each for each in there if each.state == "asked"]
    noted = [each for each in there if each.state == "open"]
    still_open = tuple(each for each in open_ones(turn.child.questions) if each.met != meeting.id)
    home = [Html(f"• {escape(meeting.after)}")] if meeting.after else []
    home += jotted(turn, meeting.jottings) if private else [Html(f"• {escape(each.text)}") for each in meeting.jottings]
    return join(
        [
            _part(turn, turn._("This is what we heard:"), answered, private),
            _part(turn, turn._("This is who does what:"), follow, private),
            _part(turn, turn._("We asked this, and would love to hear more:"), asked, private),
            _part(turn, turn._("We talked about this:"), noted, private),
            _headed(turn._("This is what I took home:"), home),
            _headed(turn._("This is still open for us:"), [numbered(still_open)] if still_open else []),
        ]
    )


def _part(turn: Turn, heading: Html, questions: list[Question], private: bool) -> Html:
    lines = []
    for number, each in enumerate(questions, start=1):
        said = [escape(each.answer)] if each.answer else []
        if each.state == "follow_up" and (agreed := who_by_when(turn, each)):
            said.append(agreed)
        notes = jotted(turn, each.jottings, "") if private else [escape(note.text) for note in each.jottings]
        lines.append(
            join([Html(f"{number}. {escape(each.text)}"), *(Html(f"→ {line}") for line in (*said, *notes))], "\n")
        )
    return _headed(heading, lines)


def _headed(heading: Html, lines: list[Html]) -> Html:
    return Html(f"{heading}\n{join(lines, chr(10))}") if lines else Html("")


def message(turn: Turn, meeting: Meeting) -> Html:
    """The message to the team about this meeting, ready to copy."""
    conversation = turn.edition.conversations.get("meeting")
    step = conversation.steps.get("follow_up") if conversation else None
    ours = {"follow_up": body(turn, meeting), "last_meeting": escape(turn.words.day(meeting.on))}
    return fill(step.html, lambda name: ours[name] if name in ours else turn.view(name)) if step else ours["follow_up"]


# ---- its page --------------------------------------------------------------------------------------------------------


def show_page(turn: Turn, meeting: Meeting) -> None:
    """What there is of a meeting, and what can be done with it."""
    text = join(
        [
            turn._("<b>{child}'s meeting on {day}</b>", child=turn.child.name, day=turn.words.day(meeting.on)),
            body(turn, meeting, private=True),
        ]
    )
    rows: list[Row] = [(button(turn.label("One message to copy"), FollowUp(meeting.id)),)]
    if has_any(turn.child, meeting) or meeting.mood:
        rows.append((button(turn.label("Clear the notes"), ClearNotes(meeting.id)),))
    rows += _around(turn, meeting)
    turn.show(text, rows)


def _around(turn: Turn, meeting: Meeting) -> list[Row]:
    every = [each.id for each in meetings(turn.child)]
    here = every.index(meeting.id)
    around: list[Button] = []
    if here > 0:
        around.append(button(turn.label("‹ Before"), ShowMeeting(every[here - 1])))
    if here < len(every) - 1:
        around.append(button(turn.label("More ›"), ShowMeeting(every[here + 1])))
    return [tuple(around)] if around else []


def show_tapped(turn: Turn, tap: ShowMeeting) -> None:
    """The page of a meeting."""
    if meeting := find(turn, tap.meeting):
        show_page(turn, meeting)


def show_latest(turn: Turn, _: str) -> None:
    """`/last_meeting`: the page of the meeting to look back on."""
    if meeting := latest(turn):
        show_page(turn, meeting)
    else:
        open_conversation(turn, "meeting")


def clear(turn: Turn, tap: ClearNotes) -> None:
    """The notes, answers and follow-ups of one meeting go; the questions stay, and what was asked is open again."""
    meeting = find(turn, tap.meeting)
    if meeting is None:
        return
    if not tap.sure:
        rows: list[Row] = [
            (button(turn.label("Yes, clear them"), ClearNotes(meeting.id, True)),),
            (button(turn.label("No, keep them"), ShowMeeting(meeting.id)),),
        ]
        text = turn._(
            "This takes away all that you wrote down at {child}'s meeting on {day}: notes, answers, and who does what. "
            "Your questions stay. It cannot be undone. Shall I?",
            child=turn.child.name,
            day=turn.words.day(meeting.on),
        )
        turn.show(text, rows)
        return
    change(turn, meeting, mood="", after="", jottings=())
    questions = tuple(_cleared(each) if each.met == meeting.id else each for each in turn.child.questions)
    turn.change_child(questions=questions, removed=None)
    rows = [(button(turn.label("My questions"), ShowList(turn.child.id)),)]
    turn.show(turn._("The notes of that meeting are gone. Your questions are still here."), rows)


def _cleared(question: Question) -> Question:
    state = "answered" if question.state == "answered" else "open"
    return msgspec.structs.replace(
        question, state=state, answer="", jottings=(), met="", owner="", follow_on=None, follow_carer=0
    )


def follow_up(turn: Turn, tap: FollowUp) -> None:
    """One message with what was agreed and what is open, ready to copy."""
    meeting = find(turn, tap.meeting)
    if meeting is None:
        return
    turn.tapped = 0
    turn.say(message(turn, meeting))
    rows: list[Row] = [(button(turn.label("My questions"), ShowList(turn.child.id)),)]
    turn.say(turn._("You can copy the message above and send it to the team in your own way."), rows)
