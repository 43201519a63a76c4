"""What is read of updates goes by the names and types that Telegram and python-telegram-bot have for it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import telegram
from test_translate import BOT, MARIA, PLACE, PRIVATE, change, member, message, size

from bot.telegram import update
from bot.telegram.translate import ALLOWED_UPDATES
from bot.telegram.update import read_update

LIBRARY = {
    update.Update: telegram.Update,
    update.Message: telegram.Message,
    update.RepliedMessage: telegram.Message,
    update.User: telegram.User,
    update.Chat: telegram.Chat,
    update.PhotoSize: telegram.PhotoSize,
    update.Location: telegram.Location,
    update.CallbackQuery: telegram.CallbackQuery,
    update.InlineQuery: telegram.InlineQuery,
    update.ChatMemberUpdated: telegram.ChatMemberUpdated,
    update.ChatMember: telegram.ChatMemberRestricted,  # the kind that has all that is read
}

TAP = {"id": "9", "from": MARIA, "message": message()["message"], "data": "d", "chat_instance": "1"}


@pytest.mark.parametrize(("ours", "theirs"), LIBRARY.items(), ids=lambda kind: kind.__name__)
def test_every_field_is_one_that_the_library_knows(ours: type[update.Part], theirs: type[object]) -> None:
    known = {name for kind in theirs.__mro__ for name in getattr(kind, "__slots__", ())}
    known |= {name.removeprefix("_") for name in known}  # a few are kept behind a property
    assert set(ours.__struct_fields__) <= known


def test_every_type_is_compared_with_the_librarys() -> None:
    kinds = {kind for kind in vars(update).values() if isinstance(kind, type) and issubclass(kind, update.Part)}
    assert kinds - {update.Part} == set(LIBRARY)


def test_what_is_asked_for_is_what_can_be_read() -> None:
    assert {"update_id", *ALLOWED_UPDATES} == set(update.Update.__struct_fields__)


@pytest.mark.parametrize(
    "raw",
    [
        message(text="hello"),
        message(photo=[size("p", 9)], media_group_id="g", caption="c"),
        message(location=PLACE),
        message(contact={"phone_number": "1", "first_name": "M"}, reply_to_message=message(text="before")["message"]),
        change(PRIVATE, member("member"), member("kicked", until_date=0)),
        {"update_id": 1, "inline_query": {"id": "9", "from": MARIA, "query": "tip", "offset": ""}},
        {
            "update_id": 1,
            "callback_query": {
                "id": "9",
                "from": MARIA,
                "message": message()["message"],
                "data": "d",
                "chat_instance": "1",
            },
        },
    ],
)
def test_it_reads_what_the_library_reads(raw: dict[str, Any]) -> None:
    assert_same(read_update(raw), telegram.Update.de_json(raw, None))


def assert_same(ours: object, theirs: object) -> None:
    """Field by field. The library has a type of its own for each kind of chat member."""
    match ours:
        case tuple():
            assert isinstance(theirs, tuple)
            for one, other in zip(ours, theirs, strict=True):
                assert_same(one, other)
        case update.Part():
            for name in ours.__struct_fields__:
                if name != "is_member" or hasattr(theirs, name):
                    assert_same(getattr(ours, name), getattr(theirs, name))
        case dict():
            assert theirs is not None
        case _:
            assert (ours or None) == (theirs or None)


def test_who_has_another_type_than_telegrams_makes_it_unreadable() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"message\.from\.id"):
        read_update(message(sender={**BOT, "id": "seven"}, text="hello"))
