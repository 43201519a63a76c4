"""Broadcasts with the whole bot over HTTP: second looks, series, and a coach whose right is taken back."""

from __future__ import annotations

import io
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest_asyncio
from coaches import GROUP, SOON, approved, claimed, link, linked, noon, posts, previewed, sent
from household import Household, household
from PIL import Image

from bot.core import localtime
from bot.core.coaching.broadcast_progress import UNDO
from bot.core.records import HOUSE, House
from bot.practice_chat import CallbackQuery, PersonClient
from bot.storage import Change, TinyStore

pytest_plugins = ["house_fixtures"]

SPANISH = "Familias en español"
ALL = "All my groups"


@pytest_asyncio.fixture
async def both(home: Household) -> tuple[PersonClient, PersonClient, PersonClient]:
    """Ruth in private, and in her two groups."""
    await claimed(home)
    ruth = await approved(home)
    return ruth, await link(ruth, GROUP), await link(ruth, SPANISH)


def cake() -> bytes:
    """A picture."""
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(drawn, "PNG")
    return drawn.getvalue()


async def with_picture(home: Household, ruth: PersonClient) -> None:
    """Ruth has confirmed a picture with her own words, for all her groups."""
    await noon(home)
    await ruth.say("/broadcast")
    await ruth.wait_for_reply(containing="Which tip")
    await ruth.tap_label("Write my own words")
    await ruth.wait_for_reply(containing="Please name no child")
    await ruth.send_photo(cake(), "Coffee on <Friday> & cake")
    await ruth.wait_for_reply(containing="Where shall it go")
    await ruth.tap_label(ALL)
    await ruth.wait_for_reply(containing="Shall I send it to 2 groups?")
    await ruth.tap_label("Send it now")
    await ruth.wait_for_reply(containing="Another coach or an admin looks at it first.")


async def to_all(ruth: PersonClient) -> None:
    """Ruth has picked the first tip for all her groups, and sees it."""
    await ruth.say("/broadcast")
    [menu] = await ruth.wait_for_reply(containing="Which tip")
    await ruth.tap(menu.id)
    await ruth.wait_for_reply(containing="Where shall it go")
    await ruth.tap_label(ALL)
    await ruth.wait_for_reply(containing="Shall I send it to 2 groups?")


# ---- a second look --------------------------------------------------------------------------------------------------


async def test_a_picture_goes_out_once_another_coach_has_seen_it(
    home: Household, both: tuple[PersonClient, PersonClient, PersonClient]
) -> None:
    ruth, room, club = both
    sam = await approved(home, "Sam")
    mark = home.chat.world.mark
    await with_picture(home, ruth)
    omar = home.person("Omar")
    for looking in (omar, sam):
        seen = await looking.wait_for_reply(mark, count=2, containing="Ruth would like to send this to 2 groups.")
        assert (seen[0].content.photo, seen[0].text) == (ruth_photo(ruth), "Coffee on <Friday> & cake")
    await sam.tap_label("It may go out")
    await sam.wait_for_reply(containing="It goes out now.")
    late = await omar.tap_label("It may go out")
    await home.chat.wait_until(lambda: isinstance(late, CallbackQuery) and late.answered)
    assert isinstance(late, CallbackQuery)
    assert late.text == "That is decided already."
    await ruth.wait_for_reply(mark, containing="It goes out in a minute")
    assert posts(room) == posts(club) == []
    await home.clock.move_to(home.clock.now() + UNDO)
    await ruth.wait_for_reply(mark, containing="has reached Parents of Room 12, Familias en español", timeout=SOON)
    for there in (room, club):
        [post] = posts(there)
        assert (post.content.photo, post.text) == (ruth_photo(ruth), "Coffee on <Friday> & cake")


def ruth_photo(ruth: PersonClient) -> Any:
    """The picture that she has sent."""
    return next(each.content.photo for each in ruth.messages() if not each.from_bot and each.content.photo)


async def test_an_admin_sends_it_back(home: Household, both: tuple[PersonClient, PersonClient, PersonClient]) -> None:
    ruth, room, club = both
    mark = home.chat.world.mark
    await with_picture(home, ruth)
    omar = home.person("Omar")
    await omar.wait_for_reply(mark, count=2)
    await omar.tap_label("Better not")
    await ruth.wait_for_reply(mark, containing="would rather not send it like this")
    await home.clock.move_to(home.clock.now() + timedelta(hours=1))
    await ruth.tap_label("Start a new one")
    await ruth.wait_for_reply(containing="Which tip")
    assert posts(room) == posts(club) == []


