"""Photos and documents, to the bot and from it, and what is too large."""

import aiohttp
import pytest
import telegram
from emulator_world import TOKEN, call, png
from telegram.error import BadRequest

from bot.practice_chat import ActRefused, PracticeChat
from bot.practice_chat.files import measure_picture

pytest_plugins = ["emulator_fixtures"]


async def test_a_persons_photo_can_be_downloaded(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.send_photo(png(30, 20), "our /form")
    (update,) = await ptb.get_updates()
    assert update.message is not None
    photo = update.message.photo[-1]
    assert (photo.width, photo.height, update.message.caption) == (30, 20, "our /form")
    assert update.message.caption_entities[0].type == "bot_command"
    file = await ptb.get_file(photo.file_id)
    assert bytes(await file.download_as_bytearray()) == png(30, 20)
    with pytest.raises(ActRefused, match="not a picture"):
        await maria.send_photo(b"%PDF-1.7")


async def test_the_bot_sends_files_and_sends_them_again_by_id(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.start()
    name = "Fragen für Ms. Ortiz.pdf"
    sent = await ptb.send_document(maria.id, b"%PDF-1.7", filename=name, caption="<b>For you</b>", parse_mode="HTML")
    document = maria.last().content.document
    assert document is not None
    assert (document.name, document.data, maria.last().text) == (name, b"%PDF-1.7", "For you")
    assert sent.document is not None
    again = await ptb.send_document(maria.id, sent.document.file_id)
    assert again.document == sent.document
    photo = await ptb.send_photo(maria.id, png())
    assert (await ptb.send_photo(maria.id, photo.photo[0].file_id)).photo == photo.photo
    await ptb.edit_message_caption(maria.id, photo.message_id, caption="Us")
    assert practice.world.messages(maria.id)[-2].text == "Us"
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await ptb.edit_message_text("Us", maria.id, photo.message_id)
    located = await ptb.send_location(maria.id, 38.9, -77.03)
    assert located.location is not None
    assert (located.location.latitude, located.location.longitude) == (38.9, -77.03)


async def test_what_is_no_picture_or_no_file_is_refused(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.start()
    sent = await ptb.send_document(maria.id, b"text", filename="a.txt")
    assert sent.document is not None
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await ptb.send_photo(maria.id, sent.document.file_id)
    for refusal, photo in (("Image_process_failed", b"text"), ("Photo_invalid_dimensions", png(50, 2)),
                           ("File must be non-empty", b"")):  # fmt: skip
        with pytest.raises(BadRequest, match=refusal):
            await ptb.send_photo(maria.id, photo)
    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await ptb.send_document(maria.id, "nonsense")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await ptb.send_document(maria.id, b"text", caption="x" * 1025)
    with pytest.raises(BadRequest, match="Wrong file_id or the file is temporarily unavailable"):
        await ptb.get_file("nonsense")


async def test_too_large(practice: PracticeChat, ptb: telegram.Bot, http: aiohttp.ClientSession) -> None:
    maria = practice.person("Maria")
    await maria.start()
    sent = await maria.send_document(b"x" * (20 * 1024 * 1024 + 1))
    assert sent.content.document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await ptb.get_file(sent.content.document.file_id)
    form = aiohttp.FormData({"chat_id": str(maria.id)})
    form.add_field("document", b"x" * (50 * 1024 * 1024 + 1), filename="a.bin")
    async with http.post(f"{practice.api_url}{TOKEN}/sendDocument", data=form) as answer:
        assert (answer.status, (await answer.json())["description"]) == (413, "Request Entity Too Large")
    assert not practice.ledger[-1].accepted


async def test_missing_files_and_bad_places(practice: PracticeChat, http: aiohttp.ClientSession) -> None:
    maria = practice.person("Maria")
    await maria.start()
    for method, values, refusal in (
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendDocument", {}, "there is no document in the request"),
        ("sendLocation", {"longitude": 1}, "latitude is empty"),
        ("sendLocation", {"latitude": 91, "longitude": 1}, "wrong location specified"),
        ("getFile", {}, "file_id not specified"),
    ):
        _, answer = await call(http, practice, method, chat_id=maria.id, **values)
        assert answer["description"] == f"Bad Request: {refusal}"
    async with http.get(f"{practice.api_file_url}{TOKEN}/photos/nothing.jpg") as found:
        assert found.status == 404


def test_pictures_are_measured_by_their_headers() -> None:
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x14\x00\x1e" + b"\0" * 12
    webp = b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + (29).to_bytes(3, "little") + (19).to_bytes(3, "little")
    gif = b"GIF89a\x1e\x00\x14\x00"
    assert [measure_picture(data) for data in (jpeg, webp, gif, png(30, 20))] == [
        ("image/jpeg", 30, 20),
        ("image/webp", 30, 20),
        ("image/gif", 30, 20),
        ("image/png", 30, 20),
    ]
    assert [measure_picture(data) for data in (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0", b"%PDF")] == [None] * 4
