"""In the meeting: one question at a time, one tap for what became of it, any text is a note. Short, and without sound.

The phone lies on the table, so what is tapped is edited in place. Each button says what shall be, not "the other way
round", so the same tap twice is one tap. What the meeting came to is told by `meeting_outcome.py`.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.core import pickers
from bot.core.answering import ANSWER_LIMIT
from bot.core.buttons import Row, button
from bot.core.capability import Capability
from bot.core.child import Jotting, Meeting, Question
from bot.core.coaching import question_list as listed
from bot.core.coaching.meeting_outcome import (
    ClearNotes,
    FollowUp,
    ShowMeeting,
    change,
    clear,
    find,
    follow_up,
    show_latest,
    show_page,
    show_tapped,
)
from bot.core.coaching.meeting_reminders import Go
from bot.core.coaching.meeting_screen import (
    At,
    Begin,
    Calm,
    Finish,
    Follow,
    Mark,
    PickDay,
    PickOwner,
    Place,
    TakeBack,
    TurnPage,
    agenda_of,
    change_question,
    place_of,
    question_of,
    show_screen,
)
from bot.core.coaching.team_words import OWNERS
from bot.core.engine import open_conversation
from bot.core.text import Html, escape, fill, join, shorten
from bot.core.turn import EMPTY, Turn

OWNER_LIMIT = 60  # characters of a parent's own word for who follows up
JOTTINGS_MOST = 20  # notes about one question, or about the meeting as a whole
ECHO = 60  # graphemes of a note that are said back


def _command(turn: Turn, _: str) -> None:
    """`/in_meeting`, from the meeting's page."""
    meeting = turn.child.meeting
    if meeting is None:
        open_conversation(turn, "meeting")
    else:
        _enter(turn, meeting)


def _begin(turn: Turn, tap: Begin) -> None:
    meeting = find(turn, tap.meeting)
    if meeting is not None and meeting.held:
        show_page(turn, meeting)
    elif meeting is not None:
        _enter(turn, meeting)


def _enter(turn: Turn, meeting: Meeting) -> None:
    turn.tapped = 0
    if meeting.on > turn.today:
        day = turn.words.day(meeting.on)
        turn.say(turn._("That meeting is on <b>{day}</b>. On that day, this button takes you through it.", day=day))
        return
    turn.silent = True
    agenda = agenda_of(turn, meeting)
    first = next((each for each in agenda if each.met != meeting.id), agenda[0] if agenda else None)
    hint = turn._("I am with you, and I make no sound. Tap what becomes of each question. What you write is a note.")
    show_screen(turn, change(turn, meeting, ended=False), first, hint)


def _at(turn: Turn, tap: At) -> None:
    if place := place_of(turn, tap):
        show_screen(turn, *place)


# ---- what became of it -----------------------------------------------------------------------------------------------


def _mark(turn: Turn, tap: Mark) -> None:
    place = question_of(turn, tap)
    if place is None:
        return
    meeting, question = place
    nothing_agreed = {"owner": "", "follow_on": None, "follow_carer": 0}
    show_screen(turn, meeting, change_question(turn, meeting, question, state=tap.state, **nothing_agreed))


def _follow(turn: Turn, tap: Follow) -> None:
    place = question_of(turn, tap)
    if place is None:
        return
    meeting, question = place
    fresh = {} if question.met == meeting.id else {"owner": "", "follow_on": None}
    changed = {"state": "follow_up", "follow_carer": turn.carer.person, "follow_quiet": False, **fresh}
    question = change_question(turn, meeting, question, **changed)
    turn.wait_for(tap)
    ids = list(OWNERS)
    ticked = [n for n, each in enumerate(ids) if each == question.owner]
    labels = [turn.label(each) for each in OWNERS.values()]
    rows = pickers.options(labels, ticked, lambda n: PickOwner(meeting.id, question.id, ids[n]))
    rows.append((button(turn.label("Nobody yet"), PickOwner(meeting.id, question.id)),))
    rows.append((button(turn.label("No follow-up"), Mark(meeting.id, question.id, "open")),))
    turn.show(join([_quote(question), turn._("Who follows up? Tap one, or write who it is.")]), rows)


def _quote(question: Question) -> Html:
    return Html(f"<blockquote>{escape(question.text)}</blockquote>")


def _pick_owner(turn: Turn, tap: PickOwner) -> None:
    place = question_of(turn, tap)
    if place is not None and (not tap.owner or tap.owner in OWNERS):
        _set_owner(turn, place[0], place[1], tap.owner)


def _take_owner(turn: Turn, tap: Follow, text: str) -> None:
    place = question_of(turn, tap)
    if place is None:
        return
    if len(text.strip()) > OWNER_LIMIT:
        turn.say(turn._("A name or a few words are enough here."))
    else:
        _set_owner(turn, place[0], place[1], text.strip())


def _set_owner(turn: Turn, meeting: Meeting, question: Question, owner: str) -> None:
    question = change_question(turn, meeting, question, state="follow_up", owner=owner, follow_carer=turn.carer.person)
    _ask_day(turn, meeting, question, turn.today)


def _ask_day(turn: Turn, meeting: Meeting, question: Question, month: date) -> None:
    turn.wait_for(At(meeting.id, question.id))
    rows = pickers.month(
        turn,
        month.replace(day=1),
        turn.today + timedelta(days=1),
        pick=lambda day: PickDay(meeting.id, question.id, day),
        turn_to=lambda day: TurnPage(meeting.id, question.id, day),
    )
    rows.append((button(turn.label("No day"), PickDay(meeting.id, question.id)),))
    turn.show(join([_quote(question), turn._("By when? I will ask you then how it went.")]), rows)


