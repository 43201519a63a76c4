"""One committed answer: at 100,000 families and at 100, against appending as many bytes, against TinyDB in one file."""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from .database import server_for
from .families import fill
from .measure_commits import SLOWER, SMALL, TOGETHER
from .processes import figures_of
from .rows import Goal, Row, compared

if TYPE_CHECKING:
    from tests.postgres_server import Server


async def rows(quick: bool) -> AsyncIterator[Row]:
    """All of them in one run, round by round in turn. The folders are where the system keeps temporary files."""
    families = 10_000 if quick else 100_000
    folder = Path(tempfile.mkdtemp(prefix="sameside-benchmark-"))
    try:
        small, large = folder / "small", folder / "large"
        await fill(small, SMALL)
        await fill(large, families)
        arguments = (str(small), str(large), str(folder), str(families), "100" if quick else "400")
        found = json.loads(await figures_of("measure_commits", *arguments, patience=500))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    few, many, append, decide, thread = (_ms(found[name]) for name in ("few", "many", "append", "decide", "thread"))
    many64, append64, tinydb = (_ms(found[name]) for name in ("many64", "append64", "tinydb"))
    name = f"one answer, {families:,} families"
    together = f"{name}, {TOGETHER} at once"
    size = f"{found['bytes'][0]:,.0f} bytes"
    spread = f"p95 {_p95(many):.2f} : {_p95(few):.2f} ms"
    plainly, one_file = "append + fdatasync", "TinyDB, one file, 10,000 families"
    yield compared(name, "ms", [_median(many)], f"{SMALL} families", [_median(few)], Goal("<=", 1.1), spread)
    yield compared(name, "ms", [_median(many)], plainly, [_median(append)], Goal("<=", 2), size)
    yield compared("the same append in a thread, and back", "ms", [_median(thread)], plainly, [_median(append)])
    yield compared("the answer only decided, nothing written", "ms", [_median(decide)], plainly, [_median(append)])
    yield compared(together, "ms each", many64, f"{plainly} each", append64, Goal("<=", 1), size)
    slow, on_slow = f"{plainly}, {SLOWER * 1000:.0f} ms longer", f"{name}, on such a disk"
    ours_slow, theirs_slow = _ms(found["many slow"]), _ms(found["append slow"])
    yield compared(on_slow, "ms", [_median(ours_slow)], slow, [_median(theirs_slow)], Goal("<=", 2), size)
    ours_slow, theirs_slow = _ms(found["many64 slow"]), _ms(found["append64 slow"])
    yield compared(
        f"{on_slow}, {TOGETHER} at once", "ms each", ours_slow, f"{slow} each", theirs_slow, Goal("<=", 1), size
    )
    other = [_per_second(tinydb)]
    yield compared(name, "answers/s", [_per_second(many)], one_file, other, Goal(">=", 100))
    yield compared(together, "answers/s", [_per_second(many64)], one_file, other, Goal(">=", 100))
    on_it = f"{name}, PostgreSQL"
    with server_for(on_it) as server:
        if server is None:
            return
        found = await _on_postgres(server, families, 100 if quick else 400)
    few, many = _ms(found["few"]), _ms(found["many"])
    spread = f"p95 {_p95(many):.2f} : {_p95(few):.2f} ms"
    yield compared(on_it, "ms", [_median(many)], f"{SMALL} families", [_median(few)], Goal("<=", 1.1), spread)


async def _on_postgres(server: Server, families: int, rounds: int) -> dict[str, list[float]]:
    """Seconds of each answer on two databases of this server, in turn."""
    folder = Path(tempfile.mkdtemp(prefix="sameside-benchmark-"))
    try:
        small, large = server.new_database(), server.new_database()
        await fill(folder, SMALL, database=small)
        await fill(folder, families, database=large)
        words = (str(folder), str(folder), str(folder), str(families), str(rounds), small, large)
        found: dict[str, list[float]] = json.loads(await figures_of("measure_commits", *words, patience=500))
        return found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _per_second(milliseconds: list[float]) -> float:
    return 1000 / _median(milliseconds)


def _ms(seconds: list[float]) -> list[float]:
    return [each * 1000 for each in seconds]


def _median(figures: list[float]) -> float:
    return statistics.median(figures)


def _p95(figures: list[float]) -> float:
    return statistics.quantiles(figures, n=20)[18]
