"""The outbox as the replicas of a fleet see it: who sends what, decided in the database.

Rows are the truth, and jobs only ring for them (see `bells`). Also here: which updates of people of whom nothing is
kept have been answered. This module must not know how anything is sent, nor who takes jobs.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any, LiteralString

from bot.core.requests import Lane, Outgoing
from bot.storage.bells import QUEUES, Bell, chats_of, hidden_chat, ring
from bot.storage.chat_history import HISTORY, KEEP, History, history_of, kept_values
from bot.storage.database import Connection, Database
from bot.storage.own_jobs import OwnJob
from bot.storage.sealed_rows import OutgoingRow, SealedRows
from bot.storage.settled import Settled
from bot.storage.store import Conflict, Unreadable

log = logging.getLogger(__name__)

REMEMBERED = timedelta(hours=25)  # Telegram brings an update again for a day

_FROM = "FROM sameside.outbox o LEFT JOIN sameside.keys k ON k.record = o.owner "
_TAKE_UP: LiteralString = (
    f"SELECT o.id, o.owner, o.tried, o.sealed, k.wrapped, {HISTORY} {_FROM} "
    "LEFT JOIN sameside.chats h ON h.hidden = o.chat WHERE o.chat = %s AND o.lane = %s ORDER BY o.id"
)
# Everything that the end of a delivery is, in one trip. What came meanwhile is returned, and keeps the job.
_END: LiteralString = (
    "WITH settled AS (DELETE FROM sameside.outbox WHERE id = ANY(%(settled)s)), "
    f"noted AS ({KEEP}), "
    f"new AS (SELECT o.id, o.owner, o.tried, o.sealed, k.wrapped {_FROM} "
    "WHERE o.chat = %(chat)s AND o.lane = %(lane)s AND o.id <> ALL(%(known)s)), "
    "job AS (DELETE FROM procrastinate_jobs j WHERE j.id = %(job)s AND j.worker_id = %(worker)s "
    "AND j.status = 'doing' AND NOT EXISTS (SELECT FROM new)) "
    "SELECT * FROM new ORDER BY id"
)
_CLAIM = "UPDATE sameside.outbox SET tried = true WHERE id = %s AND NOT tried"
_THERE = "SELECT FROM sameside.outbox WHERE id = %s"
_OF = "SELECT id FROM sameside.outbox WHERE owner = %s AND chat = ANY(%s)"
_SILENT = (
    "SELECT DISTINCT o.chat, o.lane FROM sameside.outbox o WHERE o.chat IS NOT NULL AND NOT EXISTS ("
    "SELECT FROM procrastinate_jobs j WHERE j.lock = encode(o.chat, 'hex') AND j.status IN ('todo', 'doing') "
    "AND j.queue_name = (%s::text[])[o.lane + 1]) ORDER BY o.lane LIMIT 1000"
)
_OF_BEFORE = (
    "SELECT o.id, o.owner, o.tried, o.sealed, k.wrapped FROM sameside.outbox o "
    "LEFT JOIN sameside.keys k ON k.record = o.owner WHERE o.chat IS NULL ORDER BY o.id"
)
_PLACE = "UPDATE sameside.outbox SET chat = %s WHERE id = %s"
_BEGIN = (
    "INSERT INTO sameside.updates (hidden, until) VALUES (%(hidden)s, now() + %(lease)s) ON CONFLICT (hidden) "
    "DO UPDATE SET until = excluded.until WHERE NOT updates.answered AND updates.until <= now()"
)
_ANSWERED = "SELECT answered FROM sameside.updates WHERE hidden = %s"
_ANSWER = "UPDATE sameside.updates SET answered = true, until = now() WHERE hidden = %s"
_FORGET = "DELETE FROM sameside.updates WHERE until < now() - %s"


class SharedOutbox:
    """Raises `OSError` when the server stays away."""

    def __init__(self, database: Database, rows: SealedRows, settled: Settled) -> None:
        self._database = database
        self._rows = rows
        self._settled = settled

    # ---- sending -----------------------------------------------------------------------------------------------------

    async def take_up(self, chat: bytes, lane: Lane) -> tuple[list[Outgoing], History]:
        """What waits for this chat in this lane, in order, and what the chat was sent of late. A row that cannot be
        read is left out."""
        found = await self._database.rows(_TAKE_UP, (chat, int(lane)))
        return self._opened(row[:5] for row in found), history_of(found[0][5:] if found else None)

    async def end(
        self, chat: bytes, lane: Lane, known: Collection[str], history: History | None, own: OwnJob | None
    ) -> list[Outgoing]:
        """Note down which of the known have ended, and what the chat was sent, where that is known. Returns what waits
        beside them by now; if that is nothing, a job of our own is over."""
        settled = self._settled.among(known)
        values = {
            "settled": settled, "known": list(known), "chat": chat, "lane": int(lane),
            "job": own.job if own else None, "worker": own.worker if own else None, **kept_values(chat, history),
        }  # fmt: skip
        found = await self._database.rows(_END, values)
        self._settled.noted(settled)
        return self._opened(found)

    def _opened(self, found: Iterable[Sequence[Any]]) -> list[Outgoing]:
        opened = []
        for *row, wrapped in found:
            try:
                opened.append(self._rows.open_outgoing(OutgoingRow(*row), wrapped))
            except Unreadable as fault:
                log.error("a message that was to be sent cannot be read: %s", fault)
        return opened

    async def claim(self, outgoing_id: str) -> bool:
        """Mark it as tried, durably. False when it is not there any more, or another replica has tried it."""
        return bool(await self._database.do(_CLAIM, (outgoing_id,)))

    async def is_there(self, outgoing_id: str) -> bool:
        """Whether it still waits to be sent: its record may have been deleted on another replica."""
        return bool(await self._database.rows(_THERE, (outgoing_id,)))

    async def waiting_for(self, owner: str, chats: Collection[int]) -> tuple[str, ...]:
        """The ids of all that this record wants to say in these chats."""
        hidden = [hidden_chat(self._rows, chat) for chat in chats]
        return tuple(str(row[0]) for row in await self._database.rows(_OF, (owner, hidden)))

    # ---- jobs --------------------------------------------------------------------------------------------------------

    async def ring_again(self) -> int:
        """Ring for what waits without a job: it was queued before there was a fleet, or its job has failed. Returns
        for how many chats."""

        async def work(connection: Connection) -> int:
            async with connection.transaction():
                queues = [QUEUES[lane] for lane in Lane]
                silent = await (await connection.execute(_SILENT, (queues,))).fetchall()
                bells: list[Bell] = [(chat, Lane(lane)) for chat, lane in silent]
                if bells:
                    await connection.execute(*ring(bells))
            return len(bells)

        return await self._database.run(work)

    async def adopt(self) -> None:
        """Note the chat of what the release before has queued."""
        found = []
        for *row, wrapped in await self._database.rows(_OF_BEFORE):
            with contextlib.suppress(Unreadable):
                found.append(self._rows.open_outgoing(OutgoingRow(*row), wrapped))
        for outgoing_id, chat in chats_of(self._rows, found).items():
            await self._database.do(_PLACE, (chat, outgoing_id))

    # ---- updates of people of whom nothing is kept -------------------------------------------------------------------

    async def begin(self, update: int, lease: timedelta) -> bool:
        """Take it on ourselves to answer this update, for the lease. False when it is answered already. Raises
        `Conflict` while another replica is answering it."""
        hidden = self._rows.hidden(f"update {update}")
        if await self._database.do(_BEGIN, {"hidden": hidden, "lease": lease}):
            return True
        if await self._database.rows(_ANSWERED, (hidden,)) == [(True,)]:
            return False
        raise Conflict("an update is being answered by somebody else")

    async def answered(self, update: int) -> None:
        """It was answered, and is never to be answered again."""
        await self._database.do(_ANSWER, (self._rows.hidden(f"update {update}"),))

    async def forget_updates(self) -> None:
        """Those that Telegram does not bring again."""
        await self._database.do(_FORGET, (REMEMBERED,))
