"""What the fate of a send means for the records: an event for one of them, or nothing. Pure but for the nonce."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

import msgspec

from bot.core.events import (
    Blocked,
    Event,
    GroupMoved,
    MembersCounted,
    Origin,
    SendDelivered,
    SendRefused,
    SendUncertain,
)
from bot.core.requests import (
    AnswerInline,
    AnswerTap,
    CountMembers,
    Lane,
    LeaveChat,
    Outgoing,
    Rendered,
    SendMessage,
    SendPhoto,
)
from bot.core.step import address_of
from bot.service.cascade import BY_ID
from bot.service.delivery import Delivered, Gone, Moved, Outcome, Refused, Uncertain


def report(outgoing: Outgoing, outcome: Outcome, nonce: Callable[[], str]) -> tuple[str, Event] | None:
    """The address and the event, or None where nobody needs to know. `nonce` is drawn where there is an event.

    That a reply may not have arrived is nobody's concern: the person sees it and asks again.
    """
    chat = _chat(outgoing)
    match outcome:
        case Delivered() if isinstance(outgoing.request, CountMembers):
            if not outcome.members:
                return None
            counted = MembersCounted(chat=chat, members=outcome.members)
            return BY_ID + outgoing.owner, counted
        case Delivered():
            about = _about(outgoing)
            if not about:
                return None
            delivered = SendDelivered(chat=chat, nonce=nonce(), about=about, message=outcome.message)
            return BY_ID + outgoing.owner, delivered
        case Gone():
            if not chat:
                return None
            gone = Blocked(origin=_origin(chat, nonce()), about=_about(outgoing))
            return address_of(gone), gone
        case Moved():
            if not chat:
                return None
            moved = GroupMoved(origin=_origin(chat, nonce()), new_chat=outcome.new_chat)
            return address_of(moved), moved
        case Uncertain():
            if outgoing.request.lane is Lane.INTERACTIVE:
                return None
            return BY_ID + outgoing.owner, SendUncertain(chat=chat, nonce=nonce(), about=_about(outgoing))
        case Refused():
            if outgoing.request.lane is not Lane.BROADCAST and not _is_awaited_file(outgoing):
                return None
            return BY_ID + outgoing.owner, SendRefused(chat=chat, nonce=nonce(), about=_about(outgoing))
        case _:
            assert_never(outcome)


def sent_after(outgoing: Outgoing, outcome: Outcome, new_id: str, now: datetime) -> tuple[Outgoing, ...]:
    """What is to be sent in its place: the same to the group's new chat, once. It had not been accepted."""
    request = outgoing.request
    if isinstance(request, AnswerTap | AnswerInline | LeaveChat):
        return ()
    if not isinstance(outcome, Moved) or request.chat == outcome.new_chat:
        return ()
    there = msgspec.structs.replace(request, chat=outcome.new_chat)
    return (Outgoing(id=new_id, owner=outgoing.owner, request=there, created=now),)


def _chat(outgoing: Outgoing) -> int:
    request = outgoing.request
    return 0 if isinstance(request, AnswerTap | AnswerInline | LeaveChat) else request.chat


def _is_awaited_file(outgoing: Outgoing) -> bool:
    """Whether it is a file that a parent has asked for. A preview without words only goes ahead of one."""
    return isinstance(outgoing.request, Rendered) and bool(outgoing.request.html)


def _about(outgoing: Outgoing) -> str:
    """The broadcast that a post belongs to, or the question of a card; else ""."""
    request = outgoing.request
    return request.about if isinstance(request, SendMessage | SendPhoto) else ""


def _origin(chat: int, nonce: str) -> Origin:
    return Origin(person=max(chat, 0), chat=chat, private=chat > 0, nonce=nonce)
