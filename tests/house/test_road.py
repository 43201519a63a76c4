"""A parent's first days with the whole bot, over HTTP."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from household import Household, household

from bot.practice_chat import Delay, PracticeChat
from tests.first_minutes import name_child

pytest_plugins = ["house_fixtures"]


async def test_a_parent_is_greeted_and_nothing_is_kept_before_consent(home: Household, tmp_path: Path) -> None:
    maria = home.person("Maria")
    await maria.start()
    [greeting] = await maria.wait_for_reply()
    assert "what I keep" in greeting.text
    assert not list((tmp_path / "data").glob("families/*"))
    assert await home.service.next_due() is None
    await maria.say("who are you?")
    await maria.wait_for_reply(containing="I am SameSide")


async def test_nobody_waits_for_the_menus_of_commands(tmp_path: Path) -> None:
    def stuck(chat: PracticeChat) -> None:
        chat.faults.add("getMyCommands", 1, Delay(3600), every=True)

    async with household(tmp_path, before=stuck) as home:
        await home.settled("Maria")


async def test_words_are_kept_and_shown_as_they_were_written(home: Household) -> None:
    maria = await home.settled("Maria")
    text = "Will <b>she & he</b> get help? 👩‍👧 مرحبا"
    await maria.say(f"/ask {text}")
    await maria.wait_for_reply()
    await maria.say("/questions")
    await maria.wait_for_reply(containing=text)


async def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    async with household(tmp_path) as home:
        maria = await home.settled("Maria")
        await maria.say("/ask Who drives her on Fridays?")
        await maria.wait_for_reply()
    async with household(tmp_path) as home:
        maria = home.person("Maria")
        await maria.start()
        await maria.wait_for_reply(containing="Ana")
        await maria.say("/questions")
        await maria.wait_for_reply(containing="Who drives her on Fridays?")


async def test_delete_leaves_nothing_of_the_family(home: Household, tmp_path: Path) -> None:
    maria = await home.settled("Maria", child="Quetzalcanary")
    await maria.say("/delete")
    await maria.wait_for_reply()
    await maria.tap_label("Yes, delete everything")
    await maria.wait_for_reply(containing="All of it is deleted")
    assert await home.service.next_due() is None
    await maria.say("hello?")
    await maria.wait_for_reply(containing="what I keep")


async def test_the_export_is_a_file_with_everything(home: Household) -> None:
    maria = await home.settled("Maria", child="Ana <3")
    await maria.say("/export")
    [message] = await maria.wait_for_reply()
    document = message.content.document
    assert document is not None
    assert b"Ana <3" in document.data


async def test_a_shared_place_gives_the_zone_and_is_not_kept(home: Household, tmp_path: Path) -> None:
    sam = home.person("Sam")
    await name_child(sam, "Leo")
    await sam.share_location(41.88, -87.63)
    await sam.wait_for_reply(containing="where you are now")
    await sam.say("/settings")
    await sam.wait_for_reply(containing="Chicago")


async def test_nothing_of_a_family_is_logged(home: Household, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    maria = await home.settled("Maria", child="Quetzalcanary")
    await maria.say("/ask Canarycanary?")
    await maria.wait_for_reply()
    await home.clock.move_to(home.clock.now() + timedelta(days=2))
    for forbidden in ("Quetzalcanary", "Canarycanary", "Maria", str(maria.id), "a-token-for-tests"):
        assert forbidden not in caplog.text
