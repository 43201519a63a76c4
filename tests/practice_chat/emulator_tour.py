"""A tour through every method and every kind of update with aiogram's client, whose models parse all that comes back.

The tour knows nothing of how its traces are judged: the caller looks at the ledger and at the updates returned.
"""

from typing import Any

import aiogram
from aiogram import types
from aiogram.types import BotCommand, BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from emulator_world import png

from bot.practice_chat import Cast, Person, PracticeChat
from bot.practice_chat.group_acts import GroupActs

ALL_KINDS = [
    "message", "edited_message", "callback_query", "my_chat_member", "chat_member", "inline_query",
]  # fmt: skip


def tour_cast() -> Cast:
    cast = Cast()
    maria = cast.add_person("Maria", username="maria_room12")
    ruth = cast.add_person("Ruth", "coach", language_code="pt-br")
    cast.add_person("Omar", "admin")
    cast.add_group("Room 12", admins=[ruth], members=[maria])
    cast.add_group("Room 7", admins=[ruth], members=[maria], basic=True)
    return cast


async def _drain(bot: aiogram.Bot) -> list[types.Update]:
    updates = await bot.get_updates(allowed_updates=ALL_KINDS, timeout=1)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def take_tour(chat: PracticeChat, bot: aiogram.Bot) -> list[types.Update]:
    """Call every method at least once with success; returns all updates as aiogram parsed them."""
    chat.world.inline_mode = True
    await bot.get_updates(allowed_updates=ALL_KINDS)
    await _about_itself(bot, chat.world.person("Maria"))
    await _private_chat(chat, bot)
    updates = await _drain(bot)
    await _groups(chat, bot)
    updates += await _drain(bot)
    await bot.set_webhook(f"{chat.url}/nowhere", allowed_updates=ALL_KINDS, secret_token="s")
    await bot.get_webhook_info()
    await bot.delete_webhook()
    await bot.get_webhook_info()
    return updates


async def _about_itself(bot: aiogram.Bot, person: Person) -> None:
    await bot.get_me()
    for language in (None, "es"):
        await bot.set_my_commands([BotCommand(command="tips", description="Tips")], language_code=language)
        await bot.get_my_commands(language_code=language)
        await bot.set_my_name("SameSide", language_code=language)
        await bot.set_my_description("A coach", language_code=language)
        await bot.set_my_short_description("Coach", language_code=language)
    await bot.delete_my_commands(scope=types.BotCommandScopeAllGroupChats())
    await bot.get_my_name()
    await bot.get_my_description()
    await bot.get_my_short_description()
    await bot.set_chat_menu_button(menu_button=types.MenuButtonCommands())
    await bot.get_chat_menu_button()
    person.started = True
    await bot.get_chat_menu_button(chat_id=person.id)


async def _private_chat(chat: PracticeChat, bot: aiogram.Bot) -> None:
    maria = chat.person("Maria")
    await maria.start("room_12")
    said = await maria.say("see https://example.org, @sameside_bot #homework maria@example.org", reply_to=1)
    await maria.edit(said.id, "see you")
    await maria.send_photo(png(), "us")
    await maria.send_document(b"%PDF-1.7", "form.pdf")
    await maria.share_location(38.9, -77.0)
    await maria.share_contact("+12025550123")

    keys = InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text="Yes", callback_data="y"), InlineKeyboardButton(text="Web", url="example.org")],
            [InlineKeyboardButton(text="Copy", copy_text=types.CopyTextButton(text="words"))],
        ]
    )
    html = (
        '<b>b</b><i>i</i><u>u</u><s>s</s><tg-spoiler>x</tg-spoiler><a href="https://a.org">a</a><code>c</code>'
        '<pre><code class="language-python">p</code></pre><blockquote expandable>q</blockquote>'
        f'<a href="tg://user?id={maria.id}">Maria</a> /tips'
    )
    sent = await bot.send_message(
        maria.id, html, parse_mode="HTML", reply_markup=keys, reply_parameters=ReplyParameters(message_id=said.id)
    )
    await maria.tap(sent.message_id, 0, 0)
    query = chat.world.queries[next(iter(chat.world.queries))]
    await bot.answer_callback_query(query.id, text="ok")
    await bot.edit_message_text("Edited", chat_id=maria.id, message_id=sent.message_id)
    await bot.edit_message_reply_markup(chat_id=maria.id, message_id=sent.message_id, reply_markup=keys)
    photo = await bot.send_photo(maria.id, BufferedInputFile(png(), "us.png"), caption="us")
    await bot.edit_message_caption(
        chat_id=maria.id, message_id=photo.message_id, caption="<i>us</i>", parse_mode="HTML"
    )
    document = await bot.send_document(maria.id, BufferedInputFile(b"%PDF-1.7", "Question list.pdf"))
    assert document.document is not None
    file = await bot.get_file(document.document.file_id)
    assert file.file_path is not None
    content = await bot.download_file(file.file_path)
    assert content is not None
    assert content.read() == b"%PDF-1.7"
    await bot.send_location(maria.id, 38.9, -77.0)
    await bot.send_chat_action(maria.id, "typing")
    await bot.copy_message(maria.id, maria.id, photo.message_id, caption="copied")
    await bot.forward_message(maria.id, maria.id, said.id)
    await bot.pin_chat_message(maria.id, sent.message_id)
    await bot.set_message_reaction(maria.id, said.id, [types.ReactionTypeEmoji(emoji="👍")])
    await bot.delete_message(maria.id, document.message_id)
    await bot.get_chat(maria.id)
    await bot.get_chat_member(maria.id, maria.id)
    await bot.get_chat_member_count(maria.id)
    asked = await maria.ask_inline("tips")
    words = types.InputTextMessageContent(message_text="Ask one thing.")
    await bot.answer_inline_query(
        asked.id, [types.InlineQueryResultArticle(id="1", title="A tip", input_message_content=words)]
    )
    await maria.block_bot()
    await maria.unblock_bot()


async def _groups(chat: PracticeChat, bot: aiogram.Bot) -> None:
    room, basic = chat.world.group("Room 12"), chat.world.group("Room 7")
    ruth, omar = chat.person("Ruth"), chat.world.person("Omar")
    acts = GroupActs(chat.world)
    for group in (room, basic):
        coach = ruth.in_chat(group)
        await coach.group("add_bot")
        await bot.get_chat(group.id)
        await coach.group("promote_bot")
        await bot.get_chat_administrators(group.id)
        await bot.get_chat_member_count(group.id)
        acts.join(omar, group)
        for someone in (*group.members, chat.world.bot):
            await bot.get_chat_member(group.id, someone.id)
        said = await chat.person("Maria").in_chat(group).say("hello")
        await bot.forward_message(group.id, group.id, said.id)
        acts.leave(omar, group)
        await bot.get_chat_member(group.id, omar.id)
    coach = ruth.in_chat(room)
    await coach.group("anonymous_on")
    anonymous = await coach.say("from all of us")
    await bot.forward_message(room.id, room.id, anonymous.id)
    await bot.get_chat_administrators(room.id)
    scope = types.BotCommandScopeChatMember(chat_id=room.id, user_id=ruth.id)
    await bot.set_my_commands([BotCommand(command="broadcast", description="Send a tip")], scope=scope)
    new = chat.world.migrate(basic)
    await bot.send_message(new.id, "Here we are")
    await coach.group("remove_bot")
    await coach.group("add_bot")
    await bot.leave_chat(room.id)


def updates_sent(chat: PracticeChat) -> list[dict[str, Any]]:
    """Every raw update that any getUpdates call was given."""
    return [update for entry in chat.calls("getUpdates") for update in entry.result or []]
