"""What an author sees: one conversation in the practice chat, at its start, as the files are now."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.app import CONTENT
from bot.cli import main
from bot.content import NoSuchConversation, load
from bot.practice import house, past_first_minutes, preview
from bot.settings import Settings

pytest_plugins = ["house_fixtures"]


def quiet(_: str) -> None:
    """The operator's screen, unread."""


@pytest.mark.parametrize("language", ["en", "es"])
async def test_the_conversation_is_at_its_start(settings_home: Path, language: str) -> None:
    async with house(Settings(practice_port=0), quiet) as (receiver, chat):
        receiving = asyncio.create_task(receiver.run())
        try:
            await past_first_minutes(chat, "hopes", language)
            first = load(CONTENT).edition(language).conversations["hopes"].first
            assert chat.person("Maria").last().buttons[0] == [first.links[0].label]
        finally:
            receiver.stop()
            await receiving


async def test_a_name_that_is_not_there(settings_home: Path) -> None:
    with pytest.raises(NoSuchConversation, match="there are: availability, "):
        await preview(Settings(practice_port=0), quiet, "hoeps")
    with pytest.raises(NoSuchConversation, match="there are: en"):
        await preview(Settings(practice_port=0), quiet, "hopes", "xx")


def test_on_the_command_line(settings_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", "hoeps"]) == 2
    assert "no conversation 'hoeps'" in capsys.readouterr().err
    assert main(["map"]) == 0
    assert capsys.readouterr().out.startswith("# The conversations\n")
