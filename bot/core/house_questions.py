"""Parents' questions to the coaches on duty: the house's desk between the two, the only place that knows both.

What is due is done at the end of every step of the house, so a clock that strikes late loses nothing. A question is
forgotten when it is settled, when its family goes, and 30 days after it was asked at the latest.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from bot.core import house_cards as cards
from bot.core import house_duty as duty
from bot.core.coach_questions import Card, CoachQuestion, Stand
from bot.core.desk import Desk
from bot.core.events import SendDelivered
from bot.core.inner_events import (
    AnswerSpared,
    AskerLeft,
    AskerSaid,
    DutyChanged,
    MeetingAnswered,
    QuestionAsked,
    QuestionEnded,
    QuestionStands,
)
from bot.core.records import person_address

MOST = 30  # questions in the house at the same time: its record is read for every one of its events
KEPT = timedelta(days=30)
LONG = timedelta(days=2)  # without a coach, after which the parent hears that it takes long


def change_duty(desk: Desk, event: DutyChanged) -> None:
    """A coach may be asked from now on, at other times, or not any more."""
    duty.changed(desk, event)
    if event.duty.on:
        return
    for question in desk.house.questions:
        cards.lay_aside(desk, of(question, event.person), cards.OFF)
        put(desk, msgspec.structs.replace(question, cards=without(question, event.person)))


def find(desk: Desk, question: str) -> CoachQuestion | None:
    """The question with this id."""
    return next((each for each in desk.house.questions if each.id == question), None)


def put(desk: Desk, question: CoachQuestion) -> None:
    """Replace the question with this id."""
    every = tuple(question if each.id == question.id else each for each in desk.house.questions)
    desk.change(questions=every)


def ask(desk: Desk, event: QuestionAsked) -> None:
    """Take a parent's question in. It goes to the coaches at the end of this step."""
    _make_room(desk)
    if len(desk.house.questions) >= MOST:
        end(desk, event.person, event.question, "full")
        return
    question = CoachQuestion(
        id=event.question,
        person=event.person,
        family=event.family,
        language=event.language,
        words=(event.text,),
        asked=_hour(desk),
    )
    desk.change(questions=(*desk.house.questions, question))


def _make_room(desk: Desk) -> None:
    """Forget the oldest of those that have their answer."""
    answered = [each for each in desk.house.questions if each.stand == "answered"]
    if len(desk.house.questions) >= MOST and answered:
        oldest = min(answered, key=lambda each: each.asked)
        end(desk, oldest.person, oldest.id, "gone")
        drop(desk, oldest, cards.OVER)


def _hour(desk: Desk) -> datetime:
    """Now, as coarse as it is kept."""
    return desk.now.replace(minute=0, second=0, microsecond=0)


def said(desk: Desk, event: AskerSaid) -> None:
    """What the parent does about a question of theirs."""
    question = find(desk, event.question)
    if question is None or question.person != event.person:
        if event.what in ("again", "meet"):
            end(desk, event.person, event.question, "gone")
        return
    match event.what:
        case "withdrawn" | "settled":
            drop(desk, question, cards.WITHDRAWN)
        case "thanked":
            known = duty.duty_of(desk, question.taker)
            if known is not None:
                duty.put(desk, msgspec.structs.replace(known, thanks=known.thanks + 1))
            drop(desk, question, cards.OVER)
        case "again":
            words = (*question.words, event.text)
            put(
                desk,
                msgspec.structs.replace(
                    question, words=words, asked=_hour(desk), told=False, reminded=False, nudged=False
                ),
            )
        case "meet":
            if not question.taker:
                would_rather_not(desk, question)
            elif not question.meet:
                put(desk, msgspec.structs.replace(question, meet="asked"))
        case "reported":
            question = msgspec.structs.replace(question, stand="reported", meet="")
            put(desk, question)
            desk.note(0, "reported", question.id)
            for admin in desk.house.admins:
                cards.report(desk, question, admin.person, admin.language)


