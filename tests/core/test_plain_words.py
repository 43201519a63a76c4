"""When two words are taken for the same one."""

from __future__ import annotations

import unicodedata

import pytest

from bot.core.plain_words import mistyped, same_word, words_of


def test_bare_words() -> None:
    assert words_of("¿Mañana, don't you?  e\u0301l №2 🚪") == ("manana", "dont", "you", "el", "no2")
    assert words_of("🚪 …") == ()
    assert words_of("rock 'n' roll, 5'2, l’`école, 'tis") == ("rock", "n", "roll", "5", "2", "l", "ecole", "tis")


def test_letters_and_numbers_of_all_scripts_make_words() -> None:
    marks = [mark for mark in map(chr, range(0x20000)) if unicodedata.normalize("NFKD", mark).casefold() == mark]
    assert [m for m in marks if bool(words_of(m)) != (unicodedata.category(m)[0] in "LN")] == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [("forms", "form"), ("homwork", "homework"), ("cals", "calls"), ("qestion", "question"),
     ("celebrate", "celebration"),
     ("llamadas", "llamar"), ("fighting", "fight"), ("reuniones", "reunion"), ("goverment", "government")],
)  # fmt: skip
def test_the_same_word(written: str, meant: str) -> None:
    assert same_word(written, meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("from", "form"), ("than", "thank"), ("night", "right"), ("hit", "his"), ("homework", "home"),
     ("state", "statement"), ("interest", "interpreter")],
)  # fmt: skip
def test_another_word(written: str, meant: str) -> None:
    assert not same_word(written, meant)


def test_a_form_is_no_slip_of_the_finger() -> None:
    assert not mistyped("fighting", "fight")
