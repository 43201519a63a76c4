"""`/askcoach`: a parent asks the coaches on duty, and nobody learns who is who unless both want to.

What the parent sees is in `ask_coach_pages.py` and `ask_coach_answer.py`. The house decides who is asked; here is only
the parent's own copy.
"""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

import msgspec

from bot.core.capability import Capability, mark
from bot.core.coach_questions import QUESTION_LIMIT, AskedCoach, QuestionDraft, Word, has_door
from bot.core.coaching import ask_coach_answer as answer
from bot.core.coaching import ask_coach_pages as pages
from bot.core.coaching.ask_coach_buttons import DropQuestion, Reply, SendQuestion, WriteQuestion
from bot.core.inner_events import (
    AnswerGiven,
    AskerLeft,
    AskerSaid,
    MeetingAnswered,
    QuestionAsked,
    QuestionEnded,
    QuestionStands,
)
from bot.core.records import HOUSE
from bot.core.reminders import in_quiet_hours
from bot.core.text import units
from bot.core.turn import Turn

A_DAY = 2  # new questions of one person
DAY = timedelta(hours=24)


def leave(turn: Turn) -> None:
    """The person deletes everything: the house must not know what they asked either."""
    if turn.carer.asked:
        turn.forward(HOUSE, AskerLeft(person=turn.carer.person, nonce=turn.new_id()))


Told = QuestionStands | AnswerGiven | QuestionEnded | MeetingAnswered


def receive(turn: Turn, event: Told) -> None:
    """The house has something for the parent. In quiet hours it makes no sound."""
    asked = _find(turn, event.question)
    if asked is None:
        return
    turn.silent = in_quiet_hours(turn.carer, turn.local_now.time())
    match event:
        case QuestionStands():
            first = not asked.stand
            asked = _put(turn, msgspec.structs.replace(asked, stand=event.stand))
            if event.nudge:
                pages.say_it_takes_long(turn, asked)
            else:
                pages.show_stand(turn, asked, first=first)
        case AnswerGiven():
            asked = msgspec.structs.replace(asked, words=(*asked.words, event.text), stand="answered")
            asked = _put(turn, asked)
            pages.show_stand(turn, asked)
            answer.show_answer(turn, asked)
        case QuestionEnded():
            _forget(turn, asked)
            if event.why == "full":
                turn.change_carer(asked_at=turn.carer.asked_at[:-1])
            answer.say_ended(turn, asked, event.why)
        case MeetingAnswered():
            if event.coach:
                _forget(turn, asked)
            answer.say_met(turn, asked, event.coach)
        case _:
            assert_never(event)


# ---- asking ---------------------------------------------------------------------------------------------------------


def _command(turn: Turn, argument: str) -> None:
    unanswered = _unanswered(turn)
    if unanswered is not None:
        pages.show_again(turn, unanswered)
    elif argument.strip():
        _written(turn, WriteQuestion(""), argument)
    elif (answered := _answered(turn)) is not None:
        answer.show_answer(turn, answered, again=True)
    else:
        _ask_for_words(turn, "")


def _write(turn: Turn, tap: WriteQuestion) -> None:
    """A new question, other words for one, or once more the same coach."""
    unanswered = _unanswered(turn)
    if unanswered is not None:
        pages.show_again(turn, unanswered)
    elif not tap.again or _may_ask_again(turn, _find(turn, tap.again)):
        turn.clear_buttons()
        turn.tapped = 0
        _ask_for_words(turn, tap.again)


def _ask_for_words(turn: Turn, again: str) -> None:
    if again or _may_ask_today(turn):
        turn.wait_for(WriteQuestion(again))
        pages.ask_for_words(turn, again=bool(again))


def _may_ask_today(turn: Turn) -> bool:
    today = [at for at in turn.carer.asked_at if turn.now - at < DAY]
    if len(today) >= A_DAY:
        pages.say_enough_for_today(turn)
        return False
    return True


def _may_ask_again(turn: Turn, asked: AskedCoach | None) -> bool:
    """Whether the same coach can be asked once more; says so when not."""
    if asked is not None and asked.stand == "answered" and asked.has_rounds_left:
        return True
    pages.say_over(turn)
    return False


def _written(turn: Turn, wish: WriteQuestion, text: str) -> None:
    words = text.strip()
    if not wish.again and not _may_ask_today(turn):
        turn.stop_waiting()
        return
    turn.wait_for(wish)
    if not words or units(words) > QUESTION_LIMIT:
        turn.say(turn._("Short is best: up to {most} letters, please.", most=QUESTION_LIMIT))
        return
    if has_door(words):
        turn.say(
            turn._(
                "Links, names with @ and numbers to call cannot go along, so that nobody learns who you are. Please "
                "write it without."
            )
        )
        return
    turn.stop_waiting()
    draft = QuestionDraft(id=turn.new_id(), text=words, again=wish.again)
    turn.change_carer(asking=draft)
    pages.preview(turn, draft)


