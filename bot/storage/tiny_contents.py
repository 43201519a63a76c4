"""Everything in a data folder for moving house. The folder is locked by one process, so this one reads it alone.

It must not know where things are moved to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from bot.core.records import Record
from bot.storage.files import Files
from bot.storage.keys import KeyMissing
from bot.storage.sealing import Broken
from bot.storage.set_aside import SetAside
from bot.storage.state import State
from bot.storage.store import Aside, Held, Unreadable


class TinyContents:
    """A `Contents`. Raises `OSError` when the disk fails. A note is a small file in the folder."""

    def __init__(
        self,
        folder: Path,
        files: Files,
        aside: SetAside,
        state: State,
        load: Callable[[str], Awaitable[Record | None]],
    ) -> None:
        self._folder = folder
        self._files = files
        self._aside = aside
        self._state = state
        self._load = load

    async def records(self) -> AsyncIterator[Held]:
        for record_id in sorted(row.id for row in self._state.index):
            try:
                record = await self._load(record_id)
            except Unreadable:
                yield Held(record_id, None, ())
            else:
                if record is not None:
                    yield Held(record_id, record, self._state.outbox.of(record_id))

    async def aside(self) -> AsyncIterator[Aside]:
        for kept_id in await asyncio.to_thread(self._aside.ids):
            try:
                kept = await asyncio.to_thread(self._aside.read, self._aside.path(kept_id))
            except (Broken, KeyMissing):
                continue
            yield Aside(kept_id, kept.name, kept.data, kept.owner)

    async def keep_aside(self, aside: Aside) -> None:
        await asyncio.to_thread(self._aside.keep, aside.name, aside.data, aside.owner, aside.id)

    async def note(self, name: str) -> str:
        return await asyncio.to_thread(self._read_note, self._path(name))

    async def set_note(self, name: str, text: str) -> None:
        await asyncio.to_thread(self._write_note, self._path(name), text)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.note"

    def _read_note(self, path: Path) -> str:
        try:
            return self._files.read(path).decode()
        except FileNotFoundError:
            return ""

    def _write_note(self, path: Path, text: str) -> None:
        if text:
            self._files.write_whole(path, text.encode())
        else:
            self._files.remove(path)
        self._files.sync_folder(self._folder)
