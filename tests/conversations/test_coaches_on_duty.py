"""Coaches on duty get parents' questions: who is asked, when, one after the other, and until when they may answer."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec
from asking_coaches import ANSWER, ASK, HOUR, answered, answers, asks, last, newest, question
from group_town import LEA, RUTH, SAM, coach_of, everything
from player import Player, Town, house_of, settled

from bot.core.coach_questions import ANSWER_LIMIT, CoachQuestion
from bot.core.events import Blocked, Origin, SendUncertain
from bot.core.house_duty import BEFORE_END, WITHIN
from bot.core.records import encode
from bot.core.text import plain

pytest_plugins = ["ask_coach_fixtures"]


def test_first_come_first_served(town: Town, ruth: Player, maria: Player, lea: Player) -> None:
    asks(maria)
    _, late = lea.find_button("I'll answer")
    ruth.taps("I'll answer")
    assert "It is yours until 2:00 PM." in ruth.news
    assert "Write your answer in a few lines" in ruth.news
    assert newest(lea) == "Somebody else answers this one. Thank you for being there."
    assert "A coach is writing an answer" in newest(maria)
    lea.taps_data(late.data)
    assert town.toasts[-1] == "Somebody else answers this one."
    assert question(town).taker == RUTH


def test_an_answer_is_looked_at_before_it_goes(town: Town, ruth: Player, maria: Player) -> None:
    asks(maria)
    ruth.taps("I'll answer")
    ruth.says("Go to www.help.example")
    assert "cannot go along" in ruth.news
    ruth.says("x" * (ANSWER_LIMIT + 1))
    assert f"up to {ANSWER_LIMIT} letters" in ruth.news
    ruth.says("Something else")
    ruth.taps("Change it")
    ruth.says("We <drew> a picture")
    shown = ruth.shown[-1].text
    ruth.taps("Send it")
    assert "Sent. Thank you" in ruth.news
    assert maria.shown[-1].text.startswith(shown), "exactly what the coach saw"
    assert "not legal advice" in last(maria)


def test_not_me_leaves_it_to_the_others(town: Town, ruth: Player, maria: Player, lea: Player) -> None:
    asks(maria)
    ruth.taps("Not me")
    assert "stays with the other coaches" in ruth.news
    answers(lea)
    assert ANSWER in last(maria)


def test_given_back_it_goes_to_the_others(town: Town, ruth: Player, maria: Player) -> None:
    asks(maria)
    ruth.taps("I'll answer")
    ruth.says("Hm")
    ruth.taps("Give it back")
    assert "with the other coaches now" in ruth.news
    assert ruth.family().carers[0].answering is None
    assert "No coach is free just now" in newest(maria)
    lea = coach_of(town, LEA, "Lea")
    lea.says("/duty on")
    answers(lea)
    assert ANSWER in last(maria)


def test_the_time_is_limited_and_the_coach_is_reminded(town: Town, ruth: Player, maria: Player) -> None:
    asks(maria)
    ruth.taps("I'll answer")
    lea = coach_of(town, LEA, "Lea")
    lea.says("/duty on")
    before = len(lea.shown)
    ruth.waits(WITHIN - BEFORE_END)
    assert "A parent waits for your words." in ruth.news
    _, write = ruth.find_button("Write my answer")
    ruth.waits(BEFORE_END)
    assert "is with the other coaches now" in ruth.news
    assert "A parent asks" in plain(lea.shown[before].text)
    ruth.taps_data(write.data)
    assert "not with you any more" in town.toasts[-1]
    ruth.says("Here it is")
    assert ANSWER not in everything(town)
    answers(lea)
    assert ANSWER in last(maria)


def test_quiet_hours_of_the_coach_are_not_crossed(town: Town, ruth: Player, maria: Player) -> None:
    maria.waits(timedelta(hours=12))  # ten in the evening
    before = len(ruth.shown)
    asks(maria)
    assert "Our coaches rest just now." in maria.news
    assert len(ruth.shown) == before
    maria.waits(timedelta(hours=9, minutes=30))
    assert "A parent asks" in plain(ruth.shown[before].text)


def test_an_answer_is_never_due_in_quiet_hours(town: Town, ruth: Player, maria: Player) -> None:
    maria.waits(timedelta(hours=10, minutes=30))  # half past eight in the evening
    asks(maria)
    ruth.taps("I'll answer")
    assert "It is yours until Wednesday, 8:30 AM." in ruth.news
    ruth.waits(timedelta(hours=10))
    assert ruth.news == ""
    ruth.waits(HOUR)
    assert "A parent waits for your words." in ruth.news


def test_a_coach_gets_only_so_many_a_day(town: Town, ruth: Player, maria: Player) -> None:
    ruth.says("/settings")
    ruth.taps("How many reminders")
    ruth.taps("1 a day")
    asks(maria)
    ruth.taps("Not me")
    sam = settled(town, SAM)
    before = len(ruth.shown)
    asks(sam)
    assert len(ruth.shown) == before
    sam.waits(timedelta(hours=24))
    assert "A parent asks" in plain(ruth.shown[before].text)


def test_a_pause_holds_questions_too(town: Town, ruth: Player, maria: Player) -> None:
    ruth.says("/pause")
    ruth.taps("For 3 days")
    before = len(ruth.shown)
    asks(maria)
    assert len(ruth.shown) == before
    ruth.says("/resume")
    assert "A parent asks" in last(ruth)


def test_off_duty_nothing_comes_and_cards_are_laid_aside(town: Town, ruth: Player, maria: Player) -> None:
    asks(maria)
    _, take = ruth.find_button("I'll answer")
    ruth.says("/duty")
    ruth.taps("Go off duty")
    assert any("You are off duty now" in plain(each.text) for each in ruth.shown)
    ruth.taps_data(take.data)
    assert question(town).taker == 0
    ruth.says("/duty nonsense")
    assert "You are off duty." in ruth.news


def test_who_blocks_the_bot_is_not_asked(town: Town, ruth: Player, maria: Player) -> None:
    town.happen(Blocked(origin=Origin(person=RUTH, chat=RUTH, nonce="b", update=90_001)))
    before = len(ruth.shown)
    asks(maria)
    assert len(ruth.shown) == before
    ruth.says("/start")
    assert any("A parent asks" in plain(each.text) for each in ruth.shown[before:])


def test_one_question_of_a_coach_after_the_other(town: Town, ruth: Player, maria: Player) -> None:
    sam = settled(town, SAM)
    asks(maria)
    asks(sam, "And mine?")
    ruth.taps("I'll answer")
    assert "And mine?" in ruth.news
    ruth.taps("I'll answer")
    assert "One after the other" in town.toasts[-1]
    ruth.says(ANSWER)
    ruth.taps("Send it")
    ruth.taps("I'll answer")
    assert ASK in ruth.news


def test_who_shares_the_language_is_asked_first(town: Town, ruth: Player, maria: Player) -> None:
    luz = settled(town, SAM, language="es")
    luz.says("/askcoach ¿Cómo se lo digo?")
    luz.taps("Mandarla")
    assert "Please answer in Spanish." in last(ruth)
    nora = coach_of(town, LEA, "Nora")
    nora.says("/settings")
    nora.taps("Language")
    nora.taps("Español")
    luz.taps("Retirarla")
    nora.says("/duty on")
    before = len(ruth.shown)
    luz.says("/askcoach ¿Cómo se lo digo?")
    luz.taps("Mandarla")
    assert "Una familia pregunta" in last(nora)
    assert len(ruth.shown) == before


def test_a_card_that_was_lost_is_shown_once_more(town: Town, ruth: Player, maria: Player, lea: Player) -> None:
    asks(maria)
    cards = question(town).cards
    before = len(ruth.shown)
    for nonce in ("lost", "again"):
        town.records["house"] = encode(msgspec.structs.replace(house_of(town), questions=(_unseen(town, RUTH),)))
        town._happen("house", SendUncertain(chat=RUTH, nonce=nonce, about=question(town).id))
        assert len(ruth.shown) == before + 1, "not a third time"
    assert last(ruth).startswith("A parent asks")
    assert {each.person for each in question(town).cards} == {each.person for each in cards}
    ruth.taps("I'll answer")
    town._happen("house", SendUncertain(chat=LEA, nonce="late", about=question(town).id))
    assert newest(lea) == "Somebody else answers this one. Thank you for being there."


def _unseen(town: Town, person: int) -> CoachQuestion:
    """The question, with the number of this coach's card not known."""
    asked = question(town)
    cards = (msgspec.structs.replace(each, message=0) if each.person == person else each for each in asked.cards)
    return msgspec.structs.replace(asked, cards=tuple(cards))


