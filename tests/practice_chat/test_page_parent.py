"""A parent with a phone: the first minute, buttons, photos, documents, corrections, places."""

import asyncio
from pathlib import Path

import pytest
from page_player import PHONE, Replies, buttons, picture, practice_page
from playwright.async_api import expect

pytestmark = pytest.mark.chromium

GREETING = {
    "text": "Hello. Shall we begin?",
    "reply_markup": buttons([("Yes", "yes")], [("Tell me more", "alert"), ("No", "no")]),
}


async def test_the_first_minute() -> None:
    async with practice_page(PHONE, {"/start": [("sendMessage", GREETING)]}) as play:
        await expect(play.page.get_by_role("heading", name="You are Maria, a parent.")).to_be_visible()
        await expect(play.page.get_by_text("This is a practice chat: nothing leaves this computer.")).to_be_visible()
        await expect(play.field).to_be_hidden()
        await play.start()
        await play.hears("Hello. Shall we begin?")
        await expect(play.page.get_by_role("heading", name="You are Maria, a parent.")).to_be_hidden()
        await expect(play.log.get_by_role("heading", name="Today")).to_be_visible()


async def test_a_button_spins_until_the_bot_answers() -> None:
    async with practice_page(PHONE, {"/start": [("sendMessage", GREETING)]}) as play:
        await play.start()
        play.bot.held.clear()
        yes = play.log.get_by_role("button", name="Yes")
        await yes.tap()
        await expect(yes).to_have_attribute("aria-busy", "true")
        play.bot.held.set()
        await expect(yes).to_have_attribute("aria-busy", "false")
        await expect(play.page.locator(".toast", has_text="You pressed yes.")).to_be_visible()
        await play.log.get_by_role("button", name="Tell me more").tap()
        alert = play.page.get_by_role("dialog")
        await expect(alert).to_contain_text("You pressed alert.")
        await alert.get_by_role("button", name="OK").tap()
        await expect(alert).to_be_hidden()


async def test_a_number_is_shared_and_a_text_copied_by_buttons() -> None:
    keys = {"keyboard": [[{"text": "Share my number", "request_contact": True}]], "one_time_keyboard": True}
    copy = {"inline_keyboard": [[{"text": "Copy the letter", "copy_text": {"text": "Dear team"}}]]}
    replies: Replies = {
        "/start": [("sendMessage", {"text": "Your number?", "reply_markup": keys})],
        "/letter": [("sendMessage", {"text": "Here.", "reply_markup": copy})],
    }
    async with practice_page(PHONE, replies) as play:
        await play.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await play.start()
        number = play.page.get_by_role("button", name="Share my number")
        await number.tap()
        await play.hears("+12025550142")
        await expect(number).to_be_hidden()
        await play.say("/letter")
        await play.log.get_by_role("button", name="Copy the letter").tap()
        await expect(play.page.locator(".toast", has_text="Copied.")).to_be_visible()
        assert await play.page.evaluate("navigator.clipboard.readText()") == "Dear team"


async def test_a_photo_is_sent_and_shown(tmp_path: Path) -> None:
    file = tmp_path / "leo.png"
    file.write_bytes(picture())
    async with practice_page(PHONE) as play:
        await play.start()
        await play.page.get_by_role("button", name="Send a photo, file or location").tap()
        async with play.page.expect_file_chooser() as chooser:
            await play.page.get_by_role("button", name="Photo", exact=True).tap()
        await (await chooser.value).set_files(file)
        box = play.page.get_by_role("dialog", name="Send a photo")
        await expect(box.get_by_role("img", name="The chosen photo")).to_be_visible()
        await box.get_by_label("A few words with it, if you like").fill("This is Leo")
        await box.get_by_role("button", name="Send").tap()
        await expect(box).to_be_hidden()
        image = play.log.get_by_role("img", name="Photo from You: This is Leo")
        await expect(image).to_have_js_property("naturalWidth", 320)
        await play.hears("A lovely photo.")


async def test_a_document_is_downloaded() -> None:
    paper = ("Our questions.pdf", b"%PDF-1.7 three questions")
    replies: Replies = {"/paper": [("sendDocument", {"document": paper, "caption": "Ready to print."})]}
    async with practice_page(PHONE, replies) as play:
        await play.start()
        await play.say("/paper")
        card = play.log.get_by_role("link", name="Download Our questions.pdf PDF · 24 bytes")
        async with play.page.expect_download() as download:
            await card.tap()
        got = await download.value
        assert got.suggested_filename == "Our questions.pdf"
        assert (await asyncio.to_thread(Path(await got.path()).read_bytes)) == paper[1]


async def test_the_last_message_can_be_changed() -> None:
    async with practice_page(PHONE) as play:
        await play.start()
        await play.say("Can he sit in frnt?")
        await play.hears("You wrote: Can he sit in frnt?")
        edits = play.log.get_by_role("button", name="Edit message")
        await expect(edits).to_have_count(1)
        await edits.tap()
        await expect(play.page.get_by_text("Edit your message")).to_be_visible()
        await expect(play.field).to_have_value("Can he sit in frnt?")
        await play.say("Can he sit in front?")
        await expect(play.log.get_by_role("article").filter(has_text="edited")).to_contain_text("Can he sit in front?")
        await expect(play.field).to_have_value("")


async def test_a_place_is_shared_from_the_bots_keyboard() -> None:
    keyboard = {"keyboard": [[{"text": "Share my place", "request_location": True}], [{"text": "Eastern"}]]}
    replies: Replies = {
        "/zone": [("sendMessage", {"text": "Where are you?", "reply_markup": keyboard})],
        "Eastern": [("sendMessage", {"text": "Eastern it is.", "reply_markup": {"remove_keyboard": True}})],
    }
    async with practice_page(PHONE, replies) as play:
        await play.start()
        await play.say("/zone")
        await play.page.get_by_role("button", name="Share my place").tap()
        box = play.page.get_by_role("dialog", name="Send a location")
        await box.get_by_label("City").select_option(label="Honolulu")
        await expect(box.get_by_label("Latitude")).to_have_value("21.3069")
        await box.get_by_role("button", name="Send").tap()
        await play.hears("Thank you. 21.3 north.")
        await play.page.get_by_role("button", name="Eastern").tap()
        await play.hears("Eastern it is.")
        await expect(play.page.get_by_role("button", name="Share my place")).to_be_hidden()


async def test_blocking_and_coming_back() -> None:
    async with practice_page(PHONE) as play:
        await play.start()
        await play.page.get_by_role("button", name="People, chats and clock").tap()
        await play.page.get_by_role("button", name="Block the bot").tap()
        await play.page.get_by_role("button", name="Close menu").tap()
        await expect(play.page.get_by_text("Maria has blocked SameSide.")).to_be_visible()
        await play.page.get_by_role("button", name="Unblock").tap()
        await play.say("I am back")
        await play.hears("You wrote: I am back")
