"""What can be seen of a store from outside, so that two of them can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import msgspec
from store_fixtures import NOON

from bot.core.records import Record
from bot.core.requests import Outgoing
from bot.storage import Store

FAR = NOON + timedelta(days=10_000)
PEOPLE = range(1, 12)


class Picture(msgspec.Struct, frozen=True):
    """Everything that a store tells about these records and people."""

    records: dict[str, Record | None]
    found: dict[str, str | None]
    due: list[str]
    unsent: tuple[Outgoing, ...]
    count: int


async def picture(store: Store, ids: Iterable[str]) -> Picture:
    names = [f"person:{person}" for person in PEOPLE] + ["chat:-100", "house"]
    return Picture(
        records={record_id: await store.load(record_id) for record_id in sorted(ids)},
        found={name: await store.find(name) for name in names},
        due=list(await store.due(FAR, 1000)),
        unsent=tuple(await store.unsent()),
        count=await store.count(),
    )


def without_settled(seen: Picture, settled: Iterable[str]) -> Picture:
    """A crash may show again what was only just settled; nothing else."""
    gone = set(settled)
    return msgspec.structs.replace(seen, unsent=tuple(one for one in seen.unsent if one.id not in gone))
