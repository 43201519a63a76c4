"""What an operator does to the data on the command line: back it up, put it back, change its key."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from household import household

from bot.cli import main
from bot.scheduler import Clockwork
from bot.storage.backups import BackupFolder

pytest_plugins = ["house_fixtures"]


@pytest.fixture
def told(settings_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which a bot has lived, and an environment that says where things are."""
    monkeypatch.setenv("BOT_DATA_DIR", str(settings_home / "data"))
    monkeypatch.setenv("BOT_KEY_FILE", str(settings_home / "key" / "master.key"))
    return settings_home


async def parent_with_a_question(folder: Path, *, nightly: bool = False) -> None:
    """A bot that met a parent, and ended."""
    async with household(folder, backup_dir=folder / "backups" if nightly else None) as home:
        parent = await home.settled("Maria")
        await parent.say("/ask Who will come to the meeting?")
        await parent.wait_for_reply(containing="Who will come")
        if nightly:
            backups = BackupFolder(folder / "backups")
            while not backups.all():  # noqa: ASYNC110 - made at once, since there is none yet
                await asyncio.sleep(0)


async def reads_the_question(folder: Path) -> None:
    async with household(folder) as home:
        parent = home.person("Maria")
        await parent.say("/questions")
        await parent.wait_for_reply(containing="Who will come to the meeting?")


def test_backup_loss_restore_rotate(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(parent_with_a_question(told))
    assert main(["backup", str(told / "safe")]) == 0
    assert "records" in capsys.readouterr().out
    assert main(["restore", str(told / "safe")]) == 2
    assert "is not empty" in capsys.readouterr().err
    shutil.rmtree(told / "data")
    assert main(["restore", str(told / "safe")]) == 0
    assert "each was opened" in capsys.readouterr().out
    asyncio.run(reads_the_question(told))
    before = (told / "key" / "master.key").read_bytes()
    assert main(["rotate-key"]) == 0
    assert "Replace your safe copy" in capsys.readouterr().out
    assert (told / "key" / "master.key").read_bytes() != before
    asyncio.run(reads_the_question(told))


def test_mistakes_are_one_plain_line(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, mend in (
        (["backup"], "BOT_BACKUP_DIR: it is not set"),
        (["backup", str(told / "safe")], "BOT_DATA_DIR: there is no data"),
        (["restore", str(told / "nowhere")], "There is no backup"),
        (["rotate-key"], "BOT_DATA_DIR: there is no data"),
    ):
        assert main(words) == 2
        [line] = capsys.readouterr().err.strip().splitlines()
        assert mend in line


async def test_a_running_bot_makes_its_own_and_the_command_says_so(
    told: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await parent_with_a_question(told, nightly=True)
    assert len(BackupFolder(told / "backups").all()) == 1
    async with household(told):
        from bot import custody
        from bot.settings import read_settings
        from bot.storage import StoreLocked

        with pytest.raises(StoreLocked, match="makes its own backups"):
            await custody.back_up(read_settings(), told / "safe", print)


async def test_the_clock_does_the_nightly_job_at_the_machines_wall_time() -> None:
    async def nothing() -> None:
        pass

    async def never() -> None:
        return None

    clockwork = Clockwork(tick=nothing, next_due=never, now=lambda: datetime.now(UTC))
    clockwork.every_night(nothing, time(3, 30))
    await clockwork.start()
    try:
        [at] = [each.next_run_time for each in clockwork._scheduler.get_jobs() if "cron" in str(each.trigger)]
        assert at.astimezone().time() == time(3, 30)
        assert at - datetime.now(UTC) <= timedelta(hours=25)
    finally:
        await clockwork.stop()
