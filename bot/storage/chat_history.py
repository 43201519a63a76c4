"""What a chat was sent of late, as the replicas of a fleet tell each other. Who sends to it has its job, so nobody else
changes it meanwhile. It must not know Telegram's limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString

import msgspec

from bot.storage.database import Database

HISTORY: LiteralString = (  # of the row `h`
    "ARRAY(SELECT extract(epoch FROM clock_timestamp() - at)::float8 FROM unnest(h.sent) AS at ORDER BY at), "
    "extract(epoch FROM h.paused_until - clock_timestamp())::float8, h.strict"
)
_READ: LiteralString = f"SELECT {HISTORY} FROM sameside.chats h WHERE h.hidden = %s"
KEEP: LiteralString = (  # with `kept_values`
    "INSERT INTO sameside.chats (hidden, sent, paused_until, strict) SELECT %(hidden)s::bytea, "
    "ARRAY(SELECT clock_timestamp() - make_interval(secs => each) FROM unnest(%(ages)s::float8[]) AS each), "
    "clock_timestamp() + make_interval(secs => %(paused)s), %(strict)s WHERE %(hidden)s::bytea IS NOT NULL "
    "ON CONFLICT (hidden) DO UPDATE "
    "SET sent = excluded.sent, paused_until = excluded.paused_until, strict = excluded.strict"
)
_FORGET = (
    "DELETE FROM sameside.chats WHERE NOT strict AND paused_until < now() "
    "AND NOT EXISTS (SELECT FROM unnest(sent) AS each WHERE each > now() - interval '1 minute')"
)


class History(msgspec.Struct, frozen=True):
    """How many seconds ago each of its last messages was answered, oldest first; for how many seconds it wants nothing;
    whether it was refused for speed."""

    ages: tuple[float, ...] = ()
    paused: float = 0.0
    strict: bool = False


def history_of(row: Sequence[Any] | None) -> History:
    """As the database gives it."""
    if row is None or row[1] is None:
        return History()
    return History(tuple(row[0]), max(row[1], 0.0), row[2])


def kept_values(chat: bytes, history: History | None) -> dict[str, Any]:
    """For `KEEP`; None keeps nothing."""
    if history is None:
        return {"hidden": None, "ages": None, "paused": 0.0, "strict": False}
    return {"hidden": chat, "ages": list(history.ages), "paused": history.paused, "strict": history.strict}


class ChatHistories:
    """By chat, hidden. Raises `OSError` when the server stays away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, chat: bytes) -> History:
        """The history of one; empty when nothing is known."""
        found = await self._database.rows(_READ, (chat,))
        return history_of(found[0] if found else None)

    async def keep(self, chat: bytes, history: History) -> None:
        """Replace it."""
        await self._database.do(KEEP, kept_values(chat, history))

    async def forget(self) -> None:
        """All that holds nobody back any more."""
        await self._database.do(_FORGET)
