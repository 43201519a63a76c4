"""What all sending methods share: which chat, whether the bot may write there, text, reply and markup."""

from typing import Any

from bot.practice_chat.html_text import HtmlError, parse_html
from bot.practice_chat.keyboards import read_markup
from bot.practice_chat.messages import Content, Message
from bot.practice_chat.parameters import Parameters, as_integer
from bot.practice_chat.people import Chat, Group, Person
from bot.practice_chat.plain_text import SURROGATE, Entity, cleaned, utf16_length, with_found_entities
from bot.practice_chat.refusals import bad_request, forbidden, group_upgraded
from bot.practice_chat.world import World

SOURCE_BYTES = 1 << 15  # longer texts are not even parsed


def find_chat(world: World, given: Parameters, name: str = "chat_id") -> Chat:
    """The chat that a call names, whatever the bot may do there. Raises ApiRefusal."""
    raw = given.text(name)
    if not raw:
        raise bad_request(f"{name} is empty")
    if raw.startswith("@"):
        raise bad_request("chat not found")  # only public chats have names to write to, and there are none here
    chat = world.chat(given.integer(name))
    if chat is None:
        raise bad_request("chat not found")
    return chat


def readable_chat(world: World, given: Parameters, name: str = "chat_id") -> Chat:
    """A chat that the bot knows: a person who has pressed Start, or a group it is in. Raises ApiRefusal."""
    chat = find_chat(world, given, name)
    if isinstance(chat, Person):
        if not chat.started:
            raise bad_request("chat not found")
        return chat
    check_group(chat)
    return chat


def writable_chat(world: World, given: Parameters) -> Chat:
    """A chat that the bot may write to now. Raises ApiRefusal."""
    chat = find_chat(world, given)
    if isinstance(chat, Group):
        check_group(chat)
    elif chat.blocked:
        raise forbidden("bot was blocked by the user")
    elif not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def check_group(group: Group) -> None:
    """Raises Telegram's refusal where the bot is not in the group."""
    if group.upgraded_to is not None:
        raise group_upgraded(group.upgraded_to.id)
    kind = "supergroup" if group.kind == "supergroup" else "group"
    if group.bot == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if group.bot == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")
    if not group.bot_in:
        raise bad_request("chat not found")


def read_text(world: World, given: Parameters, name: str, limit: int, too_long: str) -> tuple[str, list[Entity]]:
    """Text or caption with its entities, parsed, cleaned and measured. Raises ApiRefusal."""
    source = given.text(name)
    if len(source.encode("utf-8", "surrogatepass")) > SOURCE_BYTES:
        raise bad_request("Text is too long" if name == "text" else too_long)
    if SURROGATE.search(source) is not None:
        raise bad_request("strings must be encoded in UTF-8")
    mode = given.text("parse_mode").lower()
    raw_entities = given.nested("entities" if name == "text" else "caption_entities")
    entities: list[Entity] = []
    if mode == "html":
        try:
            source, entities = parse_html(source)
        except HtmlError as error:
            raise bad_request(f"can't parse entities: {error}") from error
    elif mode in ("markdown", "markdownv2"):
        raise bad_request("can't parse entities: the practice chat reads HTML only, not Markdown")
    elif mode not in ("", "none"):
        raise bad_request("Unsupported parse_mode")
    elif isinstance(raw_entities, list):
        entities = [_checked_entity(source, entity) for entity in raw_entities]
    text, entities = cleaned(source, entities)
    if utf16_length(text) > limit:
        raise bad_request(too_long)
    with_users = [_with_user(world, entity) for entity in with_found_entities(text, entities)]
    return text, [entity for entity in with_users if entity is not None]


def _checked_entity(text: str, raw: Any) -> Entity:
    if not isinstance(raw, dict) or not isinstance(raw.get("type"), str):
        raise bad_request("Can't parse MessageEntity: expected an Object")
    entity = {key: value for key, value in raw.items() if value is not None}
    entity["offset"], entity["length"] = as_integer(raw.get("offset")), as_integer(raw.get("length"))
    if entity["offset"] < 0 or entity["length"] < 0 or entity["offset"] + entity["length"] > utf16_length(text):
        raise bad_request(f"Entity beginning at UTF-16 offset {entity['offset']} ends after the end of the text")
    return entity


def _with_user(world: World, entity: Entity) -> Entity | None:
    """A mention by id carries the whole user; of somebody whom the bot cannot know it is dropped."""
    if "user_id" not in entity:
        return entity
    person = world.chat(entity["user_id"])
    if not isinstance(person, Person):
        return None
    return {**{key: value for key, value in entity.items() if key != "user_id"}, "user": person.as_user()}


def read_reply(world: World, chat: Chat, given: Parameters) -> Message | None:
    """The message that is replied to. Raises ApiRefusal when it is gone, unless that was allowed."""
    parameters = given.nested("reply_parameters")
    if isinstance(parameters, dict):
        message_id = as_integer(parameters.get("message_id"))
        lenient = bool(parameters.get("allow_sending_without_reply"))
    else:
        message_id, lenient = given.integer("reply_to_message_id"), given.flag("allow_sending_without_reply")
    if not message_id:
        return None
    found = world.message(chat, message_id)
    if found is None and not lenient:
        raise bad_request("message to be replied not found")
    return found


def send(world: World, chat: Chat, given: Parameters, content: Content, **more: Any) -> Message:
    """Post a message of the bot with the reply and markup of the call. Raises ApiRefusal."""
    markup = read_markup(given.nested("reply_markup"))
    reply_to = read_reply(world, chat, given)
    world.limits.count(chat.id)
    return world.post(chat, world.bot, content, markup=markup, reply_to=reply_to, **more)
