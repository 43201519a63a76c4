"""Memory for 10,000 idle families: what a process has with them less what it has without."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from .families import fill
from .measure_memory import write_pickle
from .processes import figures_of
from .rows import Goal, Row, compared


async def rows(quick: bool) -> AsyncIterator[Row]:
    """Ours and the library's own persistence, three times in turn."""
    families = 10_000
    folder = Path(tempfile.mkdtemp(prefix="sameside-benchmark-"))
    try:
        for name, count in (("full", families), ("empty", 0)):
            await fill(folder / name, count)
            await write_pickle(folder / name, count)
        taken: dict[str, list[float]] = {"ours": [], "ptb": []}
        for _ in range(1 if quick else 3):
            for who, figures in taken.items():
                full, empty = [
                    int(await figures_of("measure_memory", who, str(folder / name), patience=120))
                    for name in ("full", "empty")
                ]
                figures.append((full - empty) / 2**20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    yield compared(
        "memory of 10,000 idle families", "MiB", taken["ours"], "PTB PicklePersistence", taken["ptb"], Goal("<=", 0.5)
    )
