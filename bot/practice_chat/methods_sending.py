"""Bot API methods that put something into a chat."""

from collections.abc import Mapping
from typing import Any

from bot.practice_chat.files import StoredFile
from bot.practice_chat.messages import Content, Message
from bot.practice_chat.methods import Method
from bot.practice_chat.parameters import Parameters, Upload
from bot.practice_chat.people import Person
from bot.practice_chat.plain_text import CAPTION_LIMIT, MESSAGE_LIMIT
from bot.practice_chat.refusals import bad_request
from bot.practice_chat.sending import read_text, readable_chat, send, writable_chat
from bot.practice_chat.world import Change, World

_CAPTION_TOO_LONG = "message caption is too long"
_ACTIONS = frozenset((
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    "record_audio", "upload_audio",
))  # fmt: skip


async def send_message(world: World, given: Parameters) -> Any:
    chat = writable_chat(world, given)
    text, entities = read_text(world, given, "text", MESSAGE_LIMIT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    return send(world, chat, given, Content(text, entities)).as_api()


async def send_photo(world: World, given: Parameters) -> Any:
    chat = writable_chat(world, given)
    text, entities = read_text(world, given, "caption", CAPTION_LIMIT, _CAPTION_TOO_LONG)
    upload = given.upload("photo")
    photo = (
        world.files.add_photo(upload.name, upload.data)
        if isinstance(upload, Upload)
        else _known(world, upload, "photo")
    )
    if not photo.width:
        raise bad_request("can't use file of type Document as Photo")
    return send(world, chat, given, Content(text, entities, photo=photo)).as_api()


async def send_document(world: World, given: Parameters) -> Any:
    chat = writable_chat(world, given)
    text, entities = read_text(world, given, "caption", CAPTION_LIMIT, _CAPTION_TOO_LONG)
    upload = given.upload("document")
    if isinstance(upload, Upload):
        document = world.files.add_document(upload.name, upload.content_type, upload.data)
    else:
        document = _known(world, upload, "document")
    return send(world, chat, given, Content(text, entities, document=document)).as_api()


def _known(world: World, file_id: str | None, kind: str) -> StoredFile:
    if file_id is None:
        raise bad_request(f"there is no {kind} in the request")
    file = world.files.get(file_id)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return file


async def send_location(world: World, given: Parameters) -> Any:
    chat = writable_chat(world, given)
    location: dict[str, float] = {}
    for name, limit in (("latitude", 90), ("longitude", 180)):
        if not given.text(name):
            raise bad_request(f"{name} is empty")
        try:
            location[name] = float(given.text(name))
        except ValueError:
            raise bad_request(f"wrong {name} specified") from None
        if not -limit <= location[name] <= limit:
            raise bad_request("wrong location specified")
    return send(world, chat, given, Content(location=location)).as_api()


async def send_chat_action(world: World, given: Parameters) -> Any:
    chat = writable_chat(world, given)
    if given.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.announce(Change("typing", chat))
    return True


def _source(world: World, given: Parameters, gone: str) -> Message:
    message = world.message(readable_chat(world, given, "from_chat_id"), given.integer("message_id"))
    if message is None:
        raise bad_request(gone)
    return message


async def copy_message(world: World, given: Parameters) -> Any:
    chat = writable_chat(world, given)
    source = _source(world, given, "message to copy not found")
    content = source.content
    if content.service is not None:
        raise bad_request("message can't be copied")
    if "caption" in given.values and content.has_media:
        text, entities = read_text(world, given, "caption", CAPTION_LIMIT, _CAPTION_TOO_LONG)
        content = Content(text, entities, content.photo, content.document)
    return {"message_id": send(world, chat, given, content).id}


async def forward_message(world: World, given: Parameters) -> Any:
    chat = writable_chat(world, given)
    source = _source(world, given, "message to forward not found")
    if source.content.service is not None:
        raise bad_request("message can't be forwarded")
    return send(world, chat, given, source.content, forward_origin=forward_origin(source)).as_api()


def forward_origin(source: Message) -> dict[str, Any]:
    """Telegram's MessageOrigin for a forwarded message."""
    if source.forward_origin is not None:
        return source.forward_origin
    date = int(source.date.timestamp())
    if source.anonymous and not isinstance(source.chat, Person):
        return {"type": "chat", "date": date, "sender_chat": source.chat.as_chat()}
    return {"type": "user", "date": date, "sender_user": source.sender.as_user()}


METHODS: Mapping[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendLocation": send_location,
    "sendChatAction": send_chat_action,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
}
