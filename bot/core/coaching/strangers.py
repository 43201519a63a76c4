"""Somebody without a record: a greeting, what is kept and why, and consent.

Nothing is kept before consent: until then every reply is made from the message alone, and a deep link travels in the
consent button. What comes after it stands in `first_minutes.py`.
"""

from __future__ import annotations

from datetime import datetime

from bot.core import doors
from bot.core.buttons import Row, button
from bot.core.capability import Registry
from bot.core.coaching import invitations, privacy, safeguarding
from bot.core.coaching.first_minutes import Agree, Explain, ask_name
from bot.core.coaching.privacy_notice import what_is_kept
from bot.core.conversation import Content
from bot.core.events import Blocked, ButtonTapped, CommandReceived, GroupMoved, TelegramEvent, TextReceived, Unblocked
from bot.core.plain_words import words_of
from bot.core.records import Carer, Family
from bot.core.requests import AnswerTap, ClearButtons, Forward, Outward
from bot.core.turn import Speaker, Turn


class Stranger(Speaker):
    """Somebody of whom nothing is kept."""

    def __init__(self, content: Content, registry: Registry, event: TelegramEvent, now: datetime) -> None:
        super().__init__(content, event.origin.language, now, event.origin.nonce)
        self.registry = registry
        self.event = event


def meet(
    content: Content, registry: Registry, event: TelegramEvent, now: datetime
) -> tuple[Family | None, list[Outward | Forward]]:
    """Answer somebody without a record; the record begins with the tap on the consent button."""
    if isinstance(event, Blocked | Unblocked | GroupMoved):
        return None, []
    stranger = Stranger(content, registry, event, now)
    if safeguarding.answer(stranger, event):
        return None, stranger.requests
    if isinstance(event, ButtonTapped) and isinstance(registry.codec.decode(event.data), privacy.DeleteAll):
        return None, privacy.deleted_already(content, event, now)
    family, requests = _meet(stranger, event)
    if isinstance(event, ButtonTapped):
        requests.insert(0, AnswerTap(query=event.query))
    return family, requests


def _meet(stranger: Stranger, event: TelegramEvent) -> tuple[Family | None, list[Outward | Forward]]:
    registry = stranger.registry
    tap = registry.codec.decode(event.data) if isinstance(event, ButtonTapped) else None
    match tap:
        case invitations.Join():
            stranger.requests.append(ClearButtons(chat=event.origin.chat, message=event.origin.message))
            invitations.enter(stranger, event.origin.person, tap.token)
        case invitations.NoThanks():
            stranger.send(event.origin.chat, stranger._("All right. I keep nothing about you."))
        case Agree():
            return _begin(stranger, tap)
        case Explain():
            stranger.send(event.origin.chat, what_is_kept(stranger), _consent_rows(stranger, tap.next_up)[:1])
        case _:
            wanted = event.argument if isinstance(event, CommandReceived) and event.name == "start" else ""
            if wanted.startswith(invitations.PREFIX):
                invitations.knock(stranger, event.origin.person, wanted, own="nothing")
                return None, stranger.requests
            _greet(stranger, wanted if doors.read(wanted)[0] in stranger.edition.conversations else "")
    return None, stranger.requests


def _greet(stranger: Stranger, next_up: str) -> None:
    event = stranger.event
    if isinstance(event, CommandReceived) and event.name == "privacy":
        text = what_is_kept(stranger)
    elif isinstance(event, TextReceived) and _says_yes(stranger, event.text):
        text = stranger._(
            "Gladly! One tap on the first button says yes.\n\n"
            "I keep what you write about your child and the school, your language and your time zone. Nothing else."
        )
    else:
        text = stranger._(
            "Hello! I am SameSide. I help parents team up with their child's school: two minutes at a time, on the "
            "same side of the table.\n\n"
            "Before we start, here is what I keep:\n"
            "• What you write to me about your child, so that you can use it at school.\n"
            "• Your language and time zone, so that reminders come at a good time.\n"
            "• Nothing else. It is locked with a key, nobody else reads it, and /delete wipes it all.\n\n"
            "Is that all right with you?"
        )
    stranger.send(event.origin.chat, text, _consent_rows(stranger, next_up))


def _says_yes(stranger: Stranger, text: str) -> bool:
    """Typed consent is no tap: nothing is kept of the greeting that it may answer. But it is no greeting either."""
    written = set(words_of(text))
    return bool(written) and written <= set(words_of(stranger.label("yes yeah yep sure ok okay please let's start go")))


def _consent_rows(speaker: Speaker, next_up: str) -> list[Row]:
    return [
        (button(speaker.label("Yes, let's start"), Agree(next_up)),),
        (button(speaker.label("Tell me more first"), Explain(next_up)),),
    ]


def _begin(stranger: Stranger, tap: Agree) -> tuple[Family | None, list[Outward | Forward]]:
    origin = stranger.event.origin
    tip, token = doors.read(tap.next_up)
    next_up = tip if tip in stranger.edition.conversations else ""
    language = stranger.edition.words.language
    carer = Carer(person=origin.person, language=language, consented=stranger.now, next_up=next_up)
    family = Family(id=stranger.new_id() + stranger.new_id(), carers=(carer,))
    turn = Turn(stranger.content, stranger.registry, family, carer, stranger.now, origin.nonce + "+", origin.message)
    turn.clear_buttons()
    turn.tapped = 0
    if token:
        doors.opened(turn, tap.next_up)
    ask_name(turn)
    return turn.family, turn.requests
