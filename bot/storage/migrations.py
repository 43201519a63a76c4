"""The tables of the PostgreSQL store, as numbered steps: each is applied once, in order, and never changed afterwards.

A step must leave the tables such that replicas of the release before still work on them: they are updated one by one.
This module must not know what is in the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from psycopg import AsyncConnection

from bot.storage.commit_function import FUNCTION as COMMIT_CHANGE
from bot.storage.store import DatabaseFault

_LOCK = 0x53616D6553696465  # "SameSide": the advisory lock that replicas starting together wait for


class Migration(msgspec.Struct, frozen=True):
    """One step: plain SQL, run in a transaction of its own. `before` gives what is run before it."""

    number: int
    what: str
    sql: str
    before: Callable[[], str] = str


def _jobs() -> str:
    """Procrastinate's own tables. Its release 3.4 changed them last; a later one that does needs a step of its own."""
    from procrastinate.schema import SchemaManager  # only a database that lacks them waits for this

    return SchemaManager.get_schema()


MIGRATIONS = (
    Migration(
        1,
        "records, their keys and addresses, the outbox, and what was set aside",
        """
        CREATE TABLE sameside.records (
            id text COLLATE "C" PRIMARY KEY,
            version bigint NOT NULL,
            due timestamptz,
            taken_until timestamptz,
            sealed bytea NOT NULL
        );
        CREATE INDEX records_due ON sameside.records (due, id) WHERE due IS NOT NULL;
        CREATE INDEX records_taken ON sameside.records (taken_until) WHERE taken_until IS NOT NULL;

        -- Apart from the records, so that a backup may leave the keys out: then a deleted record's copies are lost too.
        CREATE TABLE sameside.keys (record text COLLATE "C" PRIMARY KEY, wrapped bytea NOT NULL);

        CREATE TABLE sameside.addresses (
            hidden bytea PRIMARY KEY,
            record text COLLATE "C" NOT NULL REFERENCES sameside.records ON DELETE CASCADE
        );
        CREATE INDEX addresses_record ON sameside.addresses (record);

        CREATE TABLE sameside.outbox (
            id text COLLATE "C" PRIMARY KEY,
            owner text COLLATE "C" NOT NULL REFERENCES sameside.records ON DELETE CASCADE,
            lane smallint NOT NULL,
            tried boolean NOT NULL,
            sealed bytea NOT NULL
        );
        CREATE INDEX outbox_owner ON sameside.outbox (owner);

        CREATE TABLE sameside.set_aside (
            id text PRIMARY KEY,
            at timestamptz NOT NULL DEFAULT now(),
            sealed bytea NOT NULL
        );

        -- Never reused, so that a record that was dropped and came back cannot have a version that was seen before.
        CREATE SEQUENCE sameside.versions;

        -- Which commits have happened, for one whose answer was lost.
        CREATE TABLE sameside.commits (id uuid PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
        CREATE INDEX commits_at ON sameside.commits (at);

        CREATE TABLE sameside.notes (name text PRIMARY KEY, value text NOT NULL);
        """,
    ),
    Migration(
        2,
        "what a fleet shares: jobs, who is sending what, updates of people of whom nothing is kept",
        """
        -- Looked at for every job that is taken; without it, ten thousand waiting jobs make each of them slow.
        CREATE INDEX procrastinate_jobs_lock ON procrastinate_jobs (lock) WHERE status IN ('todo', 'doing');

        -- The chat, hidden; NULL in rows of the release before.
        ALTER TABLE sameside.outbox ADD COLUMN chat bytea;
        CREATE INDEX outbox_chat ON sameside.outbox (chat, lane, id);

        -- Numbers of updates, hidden, for a day. `until`: a replica is answering it.
        CREATE TABLE sameside.updates (
            hidden bytea PRIMARY KEY,
            answered boolean NOT NULL DEFAULT false,
            until timestamptz NOT NULL
        );
        CREATE INDEX updates_until ON sameside.updates (until);
        """,
        before=_jobs,
    ),
    Migration(
        3,
        "how many messages each replica may send",
        """
        CREATE TABLE sameside.senders (
            name text PRIMARY KEY,
            seen timestamptz NOT NULL,
            holds integer NOT NULL,
            replies integer NOT NULL,
            bulk boolean NOT NULL,
            paused_until timestamptz NOT NULL
        );
        """,
    ),
    Migration(
        4,
        "what each chat was sent within the last minute",
        """
        CREATE TABLE sameside.chats (
            hidden bytea PRIMARY KEY,
            sent timestamptz[] NOT NULL,
            paused_until timestamptz NOT NULL,
            strict boolean NOT NULL
        );
        """,
    ),
    Migration(5, "a change in one call", COMMIT_CHANGE),
)


async def migrate(connection: AsyncConnection[Any], steps: tuple[Migration, ...] = MIGRATIONS) -> list[int]:
    """Apply what is missing; the numbers of what was applied. Replicas that start together do it once.

    Raises `DatabaseFault` when a newer release has been here.
    """
    applied: list[int] = []
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        found = await (await connection.execute("SELECT to_regclass('sameside.migrations')")).fetchone()
        if found is None or found[0] is None:
            await connection.execute("CREATE SCHEMA IF NOT EXISTS sameside")
            await connection.execute(
                "CREATE TABLE sameside.migrations "
                "(number integer PRIMARY KEY, what text NOT NULL, at timestamptz NOT NULL DEFAULT now())"
            )
        rows = await (await connection.execute("SELECT number FROM sameside.migrations")).fetchall()
        done = {int(row[0]) for row in rows}
        if done and max(done) > steps[-1].number:
            raise DatabaseFault("BOT_DATABASE_URL: a newer SameSide has changed this database. Update this one too.")
        for step in steps:
            if step.number not in done:
                await connection.execute("SET LOCAL search_path TO sameside")
                await connection.execute((step.before() + step.sql).encode())
                await connection.execute(
                    "INSERT INTO sameside.migrations (number, what) VALUES (%s, %s)", (step.number, step.what)
                )
                applied.append(step.number)
    return applied
