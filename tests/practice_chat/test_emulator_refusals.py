"""What Telegram refuses, in its own words: what is too long or not there, who is out of reach, a wrong token."""

from typing import Any

import aiohttp
import pytest
import telegram
from emulator_world import TOKEN, call, ptb_client
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.practice_chat import ActRefused, PracticeChat

pytest_plugins = ["emulator_fixtures"]


def row(*buttons: Button) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([list(buttons)])


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "<b>x</i>", "parse_mode": "HTML"},
         'can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ({"text": "ä <h1>x", "parse_mode": "HTML"},
         'can\'t parse entities: Unsupported start tag "h1" at byte offset 3'),
        ({"text": "*x*", "parse_mode": "MarkdownV2"},
         "can't parse entities: the practice chat reads HTML only, not Markdown"),
        ({"text": "x", "parse_mode": "Word"}, "unsupported parse_mode"),
        ({"text": "\ud83d"}, "strings must be encoded in UTF-8"),
        ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"reply_markup": {"inline_keyboard": [{"text": "x"}]}},
         'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
        ({"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "ü" * 33}]]}}, "BUTTON_DATA_INVALID"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}},
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}},
         'can\'t parse inline keyboard button: Can\'t find field "text"'),
        ({"reply_markup": {"inline_keyboard": [[{"text": "x", "url": "not an address"}]]}},
         "inline keyboard button URL 'not an address' is invalid: Wrong HTTP URL"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}},
         "reply markup is too long"),
        ({"chat_id": 42}, "chat not found"),
        ({"chat_id": "@nobody"}, "chat not found"),
        ({"chat_id": ""}, "chat_id is empty"),
    ],
)  # fmt: skip
async def test_what_telegram_refuses_is_refused_in_its_words(
    practice: PracticeChat, http: aiohttp.ClientSession, values: dict[str, Any], refusal: str
) -> None:
    maria = practice.person("Maria")
    await maria.start()
    status, answer = await call(http, practice, "sendMessage", **{"chat_id": maria.id, "text": "Hello", **values})
    assert (status, answer) == (400, {"ok": False, "error_code": 400, "description": f"Bad Request: {refusal}"})
    assert [message.from_bot for message in maria.messages()] == [False]
    assert not practice.ledger[-1].accepted


async def test_limits_are_met_exactly(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.start()
    await ptb.send_message(maria.id, "😀" * 2048)
    await ptb.send_message(maria.id, f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML")
    await ptb.send_message(maria.id, "x", reply_markup=row(Button("x", callback_data="ü" * 32)))
    wide = [Button(str(number), callback_data=str(number)) for number in range(12)]
    await ptb.send_message(maria.id, "x", reply_markup=row(*wide))
    assert len(maria.last().buttons[0]) == 8


async def test_edits_that_change_nothing_or_hit_nothing_are_refused(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    theirs = await maria.start()
    keys = row(Button("x", callback_data="x"))
    sent = await ptb.send_message(maria.id, "<b>x</b>", parse_mode="HTML", reply_markup=keys)
    with pytest.raises(BadRequest, match="specified new message content and reply markup are exactly the same"):
        await ptb.edit_message_text(
            "<strong>x</strong>", maria.id, sent.message_id, parse_mode="HTML", reply_markup=keys
        )
    with pytest.raises(BadRequest, match="Message is not modified"):
        await ptb.edit_message_reply_markup(maria.id, sent.message_id, reply_markup=keys)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await ptb.edit_message_text("y", maria.id, 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await ptb.edit_message_text("y", maria.id, theirs.id)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await ptb.edit_message_caption(maria.id, sent.message_id, caption="y")
    await ptb.edit_message_text("x", maria.id, sent.message_id, reply_markup=keys)
    await ptb.edit_message_reply_markup(maria.id, sent.message_id)
    assert maria.last().buttons == []


async def test_people_who_never_started_or_blocked_are_out_of_reach(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await ptb.send_message(maria.id, "Hello")
    await maria.start()
    await maria.block_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(maria.id, "Hello")
    with pytest.raises(ActRefused, match="Unblock"):
        await maria.say("anybody there?")
    await maria.start()
    await ptb.send_message(maria.id, "Welcome back")
    changes = [update.my_chat_member for update in await ptb.get_updates(timeout=5) if update.my_chat_member]
    assert [(change.old_chat_member.status, change.new_chat_member.status) for change in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_wrong_tokens_and_unknown_methods(practice: PracticeChat, http: aiohttp.ClientSession) -> None:
    with pytest.raises(InvalidToken):
        async with ptb_client(practice, "110201543:wrongwrongwrong"):
            pass
    for path, status, text in (
        ("110201543:wrongwrongwrong/getMe", 401, "Unauthorized"),
        ("nonsense/getMe", 404, "Not Found"),
        (f"{TOKEN}/getYou", 404, "Not Found: method not found"),
    ):
        async with http.get(f"{practice.api_url}{path}") as answer:
            assert (answer.status, await answer.json()) == (
                status,
                {"ok": False, "error_code": status, "description": text},
            )
    async with http.get(f"{practice.api_url}{TOKEN}/GETME") as answer:
        assert (await answer.json())["result"]["username"] == "sameside_bot"


async def test_parameters_come_as_query_form_or_multipart(practice: PracticeChat, http: aiohttp.ClientSession) -> None:
    maria = practice.person("Maria")
    await maria.start()
    address = f"{practice.api_url}{TOKEN}/sendMessage"
    fields = {"chat_id": str(maria.id), "text": "[1, 2]", "reply_markup": '{"inline_keyboard":[[]]}'}
    form = aiohttp.FormData(fields)
    parts = aiohttp.MultipartWriter("form-data")
    for name, value in fields.items():
        parts.append(value).set_content_disposition("form-data", name=name)
    for broken, content_type in (
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"x", "multipart/form-data"),
    ):
        async with http.post(address, data=broken, headers={"Content-Type": content_type}) as answer:
            assert (answer.status, (await answer.json())["error_code"]) == (400, 400)
    for options in ({"params": fields}, {"data": form}, {"data": parts}):
        async with http.post(address, **options) as answer:
            assert (await answer.json())["result"]["text"] == "[1, 2]"
        assert practice.ledger[-1].params["chat_id"] == maria.id
