"""Messages in a private chat, told with python-telegram-bot: what arrives, and what can be changed."""

import asyncio

import pytest
import telegram
from emulator_world import HandClock
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest

from bot.practice_chat import ActRefused, PracticeChat

pytest_plugins = ["emulator_fixtures"]


def row(*buttons: Button) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([list(buttons)])


async def test_a_parent_presses_start_and_gets_an_answer(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.start("room12")
    (update,) = await ptb.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.text == "/start room12"
    assert [entity.type for entity in update.message.entities] == ["bot_command"]
    assert update.effective_user is not None
    assert update.effective_user.language_code == "en"

    sent = await ptb.send_message(
        maria.id, "<b>Hello</b> &lt;you&gt;", parse_mode="HTML", reply_markup=row(Button("Go on", callback_data="on"))
    )
    (reply,) = await maria.wait_for_reply()
    assert (reply.text, reply.buttons) == ("Hello <you>", [["Go on"]])
    assert sent.message_id == reply.id == 2
    assert sent.text_html == "<b>Hello</b> &lt;you&gt;"


async def test_a_tap_reaches_the_bot_and_its_answer_the_person(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.start()
    sent = await ptb.send_message(maria.id, "Ready?", reply_markup=row(Button("Yes", callback_data="y:1")))
    await maria.tap_label("Yes")
    update = (await ptb.get_updates(timeout=5))[-1]
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.message.message_id) == ("y:1", sent.message_id)

    await ptb.answer_callback_query(query.id, "Thank you", show_alert=True)
    answered = practice.world.queries[query.id]
    assert (answered.answered, answered.text, answered.alert) == (True, "Thank you", True)
    edited = await ptb.edit_message_text("Good.", maria.id, sent.message_id)
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date is not None
    assert edited.reply_markup is None
    assert (await maria.wait_for_reply())[0].text == "Good."
    with pytest.raises(ActRefused, match="gone"):
        await maria.tap(sent.message_id)


async def test_a_second_or_late_answer_to_a_tap_is_refused(
    practice: PracticeChat, ptb: telegram.Bot, hand_clock: HandClock
) -> None:
    maria = practice.person("Maria")
    await maria.start()
    await ptb.send_message(maria.id, "Ready?", reply_markup=row(Button("Yes", callback_data="y")))
    first, second = await maria.tap(2), await maria.tap(2)
    await ptb.answer_callback_query(first.id)
    late = "Query is too old and response timeout expired or query id is invalid"
    with pytest.raises(BadRequest, match=f"(?i){late}"):
        await ptb.answer_callback_query(first.id)
    hand_clock.pass_time(minutes=15, seconds=1)
    with pytest.raises(BadRequest, match=f"(?i){late}"):
        await ptb.answer_callback_query(second.id)


async def test_a_person_waits_for_what_comes_after_their_last_act(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria, room = practice.person("Maria"), practice.person("Maria").in_chat("Parents of Room 12")
    await maria.start()
    await ptb.send_message(maria.id, "Welcome")
    assert [message.text for message in await practice.person("Maria").wait_for_reply()] == ["Welcome"]
    said = await room.say("/link")
    with pytest.raises(TimeoutError, match=r"Maria waited 0 s for 1 replies .* came: \[\]"):
        await maria.wait_for_reply(timeout=0)
    waiting = asyncio.create_task(maria.wait_for_reply(count=2, containing="Room 12"))
    await ptb.send_message(maria.id, "Which group?")
    await ptb.send_message(maria.id, "Room 12")
    assert [message.text for message in await waiting] == ["Which group?", "Room 12"]
    assert maria.replies(after=said) == maria.replies()
    with pytest.raises(ActRefused, match="No button says 'Yes'"):
        await maria.tap_label("Yes")


async def test_messages_can_be_deleted_for_two_days(
    practice: PracticeChat, ptb: telegram.Bot, hand_clock: HandClock
) -> None:
    maria = practice.person("Maria")
    theirs = await maria.start()
    mine = await ptb.send_message(maria.id, "Hello")
    assert await ptb.delete_message(maria.id, theirs.id)
    assert [message.id for message in practice.world.messages(maria.id)] == [mine.message_id]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await ptb.delete_message(maria.id, theirs.id)
    hand_clock.pass_time(hours=49)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await ptb.delete_message(maria.id, mine.message_id)


async def test_replies_copies_and_forwards(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria, sam = practice.person("Maria"), practice.person("Sam")
    theirs = await maria.start()
    await sam.start()
    reply = await ptb.send_message(maria.id, "Yes", reply_parameters=ReplyParameters(theirs.id))
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.message_id == theirs.id
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await ptb.send_message(maria.id, "Yes", reply_parameters=ReplyParameters(99))
    await ptb.send_message(maria.id, "Yes", reply_parameters=ReplyParameters(99, allow_sending_without_reply=True))

    copied = await ptb.copy_message(sam.id, maria.id, reply.message_id)
    assert sam.last().id == copied.message_id
    assert sam.last().text == "Yes"
    forwarded = await ptb.forward_message(sam.id, maria.id, theirs.id)
    assert isinstance(forwarded.forward_origin, telegram.MessageOriginUser)
    assert forwarded.forward_origin.sender_user.first_name == "Maria"
    for method in (ptb.copy_message, ptb.forward_message):
        with pytest.raises(BadRequest, match="not found"):
            await method(sam.id, maria.id, 99)


async def test_people_see_typing_reactions_and_pins(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    theirs = await maria.start()
    kinds: list[str] = []
    practice.world.listen(lambda change: kinds.append(change.kind) if change.chat else None)
    await ptb.send_chat_action(maria.id, "typing")
    await ptb.set_message_reaction(maria.id, theirs.id, "👍")
    assert theirs.reaction == "👍"
    assert kinds == ["typing", "edited"]
    await ptb.pin_chat_message(maria.id, theirs.id)
    assert practice.world.messages(maria.id)[-1].content.service is not None
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await ptb.send_chat_action(maria.id, "dancing")


async def test_reply_keyboards_come_and_go(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.start()
    sent = await ptb.send_message(maria.id, "Which?", reply_markup=ReplyKeyboardMarkup([["Red", "Blue"]]))
    assert maria.keyboard() == [["Red", "Blue"]]
    said = await maria.tap_label("Blue")
    assert practice.world.messages(maria.id)[-1] is said
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await ptb.edit_message_text("Which one?", maria.id, sent.message_id)
    await ptb.send_message(maria.id, "Thanks", reply_markup=telegram.ReplyKeyboardRemove())
    assert maria.keyboard() == []


async def test_an_edit_by_a_person_reaches_the_bot(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.start()
    said = await maria.say("helo")
    await maria.edit(said.id, "hello")
    update = (await ptb.get_updates(timeout=5))[-1]
    assert update.edited_message is not None
    assert update.edited_message.text == "hello"
