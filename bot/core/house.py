"""Who runs the bot: the operator's one-time code, admins, and who may coach.

The house is a record of its own, so an admin needs no family record. Rights are looked up here at the moment of each
tap; a button alone opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from bot.core.buttons import Action, Codec, Row, button
from bot.core.capability import mark
from bot.core.conversation import Content
from bot.core.events import (
    ButtonTapped,
    ClockStruck,
    CoachApplied,
    CoachDecided,
    CoachLeft,
    CommandReceived,
    Origin,
    SendDelivered,
    SendRefused,
    SendUncertain,
)
from bot.core.records import Admin, Application, House, WrongClaim, person_address
from bot.core.requests import AnswerTap, ClearButtons, Forward, Outward
from bot.core.text import join, shorten
from bot.core.turn import Speaker

MENU = {"admin": mark("Coaches and applications")}
COMMANDS = frozenset({"claim", *MENU})

TRIES = 5  # wrong codes that one person may send within an hour
TRIES_OF_ALL = 50  # and everybody together: a code has 32 bits
FORGET_TRIES = timedelta(hours=1)
PAGE = 8  # coaches shown at once
SHOWN = 5  # waiting applications shown at once

HouseEvent = (
    CommandReceived | ButtonTapped | CoachApplied | CoachLeft
    | ClockStruck | SendDelivered | SendUncertain | SendRefused
)  # fmt: skip


class Decide(Action, frozen=True, tag="hd"):
    """An admin's decision on an application."""

    application: str
    approve: bool


class Revoke(Action, frozen=True, tag="hr"):
    """An admin takes the right to coach back; `sure` once it was asked again."""

    application: str
    sure: bool


class Coaches(Action, frozen=True, tag="hc"):
    """A page of the coaches."""

    page: int


CODEC = Codec((Decide, Revoke, Coaches))


def is_for_house(event: CommandReceived | ButtonTapped) -> bool:
    """Whether an event of a private chat belongs here: by its name alone, whoever sent it."""
    if isinstance(event, CommandReceived):
        return event.name in COMMANDS
    return CODEC.decode(event.data) is not None


def receive(content: Content, house: House, event: HouseEvent, now: datetime) -> tuple[House, list[Outward | Forward]]:
    """Let one thing happen to the house."""
    match event:
        case CoachApplied():
            desk = Desk(content, house, "en", now, event.nonce)
            _apply(desk, event)
        case ClockStruck() | SendDelivered() | SendUncertain() | SendRefused():
            desk = Desk(content, house, "en", now, event.nonce)
        case CoachLeft():
            desk = Desk(content, house, "en", now, event.nonce)
            kept = tuple(each for each in house.applications if each.person != event.person)
            desk.change(applications=kept)
        case CommandReceived():
            desk = Desk(content, house, event.origin.language, now, event.origin.nonce)
            if event.name == "claim":
                _claim(desk, event.origin, event.argument)
            else:
                _overview(desk, event.origin, 0)
        case ButtonTapped():
            desk = Desk(content, house, event.origin.language, now, event.origin.nonce)
            _tap(desk, event)
            desk.requests.insert(0, AnswerTap(query=event.query, text=desk.toast))
        case _:
            assert_never(event)
    _forget_tries(desk)
    return desk.house, desk.requests


class Desk(Speaker):
    """A turn of the house."""

    def __init__(self, content: Content, house: House, language: str, now: datetime, nonce: str) -> None:
        super().__init__(content, language, now, nonce)
        self.house = house
        self.toast = ""

    def change(self, **changes: object) -> None:
        """Give the house new values."""
        self.house = msgspec.structs.replace(self.house, **changes)

    def is_admin(self, person: int) -> bool:
        """Whether this person runs the bot."""
        return any(admin.person == person for admin in self.house.admins)

    def find(self, application: str) -> Application | None:
        """The application with this id."""
        return next((each for each in self.house.applications if each.id == application), None)

    def put(self, application: Application) -> None:
        """Replace the application with this id."""
        every = tuple(application if each.id == application.id else each for each in self.house.applications)
        self.change(applications=every)

    def forget(self, application: Application) -> None:
        """Keep nothing of this application."""
        self.change(applications=tuple(each for each in self.house.applications if each.id != application.id))

    def clear_buttons(self, origin: Origin) -> None:
        """Take the buttons off the tapped message: it is decided."""
        if origin.message:
            self.requests.append(ClearButtons(chat=origin.chat, message=origin.message))

    def waiting(self) -> list[Application]:
        """Applications that nobody has decided on."""
        return [each for each in self.house.applications if each.state == "open"]


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
    desk.send(
        origin.chat,
        desk._(
            "Welcome. You run this bot from now on. I keep only your Telegram number for that.\n\n"
            "When a parent would like to coach, I ask you here. /admin shows everybody."
        ),
    )
    _show_waiting(desk, admin)


def _recent_tries(desk: Desk) -> tuple[WrongClaim, ...]:
    return tuple(each for each in desk.house.wrong_claims if desk.now - each.at < FORGET_TRIES)


