"""Parents' questions to the coaches on duty: the house's desk between the two, the only place that knows both.

A question is forgotten when it is settled and when its family goes. What time brings, its end among it, is in
`house_questions_due.py`.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.core import house_cards as cards
from bot.core import house_duty as duty
from bot.core.coach_questions import Card, CoachQuestion, Ending
from bot.core.desk import Desk
from bot.core.events import SendDelivered, SendUncertain
from bot.core.inner_events import (
    AnswerSpared,
    AskerLeft,
    AskerSaid,
    DutyChanged,
    MeetingAnswered,
    QuestionAsked,
    QuestionEnded,
)
from bot.core.records import person_address

MOST = 30  # questions in the house at the same time: its record is read for every one of its events


def change_duty(desk: Desk, event: DutyChanged) -> None:
    """A coach may be asked from now on, at other times, or not any more."""
    duty.changed(desk, event)
    if event.duty.on:
        return
    for question in desk.house.questions:
        cards.lay_aside(desk, cards_of(question, event.person), cards.OFF)
        put(desk, msgspec.structs.replace(question, cards=cards_without(question, event.person)))


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
            cards.lay_aside(desk, cards_of(question, person), cards.OVER)
            put(desk, msgspec.structs.replace(question, cards=cards_without(question, person)))
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
    forget(desk, question)


def forget(desk: Desk, question: CoachQuestion) -> None:
    """Keep nothing of it here. Nobody hears of that."""
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


def lost(desk: Desk, event: SendUncertain) -> None:
    """A card may have arrived or not. It is shown once more: two of them do no harm, because only the first tap counts,
    and none would leave the parent with one coach less, or waiting for a coach who knows nothing of it. A second one
    that is lost is not. What asks for an answer needs no more: its time runs out, and the others are asked."""
    question = find(desk, event.about)
    if question is None:
        return
    if question.taker == event.chat and question.meet == "told" and not question.meet_again:
        put(desk, msgspec.structs.replace(question, meet="asked", meet_again=True))  # goes out when the coach is awake
    if question.taker or question.answered:
        return
    if any(not each.message and not each.again for each in cards_of(question, event.chat)):
        others = cards_without(question, event.chat)
        put(desk, msgspec.structs.replace(question, cards=(*others, Card(person=event.chat, again=True))))
        cards.offer(desk, question, event.chat)


def end(desk: Desk, person: int, question: str, why: Ending) -> None:
    """Tell the parent's family that nothing is kept of it here."""
    ended = QuestionEnded(person=person, nonce=desk.new_id(), question=question, why=why)
    desk.forward(person_address(person), ended)


def would_rather_not(desk: Desk, question: CoachQuestion) -> None:
    """The coach stays unknown."""
    unmet = MeetingAnswered(person=question.person, nonce=desk.new_id(), question=question.id)
    desk.forward(person_address(question.person), unmet)


def cards_of(question: CoachQuestion, person: int) -> tuple[Card, ...]:
    """The card of one coach."""
    return tuple(each for each in question.cards if each.person == person)


def cards_without(question: CoachQuestion, person: int) -> tuple[Card, ...]:
    """The cards of the others."""
    return tuple(each for each in question.cards if each.person != person)