def _turn_page(turn: Turn, tap: TurnPage) -> None:
    place = question_of(turn, tap)
    if place is not None:
        _ask_day(turn, place[0], place[1], min(max(tap.month, turn.today), turn.today + pickers.FURTHEST))


def _pick_day(turn: Turn, tap: PickDay) -> None:
    place = question_of(turn, tap)
    if place is None:
        return
    meeting, question = place
    if tap.day is not None and not turn.today < tap.day <= turn.today + pickers.FURTHEST:
        turn.toast = turn.label("That day has passed. Please pick another one.")
        _ask_day(turn, meeting, question, turn.today)
        return
    changed = {"state": "follow_up", "follow_on": tap.day, "follow_carer": turn.carer.person}
    show_screen(turn, meeting, change_question(turn, meeting, question, **changed))


# ---- notes ----------------------------------------------------------------------------------------------------------


def _jot(turn: Turn, tap: At, text: str) -> None:
    place = place_of(turn, tap)
    text = text.strip()
    if place is None or not text:
        return
    meeting, question = place
    before = meeting.jottings if question is None else question.jottings if question.met == meeting.id else ()
    if len(text) > ANSWER_LIMIT:
        show_screen(turn, meeting, question, turn._("That is a lot for one note. Could you send it in two?"))
        return
    if len(before) >= JOTTINGS_MOST:
        show_screen(turn, meeting, question, turn._("There is no room for more notes here. Next takes you on."))
        return
    jottings = (*before, Jotting(text=text, by=turn.carer.person))
    noted = turn._("Noted: <i>{words}</i>", words=shorten(text, ECHO))
    show_screen(turn, *_with_jottings(turn, meeting, question, jottings), noted)


def _with_jottings(turn: Turn, meeting: Meeting, question: Question | None, jottings: tuple[Jotting, ...]) -> Place:
    if question is None:
        return change(turn, meeting, jottings=jottings), None
    state = question.state if question.met == meeting.id or question.state == "follow_up" else "open"
    return meeting, change_question(turn, meeting, question, state=state, jottings=jottings)


def _take_back(turn: Turn, tap: TakeBack) -> None:
    place = place_of(turn, tap)
    if place is None:
        return
    meeting, question = place
    jottings = meeting.jottings if question is None else question.jottings
    if len(jottings) == tap.count > 0 and (question is None or question.met == meeting.id):
        place = _with_jottings(turn, meeting, question, jottings[:-1])
    show_screen(turn, *place)


# ---- calm, and the end -----------------------------------------------------------------------------------------------


def _calm(turn: Turn, tap: Calm) -> None:
    """The first words at once; other needs are one tap further."""
    place = place_of(turn, tap)
    conversation = turn.edition.conversations.get("calm")
    if place is None or conversation is None:
        return
    meeting, question = place
    it = question.id if question else ""
    turn.wait_for(At(meeting.id, it))
    needs = [
        (each.label, each.target.step) for each in conversation.first.links if each.target.step in conversation.steps
    ]
    step = conversation.steps.get(tap.step) or conversation.steps[needs[0][1]]
    rows: list[Row] = [(button(turn.label("Back to the question"), At(meeting.id, it)),)]
    rows += [(button(label, Calm(meeting.id, it, name)),) for label, name in needs if name != step.name]
    turn.show(fill(step.html, turn.view), rows)


def _finish(turn: Turn, tap: Finish) -> None:
    meeting = find(turn, tap.meeting)
    if meeting is None:
        return
    if meeting.held:
        show_page(turn, meeting)
        return
    turn.silent = True
    meeting = change(turn, meeting, ended=True)
    there = [each for each in turn.child.questions if each.met == meeting.id]
    answered = sum(each.state == "answered" for each in there)
    follow = sum(each.state == "follow_up" for each in there)
    still = len(listed.open_ones(turn.child.questions)) - follow
    counts = [
        turn.n_("One question has its answer.", "{count} questions have their answers.", answered)
        if answered
        else EMPTY,
        turn.n_("One goes on: you know who does it.", "{count} go on: you know who does them.", follow)
        if follow
        else EMPTY,
        turn.n_("One is still open, and stays on your list.", "{count} are still open, and stay on your list.", still)
        if still
        else EMPTY,
    ]
    rows: list[Row] = [
        (button(turn.label("Tell how it went"), Go(meeting.id, "after")),),
        (button(turn.label("One message to copy"), FollowUp(meeting.id)),),
        (button(turn.label("What I have"), ShowMeeting(meeting.id)),),
        (button(turn.label("Back to the meeting"), At(meeting.id)),),
    ]
    head = turn._("You were there for {child}. That counts.", child=turn.child.name)
    turn.show(join([head, join(counts, "\n")]), rows)


MEETING_MODE = Capability(
    name="meeting_mode",
    commands={"in_meeting": _command, "last_meeting": show_latest},
    taps={
        Begin: _begin,
        At: _at,
        Mark: _mark,
        Follow: _follow,
        PickOwner: _pick_owner,
        TurnPage: _turn_page,
        PickDay: _pick_day,
        TakeBack: _take_back,
        Calm: _calm,
        Finish: _finish,
        ShowMeeting: show_tapped,
        ClearNotes: clear,
        FollowUp: follow_up,
    },
    texts={At: _jot, Follow: _take_owner},
)
