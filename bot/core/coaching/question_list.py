"""The list of questions as a value: what adding, ranking, taking away and putting back do to it.

The order of the tuple is the rank. Knows nothing of chats, meetings or who may do what.
"""

from __future__ import annotations

import msgspec

from bot.core.child import Question

MOST = 100  # questions of one child, answered ones too: more than any meeting has room for

Questions = tuple[Question, ...]


def is_open(question: Question) -> bool:
    """Whether the team still owes an answer, or a part of it."""
    return question.state != "answered"


def open_ones(questions: Questions) -> Questions:
    """Those without an answer, by rank."""
    return tuple(each for each in questions if is_open(each))


def in_order(questions: Questions) -> Questions:
    """As a parent sees them: the open ones by rank, then the answered ones."""
    return (*open_ones(questions), *(each for each in questions if not is_open(each)))


def find(questions: Questions, wanted: str) -> Question | None:
    """The question with this id."""
    return next((each for each in questions if each.id == wanted), None)


def same_text(questions: Questions, text: str) -> Question | None:
    """The open question with these words; big and small letters and spaces do not count."""
    key = _key(text)
    return next((each for each in open_ones(questions) if _key(each.text) == key), None)


def replace(questions: Questions, changed: Question) -> Questions:
    """With `changed` in place of the question of the same id; the rank stays."""
    return tuple(changed if each.id == changed.id else each for each in questions)


def with_team(question: Question, team: str) -> Question:
    """The question, for this one of the team."""
    return msgspec.structs.replace(question, team=team)


def move(questions: Questions, wanted: str, by: int) -> Questions:
    """An open question up (-1) or down (1) by one place among the open ones; unchanged at either end."""
    ranked = [n for n, each in enumerate(questions) if is_open(each)]
    here = next((rank for rank, n in enumerate(ranked) if questions[n].id == wanted), None)
    if here is None or by not in (-1, 1) or not 0 <= here + by < len(ranked):
        return questions
    moved = list(questions)
    one, other = ranked[here], ranked[here + by]
    moved[one], moved[other] = moved[other], moved[one]
    return tuple(moved)


def place_of(questions: Questions, wanted: str) -> int:
    """Where a question stands in the tuple, answered ones counted; 0 when it is not there."""
    return next((n for n, each in enumerate(questions) if each.id == wanted), 0)


def remove(questions: Questions, wanted: str) -> Questions:
    """Without the question of this id."""
    return tuple(each for each in questions if each.id != wanted)


def put_back(questions: Questions, question: Question, place: int) -> Questions:
    """With a removed question at its old place, or as near as there is one; unchanged when it is there already."""
    if find(questions, question.id) is not None:
        return questions
    place = min(max(place, 0), len(questions))
    return (*questions[:place], question, *questions[place:])


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
