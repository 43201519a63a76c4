"""What coaches and admins do with parents' questions: take one, pass, answer, meet, look at a report.

Whoever taps, rights are looked up in the record at that moment: only a coach before whom a question lies may take it,
only the one who has taken it may answer.
"""

from __future__ import annotations

import msgspec

from bot.core import house_cards as cards
from bot.core import house_duty as duty
from bot.core.coach_questions import CoachQuestion
from bot.core.desk import Desk
from bot.core.events import Origin
from bot.core.house_cards import GiveBack, LookedAtAnswer, MeetParent, PassQuestion, TakeQuestion
from bot.core.house_questions import cards_without, find, forget, give_back, looked_at, put, spare, would_rather_not
from bot.core.inner_events import AnswerAsked, AnswerGiven, AnswerTaken, AnswerWritten, MeetingAnswered
from bot.core.records import person_address
from bot.core.requests import EditMessage
from bot.core.text import Html, as_link, join

OfCoaches = TakeQuestion | PassQuestion | GiveBack | MeetParent


def tap(desk: Desk, origin: Origin, action: OfCoaches) -> None:
    """A coach has tapped below a question."""
    with desk.speaking(duty.language_of(desk, origin.person)):
        if desk.coach(origin.person) is None:
            desk.toast = desk.label("That is for coaches.")
            return
        question = find(desk, action.question)
        if question is None:
            desk.clear_buttons(origin)
            desk.toast = desk.label("That question is over.")
            return
        match action:
            case TakeQuestion():
                _take(desk, origin, question)
            case PassQuestion():
                _pass(desk, origin, question)
            case GiveBack():
                _give_back(desk, origin, question)
            case MeetParent():
                _meet(desk, origin, question, action.yes)


def _take(desk: Desk, origin: Origin, question: CoachQuestion) -> None:
    person = origin.person
    if question.taker != person:
        if question.taker or all(card.person != person for card in question.cards):
            _not_yours(desk, origin)
            if question.taker:
                desk.toast = desk.label("Somebody else answers this one.")
            return
        if any(each.taker == person and not each.answered for each in desk.house.questions):
            desk.toast = desk.label("You are answering another question. One after the other is best.")
            return
        cards.lay_aside(desk, cards_without(question, person), cards.TAKEN)
        until = duty.end_of_answering(desk, person)
        question = msgspec.structs.replace(question, taker=person, until=until, cards=(), reminded=False, told=True)
        put(desk, question)
    elif question.answered:
        desk.clear_buttons(origin)
        desk.toast = desk.label("You have answered this one already.")
        return
    if origin.message:
        cards.held(desk, question, origin.message)
    desk.forward(person_address(person), AnswerAsked(person=person, nonce=desk.new_id(), question=question.id))


def _pass(desk: Desk, origin: Origin, question: CoachQuestion) -> None:
    if all(card.person != origin.person for card in question.cards):
        _not_yours(desk, origin)
        return
    passed = (*question.passed, origin.person)
    put(desk, msgspec.structs.replace(question, cards=cards_without(question, origin.person), passed=passed))
    _in_place(desk, origin, desk._("All right. It stays with the other coaches."))


def _give_back(desk: Desk, origin: Origin, question: CoachQuestion) -> None:
    if question.taker != origin.person or question.answered:
        _not_yours(desk, origin)
        return
    give_back(desk, question)
    _in_place(desk, origin, desk._("All right. It is with the other coaches now. Thank you for looking at it."))


def written(desk: Desk, event: AnswerWritten) -> None:
    """A coach has answered; it goes to the parent if the question is still this coach's to answer."""
    question = find(desk, event.question)
    coach = desk.coach(event.person)
    kept = coach is not None and question is not None and question.taker == event.person and not question.answered
    if question is not None and kept:
        words = (*question.words, event.text)
        put(desk, msgspec.structs.replace(question, words=words, until=None, stand="answered"))
        desk.note(event.person, "answered", question.id)
        given = AnswerGiven(person=question.person, nonce=desk.new_id(), question=question.id, text=event.text)
        desk.forward(person_address(question.person), given)
    taken = AnswerTaken(
        person=event.person, nonce=desk.new_id(), question=event.question, message=event.message, kept=kept
    )
    desk.forward(person_address(event.person), taken)


def _meet(desk: Desk, origin: Origin, question: CoachQuestion, yes: bool) -> None:
    if question.taker != origin.person or not question.may_meet:
        _not_yours(desk, origin)
        return
    if not yes:
        put(desk, msgspec.structs.replace(question, meet="no"))
        would_rather_not(desk, question)
        _in_place(desk, origin, desk._("All right. The parent hears it kindly and does not learn who you are."))
        return
    desk.note(origin.person, "met", question.id)
    met = MeetingAnswered(person=question.person, nonce=desk.new_id(), question=question.id, coach=origin.person)
    desk.forward(person_address(question.person), met)
    spare(desk, question)
    forget(desk, question)
    link = as_link(desk._("Open the parent's profile"), question.person)
    text = desk._("You both said yes. Here is the parent. They see you now too. Say hello when it suits you.")
    _in_place(desk, origin, join([text, link]))


def look_at_report(desk: Desk, origin: Origin, action: LookedAtAnswer) -> None:
    """An admin has found nothing wrong."""
    question = find(desk, action.question)
    desk.clear_buttons(origin)
    if question is None or question.stand != "reported":
        desk.toast = desk.label("That is decided already.")
        return
    desk.note(origin.person, "looked_at", question.id)
    looked_at(desk, question)
    desk.send(origin.chat, desk._("Thank you. The parent hears that you have looked at it."))


def _not_yours(desk: Desk, origin: Origin) -> None:
    desk.clear_buttons(origin)
    desk.toast = desk.label("That question is not with you any more.")


def _in_place(desk: Desk, origin: Origin, html: Html) -> None:
    """In place of the tapped message."""
    if origin.message:
        desk.requests.append(EditMessage(chat=origin.chat, message=origin.message, html=str(html)))
    else:
        desk.send(origin.chat, html)
