"""Questions in the chat: kept on any day, tended by buttons, sent as one message."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from player import Player, Town, settled

from bot.core.buttons import encode
from bot.core.child import Question
from bot.core.coaching.question_list import MOST
from bot.core.coaching.question_pages import Delete, PickTeam, ShowList, ShowQuestion, Undo
from bot.core.text import plain

TOWN = Town()  # content is read once
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200)


@pytest.fixture
def maria() -> Player:
    return settled(Town(content=TOWN.content))


def questions(player: Player) -> tuple[Question, ...]:
    return player.family().children[0].questions


def texts(player: Player) -> list[str]:
    return [each.text for each in questions(player)]


def ask(player: Player, *those: str) -> None:
    for text in those:
        player.says(f"/ask {text}")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS.filter(lambda text: bool(text.strip())), min_size=1, max_size=4))
def test_any_words_are_kept_and_shown_as_written(those: list[str]) -> None:
    maria = settled(Town(content=TOWN.content))
    ask(maria, *those)
    kept = texts(maria)
    assert {" ".join(text.split()).casefold() for text in those} == {" ".join(t.split()).casefold() for t in kept}
    assert set(kept) <= {text.strip() for text in those}
    maria.says("/questions")
    assert all(text in maria.news for text in kept)
    maria.taps("One message to copy")
    assert all(text in maria.news for text in kept)


def test_ask_alone_waits_for_the_next_text(maria: Player) -> None:
    maria.says("/ask")
    assert "What would you like to ask Ana's team?" in maria.news
    maria.says("Who sits next to <Ana> & why? 🚌")
    assert "Saved for Ana's team:\nWho sits next to <Ana> & why? 🚌" in maria.news
    maria.says("Just talking")
    assert texts(maria) == ["Who sits next to <Ana> & why? 🚌"]


def test_asking_in_the_middle_leads_back_to_where_one_was(maria: Player) -> None:
    maria.says("/tips")
    maria.taps("Our hopes")
    maria.taps("Start")
    ask(maria, "Is there a bus?")
    maria.taps("Go on where I stopped")
    assert "this year" in maria.news
    maria.says("Ride the bus alone")
    assert texts(maria) == ["Is there a bus?"]


def test_a_tap_elsewhere_ends_the_wait_for_a_text(maria: Player) -> None:
    ask(maria, "Is there a bus?")
    maria.says("/questions")
    maria.taps("1. Is there a bus?")
    maria.taps("Change the words")
    maria.says("/tips")
    maria.taps("Our hopes")
    maria.taps("Start")
    maria.says("A friend")
    assert texts(maria) == ["Is there a bus?"]


def test_a_list_is_tended(maria: Player) -> None:
    ask(maria, "First?", "Second?", "Third?")
    maria.says("/questions")
    assert "1. First?\n\n2. Second?\n\n3. Third?" in maria.news
    maria.taps("3. Third?")
    assert "↓ Down" not in maria.labels()
    maria.taps("↑ Up")
    maria.taps("↑ Up")
    assert "Question 1 of 3" in maria.news
    assert "↑ Up" not in maria.labels()
    maria.taps("Change the words")
    maria.says("Third, and now <b>first</b>?")
    assert "Third, and now <b>first</b>?" in maria.news
    maria.taps("For whom?")
    maria.taps("A therapist")
    assert "For: A therapist" in maria.news
    maria.taps("For whom?")
    maria.says("Mr. <O>")
    assert "For: Mr. <O>" in maria.news
    maria.taps("Back to the list")
    assert "1. Third, and now <b>first</b>?\nMr. <O>\n\n2. First?\n\n3. Second?" in maria.news


def test_a_question_gets_its_answer_and_can_be_open_again(maria: Player) -> None:
    ask(maria, "Is there a bus?", "Who is her friend?")
    maria.says("/questions")
    maria.taps("1. Is there a bus?")
    maria.taps("It is answered")
    maria.taps("Write down the answer")
    maria.says("Yes, number 7 & it has a lift")
    assert "The answer: Yes, number 7 & it has a lift" in maria.news
    maria.taps("Back to the list")
    assert "1. Who is her friend?\n\n✓ Is there a bus?\nYes, number 7 & it has a lift" in maria.news
    maria.taps("One message to copy")
    assert "Is there a bus?" not in maria.news
    maria.says("/questions")
    maria.taps("✓ Is there a bus?")
    maria.taps("It is open again")
    assert "Question 1 of 2" in maria.news


def test_delete_and_undo(maria: Player) -> None:
    ask(maria, "First?", "Second?", "Third?")
    second = questions(maria)[1]
    maria.says("/questions")
    maria.taps("2. Second?")
    maria.taps("Delete")
    assert texts(maria) == ["First?", "Third?"]
    maria.taps("Undo")
    assert questions(maria)[1] == second
    maria.taps_data(encode(Undo(second.id, 1)))
    assert texts(maria) == ["First?", "Second?", "Third?"]
    assert "I can only bring back the last one." in maria.town.toasts


def test_old_and_forged_buttons_explain_themselves(maria: Player) -> None:
    ask(maria, "First?", "Second?")
    first = questions(maria)[0]
    maria.taps_data(encode(Delete(first.id)))
    maria.taps_data(encode(ShowQuestion(first.id)))
    assert "That one is not on your list any more." in maria.town.toasts
    assert "1. Second?" in maria.news
    maria.taps_data(encode(PickTeam(questions(maria)[0].id, "the king")))
    assert questions(maria)[0].team == ""
    for forged in (ShowList("nobody", 7), ShowList(maria.family().children[0].id, 10**9), Undo("x", -5)):
        maria.taps_data(encode(forged))
        assert "1. Second?" in maria.news


def test_one_message_in_groups_by_rank(maria: Player) -> None:
    ask(maria, "About reading?", "About lunch?", "About numbers?")
    for rank, who in ((1, "The teacher"), (2, "The whole team"), (3, "The teacher")):
        maria.says("/questions")
        maria.taps(next(label for label in maria.labels() if label.startswith(f"{rank}.")))
        maria.taps("For whom?")
        maria.taps(who)
    maria.taps("Back to the list")
    maria.taps("One message to copy")
    message = maria.fresh[0]
    assert not message.rows
    assert plain(message.text) == message.text.replace("&amp;", "&"), "nothing bold: it is to be copied"
    assert message.text == (
        "Hello,\n\n"
        "Here is what we would like to ask about Ana:\n\n"
        "For the teacher:\n1. About reading?\n2. About numbers?\n\n"
        "For the whole team:\n3. About lunch?\n\n"
        "We send this now so that there is time to think about it. Thank you!"
    )
    assert "questions" in maria.family().children[0].made


def test_the_same_words_are_on_the_list_once(maria: Player) -> None:
    for _ in range(2):
        maria.says("/questions")
        maria.taps("Show me ideas")
        maria.taps("Learning")
        maria.taps("What goes well in class?")
        maria.taps("Done")
    ask(maria, "what goes well in class?")
    assert "That one is on your list already" in maria.news
    assert texts(maria) == ["What goes well in class?"]


def test_too_long_and_too_many_are_met_kindly(maria: Player) -> None:
    ask(maria, "?" * 3001)
    assert "Could you make it shorter" in maria.news
    assert texts(maria) == []
    ask(maria, *(f"Question {n}?" for n in range(MOST + 1)))
    assert "that is a lot for one team" in maria.news
    assert len(texts(maria)) == MOST


def pages(player: Player) -> Iterator[str]:
    """All pages of the list that is shown."""
    yield player.news
    while "More ›" in player.labels():
        player.taps("More ›")
        yield player.news


def test_forty_long_questions(maria: Player) -> None:
    those = [f"{n:02} " + "🚌 <&>" * 166 for n in range(40)]
    ask(maria, *those)
    maria.says("/questions")
    shown = list(pages(maria))
    assert all(sum(text in page for page in shown) == 1 for text in those)
    maria.taps(next(label for label in maria.labels() if label.startswith("40.")))
    for _ in range(3):
        maria.taps("↑ Up")
    assert texts(maria)[36] == those[39]
    maria.taps("Back to the list")
    maria.taps("One message to copy")
    whole = " ".join(maria.news.split())
    assert all(" ".join(text.split()) in whole for text in those)
    maria.says("/tips")
    maria.taps("✓ Bring your questions")
    maria.taps("Go through it again")
    assert those[0] in maria.news


def test_another_childs_list_is_its_own(maria: Player) -> None:
    ask(maria, "About Ana?")
    ana, about_ana = maria.family().children[0].id, questions(maria)[0].id
    maria.says("/child")
    maria.taps("Add a child")
    maria.says("Ben")
    ask(maria, "About Ben?")
    maria.taps_data(encode(ShowList(ana)))
    assert "Questions for Ana's team" in maria.news
    assert "About Ben?" not in maria.news
    maria.taps_data(encode(PickTeam(about_ana, "principal")))
    assert "About Ana?" in maria.news
    assert [[each.team for each in child.questions] for child in maria.family().children] == [["principal"], [""]]
    maria.says("/questions")
    assert "Questions for Ben's team" in maria.news


def test_a_tag_belongs_to_the_question_of_the_conversation(maria: Player) -> None:
    maria.says("/tips")
    maria.taps("Bring your questions")
    maria.taps("Write one now")
    maria.says("In the talk?")
    ask(maria, "In between?")
    maria.taps("Go on where I stopped")
    maria.taps("The principal")
    assert [(each.text, each.team) for each in questions(maria)] == [("In the talk?", "principal"), ("In between?", "")]
