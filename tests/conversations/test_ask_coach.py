"""An anonymous question to the coaches on duty: seen before it goes, taken back, and waiting while nobody is there."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from asking_coaches import ANSWER, ASK, answered, answers, asks, last, newest
from group_town import MARIA, ROOM, SAM, everything, in_group
from player import Player, Town, house_of, settled

from bot.core.coach_questions import QUESTION_LIMIT, has_door
from bot.core.coaching.ask_coach import A_DAY
from bot.core.house_questions import MOST
from bot.core.house_questions_due import KEPT, LONG
from bot.core.records import encode
from bot.core.text import plain

pytest_plugins = ["ask_coach_fixtures"]


# ---- asking ---------------------------------------------------------------------------------------------------------


def test_a_parent_sees_what_coaches_will_see_and_says_yes(town: Town, ruth: Player, maria: Player) -> None:
    before = len(ruth.shown)
    maria.says("/askcoach")
    assert "What would you like to ask one of them?" in maria.news
    maria.says(ASK)
    assert f"This is all that a coach will see:\n\n{ASK}" in maria.news
    assert "It is best without names" in maria.news
    assert len(ruth.shown) == before
    maria.taps("Send it")
    assert "It is on its way." in maria.news
    assert f"A parent asks\n{ASK}" in last(ruth)


def test_the_words_can_be_changed_or_dropped(town: Town, ruth: Player, maria: Player) -> None:
    maria.says(f"/askcoach {ASK}")
    _, old = maria.find_button("Send it")
    maria.taps("Change it")
    maria.says("Something <else> & more")
    assert "Something <else> & more" in maria.news
    maria.taps_data(old.data)
    assert "That one is done." in town.toasts[-1]
    maria.taps("Do not send")
    assert "nothing was sent" in maria.news
    assert house_of(town).questions == ()
    assert ASK not in everything(town)


def test_a_name_that_is_known_is_named(maria: Player) -> None:
    maria.says("/askcoach What did you tell ANA's teacher?")
    assert "The name Ana is in it." in maria.news


@pytest.mark.parametrize("text", ["Write to @maria", "https://x.org", "see help.org", "call me: +1 (555) 010-9988"])
def test_what_leads_to_a_person_cannot_go_along(maria: Player, text: str) -> None:
    maria.says(f"/askcoach {text}")
    assert "cannot go along" in maria.news
    maria.says(ASK)
    assert ASK in maria.news
    assert "Send it" in maria.labels()


@pytest.mark.parametrize(
    "text", ["She cries.He does not.", "on 2026-11-24 at 9:30", "5 years, 3 schools", "call 988", "e.g. reading"]
)
def test_what_is_no_link(text: str) -> None:
    assert not has_door(text)


def test_short_is_best(maria: Player) -> None:
    maria.says("/askcoach " + "x" * (QUESTION_LIMIT + 1))
    assert f"up to {QUESTION_LIMIT} letters" in maria.news
    maria.says("x" * QUESTION_LIMIT)
    assert "This is all that a coach will see" in maria.news


def test_one_open_question_at_a_time(town: Town, ruth: Player, maria: Player) -> None:
    asks(maria)
    maria.says("/askcoach Another one")
    assert ASK in maria.news
    assert "Another one" not in maria.news
    assert maria.labels() == ["Take it back"]


def test_a_small_limit_a_day(town: Town, ruth: Player, maria: Player) -> None:
    for _ in range(A_DAY):
        asks(maria)
        maria.taps("Take it back")
    maria.says("/askcoach")
    assert "enough for one day" in maria.news
    maria.waits(timedelta(hours=24))
    maria.says("/askcoach")
    assert "What would you like to ask" in maria.news


def test_words_of_danger_meet_the_numbers_first(town: Town, ruth: Player, maria: Player) -> None:
    before = len(ruth.shown)
    maria.says("/askcoach")
    maria.says("He says he wants to die")
    assert "988" in maria.news
    assert "Send it" not in maria.labels()
    assert "wants to die" not in everything(town)
    maria.taps("That was not meant that way")
    assert "please call one of the numbers above first" in maria.news
    assert len(ruth.shown) == before, "only the parent sends it on"
    maria.taps("Send it")
    assert "wants to die" in last(ruth)


def test_it_can_be_taken_back_until_it_is_answered(town: Town, ruth: Player, maria: Player, lea: Player) -> None:
    asks(maria)
    ruth.taps("I'll answer")
    _, back = maria.find_button("Take it back")
    maria.taps("Take it back")
    assert "I have taken it back." in maria.news
    assert "does not need an answer any more" in last(ruth)
    ruth.says("Too late?")
    assert "Save it as a question" in ruth.labels(), "nobody waits for an answer"
    assert ASK not in everything(town)
    asks(maria, "Another one")
    answers(lea)
    maria.taps_data(back.data)
    assert "That one is done." in town.toasts[-1]


def test_in_a_group_it_leads_to_the_private_chat(town: Town, maria: Player) -> None:
    [answer] = in_group(maria, ROOM, f"/askcoach {ASK}")
    assert "between you and me" in answer.text
    assert answer.rows[0][0].url
    assert ASK not in everything(town)


# ---- nobody there ---------------------------------------------------------------------------------------------------


def test_without_a_coach_on_duty_it_waits(town: Town, ruth: Player) -> None:
    maria = settled(town, MARIA)
    asks(maria)
    assert "No coach is free just now." in maria.news
    assert "Find help near you" in maria.labels()
    before = len(ruth.shown)
    ruth.says("/duty on")
    assert [plain(each.text)[:13] for each in ruth.shown[before + 1 :]] == ["A parent asks"]
    assert "It is on its way." in newest(maria)


def test_the_parent_hears_that_it_takes_long_and_once(town: Town, ruth: Player, maria: Player) -> None:
    asks(maria)
    ruth.taps("Not me")
    assert "No coach is free just now." in newest(maria)
    maria.waits(LONG)
    assert "No coach has found the time" in maria.news
    count = len(maria.shown)
    maria.waits(LONG)
    assert len(maria.shown) == count


def test_it_is_not_kept_for_ever(town: Town, ruth: Player, maria: Player) -> None:
    asks(maria)
    maria.waits(KEPT)
    assert "found no answer, and I do not keep it any longer" in last(maria)
    assert newest(ruth) == "This question is over. Thank you for being there."
    assert ASK not in everything(town)
    assert house_of(town).due is None


def test_an_answer_is_not_kept_for_ever_either(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    count = len(maria.shown)
    maria.waits(KEPT)
    assert ASK not in everything(town)
    assert ANSWER not in everything(town)
    assert len(maria.shown) == count
    maria.taps("Ask once more")
    assert "That one is done." in town.toasts[-1]


def test_the_house_is_bounded(town: Town, ruth: Player, maria: Player) -> None:
    asks(maria)
    house = house_of(town)
    others = tuple(msgspec.structs.replace(house.questions[0], id=f"q{n}", person=50_000 + n) for n in range(MOST - 1))
    house = msgspec.structs.replace(house, questions=(*house.questions, *others))
    town.records[house.id] = encode(house)
    sam = settled(town, SAM)
    asks(sam)
    assert "Very many questions wait just now" in sam.news
    assert sam.family().carers[0].asked == ()
    answers(ruth)
    asks(sam)
    assert "It is on its way" in sam.news or "No coach is free" in sam.news
    assert len(house_of(town).questions) == MOST
    assert maria.family().carers[0].asked == (), "the answered one made room"
