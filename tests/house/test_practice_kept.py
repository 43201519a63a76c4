"""An operator restarts the practice chat: with a data folder its page goes on, as the bot does."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.practice import house
from bot.practice_chat import PracticeChat
from bot.settings import BadSetting, Settings
from tests.first_minutes import settle


def settings(folder: Path) -> Settings:
    given = frozenset({"data_dir"})
    return Settings(practice_port=0, data_dir=folder / "data", key_file=folder / "key" / "master.key", given=given)


@asynccontextmanager
async def practising(chosen: Settings) -> AsyncIterator[PracticeChat]:
    async with house(chosen, lambda _: None) as (receiver, chat):
        receiving = asyncio.create_task(receiver.run())
        try:
            yield chat
        finally:
            receiver.stop()
            await receiving


async def test_the_page_goes_on_where_it_ended(tmp_path: Path) -> None:
    async with practising(settings(tmp_path)) as chat:
        maria, ruth = chat.person("Maria"), chat.person("Ruth")
        await settle(maria, "Leo")
        await maria.say("/ask Who helps him at lunch?")
        await maria.wait_for_reply(containing="Who helps him at lunch?")
        await maria.say("/questions")
        await maria.wait_for_reply()
        await maria.send_photo(chat_picture(), "A photo")
        await maria.wait_for_reply()
        room = ruth.in_chat("Parents of Room 12")
        await room.group("add_bot")
        await room.wait_for_reply()
        await chat.person("Lucía").set_language("es-MX")
        await chat.world.clock.move_to(chat.world.clock.now() + timedelta(days=3))
        seen = [(each.id, each.text, each.buttons) for each in maria.messages()]
        ended = chat.world.clock.now()
    async with practising(settings(tmp_path)) as chat:
        maria = chat.person("Maria")
        assert [(each.id, each.text, each.buttons) for each in maria.messages()] == seen
        [photo] = [each.content.photo for each in maria.messages() if each.content.photo]
        assert chat.world.files.get(photo.file_id) is photo
        assert photo.data == chat_picture()
        assert maria.person.started
        assert chat.world.group("Parents of Room 12").bot_in
        assert chat.person("Lucía").person.language_code == "es-MX"
        assert chat.world.clock.now() >= ended
        await maria.say("/questions")
        [answer] = await maria.wait_for_reply()
        assert "Who helps him at lunch?" in answer.text
        assert answer.id > seen[-1][0]


async def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "data-practice").mkdir()
    (tmp_path / "data-practice" / "world.json").write_text("[]")
    with pytest.raises(BadSetting, match=r"data-practice\. Delete that folder"):
        async with house(settings(tmp_path), lambda _: None):
            pass


async def test_an_end_that_cannot_be_written_down_is_said_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As on a full disk: practising goes on all the same."""
    page = tmp_path / "data-practice"
    (page / "world.json.new").mkdir(parents=True)
    with pytest.raises(BadSetting) as ended:
        async with practising(settings(tmp_path)) as chat:
            await settle(chat.person("Maria"), "Leo")
    line = str(ended.value)
    assert line.startswith(f"BOT_DATA_DIR: {page} cannot be written to (")
    assert "Make room there" in line
    assert "\n" not in line
    assert not [each for each in caplog.records if each.exc_info]


async def test_a_preview_leaves_the_data_folder_alone(tmp_path: Path) -> None:
    async with house(settings(tmp_path), lambda _: None, anew=True):
        pass
    assert os.listdir(tmp_path) == []


def chat_picture() -> bytes:
    """The smallest PNG."""
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
