"""People who write what stands on a button, instead of tapping it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from player import Player, Town, settled


@pytest.mark.parametrize(("language", "skip", "back"), [("en", "skip", "Back."), ("es", "saltar", "atras")])
def test_skip_and_back_are_ways_and_no_answers(language: str, skip: str, back: str) -> None:
    maria = settled(Town(), language=language)
    maria.says("/start hopes")
    maria.taps("Empezar" if language == "es" else "Start")
    first = maria.news
    maria.says(skip)
    assert maria.news != first
    maria.says(back)
    assert maria.news == first
    assert maria.family().children[0].notes == {}


def test_back_at_the_start_is_an_answer_like_any_other() -> None:
    maria = settled(Town())
    maria.says("/start questions")
    maria.says("back")
    assert "not sure what you mean" in maria.news or "What would you like to do" in maria.news


def test_done_closes_what_was_ticked() -> None:
    maria = settled(Town())
    maria.says("/start strengths")
    maria.taps("Start")
    maria.says("sings all day")
    maria.says("Done")
    assert "When did you see that?" in maria.news
    assert maria.family().children[0].notes["strengths.are"].words == ("sings all day",)


def test_a_written_yes_is_answered_and_keeps_nothing() -> None:
    town = Town()
    for person, language, text, reply in ((5, "en", "Ok, yes!", "Gladly!"), (6, "es", "si", "¡Con gusto!")):
        stranger = Player(town, person, language)
        stranger.says("/start")
        stranger.says(text)
        assert reply in stranger.news
        assert len(stranger.newest_rows()) == 2, "consent is a tap, with what is kept one tap away"
    stranger.says("sí, pero ¿qué es esto?")
    assert "Soy SameSide" in stranger.news


@pytest.mark.parametrize(
    ("language", "text", "command"),
    [
        ("en", "how do I delete everything", "/delete"),
        ("en", "change the time zone", "/settings"),
        ("en", "please stop", "/pause"),
        ("es", "quiero borrar mis cosas", "/delete"),
    ],
)
def test_a_wish_about_the_bot_itself_finds_its_command(language: str, text: str, command: str) -> None:
    maria = settled(Town(), language=language)
    maria.says(text)
    assert maria.news.endswith(command)
    assert len(maria.labels()) == 2, "it can still become a question"


def test_what_is_done_is_nothing_to_go_on_with() -> None:
    maria = settled(Town())
    maria.says("/start forms")
    maria.taps("Add a form")
    maria.says("Field trip")
    maria.says("/tips")
    assert any(label.startswith("Go on: ") for label in maria.labels())
    maria.taps("Go on: Forms to return")
    maria.picks(maria.town.now.date() + timedelta(weeks=2))
    maria.taps("Skip")
    assert "One paper at a time" in maria.news
    maria.says("/tips")
    assert not any(label.startswith("Go on: ") for label in maria.labels())
    maria.says("qwertz")
    assert "Go on where I stopped" not in maria.labels()
