"""A message of ours that answers one of the person's, and the tap that brings that one back."""

from __future__ import annotations

from typing import Any

from telegram_stand_ins import translator

from bot.core.events import ButtonTapped
from bot.core.requests import SendMessage
from bot.telegram.calls import call_for
from bot.telegram.update import read_update

PERSON = {"id": 7, "is_bot": False, "first_name": "Maria"}
BOT = {"id": 42, "is_bot": True, "first_name": "SameSide"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Maria"}


def tap(**fields: Any) -> ButtonTapped:
    message = {"message_id": 9, "date": 1_780_000_000, "chat": PRIVATE, "from": BOT, "text": "…", **fields}
    raw = {"update_id": 1, "callback_query": {"id": "q", "from": PERSON, "chat_instance": "1", "data": "[]"}}
    raw["callback_query"]["message"] = message  # type: ignore[index]
    event = translator().event(read_update(raw))
    assert isinstance(event, ButtonTapped)
    return event


def test_a_reply_names_the_message_and_is_sent_without_it_too() -> None:
    call = call_for(SendMessage(chat=7, html="Hi", reply_to=5))
    assert call.parameters["reply_parameters"] == {"message_id": 5, "allow_sending_without_reply": True}
    assert "reply_parameters" not in call_for(SendMessage(chat=7, html="Hi")).parameters


def test_the_tap_brings_back_the_persons_own_words_only() -> None:
    answered = {"message_id": 5, "date": 1_780_000_000, "chat": PRIVATE, "from": PERSON, "text": "as I wrote it"}
    assert tap(reply_to_message=answered).replied == "as I wrote it"
    assert tap(reply_to_message={**answered, "from": BOT}).replied == ""
    assert tap().replied == ""
    assert tap(date=0).replied == ""  # too old for Telegram to show
