"""A child's question basket in the hands of a turn: add one, find one, change one, also from a conversation.

What stands in buttons may be old or forged, so nothing is found but in the record of whoever taps. How the list looks
stands in `question_pages.py`.
"""

from __future__ import annotations

import msgspec

from bot.core.answering import ANSWER_LIMIT
from bot.core.capability import Answer
from bot.core.child import Note, Question
from bot.core.coaching import question_list as listed
from bot.core.text import Html
from bot.core.turn import Turn

TEAM_LIMIT = 60  # characters of a parent's own word for whom a question is
LAST = "question.last"  # the note that remembers which question the conversation has just added


def add(turn: Turn, text: str) -> Question | Html:
    """Put a question at the end of the list, or find it there; a complaint when it cannot be kept."""
    text = text.strip()
    there = listed.same_text(turn.child.questions, text)
    if there is not None:
        return there
    if complaint := too_much(turn, text):
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


def too_much(turn: Turn, text: str) -> Html | None:
    """What is said to words that are too long to keep."""
    if len(text) <= ANSWER_LIMIT:
        return None
    return turn._("That is a lot for one question. Could you make it shorter, or two questions?")


def find(turn: Turn, wanted: str) -> Question | None:
    """The question of this id, in whichever child's basket, and the turn about that child from now on."""
    for child in turn.family.children if turn.family else ():
        found = listed.find(child.questions, wanted)
        if found is not None:
            turn.talk_about(child.id)
            return found
    return None


def change(turn: Turn, question: Question, **changes: object) -> Question:
    """Give a question of the child talked about new values."""
    changed = msgspec.structs.replace(question, **changes)
    turn.change_child(questions=listed.replace(turn.child.questions, changed))
    return changed


def team_complaint(turn: Turn, text: str) -> Html | None:
    """What is wrong with a parent's own word for whom a question is."""
    return turn._("A name or a few words are enough here.") if len(text.strip()) > TEAM_LIMIT else None


# ---- for conversations ----------------------------------------------------------------------------------------------


def add_one(turn: Turn, answer: Answer) -> Html | None:
    """An answer that is a question."""
    result = add(turn, answer.text)
    if isinstance(result, Html):
        return result
    turn.change_child(notes={**turn.child.notes, LAST: Note(words=(result.id,))})
    return None


def add_several(turn: Turn, answer: Answer) -> Html | None:
    """Questions that were ticked, and own words beside them."""
    for text in (*answer.labels, *answer.words):
        result = add(turn, text)
        if isinstance(result, Html):
            return result
    return None


def tag_last(turn: Turn, answer: Answer) -> Html | None:
    """For whom the question is that was added last."""
    team = answer.chosen[0] if answer.chosen else answer.text.strip()
    if complaint := team_complaint(turn, team):
        return complaint
    note = turn.child.notes.get(LAST)
    question = listed.find(turn.child.questions, note.words[0]) if note and note.words else None
    if question is not None:
        change(turn, question, team=team)
    turn.change_child(notes={name: each for name, each in turn.child.notes.items() if name != LAST})
    return None
