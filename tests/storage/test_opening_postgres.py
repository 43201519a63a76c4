"""Opening a store on a database: its address, its key, its tables, and the process before this one."""

# ruff: noqa: ASYNC240

from __future__ import annotations

import asyncio
import math
from pathlib import Path

import msgspec
import psycopg
import pytest
from procrastinate.schema import SchemaManager

from bot.storage import DatabaseFault, KeyFileFault
from bot.storage.migrations import MIGRATIONS, Migration, migrate
from bot.storage.postgres import PostgresStore
from tests.postgres_server import PASSWORD, Server

pytest_plugins = ["store_fixtures"]


async def test_the_key_of_another_house_is_refused(url: str, key_file: Path, tmp_path: Path) -> None:
    store = PostgresStore(url, key_file)
    await store.open()
    await store.close()
    kept = key_file.rename(tmp_path / "kept")
    with pytest.raises(KeyFileFault, match=r"^BOT_KEY_FILE: .* is missing[^\n]*$"):
        await store.open()
    assert not key_file.exists()
    other = PostgresStore(url, tmp_path / "other.key")
    with pytest.raises(KeyFileFault, match="is missing"):
        await other.open()
    kept.rename(key_file)
    await store.open()
    await store.close()


async def test_what_is_wrong_with_the_address_is_one_plain_line_without_the_password(
    postgres: Server, key_file: Path
) -> None:
    good = postgres.url()
    for address, mend in (
        (postgres.url(password="secret-slip"), "user and password"),
        (good.replace(f":{PASSWORD}", ""), "user and password"),
        (postgres.url("nowhere"), "createdb"),
        (good.replace("owner", "somebody"), "user and password"),
        (good.replace(str(postgres.port), "1"), "cannot be reached"),
        (good.replace("127.0.0.1", "nohost.invalid"), "no host"),
        (good.replace(PASSWORD, "secret-slip@x/y:z"), "BOT_DATABASE_URL"),
        ("postgresql://owner:secret-slip@127.0.0.1:port/x", "BOT_DATABASE_URL"),
        ("secret-slip", "cannot be read"),
    ):
        with pytest.raises(DatabaseFault) as told:
            await PostgresStore(address, key_file).open()
        line = str(told.value)
        assert line.startswith("BOT_DATABASE_URL: ")
        assert mend in line
        assert "\n" not in line
        assert "slip" not in line
        assert PASSWORD not in line
    assert not key_file.exists()


async def test_a_server_that_starts_later_is_waited_for(
    postgres_to_kill: Server, key_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = postgres_to_kill.new_database()
    postgres_to_kill.kill()
    store = PostgresStore(url, key_file, alone=True, wait=60)
    opening = asyncio.create_task(store.open())
    while "it is waited for" not in caplog.text:
        assert not opening.done()
        await asyncio.sleep(0)
    await asyncio.to_thread(postgres_to_kill.start)
    await opening
    assert await store.count() == 0
    await store.close()
    [line] = caplog.messages
    assert PASSWORD not in line


async def test_a_server_that_stays_away_is_not_waited_for_without_end(postgres: Server, key_file: Path) -> None:
    with pytest.raises(DatabaseFault, match="cannot be reached"):
        await PostgresStore(postgres.url().replace(str(postgres.port), "1"), key_file, wait=0.1).open()


async def test_a_wrong_password_is_said_at_once(postgres: Server, key_file: Path) -> None:
    with pytest.raises(DatabaseFault, match="user and password"):
        await PostgresStore(postgres.url(password="secret-slip"), key_file, wait=math.inf).open()


async def test_steps_are_applied_once_even_by_replicas_that_start_together(url: str) -> None:
    steps = (*MIGRATIONS, Migration(99, "one more", "CREATE TABLE sameside.one_more (id integer)"))

    async def start() -> list[int]:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            return await migrate(connection, steps)

    applied = await asyncio.gather(*(start() for _ in range(5)))
    assert sorted(applied) == [[], [], [], [], [step.number for step in steps]]
    assert await start() == []
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        with pytest.raises(DatabaseFault, match="newer SameSide"):
            await migrate(connection)


def test_steps_are_numbered_without_a_gap() -> None:
    assert [step.number for step in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))
    assert len({msgspec.json.encode(step.what) for step in MIGRATIONS}) == len(MIGRATIONS)


async def test_the_next_process_waits_until_the_server_has_let_go_of_the_former(url: str, key_file: Path) -> None:
    former, following = (PostgresStore(url, key_file, alone=True) for _ in range(2))
    await former.open()
    opening = asyncio.create_task(following.open())
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as looking:
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while await (await looking.execute(waiting)).fetchone() != (1,):
            assert not opening.done()
        await former.close()
        await opening
    await following.close()


def test_the_jobs_tables_are_those_of_the_installed_library() -> None:
    """When this fails, a release of Procrastinate has changed its tables: they need a step in `migrations`."""
    found = sorted(path.name for path in Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    assert found[-1].startswith("03.04.00_50"), "the step that the tables were made with"