def test_nobody_is_asked_their_own_question(town: Town, ruth: Player, maria: Player) -> None:
    before = len(ruth.shown)
    asks(ruth)
    assert not any("A parent asks" in plain(each.text) for each in ruth.shown[before:])
    assert "No coach is free just now." in newest(ruth)


def test_not_even_of_the_own_family(town: Town, ruth: Player, maria: Player) -> None:
    ruth.says("/share")
    ruth.says("Mom")
    ruth.taps("Invite someone")
    ruth.taps("Only look")
    found = re.search(r"\?start=(join_[0-9a-f]{32})$", ruth.news)
    assert found, ruth.news
    sam = Player(town, SAM)
    sam.opens(found[1])
    sam.taps("Yes, I take part")
    sam.says("Sam")
    sam.says("New York")
    sam.taps_last(sam.labels()[0])
    assert len(ruth.family().carers) == 2
    before = len(ruth.shown)
    asks(sam)
    assert not any("A parent asks" in plain(each.text) for each in ruth.shown[before:])


def test_a_revoked_coach_loses_the_question(town: Town, omar: Player, ruth: Player, maria: Player, lea: Player) -> None:
    asks(maria)
    ruth.taps("I'll answer")
    ruth.says(ANSWER)
    _, send = ruth.find_button("Send it")
    before = len(lea.shown)
    omar.says("/admin")
    omar.taps("Revoke: Ruth")
    omar.taps("Yes, revoke")
    assert "A parent asks" in plain(lea.shown[before].text)
    ruth.taps_data(send.data)
    assert ANSWER not in everything(town)
    assert str(RUTH) not in everything(town, but=RUTH)
    answers(lea, "Another answer")
    assert "Another answer" in last(maria)


def test_a_coach_who_leaves_is_forgotten(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.taps("Let's meet")
    maria.taps("Yes, ask the coach")
    ruth.says("/delete")
    ruth.taps("Yes, delete everything")
    assert str(RUTH) not in everything(town)
    assert "It does not work out to meet." in last(maria)
    maria.taps("Ask once more")
    maria.says("And then?")
    maria.taps("Send it")
    assert "No coach is free just now." in maria.news


def test_only_coaches_go_on_duty(town: Town, maria: Player) -> None:
    maria.says("/duty on")
    assert "answered by approved coaches" in maria.news
    assert not maria.family().carers[0].on_duty
