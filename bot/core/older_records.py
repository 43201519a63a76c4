"""What brings a record that an earlier release has written up to the schema of this one. Pure.

Each step leads from one version to the next, on the record as plain JSON; so it need not know the types of its time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Any

from bot.core.seen import hour_of

Plain = dict[str, Any]


def upgraded(record: Plain, schema: int) -> Plain:
    """The record as `SCHEMA` has it. Raises `KeyError` for a version that no release has written."""
    while schema != SCHEMA:
        record = _STEPS[schema](record)
        schema += 1
    return record


def _updates_by_the_hour(record: Plain) -> Plain:
    """1: each update that was seen had an instant of its own."""
    by_hour = groupby(record.get("seen", ()), lambda each: hour_of(datetime.fromisoformat(each[1])))
    return {**record, "seen": [[hour, [update for update, _ in each]] for hour, each in by_hour]}


_STEPS: dict[int, Callable[[Plain], Plain]] = {1: _updates_by_the_hour}
SCHEMA = max(_STEPS) + 1  # of this release
