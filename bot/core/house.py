"""What happens to the house, the record of who runs the bot, who coaches, and what waits for them: hands each event to
the part of the house that it is for, and lets somebody become admin by the operator's one-time code.

The house is a record of its own, so an admin needs no family record. Rights are looked up at the moment of each tap; a
button alone opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import assert_never

from bot.core import audit, house_answers, house_questions, house_questions_due, house_reviews
from bot.core.buttons import Codec
from bot.core.capability import mark
from bot.core.conversation import Content
from bot.core.desk import Desk
from bot.core.events import (
    ButtonTapped,
    ClockStruck,
    CommandReceived,
    Origin,
    SendDelivered,
    SendRefused,
    SendUncertain,
)
from bot.core.house_cards import GiveBack, LookedAtAnswer, MeetParent, PassQuestion, TakeQuestion
from bot.core.house_coaches import Coaches, Decide, Revoke, apply, decide, leave, overview, revoke, show_waiting
from bot.core.house_reviews import LookedAt
from bot.core.inner_events import (
    AnswerWritten,
    AskerLeft,
    AskerSaid,
    CoachApplied,
    CoachLeft,
    DutyChanged,
    Noted,
    QuestionAsked,
    ReviewAsked,
    ReviewWithdrawn,
)
from bot.core.records import Admin, House, WrongClaim
from bot.core.requests import AnswerTap, Forward, Outward
from bot.core.text import Html, join

MENU = {"admin": mark("Coaches and applications"), "audit": mark("Who did what")}
COMMANDS = frozenset({"claim", *MENU})

TRIES = 5  # wrong codes that one person may send within an hour
TRIES_OF_ALL = 50  # and everybody together: a code has 32 bits
FORGET_TRIES = timedelta(hours=1)
SHOWN = 15  # entries of the log shown at once

HouseInner = (
    CoachApplied | CoachLeft | Noted | ReviewAsked | ReviewWithdrawn
    | DutyChanged | QuestionAsked | AskerSaid | AskerLeft | AnswerWritten
)  # fmt: skip
HouseEvent = CommandReceived | ButtonTapped | HouseInner | ClockStruck | SendDelivered | SendUncertain | SendRefused

CODEC = Codec(
    (
        Decide,
        Revoke,
        Coaches,
        LookedAt,
        TakeQuestion,
        PassQuestion,
        GiveBack,
        MeetParent,
        LookedAtAnswer,
    )
)


def is_for_house(event: CommandReceived | ButtonTapped) -> bool:
    """Whether an event of a private chat belongs here: by its name alone, whoever sent it."""
    if isinstance(event, CommandReceived):
        return event.name in COMMANDS
    return CODEC.decode(event.data) is not None


def receive(content: Content, house: House, event: HouseEvent, now: datetime) -> tuple[House, list[Outward | Forward]]:
    """Let one thing happen to the house."""
    if isinstance(event, CommandReceived | ButtonTapped):
        desk = Desk(content, house, event.origin.language, now, event.origin.nonce)
    else:
        desk = Desk(content, house, "en", now, event.nonce)
    match event:
        case CommandReceived():
            _command(desk, event)
        case ButtonTapped():
            _tap(desk, event)
            desk.requests.insert(0, AnswerTap(query=event.query, text=desk.toast))
        case CoachApplied():
            apply(desk, event)
        case CoachLeft():
            leave(desk, event)
        case Noted():
            desk.note(event.person, event.what, event.about)
        case ReviewAsked():
            house_reviews.ask(desk, event)
        case ReviewWithdrawn():
            house_reviews.withdraw(desk, event)
        case DutyChanged():
            house_questions.change_duty(desk, event)
        case QuestionAsked():
            house_questions.ask(desk, event)
        case AskerSaid():
            house_questions.said(desk, event)
        case AskerLeft():
            house_questions.leave(desk, event)
        case AnswerWritten():
            house_answers.written(desk, event)
        case SendDelivered():
            house_questions.delivered(desk, event)
        case SendUncertain():
            house_questions.lost(desk, event)
        case ClockStruck() | SendRefused():
            pass
        case _:
            assert_never(event)
    _forget_tries(desk)
    house_questions_due.go_on(desk)
    ends = [each.at + FORGET_TRIES for each in desk.house.wrong_claims]
    desk.change(due=min((*ends, *house_questions_due.due(desk)), default=None))
    return desk.house, desk.requests


def _command(desk: Desk, event: CommandReceived) -> None:
    if event.name == "claim":
        _claim(desk, event.origin, event.argument)
    elif not desk.is_admin(event.origin.person):
        text = desk._("That is for the people who run this bot. /help shows what I can do for you.")
        desk.send(event.origin.chat, text)
    elif event.name == "audit":
        _show_log(desk, event.origin)
    else:
        overview(desk, event.origin, 0)
        house_questions.show_reports(desk, event.origin.person)


def _tap(desk: Desk, event: ButtonTapped) -> None:
    action = CODEC.decode(event.data)
    if isinstance(action, LookedAt):
        house_reviews.decide(desk, event.origin, action)
        return
    if isinstance(action, TakeQuestion | PassQuestion | GiveBack | MeetParent):
        house_answers.tap(desk, event.origin, action)
        return
    if not desk.is_admin(event.origin.person):
        desk.toast = desk.label("That is for the people who run this bot.")
        return
    match action:
        case Decide() as tap:
            decide(desk, event.origin, desk.find(tap.application), tap.approve)
        case Revoke() as tap:
            revoke(desk, event.origin, desk.find(tap.application), tap.sure)
        case Coaches() as tap:
            overview(desk, event.origin, tap.page)
        case LookedAtAnswer() as tap:
            house_answers.look_at_report(desk, event.origin, tap)
        case _:  # `is_for_house` lets nothing else in
            pass


def _show_log(desk: Desk, origin: Origin) -> None:
    """The newest entries, and whether the chain is whole."""
    house = desk.house
    names = {each.id: each.name for each in house.applications}
    lines: list[Html] = []
    for entry in house.audit[-SHOWN:]:
        who = f"{names[entry.who]} ({entry.who})" if entry.who in names else entry.who
        lines.append(
            desk._(
                "• {day}, {time} UTC: {who} {what} <code>{about}</code>",
                day=desk.words.short_day(entry.at.date()),
                time=desk.words.clock(entry.at.time()),
                who=who or desk._(audit.NAMELESS.get(entry.what, audit.ELSE_NAMELESS)),
                what=desk._(audit.WORDS.get(entry.what, entry.what)),
                about=entry.about,
            )
        )
    whole = (
        desk.n_("The log is whole: one entry.", "The log is whole: {count} entries so far.", house.audit_count)
        if audit.is_whole(house)
        else desk._("⚠ The log is not whole: somebody has changed it afterwards.")
    )
    desk.send(origin.chat, join([desk._("<b>Who did what</b>"), join(lines, "\n"), whole]))


# ---- becoming admin -------------------------------------------------------------------------------------------------


def _claim(desk: Desk, origin: Origin, code: str) -> None:
    if desk.is_admin(origin.person):
        desk.send(origin.chat, desk._("You run this bot already. /admin shows what there is to do."))
        return
    tries = _recent_tries(desk)
    too_many = len(tries) >= TRIES_OF_ALL or sum(each.person == origin.person for each in tries) >= TRIES
    given = hashlib.sha256(code.strip().upper().encode()).hexdigest()
    fits = bool(desk.house.claim_hash) and hmac.compare_digest(given, desk.house.claim_hash)
    if too_many or not fits:
        if not too_many:
            tries = (*tries, WrongClaim(person=origin.person, at=desk.now))
        desk.change(wrong_claims=tries)
        desk.send(
            origin.chat,
            desk._(
                "That code does not work. It is printed where the bot was started, and it works once. "
                "After several tries, please wait an hour."
            ),
        )
        return
    admin = Admin(person=origin.person, language=desk.words.language)
    desk.change(claim_hash="", wrong_claims=(), admins=(*desk.house.admins, admin))
    desk.note(admin.person, "claimed", "")
    desk.send(
        origin.chat,
        desk._(
            "Welcome. You run this bot from now on. I keep only your Telegram number for that.\n\n"
            "When a parent would like to coach, I ask you here. /admin shows everybody."
        ),
    )
    show_waiting(desk, admin)
    house_questions.show_reports(desk, admin.person)


def _recent_tries(desk: Desk) -> tuple[WrongClaim, ...]:
    return tuple(each for each in desk.house.wrong_claims if desk.now - each.at < FORGET_TRIES)


def _forget_tries(desk: Desk) -> None:
    """Who tried a wrong code is known for an hour; the clock wakes the house to forget it."""
    desk.change(wrong_claims=_recent_tries(desk))
