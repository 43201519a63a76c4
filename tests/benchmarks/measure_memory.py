"""How much memory a process has with so many idle families: `measure_memory ours|ptb FOLDER`, in bytes."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from pathlib import Path
from typing import Any

from telegram.ext import Application, PicklePersistence

from bot.storage import TinyStore

from .families import family, settings_in
from .people import FIRST


async def ours(folder: Path) -> None:
    """The store, open."""
    settings = settings_in(folder)
    store = TinyStore(settings.data_dir, settings.key_file)
    await store.open()
    print(memory())
    await store.close()


async def ptb(folder: Path) -> None:
    """An application that has loaded its pickle, as `initialize` does after asking Telegram who it is."""
    application = _application(folder)
    await application._initialize_persistence()
    print(memory())


async def write_pickle(folder: Path, families: int) -> None:
    """The same words for as many families, in the library's own way to keep them."""
    persistence = _application(folder).persistence
    assert persistence is not None
    await asyncio.gather(persistence.get_user_data(), persistence.get_chat_data(), persistence.get_bot_data())
    for number in range(families):
        made = family(number)
        child = made.children[0]
        questions = [{"text": q.text, "added": str(q.added), "team": q.team, "state": q.state} for q in child.questions]
        parent = made.carers[0]
        words = {"language": parent.language, "zone": parent.zone, "consented": parent.consented}
        await persistence.update_user_data(FIRST + number, {**words, "child": child.name, "questions": questions})
        await persistence.update_conversation("talk", (FIRST + number, FIRST + number), 1)
    await persistence.flush()


def _application(folder: Path) -> Application[Any, Any, Any, Any, Any, Any]:
    kept: PicklePersistence[Any, Any, Any] = PicklePersistence(folder / "kept.pickle", on_flush=True)
    return Application.builder().token("1:token").persistence(kept).build()


def memory() -> int:
    """Bytes that this process keeps in memory."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    asyncio.run((ours if sys.argv[1] == "ours" else ptb)(Path(sys.argv[2])))
