"""The receive loop against the practice chat: acknowledged after the commit, and hard to bring down."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from telegram import Bot
from telegram_stand_ins import GROUP, PATIENCE, TOKEN, Seen, eventually, receiving, translator

from bot.core.events import Blocked, ButtonTapped, CommandReceived, GroupMoved, TextReceived, Unblocked
from bot.practice_chat import (
    Delay,
    DropAfterAccept,
    DropBeforeAccept,
    PersonClient,
    PracticeChat,
    Refuse,
    Respond,
)
from bot.telegram.connect import TokenRefused
from bot.telegram.receive import AnotherPoller, Receiver

pytest_plugins = ["telegram_fixtures"]


def texts(events: Sequence[object]) -> list[str]:
    return [event.text for event in events if isinstance(event, TextReceived)]


async def test_an_update_that_is_not_committed_comes_again_to_the_next_process(
    bot: Bot, practice: PracticeChat, maria: PersonClient
) -> None:
    killed = Seen()
    killed.hold()
    receiver = Receiver(bot, translator(), killed.handle, killed.set_aside, random=lambda: 0.0)
    running = asyncio.create_task(receiver.run())
    await maria.say("One")
    await maria.say("Two")
    await killed.until(lambda: len(killed.started) == 1)
    running.cancel()  # as abrupt as it gets within one process: nothing is finished
    await asyncio.wait({running})
    assert killed.committed == []

    seen = Seen()
    async with receiving(bot, seen):
        await seen.until(lambda: len(seen.committed) == 2)
    assert texts(seen.committed) == ["One", "Two"]
    assert len(practice.world.updates) == 0


async def test_what_is_committed_is_acknowledged_when_the_receiver_stops(
    bot: Bot, practice: PracticeChat, maria: PersonClient
) -> None:
    seen = Seen()
    async with receiving(bot, seen):
        await maria.say("One")
        await seen.until(lambda: len(seen.committed) == 1)
    assert len(practice.world.updates) == 0


async def test_a_slow_event_of_one_person_holds_up_nobody_else(
    bot: Bot, practice: PracticeChat, maria: PersonClient, sam: PersonClient
) -> None:
    seen = Seen()
    seen.hold(lambda event: event.origin.person == maria.id)
    async with receiving(bot, seen):
        await maria.say("slow")
        await maria.say("after the slow one")
        await seen.until(lambda: len(seen.started) == 1)
        await sam.say("quick")  # arrives after the slow one's batch was fetched
        await seen.until(lambda: texts(seen.committed) == ["quick"])
        assert texts(seen.started) == ["slow", "quick"]
        assert len(practice.world.updates) == 3  # nothing is acknowledged past the slow one
        await seen.let_go()
        await seen.until(lambda: len(seen.committed) == 3)
    assert texts(seen.committed) == ["quick", "slow", "after the slow one"]


async def test_a_flood_by_one_person_is_handled_in_order_and_others_pass(
    bot: Bot, maria: PersonClient, sam: PersonClient
) -> None:
    seen = Seen()
    seen.hold(lambda event: event.origin.person == maria.id)
    for number in range(60):
        await maria.say(str(number))
    await sam.say("hello")
    async with receiving(bot, seen):
        await seen.until(lambda: texts(seen.committed) == ["hello"])
        assert texts(seen.started).count("0") == 1
        assert len(seen.started) == 2  # one hand for the flood, one for the other person
        await seen.let_go()
        await seen.until(lambda: len(seen.committed) == 61)
    assert texts(seen.committed)[1:] == [str(number) for number in range(60)]


async def test_an_event_that_fails_is_tried_again_and_then_set_aside(bot: Bot, maria: PersonClient) -> None:
    seen = Seen()
    seen.failures = 2
    async with receiving(bot, seen):
        await maria.say("works the third time")
        await seen.until(lambda: len(seen.committed) == 1)
        seen.failures = 3
        await maria.say("never works")
        await maria.say("the next one")
        await seen.until(lambda: len(seen.committed) == 2)
    assert texts(seen.committed) == ["works the third time", "the next one"]
    assert [raw["message"]["text"] for raw in seen.aside] == ["never works"]


@pytest.mark.parametrize(
    "fault",
    [
        Refuse(404, "Not Found"),
        Refuse(401, "Unauthorized"),
        Refuse(409, "Conflict: terminated by other getUpdates request; make sure that only one is running"),
        Refuse(502, "Bad Gateway"),
        Respond(502, "<html>Bad Gateway</html>"),
        Refuse(429, "Too Many Requests: retry after 0"),
        Refuse(429, {"ok": False, "error_code": 429, "description": "wait", "parameters": {"retry_after": 0}}),
        Respond(200, "not json"),
        Respond(200, '{"ok": true}'),
        Respond(200, '{"ok": true, "result": true}'),
        Respond(200, "[1, 2]"),
        Respond(200, '{"ok": true, "result": ["?", {}, {"update_id": "x"}, null]}'),
        DropBeforeAccept(),
        DropAfterAccept(),
        Delay(0.05, DropBeforeAccept()),
    ],
)
async def test_no_single_answer_ends_the_loop(
    bot: Bot, practice: PracticeChat, maria: PersonClient, fault: Respond
) -> None:
    practice.faults.add("getUpdates", 1, fault)
    practice.faults.add("getUpdates", 2, fault)
    await maria.say("still there?")
    seen = Seen()
    async with receiving(bot, seen):
        await seen.until(lambda: len(seen.committed) == 1)
    assert texts(seen.committed) == ["still there?"]


async def test_a_malformed_update_is_set_aside_and_the_next_one_is_handled(
    bot: Bot, practice: PracticeChat, maria: PersonClient
) -> None:
    practice.world.updates.add("message", {"message_id": "x", "chat": 7, "date": None})
    await maria.say("fine")
    seen = Seen()
    async with receiving(bot, seen):
        await seen.until(lambda: len(seen.committed) == 1 and len(seen.aside) == 1)
    assert seen.aside[0]["message"]["message_id"] == "x"
    assert len(practice.world.updates) == 0


@pytest.mark.parametrize("album", [7, 1.5, True, "\ud83d"])
async def test_an_album_with_an_impossible_name_is_set_aside_and_the_next_update_is_handled(
    bot: Bot, practice: PracticeChat, maria: PersonClient, album: object
) -> None:
    user, chat = maria.person.as_user(), maria.person.as_chat()
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
    message = {"message_id": 1, "date": 0, "from": user, "chat": chat, "photo": photo, "media_group_id": album}
    practice.world.updates.add("message", message)
    await maria.say("fine")
    seen = Seen()
    async with receiving(bot, seen):
        await seen.until(lambda: len(seen.committed) == 1 and len(seen.aside) == 1)
    assert len(practice.world.updates) == 0


@pytest.mark.parametrize("jump", [5000, -5000])
async def test_ids_that_jump_after_a_quiet_week_are_still_received(
    bot: Bot, practice: PracticeChat, maria: PersonClient, jump: int
) -> None:
    seen = Seen()
    async with receiving(bot, seen):
        await maria.say("before the quiet week")
        await seen.until(lambda: len(seen.committed) == 1)
        await eventually(lambda: len(practice.world.updates) == 0)
        practice.world.updates.skip_ids(jump)
        await maria.say("after it")
        await seen.until(lambda: len(seen.committed) == 2)
    assert len(practice.world.updates) == 0


async def test_another_poller_is_said_plainly_after_a_few_tries(bot: Bot, practice: PracticeChat) -> None:
    practice.faults.add("getUpdates", 1, Refuse(409, "Conflict: terminated by other getUpdates request"), every=True)
    seen = Seen()
    receiver = Receiver(bot, translator(), seen.handle, seen.set_aside, random=lambda: 0.0, first_pause=0.01)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(AnotherPoller, match="Another program"):
            await receiver.run()
    assert len(practice.calls("getUpdates")) == 5


async def test_a_webhook_left_over_is_removed(bot: Bot, practice: PracticeChat, maria: PersonClient) -> None:
    conflict = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
    practice.faults.add("getUpdates", 1, Refuse(409, conflict))
    await maria.say("hello")
    seen = Seen()
    async with receiving(bot, seen):
        await seen.until(lambda: len(seen.committed) == 1)
    assert len(practice.calls("deleteWebhook")) == 1


async def test_a_token_that_was_revoked_ends_the_loop_with_a_plain_line(bot: Bot, practice: PracticeChat) -> None:
    for method in ("getUpdates", "getMe"):
        practice.faults.add(method, 1, Refuse(401, "Unauthorized"), every=True)
    seen = Seen()
    receiver = Receiver(bot, translator(), seen.handle, seen.set_aside, random=lambda: 0.0, first_pause=0.01)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(TokenRefused) as refused:
            await receiver.run()
    assert TOKEN not in str(refused.value)


async def test_a_group_asks_telegram_who_administers_it_only_for_the_commands_that_need_it(
    bot: Bot, practice: PracticeChat
) -> None:
    ruth = practice.person("Ruth").in_chat(GROUP)
    maria = practice.person("Maria").in_chat(GROUP)
    await ruth.group("add_bot")
    await ruth.say("/link")
    await ruth.say("just talking")
    await maria.say("/link")
    await ruth.say("/help")
    await ruth.group("anonymous_on")
    await ruth.say("/link@sameside_bot")
    practice.faults.add("getChatMember", 3, Refuse(500, "Internal Server Error"))
    await ruth.group("anonymous_off")
    await ruth.say("/link")
    seen = Seen()
    async with receiving(bot, seen):
        await seen.until(lambda: len(seen.committed) == 6)
    added, *commands = seen.committed
    assert isinstance(added, Unblocked)
    told = [
        (event.name, event.origin.person, event.origin.group_admin)
        for event in commands
        if isinstance(event, CommandReceived)
    ]
    assert told == [
        ("link", ruth.id, True),
        ("link", maria.id, False),
        ("help", ruth.id, False),
        ("link", 0, False),
        ("link", ruth.id, False),  # Telegram did not say: that counts as no
    ]
    assert len(practice.calls("getChatMember")) == 3


async def test_blocking_and_coming_back_are_noticed(bot: Bot, maria: PersonClient) -> None:
    seen = Seen()
    async with receiving(bot, seen):
        await maria.block_bot()
        await maria.unblock_bot()
        await seen.until(lambda: len(seen.committed) == 2)
    gone, back = seen.committed
    assert isinstance(gone, Blocked)
    assert isinstance(back, Unblocked)
    assert gone.origin.person == maria.id


async def test_an_edit_runs_no_command_again(bot: Bot, maria: PersonClient) -> None:
    said = await maria.say("/ask one")
    await maria.edit(said.id, "/ask two")
    await maria.say("last")
    seen = Seen()
    async with receiving(bot, seen):
        await seen.until(lambda: len(seen.committed) == 2)
    first, last = seen.committed
    assert isinstance(first, CommandReceived)
    assert isinstance(last, TextReceived)


async def test_a_group_that_becomes_a_supergroup_is_told(bot: Bot, practice: PracticeChat) -> None:
    ruth = practice.world.person("Ruth")
    group = practice.world.cast.add_group("Basic", [ruth], [], basic=True)
    inside = practice.person("Ruth").in_chat(group)
    await inside.group("add_bot")
    await inside.group("upgrade")
    seen = Seen()
    async with receiving(bot, seen):
        await seen.until(lambda: any(isinstance(event, GroupMoved) for event in seen.committed))
    (moved,) = [event for event in seen.committed if isinstance(event, GroupMoved)]
    assert moved.origin.chat == group.id
    assert group.upgraded_to is not None
    assert moved.new_chat == group.upgraded_to.id


async def test_a_tap_arrives_with_its_data_and_message(bot: Bot, practice: PracticeChat, maria: PersonClient) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "[1]"}]]}
    sent = await bot.do_api_request("sendMessage_", {"chat_id": maria.id, "text": "Sure?", "reply_markup": keyboard})
    seen = Seen()
    async with receiving(bot, seen):
        await maria.tap_label("Yes")
        await seen.until(lambda: len(seen.committed) == 1)
    (tap,) = seen.committed
    assert isinstance(tap, ButtonTapped)
    assert (tap.data, tap.origin.message, tap.origin.chat) == ("[1]", sent["message_id"], maria.id)


async def test_the_typing_sign_appears_while_an_event_is_long_in_hand(bot: Bot, maria: PersonClient) -> None:
    shown = asyncio.Event()

    async def typing(chat: int) -> None:
        assert chat == maria.id
        shown.set()

    seen = Seen()
    seen.hold()
    async with receiving(bot, seen, typing=typing):
        await maria.say("think about this")
        async with asyncio.timeout(PATIENCE):
            await shown.wait()
