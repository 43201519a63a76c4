"""How the page is shown the world: plain JSON objects, no Telegram shapes."""

from typing import Any
from urllib.parse import quote

from bot.practice_chat.clock import SystemClock
from bot.practice_chat.files import StoredFile
from bot.practice_chat.messages import ANONYMOUS_ADMIN, Message
from bot.practice_chat.people import Chat, Group, Person
from bot.practice_chat.world import CallbackQuery, InlineCard, World


def file_url(file: StoredFile) -> str:
    return f"/practice/file/{quote(file.file_id)}"


async def clock_view(world: World) -> dict[str, Any]:
    """{"now", "movable", "next_due"} with ISO instants."""
    due = await world.clock.next_due()
    movable = not isinstance(world.clock, SystemClock)
    return {"now": world.clock.now().isoformat(), "movable": movable, "next_due": due.isoformat() if due else None}


async def world_view(world: World) -> dict[str, Any]:
    """Everything but the messages."""
    return {
        "bot": {
            "id": world.bot.id,
            "name": world.profile.text("name", ""),
            "username": world.bot.username,
            "inline": world.inline_mode,
        },
        "people": [person_view(person) for person in world.people],
        "groups": [group_view(group) for group in world.groups],
        "clock": await clock_view(world),
        "limits": world.limits.enabled,
    }


def person_view(person: Person) -> dict[str, Any]:
    return {
        "id": person.id, "name": person.name, "role": person.role, "language_code": person.language_code,
        "blocked": person.blocked, "started": person.started,
    }  # fmt: skip


def group_view(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "title": group.title,
        "kind": group.kind,
        "members": [person.id for person in group.members],
        "admins": [person.id for person in group.admins],
        "bot_in": group.bot_in,
        "bot_admin": group.bot == "administrator",
        "anonymous": [person.id for person in group.anonymous],
    }


def message_view(message: Message) -> dict[str, Any]:
    """One message as the page draws it."""
    content = message.content
    sender = {"id": message.sender.id, "name": message.sender.name, "is_bot": message.sender.is_bot}
    if message.anonymous and isinstance(message.chat, Group):
        sender = {"id": ANONYMOUS_ADMIN.id, "name": message.chat.title, "is_bot": False}
    return {
        "id": message.id,
        "chat": message.chat.id,
        "from": sender,
        "date": message.date.isoformat(),
        "edited": message.edited_at is not None,
        "text": content.text,
        "entities": content.entities,
        "photo": _photo_view(content.photo),
        "document": _document_view(content.document),
        "location": content.location,
        "contact": content.contact,
        "buttons": [[_button_view(button) for button in row] for row in message.inline or []],
        "keyboard": _keyboard_view(message.reply_keyboard),
        "reply_to": message.reply_to.id if message.reply_to else None,
        "via": message.via.username if message.via else None,
        "forwarded": message.forward_origin is not None,
        "reaction": message.reaction,
        "service": content.service_text or None,
    }


def _photo_view(photo: StoredFile | None) -> dict[str, Any] | None:
    if photo is None:
        return None
    return {"file_id": photo.file_id, "url": file_url(photo), "width": photo.width, "height": photo.height}


def _document_view(document: StoredFile | None) -> dict[str, Any] | None:
    if document is None:
        return None
    return {
        "file_id": document.file_id,
        "url": file_url(document),
        "file_name": document.name,
        "size": len(document.data),
        "mime": document.content_type,
    }


def _button_view(button: dict[str, Any]) -> dict[str, Any]:
    if "url" in button:
        return {"text": button["text"], "kind": "url", "url": button["url"]}
    if "copy_text" in button:
        return {"text": button["text"], "kind": "copy", "copy": button["copy_text"]["text"]}
    return {"text": button["text"], "kind": "callback" if "callback_data" in button else "other"}


def _keyboard_view(markup: dict[str, Any] | None) -> dict[str, Any] | str | None:
    """{"rows": [[{text, kind}]], "one_time", "placeholder"}, "remove", or None."""
    if markup is None:
        return None
    if markup.get("remove_keyboard"):
        return "remove"
    if "keyboard" not in markup:
        return None
    return {
        "rows": [[_key_view(key) for key in row] for row in markup["keyboard"]],
        "one_time": bool(markup.get("one_time_keyboard")),
        "placeholder": markup.get("input_field_placeholder") or "",
    }


def _key_view(key: dict[str, Any]) -> dict[str, Any]:
    if key.get("request_location"):
        return {"text": key["text"], "kind": "share_location"}
    return {"text": key["text"], "kind": "share_contact" if key.get("request_contact") else "text"}


def may_see(person: Person, chat: Chat) -> bool:
    """Whether the chat is one of this person's."""
    return person in chat.members if isinstance(chat, Group) else chat is person


def card_view(card: InlineCard) -> dict[str, Any]:
    return {"id": card.id, "title": card.title, "about": card.about}


def answer_view(query: CallbackQuery) -> dict[str, Any]:
    return {
        "query_id": query.id,
        "chat": query.message.chat.id,
        "message": query.message.id,
        "text": query.text,
        "alert": query.alert,
        "url": query.url,
    }
