"""The question basket: `/ask` on any day, a ranked list to tend, one message to the team.

A question is kept and shown as it was written. How it all looks stands in `question_pages.py`, what the list does in
`question_list.py`.
"""

from __future__ import annotations

import msgspec

from bot.core.answering import ANSWER_LIMIT
from bot.core.buttons import Row, button
from bot.core.capability import Answer, Capability, mark
from bot.core.child import Note, Question
from bot.core.coaching import question_list as listed
from bot.core.coaching.question_pages import (
    AskTeam,
    CopyMessage,
    Delete,
    EditWords,
    Move,
    NewQuestion,
    PickTeam,
    SetAnswered,
    ShowList,
    ShowQuestion,
    Undo,
    WriteAnswer,
    back_to_list,
    message_to_team,
    numbered,
    page_of,
    show_list,
    show_question,
    show_team,
)
from bot.core.coaching.team_words import TEAM
from bot.core.engine import Resume, current_step
from bot.core.text import Html
from bot.core.turn import Turn

TEAM_LIMIT = 60  # characters of a parent's own word for whom a question is
LAST = "question.last"  # the note that remembers which question the conversation has just added


# ---- adding ---------------------------------------------------------------------------------------------------------


def add(turn: Turn, text: str) -> Question | Html:
    """Put a question at the end of the list, or find it there; a complaint when it cannot be kept."""
    text = text.strip()
    there = listed.same_text(turn.child.questions, text)
    if there is not None:
        return there
    if complaint := _too_much(turn, text):
        return complaint
    if len(turn.child.questions) >= listed.MOST:
        return turn._(
            "Your list has {most} questions, and that is a lot for one team. "
            "Please take some off first. You see them with /questions.",
            most=listed.MOST,
        )
    question = Question(id=turn.new_id(), text=text, added=turn.today, by=turn.carer.person)
    turn.change_child(questions=(*turn.child.questions, question))
    return question


def _too_much(turn: Turn, text: str) -> Html | None:
    if len(text) <= ANSWER_LIMIT:
        return None
    return turn._("That is a lot for one question. Could you make it shorter, or two questions?")


def _ask(turn: Turn, argument: str) -> None:
    if argument.strip():
        _add_and_tell(turn, argument)
    else:
        _ask_new(turn, NewQuestion(turn.child.id))


def _ask_new(turn: Turn, tap: NewQuestion) -> None:
    if turn.talk_about(tap.child):
        turn.wait_for(tap)
        turn.show(
            turn._("What would you like to ask {child}'s team? Write it as you would say it.", child=turn.child.name)
        )
    else:
        _gone(turn)


def _take_new(turn: Turn, tap: NewQuestion, text: str) -> None:
    turn.talk_about(tap.child)
    _add_and_tell(turn, text)


def _add_and_tell(turn: Turn, text: str) -> None:
    before = len(turn.child.questions)
    result = add(turn, text)
    if isinstance(result, Html):
        turn.say(result)
        return
    turn.stop_waiting()
    rows: list[Row] = []
    if turn.carer.talk is not None and current_step(turn) is not None:
        rows.append((button(turn.label("Go on where I stopped"), Resume(turn.carer.talk.conversation)),))
    rows.append((button(turn.label("For whom?"), AskTeam(result.id)),))
    rows.append((button(turn.label("See my questions"), ShowList(turn.child.id, page_of(turn, result))),))
    if len(turn.child.questions) > before:
        words = turn._(
            "Saved for {child}'s team:\n<blockquote>{text}</blockquote>", child=turn.child.name, text=text.strip()
        )
    else:
        words = turn._("That one is on your list already:\n<blockquote>{text}</blockquote>", text=result.text)
    turn.say(words, rows)


# ---- tending the list -----------------------------------------------------------------------------------------------


def _find(turn: Turn, wanted: str) -> Question | None:
    """The question of this id, and the turn about its child; an old or forged id is explained."""
    for child in turn.family.children if turn.family else ():
        found = listed.find(child.questions, wanted)
        if found is not None:
            turn.talk_about(child.id)
            return found
    _gone(turn)
    return None


def _gone(turn: Turn) -> None:
    turn.toast = turn.label("That one is not on your list any more.")
    turn.tapped = 0
    show_list(turn)


def _change(turn: Turn, question: Question, **changes: object) -> Question:
    changed = msgspec.structs.replace(question, **changes)
    turn.change_child(questions=listed.replace(turn.child.questions, changed))
    return changed


def _list(turn: Turn, _: str) -> None:
    show_list(turn)


def _show_list(turn: Turn, tap: ShowList) -> None:
    if turn.talk_about(tap.child):
        show_list(turn, tap.page)
    else:
        _gone(turn)


def _show(turn: Turn, tap: ShowQuestion) -> None:
    if question := _find(turn, tap.question):
        show_question(turn, question)


def _ask_words(turn: Turn, tap: EditWords) -> None:
    if question := _find(turn, tap.question):
        turn.wait_for(tap)
        rows = [(button(turn.label("Leave it as it is"), ShowQuestion(question.id)),)]
        turn.show(turn._("Now it says:\n<blockquote>{text}</blockquote>\nHow shall it be?", text=question.text), rows)


def _take_words(turn: Turn, tap: EditWords, text: str) -> None:
    if question := _find(turn, tap.question):
        text = text.strip()
        if complaint := _too_much(turn, text):
            turn.say(complaint)
        elif text:
            show_question(turn, _change(turn, question, text=text))


