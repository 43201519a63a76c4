"""What changes while one looks: typing, edits, deletions, many messages, a lost line, a reload."""

import pytest
from page_player import PHONE, WIDE, Play, buttons, practice_page
from playwright.async_api import expect

pytestmark = pytest.mark.chromium


def maria(play: Play) -> int:
    return play.chat.person("Maria").id


async def test_the_typing_sign_goes_when_the_message_comes() -> None:
    async with practice_page(PHONE, {"/start": [("sendChatAction", {"action": "typing"})]}) as play:
        await play.start()
        sign = play.page.get_by_text("SameSide is typing")
        await expect(sign).to_be_visible()
        await play.bot.call("sendMessage", chat_id=maria(play), text="Here I am.")
        await play.hears("Here I am.")
        await expect(sign).to_be_hidden()


async def test_an_edit_brings_new_buttons_and_keeps_the_focus_near() -> None:
    first = {"text": "Ready?", "reply_markup": buttons([("Yes", "yes")], [("No", "no")])}
    async with practice_page(WIDE, {"/start": [("sendMessage", first)]}) as play:
        await play.start()
        await play.log.get_by_role("button", name="No").focus()
        sent = play.chat.calls("sendMessage")[-1].result
        await play.bot.call(
            "editMessageText",
            chat_id=maria(play),
            message_id=sent["message_id"],
            text="Then we begin.",
            reply_markup=buttons([("Go on", "go")]),
        )
        await play.hears("Then we begin.")
        await expect(play.log.get_by_text("Ready?")).to_have_count(0)
        go_on = play.log.get_by_role("button", name="Go on")
        await expect(go_on).to_be_focused()
        await play.field.focus()
        await go_on.click()
        await expect(play.page.locator(".toast", has_text="You pressed go.")).to_be_visible()
        await expect(play.field).to_be_focused()
        await play.bot.call("deleteMessage", chat_id=maria(play), message_id=sent["message_id"])
        await expect(play.log.get_by_text("Then we begin.")).to_have_count(0)


async def test_reading_above_is_not_disturbed_by_new_messages() -> None:
    async with practice_page(PHONE) as play:
        await play.start()
        for number in range(40):
            await play.bot.call("sendMessage", chat_id=maria(play), text=f"Message number {number}")
        await play.hears("Message number 39")
        await expect(play.log.get_by_text("Message number 39", exact=True)).to_be_in_viewport()
        await play.log.focus()
        await play.page.keyboard.press("Home")
        await expect(play.log.get_by_text("Message number 39", exact=True)).not_to_be_in_viewport()
        await expect(play.log).to_have_js_property("scrollTop", 0)  # the key's own scrolling has come to rest
        await play.bot.call("sendMessage", chat_id=maria(play), text="One more")
        newer = play.page.get_by_role("button", name="1 new message")
        await newer.tap()
        await expect(play.log.get_by_text("One more", exact=True)).to_be_in_viewport()
        await expect(newer).to_be_hidden()


async def test_a_reload_opens_the_same_place_with_everything_in_it() -> None:
    async with practice_page(WIDE) as play:
        await play.page.locator(".person", has_text="Ruth").click()
        await play.page.locator(".chat-entry", has_text="Parents of Room 12").click()
        await play.say("Hello from Ruth")
        await play.hears("Hello from Ruth")
        await play.page.reload()
        await play.hears("Hello from Ruth")
        await expect(play.page.locator("#chat-subtitle")).to_have_text("3 people · you are Ruth")


async def test_after_a_lost_line_nothing_is_missing() -> None:
    async with practice_page(WIDE) as play:
        await play.start()
        await play.hears("You wrote: /start")
        port = int(play.chat.url.rpartition(":")[2])
        await play.chat.stop()
        await expect(play.page.get_by_text("The line to the practice chat is down.")).to_be_visible()
        await play.chat.person("Maria").say("Written meanwhile")
        await play.chat.start(port=port)
        await expect(play.log.get_by_text("Written meanwhile", exact=True)).to_be_visible(timeout=20_000)
        await expect(play.page.get_by_text("The line to the practice chat is down.")).to_be_hidden()
        play.troubles.clear()  # the browser notes each failed attempt


async def test_a_text_that_was_refused_stays_in_the_field() -> None:
    async with practice_page(WIDE) as play:
        await play.start()
        await play.say("a" * 4097)
        await expect(play.page.locator(".toast")).to_contain_text("too long")
        await expect(play.field).to_have_value("a" * 4097)
        play.troubles.clear()  # the browser notes each refused request
