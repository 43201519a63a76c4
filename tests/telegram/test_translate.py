"""Updates as Telegram sends them, and as nobody should: what becomes of each."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram_stand_ins import translator

from bot.core.events import (
    Blocked,
    ButtonTapped,
    CommandReceived,
    GroupMoved,
    OtherReceived,
    PhotoReceived,
    PlaceShared,
    TelegramEvent,
    TextReceived,
    Unblocked,
)
from bot.telegram.albums import Albums
from bot.telegram.translate import album_of
from bot.telegram.update import read_update
from bot.telegram.zones import zone_of

MARIA = {"id": 7, "is_bot": False, "first_name": "Maria", "language_code": "es"}
BOT = {"id": 42, "is_bot": True, "first_name": "SameSide", "username": "sameside_bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Maria"}
GROUP = {"id": -1005, "type": "supergroup", "title": "Parents \ud83d of Room 12"}
CHANNEL = {"id": -1006, "type": "channel", "title": "News"}
PLACE = {"latitude": 35.7, "longitude": 139.7}
FILE = {"file_id": "f", "file_unique_id": "u"}


def message(chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] | None = MARIA, **fields: Any) -> dict[str, Any]:
    body = {"message_id": 5, "date": 1_780_000_000, "chat": chat, **fields}
    if sender is not None:
        body["from"] = sender
    return {"update_id": 900, "message": body}


def event_of(raw: dict[str, Any]) -> TelegramEvent | None:
    return translator().event(read_update(raw))


def size(name: str, width: int) -> dict[str, Any]:
    return {"file_id": name, "file_unique_id": name, "width": width, "height": width}


def member(status: str, **fields: Any) -> dict[str, Any]:
    return {"status": status, "user": BOT, **fields}


def change(chat: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    body = {"chat": chat, "from": MARIA, "date": 1, "old_chat_member": old, "new_chat_member": new}
    return {"update_id": 900, "my_chat_member": body}


def test_the_origin_says_who_and_where() -> None:
    event = event_of(message(GROUP, text="/help", message_thread_id=31, is_topic_message=True))
    assert isinstance(event, CommandReceived)
    origin = event.origin
    assert (origin.person, origin.chat, origin.update, origin.message) == (7, -1005, 900, 5)
    assert (origin.private, origin.language, origin.thread) == (False, "es", 31)
    assert origin.title == "Parents � of Room 12"
    assert not origin.group_admin
    assert len(origin.nonce) == 16


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("/start", "start", ""),
        ("/start p_hopes", "start", "p_hopes"),
        ("/Ask What helps?", "ask", "What helps?"),
        ("/ask@SameSide_Bot What helps?", "ask", "What helps?"),
        ("/ask line one\nline two", "ask", "line one\nline two"),
        ("/ask\nstraight below", "ask", "straight below"),
        ("/ask \ud83d", "ask", "�"),
    ],
)
def test_commands(text: str, name: str, argument: str) -> None:
    for chat in (PRIVATE, GROUP):
        event = event_of(message(chat, text=text))
        assert isinstance(event, CommandReceived)
        assert (event.name, event.argument) == (name, argument)


@pytest.mark.parametrize("text", ["/", "/ help", "/größe", "a /help", "/" + "x" * 33, "I <b>&amp; 👩‍👩‍👦"])
def test_what_only_looks_like_a_command_is_text(text: str) -> None:
    event = event_of(message(text=text))
    assert isinstance(event, TextReceived)
    assert event.text == text


FORWARDED = {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}}


def test_a_forwarded_command_is_somebody_elses_text() -> None:
    event = event_of(message(text="/delete", **FORWARDED))
    assert isinstance(event, TextReceived)
    assert event.forwarded
    assert event_of(message(GROUP, text="/link", **FORWARDED)) is None


@pytest.mark.parametrize("sender", [ANONYMOUS, MARIA])
def test_nobody_is_known_behind_an_anonymous_admin(sender: dict[str, Any]) -> None:
    event = event_of(message(GROUP, sender, text="/link", sender_chat=GROUP))
    assert isinstance(event, CommandReceived)
    assert event.origin.person == 0
    assert not event.origin.group_admin


@pytest.mark.parametrize(
    "raw",
    [
        message(text="/help@OtherBot"),
        message(GROUP, text="/help@OtherBot now"),
        message(GROUP, text="hello everybody"),
        message(GROUP, photo=[size("p", 90)]),
        message(GROUP, location=PLACE),
        message(GROUP, contact={"phone_number": "1", "first_name": "M"}),
        message(GROUP, new_chat_members=[BOT]),
        message(GROUP, migrate_from_chat_id=-5),
        message(CHANNEL, None, text="/help", sender_chat=CHANNEL),
        message(text="/help", via_bot=BOT),
        message(sender={**BOT, "id": 43}, text="/help"),
        message(GROUP, {"id": 777000, "is_bot": False, "first_name": "Telegram"}, text="/x", is_automatic_forward=True),
        message(pinned_message={"message_id": 1, "date": 0, "chat": PRIVATE}),
        {"update_id": 1, "edited_message": message(text="/delete")["message"]},
        {"update_id": 1, "channel_post": message(CHANNEL, None, text="/x")["message"]},
        {"update_id": 1, "something_new": {"id": 1}},
        {"update_id": 1},
    ],
)
def test_what_is_none_of_the_bots_business(raw: dict[str, Any]) -> None:
    assert event_of(raw) is None


def test_a_picture_comes_in_its_largest_size() -> None:
    event = event_of(
        message(photo=[size("small", 90), size("large", 1280), size("middle", 320)], caption="form \udc00")
    )
    assert isinstance(event, PhotoReceived)
    assert (event.photo, event.caption) == ("large", "form �")


def test_a_place_becomes_its_zone_and_is_kept_nowhere() -> None:
    event = event_of(message(location=PLACE))
    assert isinstance(event, PlaceShared)
    assert event.zone == "Asia/Tokyo"
    assert "35.7" not in msgspec.json.encode(event).decode()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("document", {"document": FILE}),
        ("animation", {"document": FILE, "animation": {**FILE, "width": 1, "height": 1, "duration": 1}}),
        ("voice", {"voice": {**FILE, "duration": 1}}),
        ("video", {"video": {**FILE, "width": 1, "height": 1, "duration": 1}}),
        ("contact", {"contact": {"phone_number": "1", "first_name": "Maria"}}),
        ("dice", {"dice": {"value": 1, "emoji": "🎲"}}),
    ],
)
def test_what_the_bot_cannot_use_is_named(kind: str, fields: dict[str, Any]) -> None:
    event = event_of(message(**fields))
    assert isinstance(event, OtherReceived)
    assert event.kind == kind


def test_a_tap_also_on_a_message_that_telegram_does_not_show_any_more() -> None:
    for on in (message()["message"], {"message_id": 5, "date": 0, "chat": PRIVATE}):
        raw = {"update_id": 900, "callback_query": {"id": "9", "from": MARIA, "message": on, "data": "[1]\ud83d"}}
        event = event_of({**raw, "callback_query": {**raw["callback_query"], "chat_instance": "1"}})  # type: ignore[dict-item]
        assert isinstance(event, ButtonTapped)
        assert (event.data, event.query, event.origin.message, event.origin.chat) == ("[1]�", "9", 5, 7)


@pytest.mark.parametrize(
    ("chat", "old", "new", "expected"),
    [
        (PRIVATE, member("member"), member("kicked", until_date=0), Blocked),
        (PRIVATE, member("kicked", until_date=0), member("member"), Unblocked),
        (GROUP, member("left"), member("member"), Unblocked),
        (GROUP, member("member"), member("left"), Blocked),
        (GROUP, member("administrator"), member("kicked", until_date=0), Blocked),
    ],
)
def test_coming_and_going(
    chat: dict[str, Any], old: dict[str, Any], new: dict[str, Any], expected: type[TelegramEvent]
) -> None:
    names = (
        "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members"
        " can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
    )
    rights = dict.fromkeys(names.split(), False)
    assert type(event_of(change(chat, {**rights, **old}, {**rights, **new}))) is expected
    assert event_of(change(chat, {**rights, **new}, {**rights, **new})) is None


def test_a_group_that_moves() -> None:
    event = event_of(message(GROUP, ANONYMOUS, sender_chat=GROUP, migrate_to_chat_id=-1009))
    assert isinstance(event, GroupMoved)
    assert (event.origin.chat, event.new_chat) == (-1005, -1009)


def test_the_pictures_of_an_album_are_one_answer() -> None:
    albums = Albums(remembered=2)
    first = read_update(message(photo=[size("p", 9)], media_group_id="a"))
    assert album_of(first) == "a"
    assert albums.is_new(7, "a", 1)
    assert not albums.is_new(7, "a", 2)
    assert albums.is_new(7, "a", 1)  # the first picture once more: nobody has answered it yet
    assert albums.is_new(8, "a", 3)
    assert albums.is_new(7, "", 4)
    assert albums.is_new(7, "", 5)
    assert albums.is_new(7, "b", 6)
    assert albums.is_new(7, "a", 7)  # forgotten: only two are remembered


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [(40.7, -74.0, "America/New_York"), (30.0, 31.2, "Africa/Cairo"), (95.0, 0.0, ""), (float("nan"), 0.0, "")],
)
def test_zones(latitude: float, longitude: float, zone: str) -> None:
    assert zone_of(latitude, longitude) == zone


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
SHAPES = [
    message(GROUP, text="/link x", message_thread_id=1, is_topic_message=True),
    message(photo=[size("p", 9)], caption="c", media_group_id="g", **FORWARDED),
    message(location=PLACE),
    message(contact={"phone_number": "1", "first_name": "M"}),
    message(GROUP, ANONYMOUS, sender_chat=GROUP, migrate_to_chat_id=-1009),
    change(GROUP, member("left"), member("member")),
    {"update_id": 1, "callback_query": {"id": "9", "from": MARIA, "message": message()["message"], "data": "d"}},
]  # fmt: skip


def paths(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [before] if before else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths(inner, (*before, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            found += paths(inner, (*before, index))
    return found


@settings(max_examples=400, deadline=None)
@given(data=st.data(), shape=st.sampled_from(SHAPES))
def test_a_damaged_update_gives_a_sound_event_or_an_error_that_is_set_aside(
    data: st.DataObject, shape: dict[str, Any]
) -> None:
    raw = json.loads(json.dumps(shape))
    for path in data.draw(st.lists(st.sampled_from(paths(raw)), min_size=1, max_size=3)):
        place: Any = raw
        try:
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = data.draw(anything)
        except (TypeError, KeyError, IndexError):
            continue  # an earlier damage has taken the place away
    try:
        event = event_of(raw)
    except msgspec.ValidationError:
        return  # the receiver sets the update aside, see test_receive
    if event is not None:
        again = msgspec.json.decode(msgspec.json.encode(event), type=type(event))
        assert again == event
