"""The heart: one event, one record, and what follows from it. Pure.

`step(content, record, event, now) -> (record, requests)`. A record of None before means that nothing is kept about the
sender; a record of None afterwards means that nothing is kept any more.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar, assert_never

import msgspec

from bot.core import family, group, house, inline
from bot.core.conversation import Content
from bot.core.events import (
    Blocked,
    ButtonTapped,
    ClockStruck,
    CommandReceived,
    Event,
    GroupMoved,
    InlineAsked,
    MembersCounted,
    OtherReceived,
    PhotoReceived,
    PlaceShared,
    SendDelivered,
    SendRefused,
    SendUncertain,
    TelegramEvent,
    TextReceived,
    Unblocked,
)
from bot.core.inner_events import (
    AnswerAsked,
    AnswerGiven,
    AnswerSpared,
    AnswerTaken,
    AnswerWritten,
    AskerLeft,
    AskerSaid,
    CoachApplied,
    CoachDecided,
    CoachGone,
    CoachLeft,
    DutyChanged,
    GroupAsked,
    GroupChanged,
    GroupTold,
    InviteAccepted,
    InviteOpened,
    LinkAnswered,
    LinkAsked,
    MeetingAnswered,
    Noted,
    PostOutcome,
    PostPlanned,
    PostSteered,
    QuestionAsked,
    QuestionEnded,
    QuestionStands,
    ReviewAsked,
    ReviewDecided,
    ReviewWithdrawn,
    TipOpened,
)
from bot.core.records import HOUSE, Family, Group, House, Record, chat_address, inline_address, person_address
from bot.core.requests import Forward, Outward
from bot.core.seen import and_seen, has_seen
from bot.core.turn import Speaker

Outcome = tuple[Record | None, list[Outward | Forward]]


def address_of(event: TelegramEvent) -> str:
    """The record that an event from Telegram is for."""
    if isinstance(event, InlineAsked):
        return inline_address(event.origin.person)
    if isinstance(event, CommandReceived | ButtonTapped) and event.origin.private and house.is_for_house(event):
        return HOUSE
    return person_address(event.origin.person) if event.origin.private else chat_address(event.origin.chat)


def step(content: Content, record: Record | None, event: Event, now: datetime) -> Outcome:
    """Let one thing happen to one record."""
    update = event.origin.update if isinstance(event, TelegramEvent) else 0
    if record is not None and update and has_seen(record.seen, update):
        return record, []
    after, requests = _let_happen(content, record, event, now)
    if after is not None and update:
        after = msgspec.structs.replace(after, seen=and_seen(after.seen, update, now))
    return after, requests


def _let_happen(content: Content, record: Record | None, event: Event, now: datetime) -> Outcome:
    match event:
        case (
            CoachApplied() | CoachLeft() | Noted() | ReviewAsked() | ReviewWithdrawn()
            | DutyChanged() | QuestionAsked() | AskerSaid() | AskerLeft() | AnswerWritten()
        ):  # fmt: skip
            return house.receive(content, _as(House, record) or House(), event, now)
        case PostPlanned() | PostSteered() | LinkAnswered() | CoachGone() | GroupAsked() | TipOpened():
            return group.receive(content, _as(Group, record), event, now)
        case (
            CoachDecided() | LinkAsked() | PostOutcome() | GroupChanged() | GroupTold() | ReviewDecided()
            | InviteOpened() | InviteAccepted()
            | QuestionStands() | AnswerGiven() | QuestionEnded() | MeetingAnswered()
            | AnswerAsked() | AnswerTaken() | AnswerSpared()
            | MembersCounted()
        ):  # fmt: skip
            return family.receive_inner(content, _as(Family, record), event, now)
        case ClockStruck() | SendDelivered() | SendUncertain() | SendRefused():
            if isinstance(record, House):
                return house.receive(content, record, event, now)
            if isinstance(record, Group):
                return group.receive(content, record, event, now)
            return family.receive_inner(content, _as(Family, record), event, now)
        case InlineAsked():
            speaker = Speaker(content, event.origin.language, now, event.origin.nonce)
            return record, [inline.answer(content, event, speaker)]
        case (
            CommandReceived()
            | TextReceived()
            | ButtonTapped()
            | PlaceShared()
            | PhotoReceived()
            | OtherReceived()
            | Blocked()
            | Unblocked()
            | GroupMoved()
        ):
            if isinstance(event, CommandReceived | ButtonTapped) and event.origin.private and house.is_for_house(event):
                return house.receive(content, _as(House, record) or House(), event, now)
            if not event.origin.private:
                return group.receive(content, _as(Group, record), event, now)
            return family.receive(content, _as(Family, record), event, now)
        case _:
            assert_never(event)


R = TypeVar("R", Family, Group, House)


def _as(kind: type[R], record: Record | None) -> R | None:
    if record is not None and not isinstance(record, kind):
        raise TypeError(f"a {type(record).__name__} where a {kind.__name__} belongs")
    return record
