"""How a meeting looks while it lasts: one question with its few large buttons, or the meeting as a whole.

What a tap on them does stands in `meeting_mode.py`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from bot.core import pickers
from bot.core.buttons import Action, Button, Row, button
from bot.core.child import Meeting, Question
from bot.core.coaching import question_list as listed
from bot.core.coaching.carers import who_added
from bot.core.coaching.meeting_outcome import find, jotted, show_page
from bot.core.coaching.team_words import who, who_by_when
from bot.core.text import Html, escape, join
from bot.core.turn import EMPTY, Turn

SHOWN = 6  # notes on the screen
NOTE_WIDTH = 120  # graphemes of each

Place = tuple[Meeting, Question | None]


class Begin(Action, frozen=True, tag="mb"):
    """We are in the meeting: the first question, below the message with this button."""

    meeting: str


class At(Action, frozen=True, tag="ma"):
    """This question, or with an empty one the meeting as a whole. A text that comes next is a note about it."""

    meeting: str
    question: str = ""


class AboutQuestion(Action, frozen=True):
    """What all buttons about one question carry first."""

    meeting: str
    question: str


class Mark(AboutQuestion, frozen=True, tag="mk"):
    """What became of it."""

    state: Literal["open", "asked", "answered"]


class Follow(AboutQuestion, frozen=True, tag="mw"):
    """Somebody follows up: who? A text that comes next is a word of the parent's own."""


class PickOwner(AboutQuestion, frozen=True, tag="mo"):
    """One of `OWNERS` does, or nobody yet."""

    owner: str = ""


class TurnPage(AboutQuestion, frozen=True, tag="mn"):
    """Another month of the calendar."""

    month: date


class PickDay(AboutQuestion, frozen=True, tag="md"):
    """By this day, or without one."""

    day: date | None = None


class TakeBack(AboutQuestion, frozen=True, tag="mt"):
    """Take the last note away; `count` is how many there were."""

    count: int


class Calm(AboutQuestion, frozen=True, tag="mh"):
    """Calm words of this step of the conversation `calm`."""

    step: str = ""


class Finish(Action, frozen=True, tag="me"):
    """We are done."""

    meeting: str


# ---- where we are --------------------------------------------------------------------------------------------------


def agenda_of(turn: Turn, meeting: Meeting) -> listed.Questions:
    """What is open, and what has come up here already, by rank."""
    return tuple(each for each in turn.child.questions if listed.is_open(each) or each.met == meeting.id)


def place_of(turn: Turn, tap: At | AboutQuestion) -> Place | None:
    """The meeting and question of a button; a meeting that is closed shows its page instead."""
    meeting = find(turn, tap.meeting)
    if meeting is None:
        return None
    if meeting.held:
        show_page(turn, meeting)
        return None
    turn.silent = True
    question = listed.find(turn.child.questions, tap.question) if tap.question else None
    if tap.question and question is None:
        turn.toast = turn.label("That one is not on your list any more.")
        show_screen(turn, meeting, None)
        return None
    return meeting, question


def question_of(turn: Turn, tap: AboutQuestion) -> tuple[Meeting, Question] | None:
    """The same for a button that is always about a question."""
    place = place_of(turn, tap)
    return None if place is None or place[1] is None else (place[0], place[1])


def change_question(turn: Turn, meeting: Meeting, question: Question, **changes: object) -> Question:
    """Give the question new values; what was written about it at an earlier meeting makes room."""
    jottings = question.jottings if question.met == meeting.id else ()
    changed = msgspec.structs.replace(question, **{"met": meeting.id, "jottings": jottings, **changes})
    if changed.state == "open" and not changed.jottings:
        changed = msgspec.structs.replace(changed, met="")  # all of it was taken back
    turn.change_child(questions=listed.replace(turn.child.questions, changed))
    return changed


# ---- the screen -----------------------------------------------------------------------------------------------------


def show_screen(turn: Turn, meeting: Meeting, question: Question | None, before: Html = EMPTY) -> None:
    """The screen of a question, or of the meeting as a whole."""
    turn.wait_for(At(meeting.id, question.id if question else ""))
    agenda = agenda_of(turn, meeting)
    if question is None:
        lines = [turn._("<b>The meeting as a whole</b>"), turn._("Anything else to write down? Just write it.")]
        jottings = meeting.jottings
    else:
        rank = next((n for n, each in enumerate(agenda, start=1) if each.id == question.id), 0)
        lines = [
            turn._("<b>{rank} of {all}</b>", rank=rank, all=len(agenda)),
            *_question_lines(turn, meeting, question),
        ]
        jottings = question.jottings if question.met == meeting.id else ()
    if len(jottings) > SHOWN:
        lines.append(Html("…"))
    lines += jotted(turn, jottings[-SHOWN:], most=NOTE_WIDTH)
    rows = _rows(turn, meeting, question, agenda)
    if jottings:
        it = question.id if question else ""
        rows.insert(-2, (button(turn.label("Take the last note away"), TakeBack(meeting.id, it, len(jottings))),))
    turn.show(join([before, join(lines, "\n")]), rows)


def _question_lines(turn: Turn, meeting: Meeting, question: Question) -> list[Html]:
    lines = [Html(f"<blockquote>{escape(question.text)}</blockquote>")]
    if question.team:
        lines.append(turn._("For: {who}", who=who(turn, question.team)))
    if word := who_added(turn, question.by):
        lines.append(turn._("Added by {who}", who=word))
    if question.state == "follow_up" and (agreed := who_by_when(turn, question)):
        here = question.met == meeting.id
        lines.append(Html(f"→ {agreed}") if here else turn._("From last time: {agreed}", agreed=agreed))
    return lines


def _rows(turn: Turn, meeting: Meeting, question: Question | None, agenda: listed.Questions) -> list[Row]:
    rows: list[Row] = []
    if question is not None:
        now = question.state if question.met == meeting.id else "open"
        asked = _choice(turn, meeting, question, turn.label("Asked"), "asked", now)
        answered = _choice(turn, meeting, question, turn.label("Answered"), "answered", now)
        label = turn.label("Follow up")
        follow = button(f"{pickers.TICK if now == 'follow_up' else ''}{label}", Follow(meeting.id, question.id))
        rows += [(asked, answered), (follow,)]
    it = question.id if question else ""
    rows.append((button(turn.label("Calm words"), Calm(meeting.id, it)),))
    places = [*(each.id for each in agenda), ""]
    here = places.index(it) if it in places else len(places) - 1
    around = []
    if here > 0:
        around.append(button(turn.label("‹ Back"), At(meeting.id, places[here - 1])))
    if here < len(places) - 1:
        around.append(button(turn.label("Next ›"), At(meeting.id, places[here + 1])))
    if around:
        rows.append(tuple(around))
    rows.append((button(turn.label("We are done"), Finish(meeting.id)),))
    return rows


def _choice(
    turn: Turn, meeting: Meeting, question: Question, label: str, state: Literal["asked", "answered"], now: str
) -> Button:
    """A button that sets the state; a ticked one takes it back."""
    if state == now:
        return button(f"{pickers.TICK}{label}", Mark(meeting.id, question.id, "open"))
    return button(label, Mark(meeting.id, question.id, state))
