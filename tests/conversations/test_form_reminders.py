"""Forms: told in time, returned with one tap, never twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from player import Player, Town, settled

from bot.core.buttons import encode
from bot.core.coaching.forms import SetQuiet, SetReturned, ShowForms, ShowPhoto

TOWN = Town()  # content is read once


@pytest.fixture
def maria() -> Player:
    return settled(Town(content=TOWN.content))


def add(player: Player, name: str, due: date, *, photo: bool = False) -> None:
    player.says("/forms")
    player.taps("Add a form")
    player.says(name)
    player.picks(due)
    if photo:
        player.sends_photo("picture-7")
    else:
        player.taps("Skip")


def test_three_reminders_and_silence_after(maria: Player) -> None:
    add(maria, "Trip <zoo> & lunch", date(2026, 12, 4), photo=True)
    maria.waits(timedelta(days=7, hours=4))
    assert maria.news == ""
    maria.waits(timedelta(hours=3))
    assert "Trip <zoo> & lunch is due at Ana's school on Friday, December 4, 2026." in maria.news
    maria.waits(timedelta(days=2))
    assert "is due at Ana's school tomorrow." in maria.news
    maria.waits(timedelta(days=1))
    assert "is due at Ana's school today." in maria.news
    maria.taps("Show the picture")
    assert "[photo picture-7]" in maria.news
    maria.waits(timedelta(days=30))
    assert maria.news == ""
    maria.says("/forms")
    assert "Trip <zoo> & lunch: was due Fri, Dec 4, and still welcome" in maria.news


def test_done_ends_it_and_undo_brings_it_back(maria: Player) -> None:
    add(maria, "Health form", date(2026, 12, 4))
    maria.waits(timedelta(days=8))
    maria.taps("It is returned")
    assert "Health form is back at school." in maria.news
    assert "Nothing to return right now." in maria.news
    maria.taps("Undo: Health form")
    assert "Health form: due Fri, Dec 4" in maria.news
    maria.waits(timedelta(days=2))
    assert "tomorrow" in maria.news
    maria.taps("It is returned")
    maria.waits(timedelta(days=30))
    assert maria.news == ""


def test_less_often_leaves_the_day_before(maria: Player) -> None:
    add(maria, "Health form", date(2026, 12, 4))
    maria.waits(timedelta(days=8))
    maria.taps("Less often")
    assert "I only speak up the day before Health form is due." in maria.news
    maria.waits(timedelta(days=1, hours=12))
    assert "tomorrow" in maria.news
    maria.waits(timedelta(days=5))
    assert maria.news == ""


def test_what_lay_before_the_form_is_not_told(maria: Player) -> None:
    maria.waits(timedelta(hours=8))
    add(maria, "Bus form", date(2026, 11, 25))
    maria.waits(timedelta(hours=8))
    assert maria.news == "", "the day before was over when it was added"
    maria.waits(timedelta(days=1))
    assert "is due at Ana's school today." in maria.news


def test_a_long_list_has_pages(maria: Player) -> None:
    for n in range(8):
        add(maria, f"Form number {n}", date(2026, 12, 1) + timedelta(days=n))
    maria.says("/forms")
    assert "Form number 5" in maria.news
    assert "Form number 6" not in maria.news
    maria.taps("More ›")
    assert "Form number 6" in maria.news
    maria.taps("Done: Form number 7")
    assert [form.name for form in maria.family().children[0].forms if form.returned] == ["Form number 7"]


def test_a_long_name_is_met_kindly(maria: Player) -> None:
    maria.says("/forms")
    maria.taps("Add a form")
    maria.says("x" * 300)
    assert "A few words are enough" in maria.news


@pytest.mark.parametrize("tap", [SetReturned("gone", True), SetQuiet("gone", True), ShowPhoto("gone")])
def test_buttons_of_forms_that_are_gone_explain_themselves(
    maria: Player, tap: SetReturned | SetQuiet | ShowPhoto
) -> None:
    maria.taps_data(encode(tap))
    assert "That form is not on the list any more." in maria.town.toasts
    assert "Forms for Ana's school" in maria.news


def test_forms_belong_to_their_child(maria: Player) -> None:
    add(maria, "Ana's form", date(2026, 12, 4))
    ana = maria.family().children[0].id
    maria.says("/child")
    maria.taps("Add a child")
    maria.says("Ben")
    maria.says("/forms")
    assert "Ana's form" not in maria.news
    maria.waits(timedelta(days=8))
    assert "Ana's form is due at Ana's school" in maria.news
    maria.taps("It is returned")
    assert maria.family().children[0].forms[0].returned == date(2026, 12, 2)
    maria.taps_data(encode(ShowForms(ana)))
    assert "Forms for Ana's school" in maria.news
