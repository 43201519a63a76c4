"""Inline mode on the page: the bot's cards for any chat, by keyboard, by touch, and with a screen reader."""

import pytest
from page_player import PHONE, WIDE, Play, practice_page
from playwright.async_api import Locator, expect

pytestmark = pytest.mark.chromium

CARDS = (("Our hopes", "What do you dream of?"), ("School work", "Same time, same place."), ("Thank you", "One line."))


def offered(play: Play) -> Locator:
    return play.page.get_by_role("listbox", name="Cards to post in this chat").get_by_role("option")


async def test_a_card_is_posted_by_keyboard() -> None:
    async with practice_page(WIDE, cards=CARDS) as play:
        await play.start()
        keys = play.page.keyboard
        await play.field.focus()
        await keys.type("@same")
        await expect(offered(play)).to_have_count(1)
        await expect(offered(play)).to_contain_text("@sameside_bot")
        await keys.press("Tab")
        await expect(play.field).to_have_value("@sameside_bot ")
        await expect(offered(play)).to_have_count(3)
        await keys.press("ArrowDown")
        await expect(offered(play).nth(1)).to_have_attribute("aria-selected", "true")
        await expect(play.field).to_have_attribute("aria-activedescendant", "card-1")
        await keys.type("hopes")
        await expect(offered(play)).to_have_count(1)
        await keys.press("Enter")
        own = play.log.locator(".own").last
        await expect(own).to_contain_text("Our hopes: What do you dream of?")
        await expect(own).to_contain_text("via @sameside_bot")
        await expect(own.get_by_role("button", name="Do it privately")).to_be_visible()
        await expect(own.get_by_role("button", name="Edit message")).to_have_count(0)
        await expect(play.field).to_have_value("")
        await expect(play.field).to_be_focused()
        await expect(offered(play)).to_have_count(0)


async def test_a_card_is_posted_by_touch_in_a_group_without_the_bot() -> None:
    async with practice_page(PHONE, cards=CARDS) as play:
        await play.page.get_by_role("button", name="People, chats and clock").tap()
        await play.page.get_by_role("button", name="Post a tip as a card in the group").tap()
        await expect(play.page.get_by_role("heading", level=1, name="Parents of Room 12")).to_be_visible()
        await expect(play.field).to_have_value("@sameside_bot hopes")
        await expect(offered(play)).to_have_count(1)
        await play.field.fill("@sameside_bot ")
        await expect(offered(play)).to_have_count(3)
        for place in range(3):
            box = await offered(play).nth(place).bounding_box()
            assert box is not None
            assert box["height"] >= 44
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]
        await offered(play).nth(2).tap()
        await expect(play.log.locator(".own").last).to_contain_text("Thank you: One line.")
        assert play.chat.world.group("Parents of Room 12").bot is None


async def test_what_is_no_card_is_still_a_message() -> None:
    async with practice_page(WIDE, cards=CARDS) as play:
        await play.start()
        await play.hears("You wrote: /start")
        await play.field.fill("@sameside_bot xyz")
        await expect(play.page.get_by_text("No card fits these words.")).to_be_visible()
        await play.field.fill("@sameside_bot h")
        await expect(offered(play).first).to_be_visible()
        await play.field.press("Escape")
        await expect(offered(play)).to_have_count(0)
        await play.field.press("Enter")
        await play.hears("You wrote: @sameside_bot h")
        await play.field.fill("@somebody hopes")
        await expect(offered(play)).to_have_count(0)


async def test_without_inline_mode_nothing_is_offered() -> None:
    async with practice_page(WIDE) as play:
        await play.start()
        await play.hears("You wrote: /start")
        await play.field.fill("@sameside_bot ")
        await expect(offered(play)).to_have_count(0)
        await expect(play.page.get_by_role("button", name="Post a tip as a card")).to_have_count(0)
