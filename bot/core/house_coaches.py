"""Who may coach: offers, the admins' decisions, and taking the right back. The house's part of it.

Whoever taps, rights are looked up in the record at that moment; a button alone opens nothing.
"""

from __future__ import annotations

import msgspec

from bot.core import house_reviews
from bot.core.buttons import Action, Row, button
from bot.core.desk import Desk
from bot.core.events import Origin
from bot.core.inner_events import CoachApplied, CoachDecided, CoachLeft
from bot.core.records import Admin, Application, person_address
from bot.core.text import join, shorten

PAGE = 8  # coaches shown at once
SHOWN = 5  # waiting applications shown at once


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


def apply(desk: Desk, event: CoachApplied) -> None:
    """Keep an offer to coach, and ask the admins."""
    others = tuple(each for each in desk.house.applications if each.person != event.person)
    application = Application(
        id=desk.new_id(),
        person=event.person,
        name=event.name,
        why=event.why,
        on=desk.now.date(),
        language=event.language,
    )
    desk.change(applications=(*others, application))
    for admin in desk.house.admins:
        _show(desk, admin, application)


def _show(desk: Desk, admin: Admin, application: Application) -> None:
    """Ask one admin to decide."""
    desk.language = admin.language
    text = desk._(
        "<b>{name} would like to coach other parents.</b>\n\n{why}\n\n"
        "A coach can send our tips to groups in which they are an administrator, and answer what parents ask with "
        "/askcoach, without a name. They see nothing else of any family.",
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


def leave(desk: Desk, event: CoachLeft) -> None:
    """Keep nothing of somebody who has deleted everything."""
    if desk.coach(event.person) is not None:
        desk.note(event.person, "left", "")
    house_reviews.forget_all(desk, event.person)
    desk.change(applications=tuple(each for each in desk.house.applications if each.person != event.person))


def show_waiting(desk: Desk, admin: Admin) -> None:
    """The offers on which nobody has decided."""
    for application in desk.waiting()[:SHOWN]:
        _show(desk, admin, application)


def overview(desk: Desk, origin: Origin, page: int) -> None:
    """All coaches, a page of them, and what waits."""
    coaches = [each for each in desk.house.applications if each.state == "approved"]
    waiting = desk.waiting()
    lines = [
        desk.n_("<b>One coach</b>", "<b>{count} coaches</b>", len(coaches)),
        desk.n_("One application is waiting.", "{count} applications are waiting.", len(waiting)),
    ]
    if not coaches and not waiting:
        lines = [desk._("Nobody coaches right now. When a parent would like to, with /coach, I ask you here.")]
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
                show_waiting(desk, admin)


def decide(desk: Desk, origin: Origin, application: Application | None, approve: bool) -> None:
    """Approve or decline an offer."""
    desk.clear_buttons(origin)
    if application is None or application.state != "open":
        desk.toast = desk.label("That is decided already, or the person has left.")
        return
    if approve:
        desk.put(msgspec.structs.replace(application, state="approved"))
        desk.note(origin.person, "approved", application.id)
        desk.send(origin.chat, desk._("{name} can coach now.", name=application.name))
    else:
        desk.forget(application)
        desk.note(origin.person, "declined", application.id)
        desk.send(origin.chat, desk._("{name} will hear that it does not work out this time.", name=application.name))
    _tell_coach(desk, application, approve)


def revoke(desk: Desk, origin: Origin, application: Application | None, sure: bool) -> None:
    """Take the right to coach back, once it was asked again."""
    if application is None or application.state != "approved":
        desk.toast = desk.label("This person does not coach any more.")
        return
    if not sure:
        rows: list[Row] = [(button(desk.label("Yes, revoke"), Revoke(application.id, True)),)]
        desk.send(origin.chat, desk._("Shall {name} stop coaching, in every group?", name=application.name), rows)
        return
    desk.clear_buttons(origin)
    house_reviews.forget_all(desk, application.person)
    desk.forget(application)
    desk.note(origin.person, "revoked", application.id)
    desk.send(origin.chat, desk._("{name} does not coach any more.", name=application.name))
    _tell_coach(desk, application, False)


def _tell_coach(desk: Desk, application: Application, approved: bool) -> None:
    decided = CoachDecided(person=application.person, nonce=desk.new_id(), approved=approved)
    desk.forward(person_address(application.person), decided)
