"""On a wide screen: the group, the link from it into the private chat, the other people, the clock, settings."""

from datetime import timedelta

import pytest
from page_player import WIDE, Play, Replies, buttons, practice_page
from playwright.async_api import expect

from bot.practice_chat import Cast

pytestmark = pytest.mark.chromium

LINK = "https://t.me/sameside_bot?start=questions"


async def enter_group(play: Play) -> None:
    await play.page.get_by_role("navigation").get_by_role("button", name="Parents of Room 12").click()
    await expect(play.page.get_by_role("heading", level=1, name="Parents of Room 12")).to_be_visible()


async def become(play: Play, name: str) -> None:
    await play.page.get_by_role("button", name=name, exact=False).and_(play.page.locator(".person")).click()
    await expect(play.page.locator("#chat-subtitle")).to_contain_text(f"You are {name}")


async def test_a_link_in_the_group_opens_the_private_chat_and_presses_start() -> None:
    tip = {"text": "One question is enough.", "reply_markup": buttons([("Try it in private", LINK)])}
    replies: Replies = {
        "/tip@sameside_bot": [("sendMessage", tip)],
        "/start questions": [("sendMessage", {"text": "Here are your questions."})],
    }
    async with practice_page(WIDE, replies) as play:
        await enter_group(play)
        await play.page.get_by_role("button", name="Add SameSide to the group").click()
        await expect(play.log.get_by_text("Maria added SameSide")).to_be_visible()
        await play.say("/tip@sameside_bot")
        await play.log.get_by_role("button", name="Try it in private").click()
        await play.hears("Here are your questions.")
        await expect(play.page.get_by_role("heading", level=1, name="SameSide")).to_be_visible()
        await expect(play.log.get_by_text("/start questions", exact=True).first).to_be_visible()


async def test_a_link_in_a_text_is_followed_and_others_open_a_new_tab() -> None:
    words = {"text": f"<a href='{LINK}'>here</a> or <a href='https://example.org/a'>there</a>", "parse_mode": "HTML"}
    async with practice_page(WIDE, {"/start": [("sendMessage", words)]}) as play:
        await play.start()
        outside = play.log.get_by_role("link", name="there")
        await expect(outside).to_have_attribute("target", "_blank")
        await expect(outside).to_have_attribute("rel", "noopener noreferrer")
        await play.log.get_by_role("link", name="here", exact=True).click()
        await play.hears("You wrote: /start questions")


async def test_what_others_have_not_read_is_counted() -> None:
    async with practice_page(WIDE) as play:
        await enter_group(play)
        await play.say("Hello all")
        sam = play.page.locator(".person", has_text="Sam")
        await expect(sam).to_contain_text("1 unread")
        await become(play, "Sam")
        group = play.page.locator(".chat-entry", has_text="Parents of Room 12")
        await expect(group).to_contain_text("1 unread")
        await enter_group(play)
        await expect(play.log.get_by_role("article", name="Maria")).to_contain_text("Hello all")
        await expect(group).not_to_contain_text("unread")


async def test_what_the_bot_tells_others_is_counted() -> None:
    async with practice_page(WIDE) as play:
        await play.chat.person("Sam").start()
        sam = play.page.locator(".person", has_text="Sam")
        await expect(sam).to_contain_text("1 unread")
        await sam.click()
        await play.hears("You wrote: /start")
        await expect(sam).not_to_contain_text("unread")


async def test_my_own_unread_chat_is_counted_and_titled() -> None:
    async with practice_page(WIDE) as play:
        await play.start()
        await play.hears("You wrote: /start")
        await enter_group(play)
        await play.bot.call("sendMessage", chat_id=play.chat.person("Maria").id, text="A reminder")
        private = play.page.locator(".chat-entry", has_text="SameSide")
        await expect(private).to_contain_text("1 unread")
        await expect(play.page).to_have_title("(1) Maria · Practice chat")
        await private.click()
        await play.hears("A reminder")
        await expect(play.page).to_have_title("Maria · Practice chat")


