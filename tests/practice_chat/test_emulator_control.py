"""What the page may ask for and do, over HTTP, and who is kept out."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import telegram
from emulator_world import TOKEN, HandClock, png
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.practice_chat import PracticeChat, SystemClock

pytest_plugins = ["emulator_fixtures"]


class Page:
    """Asks as the page does."""

    def __init__(self, chat: PracticeChat, http: aiohttp.ClientSession) -> None:
        self.chat = chat
        self.http = http

    async def get(self, path: str, **query: Any) -> Any:
        async with self.http.get(f"{self.chat.url}/practice/{path}", params=query) as answer:
            return await answer.json()

    async def post(self, path: str, **values: Any) -> Any:
        async with self.http.post(f"{self.chat.url}/practice/{path}", json=values) as answer:
            body = await answer.json()
            assert (answer.status == 200) == ("error" not in body)
            return body


@pytest.fixture
def page(practice: PracticeChat, http: aiohttp.ClientSession) -> Page:
    return Page(practice, http)


async def read_event(stream: aiohttp.ClientResponse) -> tuple[str, Any]:
    """The next event, past comments."""
    while True:
        block = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 5)
        if not block.startswith(b":"):
            name, data = block.decode().strip().split("\n")
            return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example:80"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "localhost:8080", "Origin": "http://localhost:9090"}, 403),
        ({"Host": "localhost:8080", "Origin": "http://localhost:8080"}, 200),
        ({"Host": "127.0.0.1"}, 200),
        ({"Host": "[::1]:8080"}, 200),
    ],
)
async def test_foreign_pages_are_kept_out(
    practice: PracticeChat, http: aiohttp.ClientSession, headers: dict[str, str], status: int
) -> None:
    for path in ("/practice/world", "/", f"/bot{TOKEN}/getMe"):
        async with http.get(practice.url + path, headers=headers) as answer:
            assert answer.status == status
            if status == 403:
                assert "practice chat answers only" in (await answer.json())["error"]


async def test_the_page_comes_with_a_strict_policy(practice: PracticeChat, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{practice.url}/") as answer:
        assert answer.content_type == "text/html"
        assert answer.headers["Cache-Control"] == "no-store"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "img-src 'self' blob: data:" in policy
        assert "unsafe" not in policy
    for name in ("nothing.js", "..%2fserver.py", "%2e%2e%2f__init__.py"):
        async with http.get(f"{practice.url}/page/{name}") as missing:
            assert missing.status == 404


async def test_the_world_as_the_page_sees_it(page: Page, practice: PracticeChat, hand_clock: HandClock) -> None:
    world = await page.get("world")
    assert world["bot"] == {
        "id": practice.world.bot.id,
        "name": "SameSide",
        "username": "sameside_bot",
        "inline": False,
    }
    assert [(person["name"], person["role"]) for person in world["people"]] == [
        ("Maria", "parent"), ("Sam", "parent"), ("Ruth", "coach"), ("Omar", "admin"),
        ("Lucía", "parent"),
    ]  # fmt: skip
    group, spanish = world["groups"]
    assert spanish["title"] == "Familias en español"
    assert (group["title"], group["bot_in"], group["bot_admin"], group["anonymous"]) == (
        "Parents of Room 12", False, False, [],
    )  # fmt: skip
    assert world["clock"] == {"now": hand_clock.now().isoformat(), "movable": True, "next_due": None}
    assert world["limits"] is False


async def test_a_conversation_on_the_page(page: Page, practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria, sam = practice.world.person("Maria").id, practice.world.person("Sam").id
    await page.post("start", **{"as": maria, "payload": "room_12"})
    said = (await page.post("send", **{"as": maria, "chat": maria, "text": "hello", "reply_to": 1}))["message"]
    assert (said["text"], said["reply_to"], said["from"]["name"]) == ("hello", 1, "Maria")
    await page.post("edit", **{"as": maria, "chat": maria, "message": said["id"], "text": "hello!"})
    await page.post("location", **{"as": maria, "chat": maria, "latitude": 38.9, "longitude": -77})
    await page.post("contact", **{"as": maria, "chat": maria, "phone_number": "+12025550123"})
    keys = [
        [InlineKeyboardButton("Yes", callback_data="y"), InlineKeyboardButton("Web", url="https://example.org/")],
        [InlineKeyboardButton("Copy", copy_text=telegram.CopyTextButton("words"))],
    ]
    await ptb.send_message(maria, "<b>Ready?</b>", parse_mode="HTML", reply_markup=InlineKeyboardMarkup(keys))
    messages = (await page.get(f"chats/{maria}/messages", **{"as": maria}))["messages"]
    assert [message["text"] for message in messages] == ["/start room_12", "hello!", "", "", "Ready?"]
    assert messages[1]["edited"]
    assert messages[2]["location"] == {"latitude": 38.9, "longitude": -77.0}
    assert messages[-1]["from"] == {"id": practice.world.bot.id, "name": "SameSide", "is_bot": True}
    assert messages[-1]["entities"] == [{"type": "bold", "offset": 0, "length": 6}]
    assert messages[-1]["buttons"] == [
        [{"text": "Yes", "kind": "callback"}, {"text": "Web", "kind": "url", "url": "https://example.org/"}],
        [{"text": "Copy", "kind": "copy", "copy": "words"}],
    ]
    tap = {"as": maria, "chat": maria, "message": 5, "row": 0}
    assert (await page.post("tap", **tap, col=0))["query_id"] in practice.world.queries
    for wrong, sentence in (
        (page.post("tap", **tap, col=1), "This button opens a link."),
        (page.post("tap", **tap, col=7), "This button is gone."),
        (page.post("tap", **tap), "This button is gone."),
        (page.post("send", **{"as": maria, "chat": maria, "text": " "}), "Write something first."),
        (page.post("send", **{"as": maria, "chat": sam, "text": "x"}), "Maria is not in this chat."),
        (page.post("send", **{"as": 1, "text": "x"}), "Nobody here has this number."),
        (page.post("edit", **{"as": maria, "chat": maria, "message": 5, "text": "x"}),
         "You can only change your own messages."),
        (page.post("start", **{"as": maria, "payload": "two words"}),
         "A start link holds up to 64 letters, digits, - and _."),
        (page.get(f"chats/{maria}/messages", **{"as": sam}), "Sam is not in this chat."),
    ):  # fmt: skip
        assert (await wrong)["error"] == sentence


async def test_files_go_up_and_come_down_safely(
    page: Page, practice: PracticeChat, http: aiohttp.ClientSession
) -> None:
    maria = practice.world.person("Maria").id

    async def upload(kind: str, name: str, data: bytes) -> Any:
        form = aiohttp.FormData({"as": str(maria), "chat": str(maria), "kind": kind, "caption": "us"})
        form.add_field("file", data, filename=name, content_type="text/html")
        async with http.post(f"{practice.url}/practice/upload", data=form) as answer:
            return await answer.json()

    photo = (await upload("photo", "us.png", png(30, 20)))["message"]["photo"]
    assert (photo["width"], photo["height"]) == (30, 20)
    async with http.get(practice.url + photo["url"]) as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", png(30, 20))
        assert "Content-Disposition" not in answer.headers
    document = (await upload("document", "page.html", b"<script>"))["message"]["document"]
    assert (document["file_name"], document["size"], document["mime"]) == ("page.html", 8, "text/html")
    async with http.get(practice.url + document["url"]) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "not a picture" in (await upload("photo", "us.png", b"<script>"))["error"]
    assert (await upload("document", "a.txt", b""))["error"] == "This file is empty."
    assert "gone" in (await page.get("file/nothing"))["error"]


async def test_events_tell_what_happens(
    page: Page, practice: PracticeChat, ptb: telegram.Bot, hand_clock: HandClock
) -> None:
    maria, sam = practice.person("Maria"), practice.person("Sam")
    address = f"{practice.url}/practice/events"
    async with page.http.get(address, params={"as": maria.id}) as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readuntil(b"\n\n")
        await maria.start()
        await ptb.send_chat_action(maria.id, "typing")
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
        sent = await ptb.send_message(maria.id, "Ready?", reply_markup=keys)
        query = await maria.tap_label("Yes")
        await ptb.answer_callback_query(query.id, "Thanks")  # type: ignore[arg-type]
        await ptb.edit_message_text("Good", maria.id, sent.message_id)
        await ptb.delete_message(maria.id, sent.message_id)
        await sam.start()
        await page.post("language", **{"as": sam.id, "language_code": "es"})
        await page.post("clock", by=60)
        events = [await read_event(stream) for _ in range(9)]
    assert [name for name, _ in events] == [
        "message", "typing", "message", "answer", "edited", "deleted", "unread", "world", "clock",
    ]  # fmt: skip
    data = [value for _, value in events]
    assert data[0]["chat"] == data[1]["chat"] == maria.id
    assert data[2]["message"]["text"] == "Ready?"
    assert (data[3]["query_id"], data[3]["text"], data[3]["alert"]) == (query.id, "Thanks", False)
    assert data[4]["message"]["text"] == "Good"
    assert data[5] == {"chat": maria.id, "message": sent.message_id}
    assert data[6] == {"chat": sam.id, "from_bot": False}
    assert data[8]["now"] == hand_clock.now().isoformat()


async def test_the_clock_goes_forward_only(page: Page, practice: PracticeChat, hand_clock: HandClock) -> None:
    begin = hand_clock.now()
    assert (await page.post("clock", jump="next"))["error"].startswith("Nothing is planned")
    hand_clock.due = begin + timedelta(hours=3)
    assert (await page.post("clock", jump="next"))["now"] == hand_clock.due.isoformat()
    later = begin + timedelta(hours=5)
    assert (await page.post("clock", to=later.isoformat()))["now"] == later.isoformat()
    assert (await page.post("clock", by=90.5))["now"] == (later + timedelta(seconds=90.5)).isoformat()
    assert "forward" in (await page.post("clock", to=begin.isoformat()))["error"]
    for nonsense in ({"to": "soon"}, {"to": "2026-09-02T10:00:00"}, {"by": "1e99"}, {"by": "nan"}, {}):
        assert (await page.post("clock", **nonsense))["error"] == "This is no time to move to."


async def test_real_time_cannot_be_moved(http: aiohttp.ClientSession) -> None:
    async with PracticeChat(token=TOKEN, clock=SystemClock()) as chat:
        page = Page(chat, http)
        assert (await page.get("world"))["clock"]["movable"] is False
        assert "real time" in (await page.post("clock", by=60))["error"]


async def test_groups_commands_and_blocking_on_the_page(page: Page, practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria, ruth = practice.world.person("Maria").id, practice.world.person("Ruth").id
    group = practice.world.groups[0].id
    assert (await page.post("group", **{"as": maria, "chat": group, "action": "add_bot"}))["bot_in"]
    assert (
        "administrator" in (await page.post("group", **{"as": maria, "chat": group, "action": "remove_bot"}))["error"]
    )
    assert (await page.post("group", **{"as": ruth, "chat": group, "action": "promote_bot"}))["bot_admin"]
    assert (await page.post("group", **{"as": ruth, "chat": group, "action": "anonymous_on"}))["anonymous"] == [ruth]
    said = (await page.post("send", **{"as": ruth, "chat": group, "text": "hello"}))["message"]
    assert said["from"] == {"id": 1087968824, "name": "Parents of Room 12", "is_bot": False}
    assert (
        "supergroup already" in (await page.post("group", **{"as": ruth, "chat": group, "action": "upgrade"}))["error"]
    )
    assert "no action" in (await page.post("group", **{"as": ruth, "chat": group, "action": "dance"}))["error"]
    services = [
        message["service"] for message in (await page.get(f"chats/{group}/messages", **{"as": maria}))["messages"]
    ]
    assert services == ["Maria added SameSide", None]

    await ptb.set_my_commands([telegram.BotCommand("tips", "Tips")])
    assert await page.get("commands", **{"as": maria, "chat": group}) == [{"command": "tips", "description": "Tips"}]
    assert (await page.post("block", **{"as": maria, "blocked": True}))["blocked"]
    assert "Unblock" in (await page.post("send", **{"as": maria, "chat": maria, "text": "x"}))["error"]
    assert not (await page.post("block", **{"as": maria, "blocked": False}))["blocked"]
    assert "two or three letters" in (await page.post("language", **{"as": maria, "language_code": "?"}))["error"]
