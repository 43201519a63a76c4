"""The fault script and the ledger, which judges what took effect; and the sending limits."""

import asyncio

import aiohttp
import pytest
import telegram
from emulator_world import TOKEN, HandClock, ptb_client
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.practice_chat import (
    Delay,
    DropAfterAccept,
    DropBeforeAccept,
    FaultScript,
    Limits,
    PracticeChat,
    Refuse,
    Respond,
)

pytest_plugins = ["emulator_fixtures"]
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2.*retry_after")


async def test_the_nth_call_meets_its_fault_and_the_ledger_tells_what_took_effect(
    practice: PracticeChat, ptb: telegram.Bot
) -> None:
    maria = practice.person("Maria")
    await maria.start()
    practice.faults.add("sendMessage", 2, Refuse(400, "Bad Request: PEER_ID_INVALID"))
    practice.faults.add("sendmessage", 3, DropBeforeAccept())
    practice.faults.add("sendMessage", 4, DropAfterAccept())
    practice.faults.add("sendMessage", 5, Respond(502, "<html>", {"Content-Type": "text/html"}))
    practice.faults.add("sendMessage", 6, Respond(502, {"ok": False}, accept=True))
    practice.faults.add(
        "sendMessage",
        7,
        Refuse(429, {"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": 3}}),
    )
    await ptb.send_message(maria.id, "1")
    for number, error in enumerate((BadRequest, NetworkError, NetworkError, NetworkError, NetworkError, RetryAfter), 2):
        with pytest.raises(error):
            await ptb.send_message(maria.id, str(number))
    await ptb.send_message(maria.id, "8")
    assert [
        (entry.params["text"], entry.accepted, entry.ok, entry.status) for entry in practice.calls("sendMessage")
    ] == [
        ("1", True, True, 200),
        ("2", False, False, 400),
        ("3", False, False, None),
        ("4", True, False, None),
        ("5", False, False, 502),
        ("6", True, False, 502),
        ("7", False, False, 429),
        ("8", True, True, 200),
    ]
    assert [message.text for message in maria.messages() if message.from_bot] == ["1", "4", "6", "8"]


async def test_a_fault_can_strike_every_time_until_it_is_cleared(practice: PracticeChat, ptb: telegram.Bot) -> None:
    practice.faults.add("getMe", 2, Refuse(500, "Internal Server Error"), every=True)
    await ptb.get_me()
    for _ in range(3):
        with pytest.raises(NetworkError):
            await ptb.get_me()
    practice.faults.clear("getMe")
    await ptb.get_me()


async def test_a_delay_holds_one_call_while_others_pass(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.start()
    practice.faults.add("sendMessage", 1, Delay(0.2, then=DropAfterAccept()))
    slow = asyncio.create_task(ptb.send_message(maria.id, "slow"))
    await practice.wait_until(lambda: len(practice.calls("sendMessage")) == 1)
    await ptb.send_message(maria.id, "quick")
    with pytest.raises(NetworkError):
        await slow
    assert [message.text for message in maria.messages() if message.from_bot] == ["quick", "slow"]


def test_faults_count_from_when_they_are_added() -> None:
    script = FaultScript()
    first, second = DropBeforeAccept(), DropAfterAccept()
    assert script.next_for("getMe") is None
    script.add("getMe", 1, first)
    script.add("getMe", 1, second)
    assert script.next_for("sendMessage") is None
    assert script.next_for("getMe") is first
    assert script.next_for("getMe") is None
    with pytest.raises(ValueError, match="counts from 1"):
        script.add("getMe", 0, first)


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_limits_when_switched_on(hand_clock: HandClock) -> None:
    seconds = Seconds()
    chat = PracticeChat(token=TOKEN, clock=hand_clock, limits=Limits(monotonic=seconds))
    async with chat, ptb_client(chat) as bot:
        maria, room = chat.person("Maria"), chat.person("Maria").in_chat("Parents of Room 12")
        await maria.start()
        for _ in range(3):
            await bot.send_message(maria.id, "x")
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(maria.id, "x")
        assert caught.value.retry_after == 3
        seconds.now += 3
        await bot.send_message(maria.id, "x")

        await room.group("add_bot")
        for _ in range(20):
            seconds.now += 1
            await bot.send_message(room.chat.id, "x")
        seconds.now += 1
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(room.chat.id, "x")
        assert caught.value.retry_after == 40
        assert len(room.messages()) == 21


def test_thirty_messages_a_second_over_all_chats() -> None:
    seconds = Seconds()
    limits = Limits(monotonic=seconds)
    for chat in range(1, 31):
        limits.count(chat)
    with pytest.raises(Exception, match="retry after 1"):
        limits.count(31)
    seconds.now += 1
    limits.count(31)


async def test_the_server_stays_on_this_machine_and_tells_of_a_busy_port(
    practice: PracticeChat, hand_clock: HandClock, http: aiohttp.ClientSession
) -> None:
    other = PracticeChat(token=TOKEN, clock=hand_clock)
    with pytest.raises(ValueError, match="this machine only"):
        await other.start(host="0.0.0.0")
    port = int(practice.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        await other.start(port=port)
    await practice.stop()
    await other.start(port=port)
    async with http.get(f"{other.api_url}{TOKEN}/getMe") as answer:
        assert answer.status == 200
    await other.stop()
