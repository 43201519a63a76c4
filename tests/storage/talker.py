"""A process that commits as fast as it can and prints what was acknowledged, until it is killed.

python talker.py DATA_DIR KEY_FILE FIRST
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from store_fixtures import make_family, say

from bot.storage import Change, TinyStore

TALKERS = 16


async def talk(store: TinyStore, person: int, first: int) -> None:
    turn = first
    while True:
        family = make_family(f"f{person}", person, words=str(turn), due=turn)
        reminder = say(f"{turn:09}-{person}", family.id)
        await store.commit(Change(put=(family,), queue=(reminder,), settle=(f"{turn - 2:09}-{person}",)))
        print(person, turn, flush=True)
        turn += 1


async def main(data_dir: str, key_file: str, first: str) -> None:
    store = TinyStore(Path(data_dir), Path(key_file), checkpoint_bytes=20_000)
    await store.open()
    await asyncio.gather(*(talk(store, person, int(first)) for person in range(1, TALKERS + 1)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
