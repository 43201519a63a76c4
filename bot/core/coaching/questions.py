"""The question basket: `/ask` on any day, a ranked list to tend, one message to the team.

A question is kept and shown as it was written. What can be done to the basket stands in `question_basket.py`, how it
all looks in `question_pages.py`.
"""

from __future__ import annotations

from bot.core.buttons import Row, button
from bot.core.capability import Capability, mark
from bot.core.child import Question
from bot.core.coaching import question_basket as basket
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
from bot.core.engine import way_back
from bot.core.text import Html
from bot.core.turn import Turn

# ---- adding ---------------------------------------------------------------------------------------------------------


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
    result = basket.add(turn, text)
    if isinstance(result, Html):
        turn.say(result)
        return
    turn.stop_waiting()
    rows = way_back(turn)
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
    """An old or forged id is explained."""
    found = basket.find(turn, wanted)
    if found is None:
        _gone(turn)
    return found


def _gone(turn: Turn) -> None:
    turn.toast = turn.label("That one is not on your list any more.")
    turn.tapped = 0
    show_list(turn)


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
        if complaint := basket.too_much(turn, text):
            turn.say(complaint)
        elif text:
            show_question(turn, basket.change(turn, question, text=text))


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
        show_question(turn, basket.change(turn, question, team=tap.team) if tap.team in TEAM else question)


def _take_team(turn: Turn, tap: AskTeam, text: str) -> None:
    if question := _find(turn, tap.question):
        if complaint := basket.team_complaint(turn, text):
            turn.say(complaint)
        else:
            show_question(turn, basket.change(turn, question, team=text.strip()))


def _set_answered(turn: Turn, tap: SetAnswered) -> None:
    if question := _find(turn, tap.question):
        show_question(turn, basket.change(turn, question, state="answered" if tap.answered else "open"))


def _ask_answer(turn: Turn, tap: WriteAnswer) -> None:
    if question := _find(turn, tap.question):
        turn.wait_for(tap)
        rows = [(button(turn.label("Leave it as it is"), ShowQuestion(question.id)),)]
        turn.show(turn._("What did they say?\n<blockquote>{text}</blockquote>", text=question.text), rows)


def _take_answer(turn: Turn, tap: WriteAnswer, text: str) -> None:
    if question := _find(turn, tap.question):
        if complaint := basket.too_much(turn, text):
            turn.say(complaint)
        else:
            show_question(turn, basket.change(turn, question, answer=text.strip(), state="answered"))


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
    does={"add_question": basket.add_one, "add_questions": basket.add_several, "tag_last_question": basket.tag_last},
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
