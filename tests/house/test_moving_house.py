"""A bot moves from files into PostgreSQL and back, as an operator does it on the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from household import household

from bot.cli import main
from bot.storage import StoreLocked
from tests.postgres_server import PASSWORD, Server

pytest_plugins = ["house_fixtures", "tests.postgres_server"]


@pytest.fixture
def told(settings_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a bot, and an environment that says where its key is."""
    monkeypatch.setenv("BOT_KEY_FILE", str(settings_home / "key" / "master.key"))
    monkeypatch.delenv("BOT_DATABASE_URL", raising=False)
    monkeypatch.delenv("BOT_BACKUP_DIR", raising=False)
    return settings_home


async def asks(folder: Path, question: str, *, database_url: str = "", known: bool = False) -> None:
    """A parent writes a question down."""
    async with household(folder, database_url=database_url) as home:
        parent = home.person("Maria") if known else await home.settled("Maria")
        await parent.say(f"/ask {question}")
        await parent.wait_for_reply(containing=question)


async def reads(folder: Path, question: str) -> None:
    async with household(folder) as home:
        parent = home.person("Maria")
        await parent.say("/questions")
        await parent.wait_for_reply(containing=question)


def test_there_and_back(
    told: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgres.new_database()
    asyncio.run(asks(told, "Who will come?"))
    assert main(["migrate", "--from", "data", "--to", url]) == 0
    out = capsys.readouterr().out
    assert "done: 2 records" in out
    assert "Who" not in out
    assert PASSWORD not in out
    asyncio.run(asks(told, "Where is it?", database_url=url, known=True))
    assert main(["migrate", "--from", "data", "--to", url]) == 2  # the bot has gone on in the database
    assert "other families" in capsys.readouterr().err
    (told / "data").rename(told / "old")
    monkeypatch.setenv("BOT_DATABASE_URL", url)
    assert main(["migrate", "--from", "database", "--to", "data"]) == 0
    for question in ("Who will come?", "Where is it?"):
        asyncio.run(reads(told, question))


def test_what_cannot_be_moved_is_one_plain_line(
    told: Path, postgres: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    for source, target, mend in (
        ("nowhere", "data", "there is no data in nowhere"),
        ("database", "data", "BOT_DATABASE_URL: it is not set"),
        (postgres.url("nowhere"), "data", "BOT_DATABASE_URL: the server has no database of this name"),
    ):
        assert main(["migrate", "--from", source, "--to", target]) == 2
        [line] = capsys.readouterr().err.strip().splitlines()
        assert mend in line
        assert PASSWORD not in line


@pytest.mark.parametrize(
    ("command", "value", "mend"),
    [
        (["run"], "mysql://owner:secret-slip@host/x", "must look like postgresql://"),
        (["run"], "postgresql://owner:secret-slip@nohost.invalid/x", "no host"),
        (["backup", "safe"], "postgresql://owner:secret-slip@127.0.0.1:1/x", "cannot be reached"),  # it does not wait
    ],
)
def test_a_wrong_database_setting_gives_one_line_without_the_password(
    told: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    value: str,
    mend: str,
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123456:ABCDEFGHIJKLMN")
    monkeypatch.setenv("BOT_DATABASE_URL", value)
    assert main(command) == 2
    [line] = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("BOT_DATABASE_URL: ")
    assert mend in line
    assert "slip" not in line


async def test_a_second_bot_on_one_database_is_told_to_wait(told: Path, postgres: Server) -> None:
    url = postgres.new_database()
    async with household(told, database_url=url):
        with pytest.raises(StoreLocked, match=r"Another SameSide process .*BOT_DATABASE_URL"):
            async with household(told, database_url=url):
                pass