def _move(turn: Turn, tap: Move) -> None:
    if question := _find(turn, tap.question):
        turn.change_child(questions=listed.move(turn.child.questions, question.id, tap.by))
        show_question(turn, question)


def _ask_team(turn: Turn, tap: AskTeam) -> None:
    if question := _find(turn, tap.question):
        turn.wait_for(tap)
        show_team(turn, question)


def _pick_team(turn: Turn, tap: PickTeam) -> None:
    if question := _find(turn, tap.question):
        show_question(turn, _change(turn, question, team=tap.team) if tap.team in TEAM else question)


def _take_team(turn: Turn, tap: AskTeam, text: str) -> None:
    if question := _find(turn, tap.question):
        if complaint := _team_complaint(turn, text):
            turn.say(complaint)
        else:
            show_question(turn, _change(turn, question, team=text.strip()))


def _team_complaint(turn: Turn, text: str) -> Html | None:
    return turn._("A name or a few words are enough here.") if len(text.strip()) > TEAM_LIMIT else None


def _set_answered(turn: Turn, tap: SetAnswered) -> None:
    if question := _find(turn, tap.question):
        show_question(turn, _change(turn, question, state="answered" if tap.answered else "open"))


def _ask_answer(turn: Turn, tap: WriteAnswer) -> None:
    if question := _find(turn, tap.question):
        turn.wait_for(tap)
        rows = [(button(turn.label("Leave it as it is"), ShowQuestion(question.id)),)]
        turn.show(turn._("What did they say?\n<blockquote>{text}</blockquote>", text=question.text), rows)


def _take_answer(turn: Turn, tap: WriteAnswer, text: str) -> None:
    if question := _find(turn, tap.question):
        if complaint := _too_much(turn, text):
            turn.say(complaint)
        else:
            show_question(turn, _change(turn, question, answer=text.strip(), state="answered"))


def _delete(turn: Turn, tap: Delete) -> None:
    if question := _find(turn, tap.question):
        turn.stop_waiting()
        place = listed.place_of(turn.child.questions, question.id)
        back = back_to_list(turn, question)
        turn.change_child(questions=listed.remove(turn.child.questions, question.id), removed=question)
        rows: list[Row] = [(button(turn.label("Undo"), Undo(question.id, place)),), back]
        turn.show(turn._("Taken off your list:\n<blockquote>{text}</blockquote>", text=question.text), rows)


def _undo(turn: Turn, tap: Undo) -> None:
    for child in turn.family.children if turn.family else ():
        removed = child.removed
        if removed is not None and removed.id == tap.question:
            turn.talk_about(child.id)
            back = listed.put_back(child.questions, removed, tap.place)
            turn.change_child(questions=back, removed=None)
            turn.toast = turn.label("It is back.")
            show_list(turn, page_of(turn, removed))
            return
    turn.toast = turn.label("I can only bring back the last one.")
    turn.tapped = 0
    show_list(turn)


def _copy(turn: Turn, tap: CopyMessage) -> None:
    if not turn.talk_about(tap.child) or not listed.open_ones(turn.child.questions):
        turn.toast = turn.label("There is no open question.")
        turn.tapped = 0
        show_list(turn)
        return
    turn.change_child(made={**turn.child.made, "questions": turn.today})
    turn.tapped = 0
    turn.say(message_to_team(turn))
    rows = [(button(turn.label("Back to the list"), ShowList(turn.child.id)),)]
    turn.say(turn._("You can copy the message above and send it to the team in your own way."), rows)


# ---- for conversations ----------------------------------------------------------------------------------------------


def _add_one(turn: Turn, answer: Answer) -> Html | None:
    result = add(turn, answer.text)
    if isinstance(result, Html):
        return result
    turn.change_child(notes={**turn.child.notes, LAST: Note(words=(result.id,))})
    return None


def _add_several(turn: Turn, answer: Answer) -> Html | None:
    for text in (*answer.labels, *answer.words):
        result = add(turn, text)
        if isinstance(result, Html):
            return result
    return None


def _tag_last(turn: Turn, answer: Answer) -> Html | None:
    team = answer.chosen[0] if answer.chosen else answer.text.strip()
    if complaint := _team_complaint(turn, team):
        return complaint
    note = turn.child.notes.get(LAST)
    question = listed.find(turn.child.questions, note.words[0]) if note and note.words else None
    if question is not None:
        _change(turn, question, team=team)
    turn.change_child(notes={name: each for name, each in turn.child.notes.items() if name != LAST})
    return None


QUESTIONS = Capability(
    name="questions",
    commands={"ask": _ask, "questions": _list},
    taps={
        ShowList: _show_list,
        ShowQuestion: _show,
        NewQuestion: _ask_new,
        EditWords: _ask_words,
        Move: _move,
        AskTeam: _ask_team,
        PickTeam: _pick_team,
        SetAnswered: _set_answered,
        WriteAnswer: _ask_answer,
        Delete: _delete,
        Undo: _undo,
        CopyMessage: _copy,
    },
    texts={NewQuestion: _take_new, EditWords: _take_words, AskTeam: _take_team, WriteAnswer: _take_answer},
    does={"add_question": _add_one, "add_questions": _add_several, "tag_last_question": _tag_last},
    facts={"questions": lambda turn: bool(listed.open_ones(turn.child.questions))},
    views={
        "questions": lambda turn: numbered(listed.open_ones(turn.child.questions)),
        "question_count": lambda turn: Html(len(listed.open_ones(turn.child.questions))),
    },
    menu={
        "ask": mark("Keep a question for the school team"),
        "questions": mark("Your questions, ready to send"),
    },
)