def leave(desk: Desk, event: AskerLeft) -> None:
    """Keep nothing of a parent who has deleted everything."""
    for question in desk.house.questions:
        if question.person == event.person:
            drop(desk, question, cards.OVER)


def coach_gone(desk: Desk, person: int) -> None:
    """This person does not coach any more: what they had taken goes to the others, and a report on them is done."""
    for question in desk.house.questions:
        if question.stand == "reported" and question.taker == person:
            looked_at(desk, question)
        elif question.taker == person and question.answered:
            if question.meet in ("asked", "told"):
                would_rather_not(desk, question)
            put(desk, msgspec.structs.replace(question, taker=0, meet=""))
        elif question.taker == person:
            give_back(desk, question)
        else:
            cards.lay_aside(desk, of(question, person), cards.OVER)
            put(desk, msgspec.structs.replace(question, cards=without(question, person)))
    for question in desk.house.questions:
        passed = tuple(each for each in question.passed if each != person)
        put(desk, msgspec.structs.replace(question, passed=passed))
    duty.drop(desk, person)


def give_back(desk: Desk, question: CoachQuestion) -> None:
    """To the other coaches."""
    spare(desk, question)
    back = msgspec.structs.replace(
        question, taker=0, until=None, told=True, reminded=False, meet="", passed=(*question.passed, question.taker)
    )
    put(desk, back)


def spare(desk: Desk, question: CoachQuestion) -> None:
    """Whoever was answering need not."""
    if question.taker and not question.answered:
        spared = AnswerSpared(person=question.taker, nonce=desk.new_id(), question=question.id)
        desk.forward(person_address(question.taker), spared)


def drop(desk: Desk, question: CoachQuestion, why: str) -> None:
    """Forget it, and say so to the coaches who have it before them."""
    spare(desk, question)
    cards.lay_aside(desk, question.cards, why)
    if question.taker and not question.answered and question.told and desk.coach(question.taker) is not None:
        with desk.speaking(duty.language_of(desk, question.taker)):
            duty.tell(desk, question.taker, desk._(why))
    desk.change(questions=tuple(each for each in desk.house.questions if each.id != question.id))


def looked_at(desk: Desk, question: CoachQuestion) -> None:
    """An admin has decided on a reported answer."""
    end(desk, question.person, question.id, "looked_at")
    drop(desk, question, cards.OVER)


def show_reports(desk: Desk, admin: int) -> None:
    """The reported answers that no admin has decided on."""
    for question in desk.house.questions:
        if question.stand == "reported":
            cards.report(desk, question, admin, desk.language)


def delivered(desk: Desk, event: SendDelivered) -> None:
    """Telegram has given a card its number. One that is void by now is changed right away."""
    question = find(desk, event.about)
    known = question.cards if question else ()
    if question is not None and any(each.person == event.chat for each in known):
        now = tuple(
            msgspec.structs.replace(each, message=event.message) if each.person == event.chat else each
            for each in known
        )
        put(desk, msgspec.structs.replace(question, cards=now))
    elif event.message and (question is None or event.chat not in (question.taker, *question.passed)):
        cards.change(desk, event.chat, event.message, cards.TAKEN if question and question.taker else cards.OVER)


def end(desk: Desk, person: int, question: str, why: Literal["full", "old", "gone", "looked_at"]) -> None:
    """Tell the parent's family that nothing is kept of it here."""
    ended = QuestionEnded(person=person, nonce=desk.new_id(), question=question, why=why)
    desk.forward(person_address(person), ended)


def would_rather_not(desk: Desk, question: CoachQuestion) -> None:
    """The coach stays unknown."""
    unmet = MeetingAnswered(person=question.person, nonce=desk.new_id(), question=question.id)
    desk.forward(person_address(question.person), unmet)


def of(question: CoachQuestion, person: int) -> tuple[Card, ...]:
    """The card of one coach."""
    return tuple(each for each in question.cards if each.person == person)


