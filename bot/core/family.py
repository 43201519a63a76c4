"""What happens to a family: finds the carer, lets the private chat, the clock or another record have its turn, keeps it
within the carer's rights, and plans the next waking.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

import msgspec

from bot.core import private_chat, reminders, rights
from bot.core.buttons import Row, button
from bot.core.coaching import (
    REGISTRY,
    ask_coach,
    carers,
    coach_duty,
    joining,
    member_counts,
    peer_coaching,
    retention,
    strangers,
)
from bot.core.conversation import Content
from bot.core.engine import Open
from bot.core.events import (
    Blocked,
    ButtonTapped,
    ClockStruck,
    MembersCounted,
    SendDelivered,
    SendRefused,
    SendUncertain,
    TelegramEvent,
)
from bot.core.inner_events import InviteAccepted, InviteOpened, LinkAnswered, LinkAsked
from bot.core.records import HOUSE, Carer, Family, chat_address
from bot.core.requests import AnswerTap, Forward, Lane, Outward
from bot.core.rights import carer_of
from bot.core.turn import Turn

Outcome = tuple[Family | None, list[Outward | Forward]]
Told = peer_coaching.Told | ask_coach.Told | coach_duty.Told
FamilyInner = (
    Told | InviteOpened | InviteAccepted | ClockStruck | SendDelivered | SendUncertain | SendRefused | MembersCounted
)  # fmt: skip

REMINDERS_A_TURN = 10  # a safety bound; the daily cap is far below


def receive(content: Content, family: Family | None, event: TelegramEvent, now: datetime) -> Outcome:
    """An event from Telegram in a private chat."""
    if family is None:
        return strangers.meet(content, REGISTRY, event, now)
    carer = carer_of(family, event.origin.person)
    if carer is None:
        return family, []
    known = carer
    if isinstance(event, Blocked):
        blocked = msgspec.structs.replace(carer, blocked=True)
        return close(content, family, blocked, now), _news_of_duty(known, blocked, event.origin.nonce)
    family = retention.touched(family, now)
    if carer.blocked:
        family = with_carer(family, msgspec.structs.replace(carer, blocked=False))
        carer = carer_of(family, event.origin.person) or carer
    tapped = event.origin.message if isinstance(event, ButtonTapped) else 0
    turn = Turn(content, REGISTRY, family, carer, now, event.origin.nonce, tapped)
    private_chat.take(turn, event)
    _keep_within_rights(turn, family)
    if turn.family is not None:
        turn.requests += _news_of_duty(known, carer_of(turn.family, known.person), turn.new_id())
    return _closed(turn)


def _news_of_duty(before: Carer, after: Carer | None, nonce: str) -> list[Outward | Forward]:
    """What the house must know, when a coach on duty may be asked at other times than before."""
    news = coach_duty.news(before, after, nonce) if after is not None else None
    return [Forward(address=HOUSE, event=news)] if news is not None else []


def receive_inner(content: Content, family: Family | None, event: FamilyInner, now: datetime) -> Outcome:
    """The clock, or another record, has something for this family."""
    if isinstance(event, InviteOpened | InviteAccepted):
        family, requests = joining.receive(content, REGISTRY, family, event, now)
        return (close(content, family, None, now) if family else None), requests
    if family is None:
        return None, _answer_for_nobody(event)
    if isinstance(event, Told):
        carer = carer_of(family, event.person)
        if carer is None:
            return family, _answer_for_nobody(event)
        turn = Turn(content, REGISTRY, family, carer, now, event.nonce)
        _hear(turn, event)
        return _closed(turn)
    match event:
        case ClockStruck():
            return _remind(content, family, event, now)
        case SendRefused() if (asked := carer_of(family, event.chat)) is not None:
            return _no_file(Turn(content, REGISTRY, family, asked, now, event.nonce))
        case MembersCounted():
            return close(content, member_counts.counted(family, event, now), None, now), []
        case SendDelivered() | SendUncertain() | SendRefused():
            return close(content, family, None, now), []
        case _:
            assert_never(event)


def _hear(turn: Turn, event: Told) -> None:
    """Another record has something for one of the carers."""
    if isinstance(event, ask_coach.Told):
        ask_coach.receive(turn, event)
    elif isinstance(event, coach_duty.Told):
        coach_duty.receive(turn, event)
    else:
        peer_coaching.receive(turn, event)


def _no_file(turn: Turn) -> Outcome:
    """Say that a paper, picture or calendar does not come, to whoever waits for it."""
    rows: list[Row] = [(button(turn.label("What can we do?"), Open("")),)]
    turn.say(turn._("I could not make that file. All your words are still here. Please try again later."), rows)
    return _closed(turn)


def _answer_for_nobody(event: FamilyInner) -> list[Outward | Forward]:
    """A group that asks for somebody who has no record here must not wait for ever."""
    if not isinstance(event, LinkAsked):
        return []
    answer = LinkAnswered(person=event.person, nonce=event.nonce, granted=False)
    return [Forward(address=chat_address(event.chat), event=answer)]


def with_carer(family: Family, carer: Carer) -> Family:
    """The family with this carer in place of the one with the same id."""
    carers = tuple(carer if each.person == carer.person else each for each in family.carers)
    return msgspec.structs.replace(family, carers=carers)


def close(content: Content, family: Family, carer: Carer | None, now: datetime) -> Family:
    """The family as it is to be kept: with the next waking planned."""
    if carer is not None:
        family = with_carer(family, carer)
    moments = (reminders.due_next(family, REGISTRY, now), retention.due(family, content.retention, now))
    return msgspec.structs.replace(family, due=min((each for each in moments if each is not None), default=None))


def _closed(turn: Turn) -> Outcome:
    if turn.family is None:
        return None, turn.requests
    return close(turn.content, turn.family, None, turn.now), turn.requests


def _keep_within_rights(turn: Turn, before: Family) -> None:
    """Drop all of a turn that has changed what is not the carer's to change, and say so."""
    own = rights.carer_of(before, turn.carer.person)
    if own is None or own.role == "owner":
        return
    if not rights.oversteps(before, turn.family, own.person):
        if own.role == "viewer" and turn.family is not None and rights.carer_of(turn.family, own.person) is not None:
            turn.family = msgspec.structs.replace(turn.family, children=before.children)
        return
    answers = [each for each in turn.requests if isinstance(each, AnswerTap)]
    refused = Turn(turn.content, turn.registry, before, own, turn.now, turn.new_id())
    refused.stop_waiting()
    who = carers.word_of(refused, carers.owner(refused))
    rows: list[Row] = [(button(refused.label("What can we do?"), Open("")),)]
    refused.say(refused._("You can look at everything here. Changes are made by {who}.", who=who), rows)
    turn.family = refused.family
    turn.requests = [*(AnswerTap(query=each.query) for each in answers), *refused.requests]


def _remind(content: Content, family: Family, event: ClockStruck, now: datetime) -> Outcome:
    """Say what is due to each carer; each only as far as the carer's own limits leave room."""
    requests: list[Outward | Forward] = []
    end = retention.due(family, content.retention, now)
    if end is not None and end <= now:
        turn = Turn(content, REGISTRY, family, family.carers[0], now, event.nonce)
        retention.carry_out(turn, content.retention)
        if turn.family is None:
            return None, turn.requests
        family = turn.family
        requests.extend(turn.requests)
    for person in [carer.person for carer in family.carers]:
        for count in range(REMINDERS_A_TURN):
            carer = carer_of(family, person)
            due = reminders.planned(family, carer, REGISTRY, now)[:1] if carer else []
            if carer is None or not due or due[0].at > now:
                break
            nonce, about = f"{event.nonce}{person}{count}", due[0].reminder.child
            turn = Turn(content, REGISTRY, family, carer, now, nonce, lane=Lane.REMINDER, about=about)
            reminders.tell(turn, due[0])
            if turn.family is not None:
                family = turn.family
            requests.extend(turn.requests)
    return close(content, family, None, now), requests
