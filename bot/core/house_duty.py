"""Which coaches may be asked, and when: on duty, not in quiet hours or a pause, and not more often than they like.

It must not know what a question says.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from bot.core.buttons import Row
from bot.core.coach_questions import CoachQuestion, Duty
from bot.core.desk import Desk
from bot.core.inner_events import DutyChanged
from bot.core.reminders import after_quiet
from bot.core.requests import Lane, SendMessage
from bot.core.text import Html

ASKED_MOST = 10  # coaches who have the same question before them
DAY = timedelta(hours=24)
WITHIN = timedelta(hours=4)  # an answer is awaited for so long,
MORNING = timedelta(hours=1)  # and so long after quiet hours, where it would have ended in them
BEFORE_END = timedelta(hours=1)  # when the coach hears that it ends soon


def changed(desk: Desk, event: DutyChanged) -> None:
    """A coach's own record tells when they may be asked."""
    if desk.coach(event.person) is None:
        return
    before = duty_of(desk, event.person)
    duty = event.duty
    if before is not None:
        duty = msgspec.structs.replace(duty, offered=before.offered, thanks=before.thanks)
    put(desk, duty)


def put(desk: Desk, duty: Duty) -> None:
    """Keep it in place of what was known of this coach."""
    others = tuple(each for each in desk.house.duties if each.person != duty.person)
    desk.change(duties=(*others, duty))


def drop(desk: Desk, person: int) -> None:
    """This person does not coach any more."""
    desk.change(duties=tuple(each for each in desk.house.duties if each.person != person))


def duty_of(desk: Desk, person: int) -> Duty | None:
    """What is known of this coach."""
    return next((each for each in desk.house.duties if each.person == person), None)


def language_of(desk: Desk, person: int) -> str:
    """The language of a coach."""
    duty, coach = duty_of(desk, person), desk.coach(person)
    return duty.language if duty else coach.language if coach else "en"


def candidates(desk: Desk, question: CoachQuestion) -> list[Duty]:
    """Who may be asked now or later and has not been asked yet, the best first: who shares the parent's language, then
    who was asked least. While anybody on duty shares it, the others are left in peace."""
    kept_out = {question.person, *question.family, *question.passed}
    everybody = [
        each for each in desk.house.duties if each.on and each.person not in kept_out and desk.coach(each.person)
    ]
    same = [each for each in everybody if each.language == question.language]
    asked = {card.person for card in question.cards}
    busy = {each.taker for each in desk.house.questions if not each.answered}
    found = [each for each in same or everybody if each.person not in asked and each.person not in busy]
    return sorted(found, key=lambda each: len(each.offered))


def free_at(duty: Duty, now: datetime) -> datetime:
    """When a coach may be asked one more question."""
    moment = max(now, duty.free_from or now)
    recent = [at for at in duty.offered if now - at < DAY]
    if len(recent) >= duty.cap:
        moment = max(moment, recent[-duty.cap] + DAY)
    return after_quiet(duty, moment)


def offered(desk: Desk, duty: Duty) -> None:
    """One more question has been shown to this coach."""
    recent = tuple(at for at in duty.offered if desk.now - at < DAY)
    put(desk, msgspec.structs.replace(duty, offered=(*recent, desk.now)))


def awake_at(desk: Desk, person: int) -> datetime:
    """Now, or when this coach's quiet hours are over."""
    duty = duty_of(desk, person)
    return after_quiet(duty, desk.now) if duty else desk.now


def end_of_answering(desk: Desk, person: int) -> datetime:
    """Until when an answer that is begun now is awaited: never in quiet hours, and never right after them."""
    duty, end = duty_of(desk, person), desk.now + WITHIN
    if duty is None:
        return end
    morning = after_quiet(duty, end)
    return after_quiet(duty, morning + MORNING) if morning > end else end


def remind_at(desk: Desk, question: CoachQuestion) -> datetime | None:
    """When the coach who answers hears that the time is soon over; None when that would come too late."""
    if question.until is None:
        return None
    duty = duty_of(desk, question.taker)
    moment = question.until - BEFORE_END
    if duty is not None:
        moment = after_quiet(duty, moment)
    return moment if moment < question.until else None


def tell(desk: Desk, person: int, html: Html, rows: list[Row] | None = None, about: str = "") -> None:
    """Something that a coach did not ask for: behind everything that a person waits for. In quiet hours it makes no
    sound; only what has just become void is told then. `about`: the question of a card, to hear its number."""
    lane = Lane.REMINDER if about else Lane.INTERACTIVE
    silent = awake_at(desk, person) > desk.now
    desk.requests.append(
        SendMessage(chat=person, html=str(html), rows=tuple(rows or ()), about=about, lane=lane, silent=silent)
    )


def say_thanks(desk: Desk) -> None:
    """Pass thank-yous on, all at once where quiet hours have held them."""
    for duty in desk.house.duties:
        if duty.thanks and awake_at(desk, duty.person) <= desk.now:
            put(desk, msgspec.structs.replace(duty, thanks=0))
            with desk.speaking(duty.language):
                text = desk.n_(
                    "💛 A parent says thank you. Your answer has helped.",
                    "💛 {count} parents say thank you. Your answers have helped.",
                    duty.thanks,
                )
                tell(desk, duty.person, text)


def thanks_due(desk: Desk) -> list[datetime]:
    """When thank-yous are to be passed on."""
    return [awake_at(desk, each.person) for each in desk.house.duties if each.thanks]
