"""From one update of Telegram to one event of ours, or to nothing.

It must not know who is allowed to do what, and it does no I/O. What is read, by kind of update:

    private chat   commands, texts, places, pictures, anything else that a person sends; taps on buttons
    group          commands and taps, nothing else: what parents write to each other is none of the bot's business
    inline         what is typed after the bot's name, in any chat
    membership     blocked and back (private), thrown out and added (group)
    nothing        edits, channels, other bots, messages made through another bot, `/command@OtherBot`
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.core.events import (
    Blocked,
    ButtonTapped,
    CommandReceived,
    GroupMoved,
    InlineAsked,
    Origin,
    OtherReceived,
    PhotoReceived,
    PlaceShared,
    TelegramEvent,
    TextReceived,
    Unblocked,
)
from bot.telegram.update import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    InlineQuery,
    Message,
    Update,
    User,
)

ALLOWED_UPDATES = ("message", "callback_query", "inline_query", "my_chat_member")
ANONYMOUS_ADMIN = 1087968824  # GroupAnonymousBot, https://core.telegram.org/bots/api#message (sender_chat)
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)
_PRIVATE, _GROUPS = "private", ("group", "supergroup")
# An animation also fills `document` and a venue also `location`, so the narrower word comes first.
_OTHER_KINDS = (
    "animation", "audio", "document", "paid_media", "sticker", "story", "video", "video_note", "voice", "checklist",
    "contact", "dice", "game", "poll", "location", "invoice", "giveaway",
)  # fmt: skip


class Translator:
    """Reads updates for the bot called `username`.

    `nonce` gives fresh randomness (hex), `zone_of` the IANA zone at (latitude, longitude) in degrees or "".
    """

    def __init__(self, username: str, *, nonce: Callable[[], str], zone_of: Callable[[float, float], str]) -> None:
        self._username = username.casefold()
        self._nonce = nonce
        self._zone_of = zone_of

    def event(self, update: Update) -> TelegramEvent | None:
        """The event, or None where the bot has nothing to do."""
        if update.message is not None:
            return self._message(update.message, update.update_id)
        if update.callback_query is not None:
            return self._tap(update.callback_query, update.update_id)
        if update.inline_query is not None:
            return self._inline(update.inline_query, update.update_id)
        if update.my_chat_member is not None:
            return self._membership(update.my_chat_member, update.update_id)
        return None

    def _message(self, message: Message, update_id: int) -> TelegramEvent | None:
        chat, sender = message.chat, message.from_user
        if chat.type not in (_PRIVATE, *_GROUPS) or message.via_bot is not None or message.is_automatic_forward:
            return None
        anonymous = message.sender_chat is not None or (sender is not None and sender.id == ANONYMOUS_ADMIN)
        if sender is None or (sender.is_bot and not anonymous):
            return None
        origin = self._origin(
            chat,
            sender,
            update_id,
            person=0 if anonymous else sender.id,
            message=message.message_id,
            thread=_topic(message),
        )
        if message.migrate_to_chat_id is not None:
            return GroupMoved(origin=origin, new_chat=message.migrate_to_chat_id)
        forwarded = message.forward_origin is not None
        if message.text is not None and not forwarded and message.text.startswith("/"):
            command = _COMMAND.fullmatch(message.text)
            if command is not None:
                return self._command(origin, command)
        return self._private(message, origin, forwarded) if origin.private else None

    def _command(self, origin: Origin, command: re.Match[str]) -> CommandReceived | None:
        name, addressee, argument = command.groups()
        if addressee is not None and addressee.casefold() != self._username:
            return None
        return CommandReceived(origin=origin, name=name.lower(), argument=whole(argument or "").strip())

    def _private(self, message: Message, origin: Origin, forwarded: bool) -> TelegramEvent | None:
        if message.text is not None:
            return TextReceived(origin=origin, text=whole(message.text), forwarded=forwarded)
        if message.photo:
            largest = max(message.photo, key=lambda size: size.width * size.height)
            return PhotoReceived(origin=origin, photo=largest.file_id, caption=whole(message.caption or ""))
        if message.location is not None:
            zone = self._zone_of(message.location.latitude, message.location.longitude)
            if zone:
                return PlaceShared(origin=origin, zone=zone)
        for kind in _OTHER_KINDS:
            if getattr(message, kind, None):
                return OtherReceived(origin=origin, kind=kind)
        return None

    def _tap(self, query: CallbackQuery, update_id: int) -> TelegramEvent | None:
        message = query.message
        if message is None or query.data is None or query.from_user.is_bot:
            return None
        if message.chat.type not in (_PRIVATE, *_GROUPS):
            return None
        origin = self._origin(
            message.chat,
            query.from_user,
            update_id,
            person=query.from_user.id,
            message=message.message_id,
            thread=_topic(message),
        )
        return ButtonTapped(
            origin=origin, data=whole(query.data), query=query.id, replied=_replied(message, query.from_user)
        )

    def _inline(self, query: InlineQuery, update_id: int) -> InlineAsked | None:
        sender = query.from_user
        if sender.is_bot:
            return None
        origin = Origin(
            person=sender.id,
            chat=sender.id,
            nonce=self._nonce(),
            update=update_id,
            language=whole(sender.language_code or "en"),
        )
        return InlineAsked(origin=origin, query=query.id, text=whole(query.query))

    def _membership(self, change: ChatMemberUpdated, update_id: int) -> TelegramEvent | None:
        chat = change.chat
        if chat.type not in (_PRIVATE, *_GROUPS):
            return None
        before, after = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
        if before == after:  # promoted or restricted, not come or gone
            return None
        sender = change.from_user
        origin = self._origin(chat, sender, update_id, person=0 if sender.id == ANONYMOUS_ADMIN else sender.id)
        return Unblocked(origin=origin) if after else Blocked(origin=origin)

    def _origin(
        self, chat: Chat, sender: User, update_id: int, *, person: int, message: int = 0, thread: int = 0
    ) -> Origin:
        return Origin(
            person=person,
            chat=chat.id,
            nonce=self._nonce(),
            update=update_id,
            private=chat.type == _PRIVATE,
            language=whole(sender.language_code or "en"),
            message=message,
            thread=thread,
            title=whole(chat.title or ""),
        )


def whole(text: str) -> str:
    """The text with every lone surrogate replaced by U+FFFD, so that it can be encoded anywhere."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _topic(message: Message) -> int:
    return (message.message_thread_id or 0) if message.is_topic_message else 0


def _replied(message: Message, person: User) -> str:
    """The text of the person's own message that this one replies to."""
    answered = message.reply_to_message
    if answered is None or answered.from_user is None or answered.from_user.id != person.id:
        return ""
    return whole(answered.text or "")


def _is_in(member: ChatMember) -> bool:
    return member.is_member if member.status == "restricted" else member.status not in ("left", "kicked")


def album_of(update: Update) -> str:
    """The id of the album that the update's picture belongs to, or ""."""
    return (update.message.media_group_id or "") if update.message is not None else ""
