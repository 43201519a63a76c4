"""What stands in a message: formats, every script, and text that would like to be a program."""

import pytest
from page_player import PHONE, Replies, buttons, practice_page
from playwright.async_api import expect

pytestmark = pytest.mark.chromium

RICH = (
    "👩‍👧 <b>bold <i>and italic</i></b> <u>under</u> <s>gone</s> <code>a &lt; b</code>"
    "<blockquote>short</blockquote><blockquote expandable>1\n2\n3\n4\n5\n6</blockquote>"
    "<pre>Dear team,\nthank you.</pre><tg-spoiler>secret</tg-spoiler> /help"
)
ATTACK = "<img src=x onerror=alert(1)><script>alert(2)</script>"
ARABIC = "ما السؤال الذي تريد طرحه؟"


async def test_formats_fall_on_the_right_letters() -> None:
    async with practice_page(PHONE, {"/start": [("sendMessage", {"text": RICH, "parse_mode": "HTML"})]}) as play:
        await play.start()
        text = play.log.locator(".theirs .text")
        await expect(text.locator("strong").first).to_have_text("bold and italic")
        await expect(text.locator("strong em")).to_have_text("and italic")
        await expect(text.locator("u")).to_have_text("under")
        await expect(text.locator("s")).to_have_text("gone")
        await expect(text.locator("code").first).to_have_text("a < b")
        await expect(text.locator("pre")).to_have_text("Dear team,\nthank you.")
        more = text.get_by_role("button", name="Show more")
        await more.tap()
        await expect(text.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")
        cover = text.get_by_role("button", name="Hidden text. Show it")
        await cover.tap()
        await expect(cover).to_have_count(0)
        await text.get_by_role("button", name="/help").tap()
        await play.hears("You wrote: /help")


async def test_text_is_copied_as_it_was_written() -> None:
    plain = {"text": "<b>Dear</b> team,\n3 < 4"}
    async with practice_page(PHONE, {"/start": [("sendMessage", plain)]}) as play:
        await play.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await play.start()
        await play.log.get_by_role("article", name="SameSide").get_by_role("button", name="Copy message").tap()
        await expect(play.page.locator(".toast", has_text="Copied.")).to_be_visible()
        assert await play.page.evaluate("navigator.clipboard.readText()") == plain["text"]


async def test_right_to_left_text_stands_at_the_right() -> None:
    reply = {"text": ARABIC, "reply_markup": buttons([("نعم", "yes"), ("لا", "no")])}
    async with practice_page(PHONE, {"/start": [("sendMessage", reply)]}) as play:
        await play.start()
        text = play.log.locator(".text", has_text=ARABIC)
        await expect(text).to_have_css("direction", "rtl")
        await play.say("مرحبا")
        await expect(play.log.locator(".own .text", has_text="مرحبا")).to_have_css("direction", "rtl")


async def test_markup_in_texts_names_and_labels_stays_text() -> None:
    reply = {"text": ATTACK, "reply_markup": buttons([(ATTACK[:60], "yes")])}
    file = {"document": ('"><img src=x>.pdf', b"%PDF"), "caption": ATTACK}
    link = {
        "text": "press",
        "entities": [{"type": "text_link", "offset": 0, "length": 5, "url": "javascript:alert(3)"}],
    }
    replies: Replies = {"/start": [("sendMessage", reply), ("sendDocument", file), ("sendMessage", link)]}
    async with practice_page(PHONE, replies) as play:
        maria = play.chat.person("Maria")
        maria.person.name = f"Maria {ATTACK}"
        await maria.say("/start")
        await play.hears(ATTACK)
        await expect(play.log.get_by_role("button", name=ATTACK[:60])).to_be_visible()
        await play.say(ATTACK)
        await expect(play.log.locator(".own .text", has_text=ATTACK)).to_be_visible()
        assert await play.page.locator("img[src=x], .text script, a[href^=javascript]").count() == 0


async def test_a_policy_keeps_foreign_and_inline_scripts_out() -> None:
    async with practice_page(PHONE) as play:
        ran = await play.page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
            " document.body.append(s); return window.ran ?? 0; }"
        )
        assert ran == 0
        play.troubles.clear()  # the browser notes the refused script
