"""A message of the practice chat and its Bot API form; knows nothing of how messages come about."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.practice_chat.files import StoredFile
from bot.practice_chat.people import ANONYMOUS_ADMIN_ID, Chat, Person
from bot.practice_chat.plain_text import Entity

ANONYMOUS_ADMIN = Person(ANONYMOUS_ADMIN_ID, "Group", username="GroupAnonymousBot", is_bot=True)


@dataclass(frozen=True)
class Content:
    """What can be in a message. `text` is the caption where there is a photo or a document."""

    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    photo: StoredFile | None = None
    document: StoredFile | None = None
    location: dict[str, Any] | None = None
    contact: dict[str, Any] | None = None
    service: dict[str, Any] | None = None  # Bot API fields such as {"new_chat_members": [...]}
    service_text: str = ""  # the same in words, for the page

    @property
    def has_media(self) -> bool:
        return self.photo is not None or self.document is not None


@dataclass(eq=False)
class Message:
    """A message in a chat. `created` and `touched` are marks of the world's count of changes (see World.mark)."""

    id: int
    chat: Chat
    sender: Person
    date: datetime
    content: Content
    created: int = 0
    touched: int = 0
    anonymous: bool = False  # sent by an administrator in the name of the group
    reply_to: "Message | None" = None
    forward_origin: dict[str, Any] | None = None
    via: Person | None = None  # the bot whose card this was
    inline: list[list[dict[str, Any]]] | None = None
    reply_keyboard: dict[str, Any] | None = None
    edited_at: datetime | None = None
    deleted: bool = False
    reaction: str | None = None  # the bot's emoji

    @property
    def text(self) -> str:
        """The text or the caption."""
        return self.content.text

    @property
    def from_bot(self) -> bool:
        """Whether the bot itself sent it."""
        return self.sender.is_bot and not self.anonymous

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of the inline buttons, row by row."""
        return [[button["text"] for button in row] for row in self.inline or []]

    @property
    def reply_buttons(self) -> list[list[str]]:
        """The labels of the reply keyboard that this message brought, row by row."""
        return [[button["text"] for button in row] for row in (self.reply_keyboard or {}).get("keyboard", [])]

    def find_button(self, label: str) -> tuple[int, int] | None:
        """Row and column of the inline button with this label, both from 0."""
        for row, labels in enumerate(self.buttons):
            if label in labels:
                return row, labels.index(label)
        return None

    def as_api(self, *, nested: bool = False) -> dict[str, Any]:
        """Telegram's Message object; a message inside a reply does not carry its own reply."""
        message: dict[str, Any] = {"message_id": self.id}
        if self.anonymous:
            message |= {"from": ANONYMOUS_ADMIN.as_user(), "sender_chat": self.chat.as_chat()}
        else:
            message["from"] = self.sender.as_user()
        message |= {"chat": self.chat.as_chat(), "date": int(self.date.timestamp())}
        if self.edited_at is not None:
            message["edit_date"] = int(self.edited_at.timestamp())
        if self.forward_origin is not None:
            message["forward_origin"] = self.forward_origin
        if self.via is not None:
            message["via_bot"] = self.via.as_user()
        if self.reply_to is not None and not nested:
            message["reply_to_message"] = self.reply_to.as_api(nested=True)
        message |= self._content()
        if self.inline is not None:
            message["reply_markup"] = {"inline_keyboard": self.inline}
        return message

    def _content(self) -> dict[str, Any]:
        content = self.content
        if content.service is not None:
            return content.service
        fields: dict[str, Any] = {}
        if content.photo is not None:
            fields["photo"] = [content.photo.as_photo_size()]
        if content.document is not None:
            fields["document"] = content.document.as_document()
        if content.location is not None:
            fields["location"] = content.location
        if content.contact is not None:
            fields["contact"] = content.contact
        if content.text:
            prefix = "caption" if content.has_media else "text"
            fields[prefix] = content.text
            if content.entities:
                fields["caption_entities" if content.has_media else "entities"] = content.entities
        return fields
