"""What a step asks the world to do: imperative, plain data, nothing of Telegram's library.

The text of a message is HTML as Telegram reads it, already escaped; see `text.Html`.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

import msgspec

from bot.core.buttons import Row
from bot.core.inner_events import InnerEvent
from bot.core.papers import Calendar, Paper


class Lane(IntEnum):
    """Who waits for whom: a reply to a person waits for nobody's reminder, a reminder for nobody's broadcast."""

    INTERACTIVE = 0
    REMINDER = 1
    BROADCAST = 2


class Request(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True, gc=False):
    """Base of everything a step can ask for."""


class SendMessage(Request, frozen=True, kw_only=True):
    """A new message. `html` is at most 4,096 UTF-16 units long after parsing."""

    chat: int
    html: str
    rows: tuple[Row, ...] = ()
    ask_location: str = ""  # label of a reply-keyboard button that shares the location
    remove_keyboard: bool = False
    reply_to: int = 0  # a message of the person's that it answers
    silent: bool = False  # no sound: the phone lies on the table of a meeting
    thread: int = 0
    about: str = ""  # the broadcast or question that it belongs to; comes back with its outcome
    lane: Lane = Lane.INTERACTIVE


class EditMessage(Request, frozen=True, kw_only=True):
    """Replace a message of ours. When it is gone or too old, it is sent anew instead, where `anew`."""

    chat: int
    message: int
    html: str
    rows: tuple[Row, ...] = ()
    anew: bool = True
    lane: Lane = Lane.INTERACTIVE


class ClearButtons(Request, frozen=True, kw_only=True):
    """Take the buttons off a message of ours, which stays in the chat."""

    chat: int
    message: int
    lane: Lane = Lane.INTERACTIVE


class SendPhoto(Request, frozen=True, kw_only=True):
    """A picture that Telegram already has, by its file id."""

    chat: int
    photo: str
    html: str = ""
    rows: tuple[Row, ...] = ()
    thread: int = 0
    about: str = ""
    lane: Lane = Lane.INTERACTIVE


def with_photo(message: SendMessage, photo: str) -> SendPhoto:
    """The same with a picture above it; `html` is then at most 1,024 UTF-16 units long."""
    return SendPhoto(
        chat=message.chat,
        photo=photo,
        html=message.html,
        rows=message.rows,
        thread=message.thread,
        about=message.about,
        lane=message.lane,
    )


class SendFile(Request, frozen=True, kw_only=True):
    """A document with these bytes."""

    chat: int
    name: str
    content: bytes
    html: str = ""
    rows: tuple[Row, ...] = ()
    lane: Lane = Lane.INTERACTIVE


class SendPaper(Request, frozen=True, kw_only=True):
    """A paper as a PDF, set right before it is sent. `if_shortened`: the caption and the buttons to use instead, should
    it turn out that not all its words have room."""

    chat: int
    paper: Paper
    html: str = ""
    rows: tuple[Row, ...] = ()
    if_shortened: tuple[str, tuple[Row, ...]] | None = None
    lane: Lane = Lane.INTERACTIVE


class SendPreview(Request, frozen=True, kw_only=True):
    """The first page of a paper as a picture."""

    chat: int
    paper: Paper
    html: str = ""
    rows: tuple[Row, ...] = ()
    lane: Lane = Lane.INTERACTIVE


class SendCalendar(Request, frozen=True, kw_only=True):
    """Appointments as an .ics file; `name` is without the ending."""

    chat: int
    name: str
    calendar: Calendar
    html: str = ""
    rows: tuple[Row, ...] = ()
    lane: Lane = Lane.INTERACTIVE


class AnswerTap(Request, frozen=True, kw_only=True):
    """Stop the spinning of a tapped button; `text` is shown for a moment. Plain text, at most 200 characters."""

    query: str
    text: str = ""
    lane: Lane = Lane.INTERACTIVE


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A message to choose from: its title and what it is about, and what is sent when it is chosen."""

    id: str
    title: str
    about: str
    html: str
    rows: tuple[Row, ...] = ()


class AnswerInline(Request, frozen=True, kw_only=True):
    """The cards for what somebody typed after the bot's name."""

    query: str
    cards: tuple[Card, ...] = ()
    lane: Lane = Lane.INTERACTIVE


class LeaveChat(Request, frozen=True, kw_only=True):
    """Leave a group."""

    chat: int
    lane: Lane = Lane.INTERACTIVE


class CountMembers(Request, frozen=True, kw_only=True):
    """Ask how many people are in a group. The record that asks hears it: `events.MembersCounted`."""

    chat: int
    lane: Lane = Lane.INTERACTIVE


class Forward(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Not for Telegram: let another record step on an inner event, within the same commit."""

    address: str
    event: InnerEvent


Rendered = SendPaper | SendPreview | SendCalendar
Answer = AnswerTap | AnswerInline
Outward = SendMessage | EditMessage | ClearButtons | SendPhoto | SendFile | Rendered | Answer | LeaveChat | CountMembers


def chat_of(request: Outward) -> int:
    """The chat that a request goes to; 0 for an answer to a tap or an inline query, which goes to no chat."""
    return 0 if isinstance(request, AnswerTap | AnswerInline) else request.chat


class Outgoing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A request in the outbox.

    `id` sorts in the order of creation within its owner. `owner` is the id of the record that asked; empty for a
    reply to somebody of whom nothing is kept (those are never stored). `tried` is set, durably, before the first
    attempt of a reminder or a broadcast, because those are never blindly repeated.
    """

    id: str
    owner: str
    request: Outward
    created: datetime
    tried: bool = False
