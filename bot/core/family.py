"""What happens in a private chat: finds the carer, hands the event to the capability it is for, plans the next waking.

Every path ends with an answer: a tap is answered, a text that belongs to nothing is met with something useful.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

import msgspec

from bot.core import reminders, rights
from bot.core.answering import take_photo, take_text
from bot.core.buttons import Row, button
from bot.core.coaching import (
    REGISTRY,
    ask_coach,
    carers,
    coach_duty,
    first_minutes,
    joining,
    peer_coaching,
    privacy,
    retention,
    safeguarding,
    strangers,
)
from bot.core.coaching.loose_words import meet_loose_text
from bot.core.conversation import Content
from bot.core.engine import Open, Resume, current_step
from bot.core.events import (
    Blocked,
    ButtonTapped,
    ClockStruck,
    CommandReceived,
    GroupMoved,
    InlineAsked,
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
from bot.core.inner_events import InviteAccepted, InviteOpened, LinkAnswered, LinkAsked
from bot.core.records import HOUSE, Carer, Family, chat_address
from bot.core.requests import AnswerTap, Forward, Lane, Outward
from bot.core.rights import carer_of
from bot.core.text import Html
from bot.core.turn import Turn

Outcome = tuple[Family | None, list[Outward | Forward]]
Told = peer_coaching.Told | ask_coach.Told | coach_duty.Told
FamilyInner = Told | InviteOpened | InviteAccepted | ClockStruck | SendDelivered | SendUncertain | SendRefused

REMINDERS_A_TURN = 10  # a safety bound; the daily cap is far below

# What somebody may always do, even before the first minutes are over.
ALWAYS = frozenset({"start", "help", "privacy", "export", "delete", "cancel", "language"})
ALWAYS_TAPPED = (*first_minutes.BEFORE, *safeguarding.ALWAYS, *privacy.ALWAYS)


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
    _dispatch(turn, event)
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


def _dispatch(turn: Turn, event: TelegramEvent) -> None:
    if safeguarding.answer(turn, event) and not isinstance(event, PhotoReceived):
        return
    match event:
        case CommandReceived():
            _command(turn, event)
        case ButtonTapped():
            _tap(turn, event)
        case TextReceived():
            _text(turn, event)
        case PlaceShared():
            if not first_minutes.take_zone(turn, event.zone):
                _useful(turn, turn._("Thank you, but I do not need your place now, so I have not kept it."))
        case PhotoReceived():
            if first_minutes.unfinished(turn):
                first_minutes.go_on(turn)
            elif not _photo(turn, event) and not take_photo(turn, event.photo):
                _useful(turn, turn._("That is a good picture. I can use one when we talk about a photo or a form."))
        case OtherReceived():
            _useful(turn, turn._("I can only read text, buttons and photos. Could you write it in a few words?"))
        case Unblocked():
            _useful(turn, turn._("Good to see you again."))
        case Blocked() | GroupMoved() | InlineAsked():
            pass
        case _:
            assert_never(event)


def _command(turn: Turn, event: CommandReceived) -> None:
    handler = turn.registry.commands.get(event.name)
    if first_minutes.unfinished(turn) and event.name not in ALWAYS:
        first_minutes.go_on(turn)
    elif handler is not None:
        if event.name != "cancel":
            turn.stop_waiting()
        handler(turn, event.argument)
    else:
        _useful(turn, turn._("I do not know that command."))


def _tap(turn: Turn, event: ButtonTapped) -> None:
    action = turn.registry.codec.decode(event.data)
    handler = turn.registry.taps.get(type(action)) if action is not None else None
    if action is None or handler is None:
        turn.toast = turn.label("That button does not work any more.")
        turn.tapped = 0
        _useful(turn, turn._("That button is from an older time and does not work any more."))
    elif isinstance(action, safeguarding.NotMeant) and safeguarding.taken_back(turn, action, event.replied):
        _take_as_it_is(turn, event)
    elif first_minutes.unfinished(turn) and not isinstance(action, ALWAYS_TAPPED):
        first_minutes.go_on(turn)
    else:
        if not first_minutes.unfinished(turn) and not isinstance(action, safeguarding.ALWAYS):
            turn.stop_waiting()  # a text that comes next belongs to what was tapped last
        handler(turn, action)
    turn.answer_tap(event.query)


def _take_as_it_is(turn: Turn, event: ButtonTapped) -> None:
    """A message that was answered with numbers to call, and was meant otherwise."""
    if not event.replied.startswith("/"):
        _text(turn, TextReceived(origin=event.origin, text=event.replied))
        return
    name, _, argument = event.replied[1:].partition(" ")
    name = name.partition("@")[0].lower()
    _command(turn, CommandReceived(origin=event.origin, name=name, argument=argument.strip()))


def _text(turn: Turn, event: TextReceived) -> None:
    waiting = turn.registry.codec.decode(turn.carer.waiting) if turn.carer.waiting else None
    handler = turn.registry.texts.get(type(waiting)) if waiting is not None else None
    if handler is not None:
        handler(turn, waiting, event.text)
    elif first_minutes.unfinished(turn):
        first_minutes.go_on(turn)
    elif not take_text(turn, event.text):
        meet_loose_text(turn, event.text)


def _photo(turn: Turn, event: PhotoReceived) -> bool:
    waiting = turn.registry.codec.decode(turn.carer.waiting) if turn.carer.waiting else None
    handler = turn.registry.photos.get(type(waiting)) if waiting is not None else None
    if handler is not None:
        handler(turn, waiting, event.photo, event.caption)
    return handler is not None


def _useful(turn: Turn, text: Html) -> None:
    """An answer to something unexpected, and where the parent can go from here."""
    if first_minutes.unfinished(turn):
        first_minutes.go_on(turn)
        return
    rows: list[Row] = []
    if turn.carer.talk is not None and current_step(turn) is not None:
        rows.append((button(turn.label("Go on where I stopped"), Resume(turn.carer.talk.conversation)),))
    rows.append((button(turn.label("What can we do?"), Open("")),))
    turn.say(text, rows)


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