def _forget_tries(desk: Desk) -> None:
    """Who tried a wrong code is known for an hour; the clock wakes the house to forget it."""
    tries = _recent_tries(desk)
    desk.change(wrong_claims=tries, due=min((each.at + FORGET_TRIES for each in tries), default=None))


# ---- coaches --------------------------------------------------------------------------------------------------------


def _apply(desk: Desk, event: CoachApplied) -> None:
    others = tuple(each for each in desk.house.applications if each.person != event.person)
    application = Application(id=desk.new_id(), person=event.person, name=event.name, why=event.why, on=desk.now.date())
    desk.change(applications=(*others, application))
    for admin in desk.house.admins:
        _show(desk, admin, application)


def _show(desk: Desk, admin: Admin, application: Application) -> None:
    """Ask one admin to decide."""
    desk.language = admin.language
    text = desk._(
        "<b>{name} would like to coach other parents.</b>\n\n{why}\n\n"
        "A coach can send our tips to groups in which they are an administrator. They see nothing of any family.",
        name=application.name,
        why=application.why,
    )
    rows: list[Row] = [
        (
            button(desk.label("Approve"), Decide(application.id, True)),
            button(desk.label("Decline"), Decide(application.id, False)),
        )
    ]
    desk.send(admin.person, text, rows)


def _show_waiting(desk: Desk, admin: Admin) -> None:
    for application in desk.waiting()[:SHOWN]:
        _show(desk, admin, application)


def _overview(desk: Desk, origin: Origin, page: int) -> None:
    if not desk.is_admin(origin.person):
        desk.send(origin.chat, desk._("That is for the people who run this bot. /help shows what I can do for you."))
        return
    coaches = [each for each in desk.house.applications if each.state == "approved"]
    waiting = desk.waiting()
    lines = [
        desk.n_("<b>One coach</b>", "<b>{count} coaches</b>", len(coaches)),
        desk.n_("One application is waiting.", "{count} applications are waiting.", len(waiting)),
    ]
    if len(waiting) > SHOWN:
        lines.append(desk._("Here are the first {shown}. /admin shows the next ones.", shown=SHOWN))
    page = min(max(page, 0), max(0, (len(coaches) - 1) // PAGE))
    rows: list[Row] = [
        (button(desk.label("Revoke: {name}", name=shorten(each.name, 20)), Revoke(each.id, False)),)
        for each in coaches[page * PAGE : (page + 1) * PAGE]
    ]
    around = []
    if page > 0:
        around.append(button(desk.label("‹ Before"), Coaches(page - 1)))
    if (page + 1) * PAGE < len(coaches):
        around.append(button(desk.label("More ›"), Coaches(page + 1)))
    if around:
        rows.append(tuple(around))
    desk.send(origin.chat, join(lines, "\n"), rows)
    if page == 0:
        for admin in desk.house.admins:
            if admin.person == origin.person:
                _show_waiting(desk, admin)


def _tap(desk: Desk, event: ButtonTapped) -> None:
    if not desk.is_admin(event.origin.person):
        desk.toast = desk.label("That is for the people who run this bot.")
        return
    match CODEC.decode(event.data):
        case Decide() as tap:
            _decide(desk, event.origin, desk.find(tap.application), tap.approve)
        case Revoke() as tap:
            _revoke(desk, event.origin, desk.find(tap.application), tap.sure)
        case Coaches() as tap:
            _overview(desk, event.origin, tap.page)
        case _:  # `is_for_house` lets nothing else in
            pass


def _decide(desk: Desk, origin: Origin, application: Application | None, approve: bool) -> None:
    desk.clear_buttons(origin)
    if application is None or application.state != "open":
        desk.toast = desk.label("That is decided already, or the person has left.")
        return
    if approve:
        desk.put(msgspec.structs.replace(application, state="approved"))
        desk.send(origin.chat, desk._("{name} can coach now.", name=application.name))
    else:
        desk.forget(application)
        desk.send(origin.chat, desk._("{name} will hear that it does not work out this time.", name=application.name))
    _tell_coach(desk, application, approve)


def _revoke(desk: Desk, origin: Origin, application: Application | None, sure: bool) -> None:
    if application is None or application.state != "approved":
        desk.toast = desk.label("This person does not coach any more.")
        return
    if not sure:
        rows: list[Row] = [(button(desk.label("Yes, revoke"), Revoke(application.id, True)),)]
        desk.send(origin.chat, desk._("Shall {name} stop coaching, in every group?", name=application.name), rows)
        return
    desk.clear_buttons(origin)
    desk.forget(application)
    desk.send(origin.chat, desk._("{name} does not coach any more.", name=application.name))
    _tell_coach(desk, application, False)


def _tell_coach(desk: Desk, application: Application, approved: bool) -> None:
    decided = CoachDecided(person=application.person, nonce=desk.new_id(), approved=approved)
    desk.forward(person_address(application.person), decided)