async def test_a_coach_runs_the_group() -> None:
    async with practice_page(WIDE) as play:
        await become(play, "Ruth")
        await enter_group(play)
        side = play.page.get_by_role("region", name="This group")
        await side.get_by_role("button", name="Add the bot").click()
        await side.get_by_role("button", name="Make the bot an admin").click()
        await expect(side).to_contain_text("SameSide is an admin here.")
        await side.get_by_role("button", name="Write as anonymous admin").click()
        await expect(side.get_by_role("button", name="Write under my own name")).to_be_visible()
        await side.get_by_role("button", name="Remove the bot").click()
        await expect(play.log.get_by_text("Ruth removed SameSide")).to_be_visible()


async def test_a_group_that_becomes_a_supergroup_stays_open() -> None:
    cast = Cast()
    ruth = cast.add_person("Ruth", "coach")
    cast.add_group("Parents of Room 12", admins=[ruth], members=[], basic=True)
    async with practice_page(WIDE, cast=cast) as play:
        await enter_group(play)
        await play.say("Before")
        await play.page.get_by_role("button", name="Upgrade to a supergroup").click()
        await expect(play.page.get_by_role("button", name="Upgrade to a supergroup")).to_be_hidden()
        await expect(play.page.get_by_role("heading", level=1, name="Parents of Room 12")).to_be_visible()
        await play.say("After")
        await play.hears("After")


async def test_a_parent_may_not_remove_the_bot_and_reads_why() -> None:
    async with practice_page(WIDE) as play:
        await enter_group(play)
        await play.page.get_by_role("button", name="Add the bot").click()
        await play.page.get_by_role("button", name="Remove the bot").click()
        await expect(play.page.locator(".toast")).to_contain_text("admin")
        play.troubles.clear()  # the browser notes each refused request


async def test_the_clock_moves_and_the_reminder_comes() -> None:
    async with practice_page(WIDE) as play:
        await play.start()
        maria = play.chat.person("Maria").id
        play.clock.when_due = lambda: play.remind(maria, "Homework time.")
        clock = play.page.get_by_role("region", name="Practice clock")
        await expect(clock).to_contain_text("9:30 AM")
        await expect(clock).to_contain_text("That is Mon, Mar 2, 11:00 AM.")
        await clock.get_by_role("button", name="+1 hour").click()
        await expect(clock).to_contain_text("10:30 AM")
        await clock.get_by_role("button", name="Jump to next reminder").click()
        await play.hears("Homework time.")
        await expect(clock.get_by_role("button", name="Jump to next reminder")).to_be_disabled()
        await clock.get_by_role("button", name="+1 day").click()
        await expect(clock).to_contain_text("Tuesday, March 3, 2026")
        await expect(play.log.get_by_role("heading", name="Yesterday")).to_be_visible()


async def test_a_reminder_years_away_is_not_jumped_to() -> None:
    async with practice_page(WIDE) as play:
        play.clock.due = play.clock.instant + timedelta(days=700)
        await play.page.reload()
        clock = play.page.get_by_role("region", name="Practice clock")
        await expect(clock.get_by_role("button", name="Jump to next reminder")).to_be_disabled()
        await expect(clock.get_by_text("No reminder is near")).to_be_visible()


async def test_a_clock_that_cannot_be_moved_says_so() -> None:
    async with practice_page(WIDE, movable=False) as play:
        clock = play.page.get_by_role("region", name="Practice clock")
        await expect(clock.get_by_role("button", name="+1 hour")).to_be_disabled()
        await expect(clock).to_contain_text("This clock follows the real time and cannot be moved.")


async def test_the_language_of_the_phone() -> None:
    async with practice_page(WIDE) as play:
        await play.page.get_by_label("Language of Telegram").select_option("es")
        await play.start()
        await play.hears("You wrote: /start")
        assert play.bot.seen[-1]["message"]["from"]["language_code"] == "es"
