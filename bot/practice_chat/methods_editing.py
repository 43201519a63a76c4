"""Bot API methods that change or remove a message, or answer a tap or an inline query."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.practice_chat.inline_cards import read_cards, read_results
from bot.practice_chat.keyboards import read_markup
from bot.practice_chat.messages import Content, Message
from bot.practice_chat.methods import Method
from bot.practice_chat.parameters import Parameters
from bot.practice_chat.people import Group
from bot.practice_chat.plain_text import CAPTION_LIMIT, MESSAGE_LIMIT
from bot.practice_chat.refusals import bad_request
from bot.practice_chat.sending import read_text, writable_chat
from bot.practice_chat.world import QUERY_LIFE, Change, World

DELETE_LIFE = timedelta(hours=48)  # https://core.telegram.org/bots/api#deletemessage
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_ANSWER_LIMIT = 200  # characters, https://core.telegram.org/bots/api#answercallbackquery


def _editable(world: World, given: Parameters) -> Message:
    """The bot's own message that a call wants to edit. Raises ApiRefusal."""
    if given.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = writable_chat(world, given)
    if not given.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = world.message(chat, given.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    # Only messages without reply_markup or with inline keyboards (https://core.telegram.org/bots/api#updating-messages);
    # a removed keyboard or a forced reply counts as one too: https://github.com/tdlib/td/issues/3196
    if not message.from_bot or message.reply_keyboard is not None or message.forward_origin or message.content.service:
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, given: Parameters, message: Message, content: Content) -> Any:
    markup = read_markup(given.nested("reply_markup"))
    if markup.reply is not None:
        raise bad_request("inline keyboard expected")
    if content == message.content and markup.inline == message.inline:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a current"
            " content and reply markup of the message"
        )
    world.limits.count(message.chat.id)
    world.edited(message, content=None if content == message.content else content, inline=markup.inline)
    return message.as_api()


async def edit_message_text(world: World, given: Parameters) -> Any:
    message = _editable(world, given)
    text, entities = read_text(world, given, "text", MESSAGE_LIMIT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    if message.content.has_media or message.content.location:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, given, message, Content(text, entities))


async def edit_message_caption(world: World, given: Parameters) -> Any:
    message = _editable(world, given)
    text, entities = read_text(world, given, "caption", CAPTION_LIMIT, "message caption is too long")
    if not message.content.has_media:
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, given, message, replace(message.content, text=text, entities=entities))


async def edit_message_reply_markup(world: World, given: Parameters) -> Any:
    message = _editable(world, given)
    return _edit(world, given, message, message.content)


async def delete_message(world: World, given: Parameters) -> Any:
    chat = writable_chat(world, given)
    message = world.message(chat, given.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if isinstance(chat, Group):
        mine, all_of_them = message.from_bot, chat.bot == "administrator"
        if not mine and not all_of_them:
            raise bad_request("message can't be deleted")
    elif world.clock.now() - message.date > DELETE_LIFE:
        raise bad_request("message can't be deleted for everyone")
    world.delete(message)
    return True


async def answer_callback_query(world: World, given: Parameters) -> Any:
    query = world.queries.get(given.text("callback_query_id"))
    if query is None or query.answered or world.clock.now() - query.at > QUERY_LIFE:
        raise bad_request(_TOO_OLD)
    if len(given.text("text")) > _ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if given.text("url") and not given.text("url").startswith(("https://t.me/", "tg://")):
        raise bad_request("URL_INVALID")
    query.answered = True
    query.text, query.alert, query.url = given.text("text"), given.flag("show_alert"), given.text("url")
    world.announce(Change("answer", query.message.chat, query.message, query))
    return True


async def answer_inline_query(world: World, given: Parameters) -> Any:
    results = read_results(given.nested("results"))
    query = world.inline_queries.get(given.text("inline_query_id"))
    if query is None or query.results is not None or world.clock.now() - query.at > QUERY_LIFE:
        raise bad_request(_TOO_OLD)
    query.cards = read_cards(world, results)
    query.results = results
    return True


async def pin_chat_message(world: World, given: Parameters) -> Any:
    chat = writable_chat(world, given)
    message = world.message(chat, given.integer("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    if isinstance(chat, Group) and chat.bot != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    pinned = Content(service={"pinned_message": message.as_api(nested=True)}, service_text="A message was pinned.")
    world.updates.add("message", world.post(chat, world.bot, pinned).as_api())
    return True


async def set_message_reaction(world: World, given: Parameters) -> Any:
    chat = writable_chat(world, given)
    message = world.message(chat, given.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    reactions = given.nested("reaction") or []
    if not isinstance(reactions, list) or len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = reactions[0].get("emoji") if reactions and isinstance(reactions[0], dict) else None
    if reactions and not emoji:
        raise bad_request("REACTION_INVALID")
    message.reaction = emoji
    world.touch(message)
    world.announce(Change("edited", chat, message))
    return True


METHODS: Mapping[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "pinChatMessage": pin_chat_message,
    "setMessageReaction": set_message_reaction,
}
