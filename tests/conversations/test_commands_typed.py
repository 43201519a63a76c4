"""Commands that are not in the menu: a practice by its name, another word for it, a slip of the thumb."""

from __future__ import annotations

import pytest
from player import Player, Town, settled

from bot.core.coaching import REGISTRY
from bot.core.coaching.other_commands import target_of
from bot.core.turn import Turn

TOWN = Town()  # content is read once
ENGLISH = TOWN.content.edition("en")


@pytest.fixture
def maria() -> Player:
    return settled(Town(content=TOWN.content))


def talk_of(player: Player) -> str:
    talk = player.family().carers[0].talk
    return talk.conversation if talk else ""


def turn_of(player: Player) -> Turn:
    family = player.family()
    return Turn(TOWN.content, REGISTRY, family, family.carers[0], player.town.now, "nonce")


@pytest.mark.parametrize("name", sorted(set(ENGLISH.conversations) - set(REGISTRY.commands)))
def test_each_practice_opens_by_its_name(maria: Player, name: str) -> None:
    maria.says(f"/{name}")
    assert talk_of(maria) == name


@pytest.mark.parametrize(("language", "word"), [("en", "dreams"), ("es", "suenos"), ("en", "suenos"), ("es", "dreams")])
def test_other_words_for_it_open_it_too_in_either_language(language: str, word: str) -> None:
    parent = settled(Town(content=TOWN.content), language=language)
    parent.says(f"/{word}")
    assert talk_of(parent) == "hopes"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_word_of_the_lists_leads_where_it_says(language: str) -> None:
    parent = settled(Town(content=TOWN.content), language=language)
    words = TOWN.content.edition(language).commands
    for word, target in words.items():
        assert target_of(turn_of(parent), word) == target
    meant = {target.conversation or target.command for target in words.values()}
    practices = {name for name, each in ENGLISH.conversations.items() if each.practice}
    assert practices <= meant


def test_another_word_for_a_command_of_the_menu(maria: Player) -> None:
    maria.says("/stop")
    assert "For how long shall I be quiet?" in maria.news
    luz = settled(Town(content=TOWN.content), language="es")
    luz.says("/ayuda")
    assert "Cómo te puedo ayudar" in luz.news


def test_what_is_made_already_is_shown_first(maria: Player) -> None:
    maria.says("/rules")
    maria.taps("Start")
    maria.says("We walk inside.")
    for _ in ("a second rule", "a third", "how I show it"):
        maria.taps("Skip")
    maria.says("/rules")
    assert maria.labels() == ["Show what I have", "Go through it again", "Back"]


def test_a_slip_of_the_thumb_is_one_tap_from_what_was_meant(maria: Player) -> None:
    maria.says("/hopse")
    assert "Did you mean this?" in maria.news
    assert maria.labels() == ["Our hopes", "What can we do?"]
    maria.taps("Our hopes")
    assert talk_of(maria) == "hopes"


def test_a_command_is_never_run_for_a_slip(maria: Player) -> None:
    maria.says("/deleet")
    assert maria.labels()[0] == "/delete"
    maria.taps("/delete")
    assert "Shall I delete everything?" in maria.news, "and it asks, as always"


def test_the_beginning_of_a_command(maria: Player) -> None:
    maria.says("/quest")
    assert maria.labels()[0] == "/questions"


def test_what_was_written_behind_it_is_not_lost(maria: Player) -> None:
    maria.says("/aks Why is the <bus> so loud?")
    maria.taps_twice("/ask")
    assert [each.text for each in maria.family().children[0].questions] == ["Why is the <bus> so loud?"]


def test_a_word_that_is_no_command_but_means_something(maria: Player) -> None:
    maria.says("/interpreter")
    assert "Did you mean" in maria.news
    assert maria.labels()[0] == "When we can meet"


def test_a_word_that_means_nothing_here(maria: Player) -> None:
    maria.says("/xyzzy")
    assert "I do not know that command." in maria.news
    assert "Did you mean" not in maria.news
    assert maria.labels() == ["What can we do?"]


def test_in_the_middle_of_a_talk_one_can_also_go_on(maria: Player) -> None:
    maria.says("/hopes")
    maria.taps("Start")
    maria.says("/setings")
    assert maria.labels() == ["/settings", "Go on where I stopped", "What can we do?"]
