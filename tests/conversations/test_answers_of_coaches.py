"""A coach has answered: thanks, asking once more, meeting only if both agree, reporting; and what is kept of it all."""

from __future__ import annotations

import json
from datetime import timedelta

import msgspec
import pytest
from asking_coaches import ANSWER, ASK, answered, answers, asks, audited, last, newest, question, shown_to
from group_town import LEA, MARIA, RUTH, SAM, everything
from player import Player, Town, house_of, settled

from bot.core import audit
from bot.core.coach_questions import ROUNDS
from bot.core.events import SendUncertain
from bot.core.records import encode
from bot.core.text import plain

pytest_plugins = ["ask_coach_fixtures"]


# ---- the answer -----------------------------------------------------------------------------------------------------


def test_thanks_reach_the_coach_and_all_is_forgotten(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    assert "There is an answer." in plain(maria.shown[-2].text)
    maria.taps("Thank you, that helps")
    assert "I keep nothing more of it." in maria.news
    assert ANSWER in plain(maria.shown[-2].text), "the answer stays in the chat"
    assert "A parent says thank you." in last(ruth)
    assert ASK not in everything(town)
    assert ANSWER not in everything(town)


def test_thanks_wait_for_the_end_of_quiet_hours(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.waits(timedelta(hours=12))
    maria.taps("Thank you, that helps")
    assert "thank you" not in last(ruth)
    maria.waits(timedelta(hours=10))
    assert "A parent says thank you." in last(ruth)


def test_once_more_to_the_same_coach_a_few_times(town: Town, ruth: Player, maria: Player, lea: Player) -> None:
    answered(maria, ruth)
    before = len(lea.shown)
    for number in range(1, ROUNDS):
        maria.taps("Ask once more")
        maria.says(f"And then {number}?")
        maria.taps("Send it")
        assert f"And then {number}?" in last(ruth)
        assert "asks once more" in last(ruth)
        ruth.taps("Write my answer")
        ruth.says(f"Then this {number}")
        ruth.taps("Send it")
        assert f"Then this {number}" in last(maria)
    assert "Ask once more" not in maria.labels()
    assert len(lea.shown) == before


def test_once_more_waits_for_the_coach_to_wake(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.waits(timedelta(hours=12))
    before = len(ruth.shown)
    maria.taps("Ask once more")
    maria.says("And then?")
    maria.taps("Send it")
    assert "Our coaches rest just now." in maria.news
    assert len(ruth.shown) == before
    maria.waits(timedelta(hours=9, minutes=30))
    assert "And then?" in plain(ruth.shown[before].text)
    ruth.taps("Give it back")
    assert "No coach is free just now." in newest(maria)


def test_a_new_question_settles_the_old_one(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.says("/askcoach")
    assert ANSWER in maria.news
    maria.taps("Ask something new")
    maria.says("What about lunch?")
    maria.taps("Send it")
    assert [each.words for each in house_of(town).questions] == [("What about lunch?",)]
    assert ANSWER not in everything(town)


def test_they_meet_when_both_say_yes(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.taps("Let's meet")
    assert "you each get a link to the other's Telegram profile" in maria.news
    assert question(town).meet == ""
    maria.taps("Yes, ask the coach")
    assert "would like to meet you" in last(ruth)
    assert str(RUTH) not in shown_to(maria)
    assert str(MARIA) not in shown_to(ruth)
    ruth.taps("Yes, show us to each other")
    assert f"tg://user?id={MARIA}" in ruth.fresh[-1].text
    assert f"tg://user?id={RUTH}" in maria.shown[-1].text
    assert house_of(town).questions == ()
    assert audited(town)[-1].what == "met"


def test_a_card_that_asks_to_meet_is_shown_once_more_when_it_was_lost(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.taps("Let's meet")
    maria.taps("Yes, ask the coach")
    before = len(ruth.shown)
    _, first = ruth.find_button("Yes, show us to each other")
    for nonce in ("lost", "lost again"):
        town._happen("house", SendUncertain(chat=RUTH, nonce=nonce, about=question(town).id))
        assert len(ruth.shown) == before + 1, "not a third time"
    assert "would like to meet you" in last(ruth)
    ruth.taps("Yes, show us to each other")
    assert f"tg://user?id={RUTH}" in maria.shown[-1].text
    heard = len(maria.shown)
    ruth.taps_data(first.data)
    assert len(maria.shown) == heard, "both cards had arrived; the first tap counts"


def test_in_quiet_hours_a_lost_card_waits_and_the_first_one_counts_all_the_same(
    town: Town, ruth: Player, maria: Player
) -> None:
    answered(maria, ruth)
    maria.taps("Let's meet")
    maria.taps("Yes, ask the coach")
    before = len(ruth.shown)
    maria.waits(timedelta(hours=12))
    town._happen("house", SendUncertain(chat=RUTH, nonce="lost", about=question(town).id))
    assert len(ruth.shown) == before
    ruth.taps("No, stay unknown")
    assert "It does not work out to meet." in last(maria)
    maria.waits(timedelta(hours=12))
    assert len(ruth.shown) == before


def test_after_they_met_a_late_report_is_told_what_can_be_done(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.taps("Let's meet")
    maria.taps("Yes, ask the coach")
    ruth.taps("Yes, show us to each other")
    maria.taps("Report this answer")
    assert "That question is settled" in maria.news
    assert "There you can block and report them." in maria.news
    assert maria.labels() == ["Find help near you", "What else is there?"]
    assert any(ANSWER in plain(each.text) for each in maria.shown), "the answer stays where it is"


def test_a_late_report_in_spanish(town: Town, ruth: Player, maria: Player) -> None:
    luz = settled(town, SAM, language="es")
    luz.says("/askcoach ¿Cómo se lo digo?")
    luz.taps("Mandarla")
    answers(ruth)
    _, report = luz.find_button("Avisar de esta respuesta")
    luz.taps("Gracias, me sirve")
    luz.taps_data(report.data)
    assert "Esa pregunta ya está cerrada" in luz.news


def test_they_do_not_meet_when_the_coach_says_no(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.taps("Let's meet")
    maria.taps("Yes, ask the coach")
    _, yes = ruth.find_button("Yes, show us to each other")
    ruth.taps("No, stay unknown")
    assert "It does not work out to meet." in last(maria)
    ruth.taps_data(yes.data)
    assert "tg://" not in shown_to(maria) + shown_to(ruth)
    maria.says("/askcoach")
    assert "Let's meet" not in maria.labels()


def test_who_has_thanked_does_not_meet_any_more(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    _, thanks = maria.find_button("Thank you, that helps")
    maria.taps("Let's meet")
    maria.taps("Yes, ask the coach")
    maria.taps_data(thanks.data)
    ruth.taps("Yes, show us to each other")
    assert "tg://" not in shown_to(maria) + shown_to(ruth)


def test_they_meet_while_the_next_answer_is_written(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.taps("Let's meet")
    maria.taps("Yes, ask the coach")
    _, yes = ruth.find_button("Yes, show us to each other")
    maria.taps("Ask once more")
    maria.says("And then?")
    maria.taps("Send it")
    ruth.taps("Write my answer")
    ruth.taps_data(yes.data)
    assert f"tg://user?id={RUTH}" in maria.shown[-1].text
    assert ruth.family().carers[0].answering is None
    ruth.says("Too late?")
    assert "Save it as a question" in ruth.labels(), "nobody waits for an answer"


def test_an_answer_can_be_reported(town: Town, omar: Player, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.taps("Report this answer")
    assert audited(town)[-1].what != "reported"
    maria.taps("Yes, report it")
    assert "A parent has reported an answer of Ruth." in last(omar)
    assert ANSWER in last(omar)
    assert str(MARIA) not in shown_to(omar)
    omar.says("/audit")
    assert "a parent reported an answer" in omar.news
    assert ASK not in omar.news
    omar.says("/admin")
    assert ANSWER in omar.news
    omar.taps("Nothing wrong with it")
    assert "have looked at the answer you reported" in last(maria)
    assert ASK not in everything(town)


def test_a_reported_coach_can_be_stopped(town: Town, omar: Player, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.taps("Report this answer")
    maria.taps("Yes, report it")
    maria.taps("Ask another coach")
    maria.says("Again, please")
    maria.taps("Send it")
    omar.taps("End their coaching")
    omar.taps("Yes, revoke")
    assert any("have looked at the answer you reported" in plain(each.text) for each in maria.shown)
    assert ANSWER not in everything(town)
    assert [each.words for each in house_of(town).questions] == [("Again, please",)]


def test_in_the_parents_quiet_hours_the_answer_makes_no_sound(town: Town, ruth: Player, maria: Player) -> None:
    ruth.says("/settings")
    ruth.taps("Quiet hours")
    ruth.taps("No quiet hours")
    asks(maria)
    maria.waits(timedelta(hours=12))
    answers(ruth)
    assert ANSWER in last(maria)
    assert maria.shown[-1].silent


# ---- what is kept ---------------------------------------------------------------------------------------------------


def test_neither_learns_who_the_other_is(town: Town, ruth: Player, maria: Player, lea: Player) -> None:
    answered(maria, ruth)
    maria.taps("Ask once more")
    maria.says("And then?")
    maria.taps("Send it")
    answers(ruth, "That")
    for strange in (str(RUTH), "Ruth", "Kim", str(LEA)):
        assert strange not in shown_to(maria)
        assert strange not in maria.family().__repr__()
    for coach in (ruth, lea):
        for strange in (str(MARIA), "Ana"):
            assert strange not in shown_to(coach)
            assert strange not in repr(coach.family())
    assert house_of(town).questions[0].asked.minute == 0


def test_the_copy_of_everything_holds_the_parents_words(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    maria.says("/export")
    copy = json.loads(maria.shown[-1].file)
    [asked] = copy["carers"][0]["asked"]
    assert asked["words"] == [ASK, ANSWER]
    ruth.says("/export")
    assert ASK not in ruth.shown[-1].file.decode()


@pytest.mark.parametrize("taken", [False, True])
def test_deleting_everything_reaches_the_house(town: Town, ruth: Player, maria: Player, taken: bool) -> None:
    asks(maria)
    if taken:
        ruth.taps("I'll answer")
    maria.says("/delete")
    maria.taps("Yes, delete everything")
    assert ASK not in everything(town)
    assert str(MARIA) not in everything(town)
    assert "This question is over." in newest(ruth)
    assert ruth.family().carers[0].answering is None


def test_the_log_tells_that_and_not_what(town: Town, ruth: Player, maria: Player) -> None:
    answered(maria, ruth)
    entry = audited(town)[-1]
    assert (entry.what, entry.about) == ("answered", question(town).id)
    assert str(MARIA) not in encode(msgspec.structs.replace(house_of(town), questions=())).decode()
    assert audit.is_whole(house_of(town))


def test_the_house_hears_nothing_of_who_is_off_duty(town: Town, ruth: Player, maria: Player) -> None:
    ruth.says("/duty off")
    before = house_of(town)
    for parent in (maria, ruth):
        parent.says("/settings")
        parent.taps("How many reminders")
        parent.taps("5 a day")
    assert house_of(town) == before
