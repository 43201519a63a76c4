"""Anonymous questions to the coaches on duty: asked, taken, answered, asked once more, and met only if both agree."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import msgspec
import pytest
from group_town import LEA, MARIA, ROOM, RUTH, SAM, coach_of, everything, in_group
from player import Player, Town, house_of, settled

from bot.core import audit
from bot.core.coach_questions import ANSWER_LIMIT, QUESTION_LIMIT, ROUNDS, CoachQuestion, has_door
from bot.core.coaching.ask_coach import A_DAY
from bot.core.events import Blocked, Origin
from bot.core.house_duty import BEFORE_END, WITHIN
from bot.core.house_questions import MOST
from bot.core.house_questions_due import KEPT, LONG
from bot.core.records import AuditEntry, encode
from bot.core.text import plain

pytest_plugins = ["group_fixtures"]

ASK = "How do I tell her about the test?"
ANSWER = "We drew a picture of the day."
HOUR = timedelta(hours=1)


@pytest.fixture
def maria(town: Town, ruth: Player) -> Player:
    """A parent; Ruth is on duty."""
    ruth.says("/duty on")
    return settled(town, MARIA)


@pytest.fixture
def lea(town: Town, maria: Player) -> Player:
    """Another coach on duty."""
    lea = coach_of(town, LEA, "Lea")
    lea.says("/duty on")
    return lea


def asks(parent: Player, text: str = ASK) -> None:
    parent.says(f"/askcoach {text}")
    parent.taps("Send it")


def answers(coach: Player, text: str = ANSWER) -> None:
    coach.taps("Write my answer" if "Write my answer" in coach.labels() else "I'll answer")
    coach.says(text)
    coach.taps("Send it")


def answered(parent: Player, coach: Player) -> None:
    asks(parent)
    answers(coach)


def last(player: Player) -> str:
    return plain(player.shown[-1].text)


def newest(player: Player) -> str:
    """The message that came or changed last."""
    return plain(max(player.shown, key=lambda each: each.at).text)


def question(town: Town) -> CoachQuestion:
    [only] = house_of(town).questions
    return only


def audited(town: Town) -> list[AuditEntry]:
    return list(house_of(town).audit)


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


# ---- coaches --------------------------------------------------------------------------------------------------------


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
    assert "Please answer in Español." in last(ruth)
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


def shown_to(player: Player) -> str:
    """All that a chat shows, buttons and their data with it."""
    return repr(player.shown)


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
