"""Telegram's own types as far as the bot reads them, in Telegram's words: https://core.telegram.org/bots/api#update.

What is not named here is never built, and a field of another type than Telegram's makes the whole update unreadable. So
nothing of a type that nobody declared gets into the house. It must not know what the bot makes of them.

python-telegram-bot has all of these types and sets each of their attributes, a hundred for a message, which took a
sixth of an update's processor time; it does not check their types (docs/measurements.md).
"""

from __future__ import annotations

from typing import Any

import msgspec

Present = Any  # only that it is there matters


class Part(msgspec.Struct, frozen=True, kw_only=True, rename={"from_user": "from"}, gc=False):
    """Base of what an update is made of. Once read it leads nowhere back, so the garbage collector need not look."""


class User(Part, frozen=True, kw_only=True):
    """A person, or a bot."""

    id: int
    is_bot: bool
    language_code: str | None = None


class Chat(Part, frozen=True, kw_only=True):
    """Where it happened; `type` is private, group, supergroup or channel."""

    id: int
    type: str
    title: str | None = None


class PhotoSize(Part, frozen=True, kw_only=True):
    """A picture in one of its sizes, in pixels."""

    file_id: str
    width: int
    height: int


class Location(Part, frozen=True, kw_only=True):
    """A place, in degrees."""

    latitude: float
    longitude: float


class RepliedMessage(Part, frozen=True, kw_only=True):
    """The message that another one replies to."""

    from_user: User | None = None
    text: str | None = None


class Message(Part, frozen=True, kw_only=True):
    """A message. One that is too old to be read (Telegram's InaccessibleMessage) has a chat and a number only."""

    message_id: int
    chat: Chat
    from_user: User | None = None
    sender_chat: Present | None = None
    via_bot: Present | None = None
    is_automatic_forward: bool = False
    forward_origin: Present | None = None
    is_topic_message: bool = False
    message_thread_id: int | None = None
    reply_to_message: RepliedMessage | None = None
    migrate_to_chat_id: int | None = None
    media_group_id: str | None = None
    text: str | None = None
    caption: str | None = None
    photo: tuple[PhotoSize, ...] = ()
    location: Location | None = None
    # What the bot cannot use, and says so.
    animation: Present | None = None
    audio: Present | None = None
    checklist: Present | None = None
    contact: Present | None = None
    dice: Present | None = None
    document: Present | None = None
    game: Present | None = None
    giveaway: Present | None = None
    invoice: Present | None = None
    paid_media: Present | None = None
    poll: Present | None = None
    sticker: Present | None = None
    story: Present | None = None
    video: Present | None = None
    video_note: Present | None = None
    voice: Present | None = None


class CallbackQuery(Part, frozen=True, kw_only=True):
    """A tap on a button."""

    id: str
    from_user: User
    message: Message | None = None
    data: str | None = None


class InlineQuery(Part, frozen=True, kw_only=True):
    """What is typed after the bot's name, in any chat."""

    id: str
    from_user: User
    query: str


class ChatMember(Part, frozen=True, kw_only=True):
    """What the bot is in a chat: creator, administrator, member, restricted, left or kicked."""

    status: str
    is_member: bool = False  # of one that is restricted


class ChatMemberUpdated(Part, frozen=True, kw_only=True):
    """The bot has become something else in a chat."""

    chat: Chat
    from_user: User
    old_chat_member: ChatMember
    new_chat_member: ChatMember


class Update(Part, frozen=True, kw_only=True):
    """One update of the kinds that the bot asks for."""

    update_id: int
    message: Message | None = None
    callback_query: CallbackQuery | None = None
    inline_query: InlineQuery | None = None
    my_chat_member: ChatMemberUpdated | None = None


def read_update(raw: dict[str, Any]) -> Update:
    """The update of this JSON object. Raises `msgspec.ValidationError` when a field is missing or of another type."""
    return msgspec.convert(raw, Update)