async def test_the_log_shows_whether_somebody_has_changed_it(tmp_path: Path) -> None:
    async with household(tmp_path) as home:
        ruth, _ = await linked(home)
        await previewed(ruth)
        await sent(home, ruth)
        await ruth.wait_for_reply(containing="has reached", timeout=SOON)
        await ruth.say("/audit")
        await ruth.wait_for_reply(containing="for the people who run this bot")
        omar = home.person("Omar")
        await omar.say("/audit")
        await omar.wait_for_reply(containing="The log is whole: 4 entries so far.")
        for done in ("became admin", "approved a coach", "linked a group", "confirmed a broadcast"):
            assert done in omar.last().text
    store = TinyStore(tmp_path / "data", tmp_path / "key" / "master.key")
    await store.open()
    house = await store.load(HOUSE)
    assert isinstance(house, House)
    first, *rest = house.audit
    forged = msgspec.structs.replace(first, who="somebody else")
    await store.commit(Change(put=(msgspec.structs.replace(house, audit=(forged, *rest)),)))
    await store.close()
    async with household(tmp_path) as home:
        omar = home.person("Omar")
        await omar.say("/audit")
        await omar.wait_for_reply(containing="The log is not whole: somebody has changed it afterwards.")
        assert "somebody else" in omar.last().text


# ---- week by week ---------------------------------------------------------------------------------------------------


async def test_a_series_over_four_weeks(home: Household) -> None:
    ruth, there = await linked(home)
    await noon(home)
    await previewed(ruth)
    await ruth.tap_label("Every week")
    await ruth.wait_for_reply(containing="On which day shall the first one go out?")
    tomorrow = localtime.local(home.clock.now(), "America/New_York").date() + timedelta(days=1)
    if tomorrow.day == 1:
        await ruth.tap_label(next(label for label in ruth.labels() if label.endswith("›")))
        await ruth.wait_for_reply()
    await ruth.tap_label(str(tomorrow.day))
    await ruth.wait_for_reply(containing="At what time?")
    await ruth.tap_label("9:00 AM")
    await ruth.wait_for_reply(containing="Which part of the hour?")
    await ruth.tap_label("9:15 AM")
    await ruth.wait_for_reply(containing="one tip comes every week at that time")
    await ruth.tap_label("Yes, plan it")
    await ruth.wait_for_reply(containing="9:15 AM, by each group's own clock")
    seen = []
    for week in range(4):
        at = localtime.instant(tomorrow + timedelta(weeks=week), time(9, 15), "America/New_York")
        assert at is not None
        await home.clock.move_to(at - timedelta(minutes=1))
        assert len(posts(there)) == week, "not before its time"
        mark = home.chat.world.mark
        await home.clock.move_to(at + timedelta(minutes=1))
        await there.wait_for_reply(mark, timeout=SOON)
        [post] = [each for each in posts(there) if each.created > mark]
        following = (tomorrow + timedelta(weeks=week + 1)).day
        await ruth.wait_for_reply(mark, containing=f" {following}, 9:15 AM", timeout=SOON)
        seen.append(post.text)
    assert len(set(seen)) == 4, "each week another one"
    await ruth.tap_label("Cancel it")
    await ruth.wait_for_reply(containing="Stopped. Nothing more is sent.")
    await home.clock.move_to(home.clock.now() + timedelta(weeks=2))
    await ruth.say("/tips")
    await ruth.wait_for_reply(containing="Small steps", timeout=SOON)
    assert len(posts(there)) == 4


# ---- taken back -----------------------------------------------------------------------------------------------------


async def test_revoking_stops_what_is_queued(
    home: Household, both: tuple[PersonClient, PersonClient, PersonClient]
) -> None:
    ruth, room, club = both
    mark = home.chat.world.mark
    await to_all(ruth)
    await noon(home)
    await ruth.tap_label("Send it now")
    omar = home.person("Omar")
    await omar.wait_for_reply(mark, count=2)
    await omar.tap_label("It may go out")
    await ruth.wait_for_reply(mark, containing="It goes out in a minute")
    await omar.say("/admin")
    await omar.wait_for_reply(containing="One coach")
    await omar.tap_label("Revoke: Ruth")
    await omar.wait_for_reply(containing="in every group?")
    await omar.tap_label("Yes, revoke")
    await ruth.wait_for_reply(mark, containing="have ended your coaching")
    await home.clock.move_to(home.clock.now() + UNDO + timedelta(hours=1))
    await ruth.say("/broadcast")
    await ruth.wait_for_reply(containing="sent by approved coaches")
    assert posts(room) == posts(club) == []
    await room.say("/unlink")
    await room.wait_for_reply(containing="No coach is linked")
