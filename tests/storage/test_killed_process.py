"""A real process is killed again and again while sixteen tasks commit and files are being written."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from talker import TALKERS

from bot.core.records import Family
from bot.storage import TinyStore

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
async def test_everything_acknowledged_is_there_after_a_kill(tmp_path: Path) -> None:
    data_dir, key_file = tmp_path / "data", tmp_path / "master.key"
    acknowledged = dict.fromkeys(range(1, TALKERS + 1), -1)
    for lines in (40, 200, 700, 333, 1000):
        await let_it_talk(data_dir, key_file, acknowledged, lines)
        store = TinyStore(data_dir, key_file)
        await store.open()
        unsent = {outgoing.id for outgoing in await store.unsent()}
        for person, turn in acknowledged.items():
            if turn < 0:
                continue
            family = await store.load(f"f{person}")
            assert isinstance(family, Family)
            now = int(family.carers[0].waiting)
            assert now in (turn, turn + 1)  # one more may have been committed when it was killed
            assert await store.find(f"person:{person}") == family.id
            mine = sorted(one for one in unsent if one.endswith(f"-{person}") and int(one[:9]) > now - 2)
            assert mine == [f"{last:09}-{person}" for last in (now - 1, now) if last >= 0]
            acknowledged[person] = now
        await store.close()


async def let_it_talk(data_dir: Path, key_file: Path, acknowledged: dict[int, int], lines: int) -> None:
    """Start the talker, kill it after so many acknowledgements, and note every one that came out."""
    first = max(acknowledged.values()) + 1
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent)])}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("talker.py")),
        str(data_dir),
        str(key_file),
        str(first),
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )
    assert process.stdout is not None
    for _ in range(lines):
        line = await process.stdout.readline()
        assert line, "the talker ended by itself"
        note(line, acknowledged)
    process.kill()
    while line := await process.stdout.readline():
        if line.endswith(b"\n"):
            note(line, acknowledged)
    await process.wait()


def note(line: bytes, acknowledged: dict[int, int]) -> None:
    person, turn = map(int, line.split())
    acknowledged[person] = turn