def without(question: CoachQuestion, person: int) -> tuple[Card, ...]:
    """The cards of the others."""
    return tuple(each for each in question.cards if each.person != person)


# ---- what is due ----------------------------------------------------------------------------------------------------


def go_on(desk: Desk) -> None:
    """Do all that is due by now."""
    for known in desk.house.duties:
        if desk.coach(known.person) is None:
            coach_gone(desk, known.person)
    duty.say_thanks(desk)
    for each in desk.house.questions:
        if each.asked + KEPT <= desk.now:
            end(desk, each.person, each.id, "old")
            drop(desk, each, cards.OVER)
    for each in desk.house.questions:
        _with_taker(desk, each)
    for each in desk.house.questions:
        _offer(desk, each)
        _tell_parent(desk, each.id)


def due(desk: Desk) -> list[datetime]:
    """When the clock must strike for questions."""
    moments = duty.thanks_due(desk)
    for each in desk.house.questions:
        moments.append(each.asked + KEPT)
        moments += _due(desk, each)
    return moments


def _due(desk: Desk, question: CoachQuestion) -> list[datetime]:
    if question.answered:
        return [duty.awake_at(desk, question.taker)] if question.meet == "asked" else []
    if question.taker:
        if not question.told:
            return [duty.awake_at(desk, question.taker)]
        remind = None if question.reminded else duty.remind_at(desk, question)
        return [each for each in (remind, question.until) if each is not None]
    waits = [] if question.nudged else [question.asked + LONG]
    if len(question.cards) < duty.ASKED_MOST:
        waits += [duty.free_at(each, desk.now) for each in duty.candidates(desk, question)]
    return waits


def _with_taker(desk: Desk, question: CoachQuestion) -> None:
    taker = question.taker
    if not taker:
        return
    if question.answered:
        if question.meet == "asked" and duty.awake_at(desk, taker) <= desk.now:
            put(desk, msgspec.structs.replace(question, meet="told"))
            cards.ask_to_meet(desk, question)
        return
    if not question.told:
        if duty.awake_at(desk, taker) <= desk.now:
            until = duty.end_of_answering(desk, taker)
            question = msgspec.structs.replace(question, told=True, until=until)
            put(desk, question)
            cards.ask_again(desk, question)
        return
    remind = duty.remind_at(desk, question)
    if question.until is not None and question.until <= desk.now:
        cards.time_is_over(desk, question)
        give_back(desk, question)
    elif remind is not None and not question.reminded and remind <= desk.now:
        put(desk, msgspec.structs.replace(question, reminded=True))
        cards.remind(desk, question)


def _offer(desk: Desk, question: CoachQuestion) -> None:
    """Put it before coaches who may be asked now."""
    question = find(desk, question.id) or question
    if question.answered or question.taker:
        return
    for each in duty.candidates(desk, question):
        if len(question.cards) >= duty.ASKED_MOST:
            return
        if duty.free_at(each, desk.now) <= desk.now:
            question = msgspec.structs.replace(question, cards=(*question.cards, Card(person=each.person)))
            put(desk, question)
            duty.offered(desk, each)
            cards.offer(desk, question, each.person)


def _tell_parent(desk: Desk, name: str) -> None:
    """How it stands, where that is not as it was; and once that it takes long."""
    question = find(desk, name)
    if question is None or question.answered:
        return
    stand = _stand(desk, question)
    nudge = not question.taker and not question.nudged and question.asked + LONG <= desk.now
    if stand == question.stand and not nudge:
        return
    put(desk, msgspec.structs.replace(question, stand=stand, nudged=question.nudged or nudge))
    stands = QuestionStands(person=question.person, nonce=desk.new_id(), question=question.id, stand=stand, nudge=nudge)
    desk.forward(person_address(question.person), stands)


def _stand(desk: Desk, question: CoachQuestion) -> Stand:
    if question.taker:
        return "taken" if question.told else "later"
    if question.cards:
        return "offered"
    return "later" if duty.candidates(desk, question) else "waiting"
