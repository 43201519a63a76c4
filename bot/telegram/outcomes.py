"""What an error says about the fate of a request. It must not know when or whether something is tried again.

The words below are Telegram's descriptions; it gives no codes for them. python-telegram-bot takes the "Bad Request: "
off and changes the first letter's case, so they are compared in lower case.
"""

from __future__ import annotations

import re

import msgspec
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.core.requests import AnswerInline, AnswerTap, ClearButtons, EditMessage, Outward
from bot.service.delivery import Delivered, Gone, Moved, Outcome, Refused
from bot.telegram.request import NotSent, ServerFailed, TooLarge, TooManyRequests, answer_was_lost

_DONE_ALREADY = ("message is not modified",)
_TOO_LATE = ("query is too old", "query id is invalid", "query_id_invalid")
_NOT_TO_EDIT = (
    "message to edit not found", "message can't be edited", "message_id_invalid", "message identifier is not specified",
    "there is no text in the message to edit",
)  # fmt: skip
_NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "group chat was deleted", "user_deactivated")
_QUOTED = re.compile(r'"[^"]*"')


class Settled(msgspec.Struct, frozen=True):
    """Its fate is known."""

    outcome: Outcome


class Slower(msgspec.Struct, frozen=True):
    """Refused for speed: nothing was accepted. `seconds` to wait, 0 when Telegram did not say."""

    seconds: float


class Offline(msgspec.Struct, frozen=True):
    """It never left this machine."""


class Failing(msgspec.Struct, frozen=True):
    """Telegram could not serve it and accepted nothing."""


class Lost(msgspec.Struct, frozen=True):
    """It may have been accepted or not."""


class Anew(msgspec.Struct, frozen=True):
    """The message to edit is not there any more, or cannot be edited: a new one must take its place."""


Verdict = Settled | Slower | Offline | Failing | Lost | Anew


def number_of(answer: object) -> int:
    """The number of the message that Telegram says it has sent; 0 where its answer does not tell."""
    number = answer.get("message_id") if isinstance(answer, dict) else None
    return number if isinstance(number, int) else 0


def members_in(answer: object) -> int:
    """How many people are in a group by Telegram's answer, which counts the bot; 0 where it does not tell."""
    return max(answer - 1, 0) if isinstance(answer, int) else 0


def judge(request: Outward, error: Exception) -> Verdict:
    """The verdict on a request whose call raised `error`."""
    if isinstance(error, TooManyRequests):
        return Slower(error.seconds)
    if isinstance(error, ChatMigrated):
        return Settled(Moved(error.new_chat_id))
    if isinstance(error, Forbidden):
        return Settled(Gone())
    if isinstance(error, BadRequest):
        return _bad_request(request, error.message)
    if isinstance(error, NotSent):
        return Offline()
    if isinstance(error, TooLarge):
        return Settled(Refused(error.message))
    if isinstance(error, ServerFailed) and not answer_was_lost(error):
        return Failing()
    if answer_was_lost(error) or type(error) is TelegramError or not isinstance(error, TelegramError):
        return Lost()  # the last two: an answer came that nobody can read
    return Failing()  # 401, 404, 409: the receive loop finds out what is wrong


def _bad_request(request: Outward, description: str) -> Verdict:
    said = description.lower()
    if any(words in said for words in _DONE_ALREADY):
        return Settled(Delivered())
    if isinstance(request, AnswerTap | AnswerInline) and any(words in said for words in _TOO_LATE):
        return Settled(Delivered())
    if any(words in said for words in _NOT_TO_EDIT):
        if isinstance(request, EditMessage) and request.anew:
            return Anew()
        if isinstance(request, EditMessage):
            return Settled(Delivered())  # nobody looks at it any more
        if isinstance(request, ClearButtons):
            return Settled(Delivered())
    if any(words in said for words in _NOBODY_THERE):
        return Settled(Gone())
    # What stands in quotes may be a piece of the message's own text.
    return Settled(Refused(_QUOTED.sub('"…"', description)))
