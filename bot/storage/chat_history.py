"""What a chat was sent of late, as the replicas of a fleet tell each other. Who sends to it has its job, so nobody else
changes it meanwhile. It must not know Telegram's limits."""

from __future__ import annotations

import msgspec

from bot.storage.database import Connection, Database

_READ = (
    "SELECT ARRAY(SELECT extract(epoch FROM clock_timestamp() - each)::float8 FROM unnest(sent) each ORDER BY each), "
    "extract(epoch FROM paused_until - clock_timestamp())::float8, strict FROM sameside.chats WHERE hidden = %s"
)
_KEEP = (
    "INSERT INTO sameside.chats (hidden, sent, paused_until, strict) VALUES (%s, "
    "ARRAY(SELECT clock_timestamp() - make_interval(secs => each) FROM unnest(%s::float8[]) AS each), "
    "clock_timestamp() + make_interval(secs => %s), %s) ON CONFLICT (hidden) DO UPDATE "
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


class ChatHistories:
    """By chat, hidden. Raises `OSError` when the server stays away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, chat: bytes) -> History:
        """The history of one; empty when nothing is known."""

        async def work(connection: Connection) -> History:
            row = await (await connection.execute(_READ, (chat,))).fetchone()
            return History() if row is None else History(tuple(row[0]), max(row[1], 0.0), row[2])

        return await self._database.run(work)

    async def keep(self, chat: bytes, history: History) -> None:
        """Replace it."""

        async def work(connection: Connection) -> None:
            await connection.execute(_KEEP, (chat, list(history.ages), history.paused, history.strict))

        await self._database.run(work)

    async def forget(self) -> None:
        """All that holds nobody back any more."""

        async def work(connection: Connection) -> None:
            await connection.execute(_FORGET)

        await self._database.run(work)
