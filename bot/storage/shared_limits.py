"""Who of a fleet may send how much, as its replicas tell each other. It must not know how that is reckoned."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from bot.storage.database import Connection, Database

_LOCK = 0x53616D6553686172  # an advisory lock: one replica at a time reads and writes
_ALIVE = (
    "SELECT name, holds, replies, bulk FROM sameside.senders "
    "WHERE name <> %s AND seen > clock_timestamp() - make_interval(secs => %s)"
)
_PAUSED = "SELECT coalesce(extract(epoch FROM max(paused_until) - clock_timestamp()), 0)::float8 FROM sameside.senders"
_NOTE = (
    "INSERT INTO sameside.senders (name, seen, holds, replies, bulk, paused_until) "
    "VALUES (%s, clock_timestamp(), %s, %s, %s, clock_timestamp() + make_interval(secs => %s)) "
    "ON CONFLICT (name) DO UPDATE SET seen = excluded.seen, holds = excluded.holds, replies = excluded.replies, "
    "bulk = excluded.bulk, paused_until = greatest(senders.paused_until, excluded.paused_until)"
)
_FORGET = (
    "DELETE FROM sameside.senders WHERE seen <= clock_timestamp() - make_interval(secs => %s) "
    "AND paused_until <= clock_timestamp()"
)
_LEAVE = (
    "UPDATE sameside.senders SET seen = clock_timestamp() - make_interval(secs => %s), holds = %s, "
    "paused_until = greatest(paused_until, clock_timestamp() + make_interval(secs => %s)) WHERE name = %s"
)


class Share(msgspec.Struct, frozen=True):
    """What one replica holds and needs: places, places for replies, and whether bulk waits."""

    name: str
    holds: int
    replies: int
    bulk: bool


class SharedLimits:
    """Raises `OSError` when the server stays away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def meet(
        self, me: Share, paused: float, lease: float, decide: Callable[[Share, Sequence[Share]], int]
    ) -> float:
        """Tell the others what this one needs and for how many seconds Telegram wants nothing; `decide` makes of its
        share and theirs how many places it holds. Returns for how many seconds all have to pause."""

        async def work(connection: Connection) -> float:
            async with connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
                await connection.execute(_FORGET, (lease,))
                rows = await (await connection.execute(_ALIVE, (me.name, lease))).fetchall()
                holds = decide(me, [Share(*row) for row in rows])
                await connection.execute(_NOTE, (me.name, holds, me.replies, me.bulk, paused))
                [(seconds,)] = await (await connection.execute(_PAUSED)).fetchall()
            return max(float(seconds), 0.0)

        return await self._database.run(work)

    async def leave(self, name: str, holds: int, paused: float, silent: float) -> None:
        """It sends nothing any more. The places that are not empty count as if it had been silent for so long."""
        await self._database.do(_LEAVE, (silent, holds, paused, name))
