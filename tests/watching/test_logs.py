"""What is logged of a fault is its kind and place, in both forms, whatever its message quotes."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.watching.logs import Json, Plain, say_little_of_lost_faults
from bot.watching.stalls import StallWatch

SECRET = "Rosalinda said blue blanket"


@contextmanager
def written(formatter: logging.Formatter) -> Iterator[list[str]]:
    """The lines that are logged meanwhile."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Kept()
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("formatter", [Plain(), Json()])
def test_a_traceback_is_a_kind_and_places(formatter: logging.Formatter) -> None:
    with written(formatter) as lines:
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("bot").exception("a thing went wrong")
    [line] = lines
    assert "a thing went wrong" in line
    assert "ValueError at test_logs.py:" in line
    assert SECRET not in line


def test_json_is_one_object_a_line() -> None:
    with written(Json()) as lines:
        logging.getLogger("bot.storage").error("two\nlines of %s", "é")
    [line] = lines
    assert "\n" not in line
    told = json.loads(line)
    assert (told["level"], told["where"], told["said"]) == ("ERROR", "bot.storage", "two\nlines of é")


async def test_a_task_that_ends_with_a_fault_nobody_asked_for_says_little() -> None:
    loop = asyncio.get_running_loop()
    say_little_of_lost_faults(loop)
    with written(Plain()) as lines:
        loop.call_exception_handler({"message": SECRET, "exception": KeyError(SECRET), "task": SECRET})
        loop.call_exception_handler({"message": SECRET})
    assert len(lines) == 2
    assert "KeyError" in lines[0]
    assert SECRET not in "".join(lines)


async def test_a_loop_that_stands_still_is_told_of_with_the_place() -> None:
    noticed = logging.getLogger("bot.watching.stalls")
    beats: list[float] = []
    with written(Plain()) as lines:
        watch = StallWatch(beats.append, beat=0.01, stall=0.02)
        watch.start()
        stand_still_until(watch)
        while not beats:  # noqa: ASYNC110 - the heart beats again
            await asyncio.sleep(0)
        watch.stop()
    assert noticed.isEnabledFor(logging.WARNING)
    assert any("stands still at test_logs.py" in line and "stand_still_until" in line for line in lines)
    assert max(beats) > 0.02


def stand_still_until(watch: StallWatch) -> None:
    """Hold up the loop until the watch has noticed."""
    while not watch.stalls:
        pass
