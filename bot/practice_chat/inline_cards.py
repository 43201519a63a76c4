"""Reads the results that a bot offers for an inline query. Only articles with a text can be shown and chosen here.

Rules: https://core.telegram.org/bots/api#inlinequeryresultarticle.
"""

from typing import Any

from bot.practice_chat.keyboards import CALLBACK_BYTES, read_markup
from bot.practice_chat.messages import Content
from bot.practice_chat.parameters import Parameters
from bot.practice_chat.plain_text import MESSAGE_LIMIT
from bot.practice_chat.refusals import bad_request
from bot.practice_chat.sending import read_text
from bot.practice_chat.world import InlineCard, World

_RESULTS = 50


def read_results(raw: Any) -> list[dict[str, Any]]:
    """The results as they were given. Raises ApiRefusal where Telegram refuses them."""
    if not isinstance(raw, list) or not all(isinstance(result, dict) for result in raw):
        raise bad_request("Expected an Array of inline query results")
    if len(raw) > _RESULTS:
        raise bad_request("Too many inline query results specified")
    names = [str(result.get("id", "")) for result in raw]
    if not all(1 <= len(name.encode()) <= CALLBACK_BYTES for name in names):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(names)) < len(names):
        raise bad_request("RESULT_ID_DUPLICATE")
    return raw


def read_cards(world: World, results: list[dict[str, Any]]) -> list[InlineCard]:
    """Those that can be shown. Raises ApiRefusal for a text or buttons that Telegram would not take."""
    return [_card(world, result) for result in results if "input_message_content" in result]


def _card(world: World, result: dict[str, Any]) -> InlineCard:
    raw = result["input_message_content"]
    given = Parameters({"text": raw.get("message_text"), **raw} if isinstance(raw, dict) else {})
    text, entities = read_text(world, given, "text", MESSAGE_LIMIT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    return InlineCard(
        id=str(result["id"]),
        title=str(result.get("title", "")),
        about=str(result.get("description", "")),
        content=Content(text, entities),
        markup=read_markup(result.get("reply_markup")),
    )