def _send(turn: Turn, tap: SendQuestion) -> None:
    draft = turn.carer.asking
    if draft is None or draft.id != tap.draft:
        pages.say_over(turn)
        return
    if _unanswered(turn) is not None or not (draft.again or _may_ask_today(turn)):
        turn.toast = turn.label("One question at a time, please.")
        return
    turn.change_carer(asking=None)
    if draft.again:
        _send_again(turn, draft)
        return
    for before in turn.carer.asked:
        if before.stand == "answered":  # whoever asks something new is done with it
            _say_to_house(turn, before, "settled")
            _forget(turn, before)
    asked = AskedCoach(id=turn.new_id(), words=(draft.text,), on=turn.today, message=turn.tapped)
    recent = tuple(at for at in turn.carer.asked_at if turn.now - at < DAY)
    turn.change_carer(asked=(*turn.carer.asked, asked), asked_at=(*recent, turn.now))
    family = tuple(each.person for each in turn.family.carers) if turn.family else ()
    turn.forward(
        HOUSE,
        QuestionAsked(
            person=turn.carer.person, nonce=turn.new_id(), question=asked.id, text=draft.text,
            language=turn.language, family=family,
        ),
    )  # fmt: skip


def _send_again(turn: Turn, draft: QuestionDraft) -> None:
    asked = _find(turn, draft.again)
    if _may_ask_again(turn, asked) and asked is not None:
        words = (*asked.words, draft.text)
        asked = _put(turn, msgspec.structs.replace(asked, words=words, stand="", message=turn.tapped))
        _say_to_house(turn, asked, "again", draft.text)


def _drop(turn: Turn, tap: DropQuestion) -> None:
    draft = turn.carer.asking
    if draft is None or draft.id != tap.draft:
        pages.say_over(turn)
        return
    turn.change_carer(asking=None)
    pages.say_not_sent(turn)


# ---- what came of it ------------------------------------------------------------------------------------------------


def _reply(turn: Turn, tap: Reply) -> None:
    asked = _find(turn, tap.question)
    if asked is None and tap.what in ("report", "report_yes"):
        answer.say_too_late_to_report(turn)
        return
    if asked is None or asked.stand == "reported":
        pages.say_over(turn)
        return
    if tap.what == "back":
        _take_back(turn, asked)
        return
    if not asked.answered:
        turn.toast = turn.label("There is no answer yet.")
        return
    match tap.what:
        case "thanks":
            _say_to_house(turn, asked, "thanked")
            _forget(turn, asked)
            answer.say_thanked(turn)
        case "meet":
            answer.ask_whether_to_meet(turn, asked)
        case "meet_yes":
            if asked.meet:
                turn.toast = turn.label("The coach has been asked already.")
                return
            asked = _put(turn, msgspec.structs.replace(asked, meet=True))
            answer.say_asked_to_meet(turn, asked)  # first, because the coach may be gone
            _say_to_house(turn, asked, "meet")
        case "report":
            answer.ask_whether_to_report(turn, asked)
        case "report_yes":
            _put(turn, msgspec.structs.replace(asked, stand="reported"))
            _say_to_house(turn, asked, "reported")
            answer.say_reported(turn)
        case "stay":
            answer.offer_answer(turn, asked)
        case _:
            assert_never(tap.what)


def _take_back(turn: Turn, asked: AskedCoach) -> None:
    if asked.answered:
        turn.toast = turn.label("There is an answer already.")
        return
    _say_to_house(turn, asked, "withdrawn")
    _forget(turn, asked)
    pages.say_taken_back(turn)


def _say_to_house(turn: Turn, asked: AskedCoach, what: Word, text: str = "") -> None:
    said = AskerSaid(person=turn.carer.person, nonce=turn.new_id(), question=asked.id, what=what, text=text)
    turn.forward(HOUSE, said)


# ---- the parent's own copies ----------------------------------------------------------------------------------------


def _find(turn: Turn, question: str) -> AskedCoach | None:
    return next((each for each in turn.carer.asked if each.id == question), None)


def _unanswered(turn: Turn) -> AskedCoach | None:
    return next((each for each in turn.carer.asked if not each.answered), None)


def _answered(turn: Turn) -> AskedCoach | None:
    return next((each for each in turn.carer.asked if each.stand == "answered"), None)


def _put(turn: Turn, asked: AskedCoach) -> AskedCoach:
    turn.change_carer(asked=tuple(asked if each.id == asked.id else each for each in turn.carer.asked))
    return asked


def _forget(turn: Turn, asked: AskedCoach) -> None:
    turn.change_carer(asked=tuple(each for each in turn.carer.asked if each.id != asked.id))


ASK_COACH = Capability(
    name="ask_coach",
    commands={"askcoach": _command},
    taps={WriteQuestion: _write, SendQuestion: _send, DropQuestion: _drop, Reply: _reply},
    texts={WriteQuestion: _written},
    menu={"askcoach": mark("Ask a parent coach, without your name")},
)
