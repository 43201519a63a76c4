"""Groups: who is in, what the bot sees, anonymous administrators, removal, and the move to a supergroup."""

import pytest
import telegram
from emulator_world import TOKEN, HandClock, ptb_client
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.practice_chat import ActRefused, Cast, PracticeChat

pytest_plugins = ["emulator_fixtures"]
ROOM = "Parents of Room 12"


async def updates(bot: telegram.Bot) -> list[telegram.Update]:
    """All that waits, acknowledged."""
    found = await bot.get_updates()
    if found:
        await bot.get_updates(offset=found[-1].update_id + 1)
    return list(found)


async def test_the_bot_is_added_promoted_and_removed(practice: PracticeChat, ptb: telegram.Bot) -> None:
    ruth, maria = practice.person("Ruth").in_chat(ROOM), practice.person("Maria").in_chat(ROOM)
    group = ruth.chat.id
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(group, "Hello")
    await ruth.group("add_bot")
    added, service = await updates(ptb)
    assert added.my_chat_member is not None
    assert added.my_chat_member.new_chat_member.status == "member"
    assert added.my_chat_member.from_user.first_name == "Ruth"
    assert service.message is not None
    assert service.message.new_chat_members[0].id == ptb.id
    await ptb.send_message(group, "Hello")

    with pytest.raises(ActRefused, match="Only an administrator"):
        await maria.group("promote_bot")
    await ruth.group("promote_bot")
    (promoted,) = await updates(ptb)
    assert promoted.my_chat_member is not None
    assert isinstance(promoted.my_chat_member.new_chat_member, telegram.ChatMemberAdministrator)
    assert {member.user.first_name for member in await ptb.get_chat_administrators(group)} == {"Ruth", "SameSide"}

    await ruth.group("remove_bot")
    removed, farewell = await updates(ptb)
    assert removed.my_chat_member is not None
    assert removed.my_chat_member.new_chat_member.status == "kicked"
    assert farewell.message is not None
    assert farewell.message.left_chat_member is not None
    assert farewell.message.left_chat_member.id == ptb.id
    await maria.say("/tips")
    assert await updates(ptb) == []
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await ptb.send_message(group, "Hello?")


async def test_who_is_what_in_a_group(practice: PracticeChat, ptb: telegram.Bot) -> None:
    ruth, omar = practice.person("Ruth").in_chat(ROOM), practice.person("Omar")
    group = ruth.chat.id
    await ruth.group("add_bot")
    assert await ptb.get_chat_member_count(group) == 4
    assert (await ptb.get_chat(group)).title == ROOM
    for name, status in (("Ruth", "creator"), ("Maria", "member"), ("Omar", "left")):
        assert (await ptb.get_chat_member(group, practice.world.person(name).id)).status == status
    assert (await ptb.get_chat_member(group, ptb.id)).status == "member"
    with pytest.raises(BadRequest, match="User not found"):
        await ptb.get_chat_member(group, 42)
    with pytest.raises(ActRefused, match="Omar is not in this group"):
        await omar.in_chat(ROOM).say("Hello")
    await ptb.leave_chat(group)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await ptb.get_chat(group)


async def test_a_bot_that_is_no_administrator_sees_only_what_is_meant_for_it(
    practice: PracticeChat, ptb: telegram.Bot
) -> None:
    maria = practice.person("Maria").in_chat(ROOM)
    await maria.group("add_bot")
    hello = await ptb.send_message(maria.chat.id, "Hello")
    await updates(ptb)
    await maria.say("just between us")
    await maria.say("/tips")
    await maria.say("/tips@sameside_bot")
    await maria.say("/tips@other_bot")
    await maria.say("thanks @sameside_bot")
    await maria.say("yes", reply_to=hello.message_id)
    seen = [update.message.text for update in await updates(ptb) if update.message]
    assert seen == ["/tips", "/tips@sameside_bot", "thanks @sameside_bot", "yes"]
    await practice.person("Ruth").in_chat(ROOM).group("promote_bot")
    await maria.say("just between us")
    assert [update.message.text for update in await updates(ptb) if update.message] == ["just between us"]


async def test_an_anonymous_administrator_speaks_as_the_group(practice: PracticeChat, ptb: telegram.Bot) -> None:
    ruth = practice.person("Ruth").in_chat(ROOM)
    await ruth.group("add_bot")
    await ruth.group("anonymous_on")
    await updates(ptb)
    await ruth.say("/link")
    (update,) = await updates(ptb)
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.sender_chat is not None
    assert (update.message.from_user.id, update.message.sender_chat.id) == (1087968824, ruth.chat.id)
    with pytest.raises(ActRefused, match="administrator"):
        await practice.person("Maria").in_chat(ROOM).group("anonymous_on")


async def test_a_bot_deletes_and_pins_others_messages_only_as_administrator(
    practice: PracticeChat, ptb: telegram.Bot
) -> None:
    ruth, maria = practice.person("Ruth").in_chat(ROOM), practice.person("Maria").in_chat(ROOM)
    await ruth.group("add_bot")
    said = await maria.say("oops")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await ptb.delete_message(maria.chat.id, said.id)
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages in the chat"):
        await ptb.pin_chat_message(maria.chat.id, said.id)
    await ruth.group("promote_bot")
    assert await ptb.pin_chat_message(maria.chat.id, said.id)
    assert await ptb.delete_message(maria.chat.id, said.id)


async def test_people_come_and_go(practice: PracticeChat, ptb: telegram.Bot) -> None:
    from bot.practice_chat.group_acts import GroupActs

    ruth, group = practice.person("Ruth").in_chat(ROOM), practice.world.group(ROOM)
    await ruth.group("add_bot")
    await ruth.group("promote_bot")
    await updates(ptb)
    await ptb.get_updates(allowed_updates=["message", "chat_member"])
    acts, omar = GroupActs(practice.world), practice.world.person("Omar")
    acts.join(omar, group)
    acts.set_admin(omar, group, True)
    acts.leave(omar, group)
    changes = [update.chat_member for update in await updates(ptb) if update.chat_member]
    assert [change.new_chat_member.status for change in changes] == ["member", "administrator", "left"]


async def test_a_basic_group_becomes_a_supergroup(hand_clock: HandClock) -> None:
    cast = Cast()
    ruth = cast.add_person("Ruth", "coach")
    group = cast.add_group("Room 7", admins=[ruth], members=[])
    basic = cast.add_group("Room 8", admins=[ruth], members=[cast.add_person("Maria")], basic=True)
    async with PracticeChat(token=TOKEN, clock=hand_clock, cast=cast) as chat, ptb_client(chat) as bot:
        coach = chat.person("Ruth").in_chat(basic)
        await coach.group("add_bot")
        await bot.send_message(basic.id, "Hello")
        await updates(bot)
        new = chat.world.migrate(basic)
        out, into = await updates(bot)
        assert out.message is not None
        assert into.message is not None
        assert (out.message.chat_id, out.message.migrate_to_chat_id) == (basic.id, new.id)
        assert (into.message.chat_id, into.message.migrate_from_chat_id) == (new.id, basic.id)
        with pytest.raises(ChatMigrated) as caught:
            await bot.send_message(basic.id, "Hello?")
        assert caught.value.new_chat_id == new.id
        await bot.send_message(new.id, "Here we are")
        with pytest.raises(ActRefused, match="supergroup"):
            await coach.say("anybody?")
        with pytest.raises(ValueError, match="supergroup already"):
            chat.world.migrate(group)
