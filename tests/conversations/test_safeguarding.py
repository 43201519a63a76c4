"""Words of danger in any state: the numbers come first, nothing is kept, and the chat goes on where it was."""

from __future__ import annotations

import msgspec
import pytest
from played_town import Shown
from player import Player, Town, settled

from bot.core.buttons import encode
from bot.core.engine import Open
from bot.core.records import Family, person_address
from bot.core.text import plain

DANGER = "He says he wants to die"
PELIGRO = "mi esposo me pega"
MEANT = "That was not meant that way"
READY = "Go on when I am ready"


def bare(player: Player) -> Family:
    """The record without the notes on which updates were seen."""
    return msgspec.structs.replace(player.family(), seen=(), due=None)


def cared_for(player: Player) -> Shown:
    """The answer to words of danger: it is all that came, and it holds the numbers."""
    [answer] = player.fresh
    for number in ("911", "988", "1-800-422-4453"):
        assert number in plain(answer.text)
    return answer


def ask_of_kind(kind: str) -> tuple[str, str]:
    """A conversation and step of ours that asks in this way."""
    for conversation in Town().content.edition("en").conversations.values():
        for step in conversation.steps.values():
            if step.ask is not None and step.ask.kind == kind and not step.branches and not step.do:
                return conversation.name, step.name
    raise AssertionError(f"no step asks for {kind}")


@pytest.mark.parametrize("kind", ["text", "chips", "choice", "days", "grid", "date", "time", "photo"])
@pytest.mark.parametrize("words", [DANGER, PELIGRO, "umbrella"])
def test_in_the_middle_of_any_question(kind: str, words: str) -> None:
    player = settled(Town())
    conversation, step = ask_of_kind(kind)
    player.taps_data(encode(Open(conversation, step)))
    before, asked = bare(player), player.shown[-1].text
    player.says(words)
    cared_for(player)
    assert bare(player) == before
    assert words not in str(player.town.records)
    player.taps(READY)
    assert player.shown[-1].text == asked


def test_before_consent_too() -> None:
    player = Player(Town())
    player.says(PELIGRO)
    answer = cared_for(player)
    assert "me pega" not in answer.text
    assert player.labels() == [READY]
    assert player.town.record_at(person_address(player.person)) is None
    player.taps(READY)
    assert "Is that all right with you?" in player.news
    player.says("/start")
    player.says("umbrella")
    cared_for(player)


def test_while_the_first_minutes_last() -> None:
    player = Player(Town())
    player.says("/start")
    player.taps("Yes, let's start")
    player.says("I want to die")
    cared_for(player)
    assert player.family().children == ()
    player.taps(READY)
    assert "call your child" in player.news
    player.says("Ana")
    player.says("I am not safe at home")
    cared_for(player)
    assert player.family().carers[0].zone == ""
    player.says("New York")
    assert "Which of these is yours?" in player.news


def test_where_nothing_was_asked() -> None:
    player = settled(Town())
    before = bare(player)
    player.says(DANGER)
    cared_for(player)
    assert bare(player) == before
    player.taps(READY)
    assert "Small steps for Ana" in player.news


def test_it_was_not_meant_that_way_and_becomes_the_answer() -> None:
    player = settled(Town())
    player.taps_data(encode(Open("questions", "ask")))
    player.says("What do you do when he says he wants to die?")
    cared_for(player)
    player.taps(MEANT)
    assert "Who could answer it best?" in player.news
    [question] = player.family().children[0].questions
    assert question.text == "What do you do when he says he wants to die?"
    assert [m for m in player.shown if "988" in m.text], "the numbers stay in the chat"


def test_a_second_tap_takes_it_only_once() -> None:
    player = settled(Town())
    player.taps_data(encode(Open("questions", "ask")))
    player.says(DANGER)
    shown, again = player.find_button(MEANT)
    player.taps(MEANT)
    player.taps_data(again.data, shown.id)
    assert "Who could answer it best?" in player.news
    assert len(player.family().children[0].questions) == 1


def test_what_was_asked_before_still_waits() -> None:
    player = settled(Town())
    player.says("/ask")
    before = bare(player)
    player.says(DANGER)
    cared_for(player)
    assert bare(player) == before
    player.taps(READY)
    player.says("Can she sit near the door?")
    assert [q.text for q in player.family().children[0].questions] == ["Can she sit near the door?"]


def test_in_a_command_too() -> None:
    player = settled(Town())
    player.says(f"/ask {DANGER}")
    cared_for(player)
    assert player.family().children[0].questions == ()
    player.taps(MEANT)
    assert [q.text for q in player.family().children[0].questions] == [DANGER]


def test_not_meant_where_nothing_was_asked() -> None:
    player = settled(Town())
    player.says(DANGER)
    player.taps(MEANT)
    assert "Save it as a question" in player.labels()


def test_a_message_that_telegram_does_not_hand_back() -> None:
    player = settled(Town())
    player.taps_data(encode(Open("questions", "ask")))
    player.says(DANGER)
    player.town.wrote.clear()
    player.taps(MEANT)
    assert "I do not have that message any more" in player.news
    assert "What would you like to ask the team?" in player.news


def test_the_safe_word_is_quiet_about_why() -> None:
    player = settled(Town())
    player.says("  Umbrella! ")
    answer = cared_for(player)
    assert "worries" not in answer.text
    player.says("The umbrella is in her bag")
    assert "911" not in player.news


def test_the_safe_word_is_told() -> None:
    player = settled(Town())
    player.says("/privacy")
    assert "umbrella" in player.news


def test_what_may_be_danger_is_asked_about() -> None:
    player = settled(Town())
    player.taps_data(encode(Open("questions", "ask")))
    before, asked = bare(player), player.shown[-1].text
    player.says("They strap him in")
    assert "Is somebody hurt, or not safe?" in player.news
    assert "911" not in player.news
    assert bare(player) == before
    player.taps("Yes, who can help?")
    cared_for(player)
    player.taps(READY)
    assert player.shown[-1].text == asked
    assert bare(player) == before


def test_what_was_no_danger_becomes_the_answer() -> None:
    player = settled(Town())
    player.taps_data(encode(Open("questions", "ask")))
    player.says("They strap him in")
    player.taps("No, please go on")
    assert "Who could answer it best?" in player.news
    [question] = player.family().children[0].questions
    assert question.text == "They strap him in"
    assert "911" not in player.news


def test_before_consent_what_may_be_danger_brings_the_numbers() -> None:
    player = Player(Town())
    player.says("they strap him in")
    assert "If somebody is hurt or not safe" in cared_for(player).text
    assert player.town.record_at(person_address(player.person)) is None


def test_in_spanish() -> None:
    player = settled(Town(), language="es")
    player.says("la maestra le pego a mi hijo")
    assert "oprime el 2" in plain(cared_for(player).text)
    player.says("paraguas")
    cared_for(player)
