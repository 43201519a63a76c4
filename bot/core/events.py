"""What can happen, in the past tense: frozen data that the edges of the house make and `step` understands.

`Origin` says from whom and where. Nothing here is trusted to be authorised: `step` decides that from the record.
"""

from __future__ import annotations

import msgspec

from bot.core.inner_events import InnerEvent


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Who did it, and where.

    `nonce` is fresh randomness for new ids (hex). `group_admin` is Telegram's own word, asked at this very moment,
    and only for commands in groups; an anonymous admin is never one. `members` is how many people are in the group,
    asked where somebody is its admin; 0 where it is not known. `message` is the message sent or tapped on.
    """

    person: int
    chat: int
    nonce: str
    update: int = 0  # Telegram's update id; 0 for none
    private: bool = True
    language: str = "en"
    message: int = 0
    thread: int = 0
    title: str = ""  # of the group
    group_admin: bool = False
    members: int = 0


class Happened(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the events that come from Telegram."""

    origin: Origin


class CommandReceived(Happened, frozen=True, kw_only=True):
    """`/name argument`; the name is lower case, without slash and bot name."""

    name: str
    argument: str = ""


class TextReceived(Happened, frozen=True, kw_only=True):
    """A text that is not a command. `forwarded` when it was somebody else's."""

    text: str
    forwarded: bool = False


class ButtonTapped(Happened, frozen=True, kw_only=True):
    """An inline button; `data` is whatever the client sent back and may be forged. `replied` is the text of the
    person's own message that the one with the button replies to; Telegram keeps it, not we."""

    data: str
    query: str
    replied: str = ""


class InlineAsked(Happened, frozen=True, kw_only=True):
    """Somebody typed the bot's name and a few letters in any chat; where, nobody knows."""

    query: str
    text: str


class PlaceShared(Happened, frozen=True, kw_only=True):
    """A location was shared; only its IANA zone gets in here, the place itself is never kept."""

    zone: str


class PhotoReceived(Happened, frozen=True, kw_only=True):
    """A picture, by Telegram's file id. An album comes as one event with its first picture."""

    photo: str
    caption: str = ""


class OtherReceived(Happened, frozen=True, kw_only=True):
    """Something the bot cannot use: a sticker, a voice message, a file, ... `kind` is Telegram's field name."""

    kind: str


class Blocked(Happened, frozen=True, kw_only=True):
    """The person blocked the bot, or the group threw it out, or the account is gone. `about` names the broadcast that
    Telegram refused because of that, where one was on its way."""

    about: str = ""


class Unblocked(Happened, frozen=True, kw_only=True):
    """The person came back, or a group added the bot."""


class GroupMoved(Happened, frozen=True, kw_only=True):
    """The group became a supergroup with a new chat id."""

    new_chat: int


class ClockStruck(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The record's due time has come."""

    nonce: str


class SendDelivered(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Telegram accepted the post of a broadcast, or the card of a parent's question, and gave it the number `message`.
    `about` names the broadcast or question, here and below."""

    chat: int
    nonce: str
    about: str
    message: int = 0


class SendUncertain(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A reminder or broadcast may or may not have arrived; it is not repeated."""

    chat: int
    nonce: str
    about: str = ""


class SendRefused(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Telegram refused a broadcast for good: a closed topic, no right to write. Or a file that a parent asked for could
    not be made or sent; then `chat` is the parent's."""

    chat: int
    nonce: str
    about: str = ""


class MembersCounted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Telegram has said how many people are in a group, the bot not counted."""

    chat: int
    members: int


TelegramEvent = (
    CommandReceived | TextReceived | ButtonTapped | InlineAsked | PlaceShared | PhotoReceived | OtherReceived
    | Blocked | Unblocked | GroupMoved
)  # fmt: skip
Event = TelegramEvent | InnerEvent | ClockStruck | SendDelivered | SendUncertain | SendRefused | MembersCounted
