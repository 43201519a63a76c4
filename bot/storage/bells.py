"""The jobs that ring for what waits in the outbox of a fleet: one for each chat and lane that a change has queued for.

A job holds nothing. Its lock stands for the chat, hidden as an address is, and its queue for the lane; whoever takes it
looks into the outbox. It is deferred by Procrastinate's own function, on our connection: so it is there exactly when
what it rings for is there. This module must not know who takes jobs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, LiteralString

from bot.core.requests import Answer, Lane, Outgoing, chat_of
from bot.storage.sealed_rows import SealedRows

TASK = "deliver"
QUEUES = {Lane.INTERACTIVE: "replies", Lane.REMINDER: "reminders", Lane.BROADCAST: "broadcasts"}

_RING = (
    "SELECT procrastinate_defer_jobs_v1(array_agg("
    "ROW(queue, %s, priority, lock, NULL, '{}', NULL)::procrastinate_job_to_defer_v1)) "
    "FROM unnest(%s::text[], %s::int[], %s::text[]) AS bell (queue, priority, lock)"
)

Bell = tuple[bytes, Lane]  # a chat, hidden, and what waits for it


def chats_of(rows: SealedRows, queue: Collection[Outgoing]) -> dict[str, bytes]:
    """For each of these the chat that it is delivered with, hidden. An answer to a tap has none: it goes with the
    first message that is queued beside it."""
    beside: dict[str, bytes] = {}
    for outgoing in queue:
        if not isinstance(outgoing.request, Answer):
            beside.setdefault(outgoing.owner, hidden_chat(rows, chat_of(outgoing.request)))
    found = {}
    for outgoing in queue:
        if isinstance(outgoing.request, Answer):
            found[outgoing.id] = beside.get(outgoing.owner) or rows.hidden(f"answers of {outgoing.owner}")
        else:
            found[outgoing.id] = hidden_chat(rows, chat_of(outgoing.request))
    return found


def hidden_chat(rows: SealedRows, chat: int) -> bytes:
    """What stands for a chat in the outbox and in the locks of jobs."""
    return rows.hidden(f"sent to {chat}")


def ring(bells: Iterable[Bell]) -> tuple[LiteralString, tuple[Any, ...]]:
    """The statement that defers these jobs, in this order. The connection's search path leads to their tables."""
    wanted = list(bells)
    lanes = [lane for _, lane in wanted]
    queues = [QUEUES[lane] for lane in lanes]
    priorities = [-int(lane) for lane in lanes]
    return _RING, (TASK, queues, priorities, [chat.hex() for chat, _ in wanted])
