"""The ranked list of questions as a value: whatever is done to it, nothing is lost and nothing comes twice."""

from __future__ import annotations

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bot.core.child import Question
from bot.core.coaching import question_list as listed


@st.composite
def lists(draw: st.DrawFn) -> listed.Questions:
    """Questions with ids of their own, some of them answered."""
    answered = draw(st.lists(st.booleans(), max_size=8))
    return tuple(
        Question(id=f"q{n}", text=f"What about {n}?", added=date(2026, 11, 24), state="answered" if done else "open")
        for n, done in enumerate(answered)
    )


IDS = st.sampled_from([*(f"q{n}" for n in range(8)), "gone"])
STEPS = st.sampled_from([-1, 1, 0, 2, -5])


@given(lists(), st.lists(st.tuples(IDS, STEPS), max_size=20))
def test_moving_only_ever_changes_the_order(questions: listed.Questions, moves: list[tuple[str, int]]) -> None:
    moved = questions
    for wanted, by in moves:
        moved = listed.move(moved, wanted, by)
        assert sorted(moved, key=lambda each: each.id) == list(questions)
    answered = [each for each in questions if not listed.is_open(each)]
    assert [each for each in moved if not listed.is_open(each)] == answered


@given(lists(), IDS)
def test_up_and_down_again_is_where_it_was(questions: listed.Questions, wanted: str) -> None:
    up = listed.move(questions, wanted, -1)
    if up != questions:
        assert listed.move(up, wanted, 1) == questions
        before, after = (listed.open_ones(each) for each in (questions, up))
        assert [each.id for each in after].index(wanted) == [each.id for each in before].index(wanted) - 1


@given(lists(), IDS)
def test_undo_puts_a_question_back_to_its_rank(questions: listed.Questions, wanted: str) -> None:
    removed = listed.find(questions, wanted)
    if removed is None:
        assert listed.remove(questions, wanted) == questions
        return
    left = listed.remove(questions, wanted)
    assert listed.find(left, wanted) is None
    back = listed.put_back(left, removed, listed.place_of(questions, wanted))
    assert back == questions
    assert listed.put_back(back, removed, 0) == questions, "a second undo does nothing"


@given(lists(), IDS, st.integers(-3, 20))
def test_undo_at_a_forged_place_still_keeps_it(questions: listed.Questions, wanted: str, place: int) -> None:
    removed = listed.find(questions, wanted)
    if removed is not None:
        back = listed.put_back(listed.remove(questions, wanted), removed, place)
        assert sorted(back, key=lambda each: each.id) == list(questions)


@given(lists(), IDS)
def test_a_change_stays_at_its_rank(questions: listed.Questions, wanted: str) -> None:
    found = listed.find(questions, wanted)
    if found is not None:
        changed = listed.replace(questions, msgspec.structs.replace(found, text="Other words"))
        assert [each.id for each in changed] == [each.id for each in questions]
        assert listed.find(changed, wanted) == msgspec.structs.replace(found, text="Other words")


def test_the_same_words_are_found_whatever_their_capitals_and_spaces() -> None:
    question = Question(id="q1", text="What is the next  small step?", added=date(2026, 11, 24))
    assert listed.same_text((question,), "what is the next small\nSTEP?") == question
    assert listed.same_text((question,), "what is the next step?") is None
    assert listed.same_text((msgspec.structs.replace(question, state="answered"),), question.text) is None


@given(lists())
def test_open_ones_come_first_and_all_are_there(questions: listed.Questions) -> None:
    shown = listed.in_order(questions)
    assert sorted(shown, key=lambda each: each.id) == list(questions)
    count = len(listed.open_ones(questions))
    assert all(listed.is_open(each) for each in shown[:count])
    assert not any(listed.is_open(each) for each in shown[count:])
