"""An operator of a database, on the command line: back it up while it is in use, put it back, change its key."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from household import Household, household

from bot import custody
from bot.cli import main
from bot.settings import read_settings
from bot.storage.backups import BackupFolder
from tests.postgres_server import PASSWORD, Server

pytest_plugins = ["house_fixtures", "tests.postgres_server"]


@pytest.fixture
def told(settings_home: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a bot, and an environment that says where its database and key are."""
    monkeypatch.setenv("BOT_KEY_FILE", str(settings_home / "key" / "master.key"))
    monkeypatch.setenv("BOT_DATABASE_URL", postgres.new_database())
    monkeypatch.setenv("BOT_BACKUP_DIR", str(settings_home / "backups"))
    return settings_home


async def reads_the_question(folder: Path) -> None:
    async with household(folder, database_url=read_settings().database_url) as home:
        parent = home.person("Maria")
        await parent.say("/questions")
        await parent.wait_for_reply(containing="Who will come to the meeting?")


async def nightly_one(home: Household, folder: Path) -> None:
    backups = BackupFolder(folder / "backups")
    while not backups.all():  # noqa: ASYNC110 - made at once, since there is none yet
        await asyncio.sleep(0)


async def lives(folder: Path) -> None:
    """A bot that makes its nightly backup; one by hand is made beside it."""
    settings = read_settings()
    async with household(folder, database_url=settings.database_url, backup_dir=settings.backup_dir) as home:
        await nightly_one(home, folder)
        parent = await home.settled("Maria")
        await parent.say("/ask Who will come to the meeting?")
        await parent.wait_for_reply(containing="Who will come")
        said: list[str] = []
        await custody.back_up(settings, None, said.append)
        assert "2 records" in said[0]


def test_backup_loss_restore_rotate(
    told: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(lives(told))
    assert main(["restore", str(told / "backups")]) == 2
    assert "BOT_DATABASE_URL: the database holds records already" in capsys.readouterr().err
    monkeypatch.setenv("BOT_DATABASE_URL", postgres.new_database())  # the server is lost
    assert main(["rotate-key"]) == 2
    assert "there is no data in this database" in capsys.readouterr().err
    assert main(["restore", str(told / "backups")]) == 0
    assert "2 records are back in the database, and each was opened" in capsys.readouterr().out
    asyncio.run(reads_the_question(told))
    before = (told / "key" / "master.key").read_bytes()
    assert main(["rotate-key"]) == 0
    said = capsys.readouterr().out
    assert "were renewed too" in said
    assert PASSWORD not in said
    assert (told / "key" / "master.key").read_bytes() != before
    asyncio.run(reads_the_question(told))
