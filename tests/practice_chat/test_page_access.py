"""The page without a mouse, with a screen reader, on a small screen and enlarged."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from page_player import PHONE, WIDE, Play, Replies, buttons, picture, practice_page
from playwright.async_api import expect

pytestmark = pytest.mark.chromium

HALF = {"width": 640, "height": 400}  # a 1280 x 800 screen at 200 % zoom
WEEK = ("lun", "mar", "mié", "jue", "vie", "sáb", "24")
LONG = "Kindergartenübergangsgespräch" * 4
REPLIES: Replies = {
    "/start": [("sendMessage", {"text": "Hello!", "reply_markup": buttons([("Yes", "yes"), ("No", "no")])})],
    "/all": [
        ("sendMessage", {"text": f"<b>Formats</b> <code>x</code> {LONG}", "parse_mode": "HTML"}),
        ("sendMessage", {"text": "<pre>To copy</pre><blockquote>Quote</blockquote>", "parse_mode": "HTML"}),
        ("sendMessage", {"text": "Which day?", "reply_markup": buttons([(day, day) for day in WEEK])}),
        ("sendPhoto", {"photo": ("leo.png", picture()), "caption": "Leo"}),
        ("sendDocument", {"document": (f"{LONG}.pdf", b"%PDF"), "caption": "Paper"}),
        (
            "sendMessage",
            {"text": "Where?", "reply_markup": {"keyboard": [[{"text": "Eastern"}, {"text": LONG[:60]}]]}},
        ),
    ],
}
COMMANDS = [{"command": "ask", "description": "Keep a question"}, {"command": "tips", "description": "All practices"}]


async def fill(play: Play) -> None:
    """Bring every kind of thing onto the page."""
    await play.start()
    await play.say("/all")
    await expect(play.page.get_by_role("button", name="Eastern")).to_be_visible()


async def test_everything_by_keyboard() -> None:
    async with practice_page(WIDE, REPLIES) as play:
        keys = play.page.keyboard
        await play.bot.call("setMyCommands", commands=COMMANDS)
        start = play.page.get_by_role("button", name="Start", exact=True)
        await expect(start).to_be_focused()
        await keys.press("Enter")
        await play.hears("Hello!")
        await expect(play.field).to_be_focused()
        await keys.type("one")
        await keys.press("Shift+Enter")
        await keys.type("two")
        await keys.press("Enter")
        await expect(play.log.locator(".own .text").last).to_have_text("one\ntwo")
        await expect(play.field).to_have_value("")  # the field is emptied once the server has answered
        await keys.press("ArrowUp")
        await expect(play.field).to_have_value("one\ntwo")
        await keys.press("Escape")
        await expect(play.field).to_have_value("")
        play.bot.held.clear()
        yes = play.log.get_by_role("button", name="Yes")
        await yes.focus()
        await keys.press("Space")
        await expect(yes).to_have_attribute("aria-busy", "true")
        play.bot.held.set()
        await expect(yes).to_have_attribute("aria-busy", "false")


async def test_commands_are_offered_while_typing() -> None:
    async with practice_page(WIDE, REPLIES) as play:
        await play.start()
        await play.bot.call("setMyCommands", commands=COMMANDS)
        opener = play.page.get_by_role("button", name="Commands")
        await play.page.get_by_role("button", name="Ruth").click()
        await play.page.get_by_role("button", name="Maria").click()
        await expect(opener).to_be_visible()
        await play.field.focus()
        await play.page.keyboard.type("/")
        offered = play.page.get_by_role("listbox", name="Commands").get_by_role("option")
        await expect(offered).to_have_text(["/askKeep a question", "/tipsAll practices"])
        await play.page.keyboard.press("ArrowDown")
        await expect(offered.nth(1)).to_have_attribute("aria-selected", "true")
        await play.page.keyboard.press("Escape")
        await expect(play.page.get_by_role("listbox")).to_be_hidden()
        await play.page.keyboard.type("as")
        await expect(offered).to_have_count(1)
        await play.page.keyboard.press("Tab")
        await expect(play.field).to_have_value("/ask ")
        await play.field.fill("")
        await play.page.keyboard.type("/t")
        await play.page.keyboard.press("Enter")
        await play.hears("You wrote: /tips")


async def test_the_drawer_takes_and_gives_back_the_focus() -> None:
    async with practice_page(PHONE) as play:
        opener = play.page.get_by_role("button", name="People, chats and clock")
        await opener.focus()
        await play.page.keyboard.press("Enter")
        await expect(play.page.get_by_role("button", name="Close menu")).to_be_focused()
        await expect(play.page.locator("#chat")).to_have_js_property("inert", True)
        await play.page.keyboard.press("Escape")
        await expect(opener).to_be_focused()
        await opener.press("Enter")
        await play.page.get_by_role("button", name="Sam Parent").tap()
        await expect(play.page.get_by_role("heading", name="You are Sam, a parent.")).to_be_visible()
        await expect(play.page.locator("#chat-title")).to_be_focused()


async def test_what_a_screen_reader_finds() -> None:
    async with practice_page(WIDE, REPLIES) as play:
        await fill(play)
        page = play.page
        for role in ("navigation", "main", "complementary"):
            await expect(page.get_by_role(role)).to_have_count(1)
        await expect(page.get_by_role("heading", level=1)).to_have_count(1)
        await expect(play.log).to_have_attribute("aria-live", "polite")
        await expect(play.log.get_by_role("article", name="SameSide").first).to_be_visible()
        await expect(page.get_by_role("button", name="Maria")).to_have_attribute("aria-pressed", "true")
        nameless = await page.evaluate(
            "() => [...document.querySelectorAll('button, input, select, textarea, a[href], img')]"
            ".filter(e => e.checkVisibility() && !e.getAttribute('aria-label') && !e.labels?.length"
            " && !(e.textContent.trim()) && !e.hasAttribute('alt')).map(e => e.outerHTML)"
        )
        assert nameless == []


@pytest.mark.parametrize("viewport", [PHONE, HALF, WIDE], ids=["phone", "zoomed", "wide"])
async def test_nothing_sticks_out_sideways(viewport: dict[str, int]) -> None:
    async with practice_page(viewport, REPLIES) as play:
        await fill(play)
        over = await play.page.evaluate(
            "() => [document.documentElement, document.querySelector('#log')]"
            ".map(e => e.scrollWidth - e.clientWidth).concat("
            " [...document.querySelectorAll('.bubble, .inline-button, .key')]"
            " .map(e => e.scrollWidth - e.clientWidth)).filter(x => x > 1)"
        )
        assert over == []
        box = await play.field.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= viewport["height"]


async def test_targets_on_the_phone_are_large_enough_for_a_thumb() -> None:
    async with practice_page(PHONE, REPLIES) as play:
        await fill(play)
        small = (
            "() => [...document.querySelectorAll('button, select, input, summary, .document')]"
            ".filter(e => e.checkVisibility() && !e.closest('.text p') && !e.matches('.command-link'))"
            ".map(e => [e.getAttribute('aria-label') ?? e.textContent, e.getBoundingClientRect()])"
            ".filter(([, b]) => b.width > 0 && (b.width < 44 || b.height < 44)).map(([n, b]) => [n, b.width, b.height])"
        )
        assert await play.page.evaluate(small) == []
        await play.page.get_by_role("button", name="People, chats and clock").tap()
        assert await play.page.evaluate(small) == []


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
async def test_a_week_of_a_calendar_stands_in_one_row_of_whole_words(viewport: dict[str, int]) -> None:
    async with practice_page(viewport, REPLIES) as play:
        await fill(play)
        for day in WEEK:
            label = play.log.get_by_role("button", name=day, exact=True).locator(".label")
            lines = await label.evaluate(
                "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length }"
            )
            assert (day, lines) == (day, 1)


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, fetched by npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm here (Debian: apt-get install npm)")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "axe-core@4"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("npm could not fetch axe-core")
    return Path(folder, "node_modules/axe-core/axe.min.js").read_text()


@pytest.mark.node
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
async def test_axe_finds_nothing(axe: str, viewport: dict[str, int], colours: str) -> None:
    async with practice_page(viewport, REPLIES, colours=colours) as play:
        await check(play, axe)
        await fill(play)
        await check(play, axe)
        if viewport is PHONE:
            await play.page.get_by_role("button", name="People, chats and clock").tap()
            await check(play, axe)


async def check(play: Play, axe: str) -> None:
    """Run axe on the page as it stands: WCAG 2.2 A and AA, and good practice."""
    await play.page.evaluate(axe)
    found: Any = await play.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    said = [
        {"rule": each["id"], "help": each["help"], "nodes": [node["html"][:160] for node in each["nodes"][:3]]}
        for each in found["violations"]
    ]
    assert said == [], json.dumps(said, indent=1)


async def test_very_large_letters_fit_on_a_small_phone() -> None:
    async with practice_page(PHONE, REPLIES) as play:
        await play.start()
        await play.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await play.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        field = await play.page.locator(".field-frame").bounding_box()
        assert field is not None
        assert field["width"] > PHONE["width"] / 2, "there is room for a few words"
