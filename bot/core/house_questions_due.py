"""What is due for parents' questions to the coaches: offering them, awaiting answers, telling parents how it stands.

It is done at the end of every step of the house, so a clock that strikes late loses nothing. A question is forgotten
30 days after it was asked at the latest.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from bot.core import house_cards as cards
from bot.core import house_duty as duty
from bot.core.coach_questions import Card, CoachQuestion, Stand
from bot.core.desk import Desk
from bot.core.house_questions import coach_gone, drop, end, find, give_back, put
from bot.core.inner_events import QuestionStands
from bot.core.records import person_address

KEPT = timedelta(days=30)
LONG = timedelta(days=2)  # without a coach, after which the parent hears that it takes long


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
