"""A change in the database's own words: one function, so one trip to the server and one transaction.

Each statement of it sees what was committed before that statement began; so what is looked at after the locks cannot
change any more. A release that changes the function gives it a new number: replicas of both may run side by side. This
module must not know Python's side of a change.
"""

from __future__ import annotations

from enum import StrEnum
from typing import LiteralString


class Verdict(StrEnum):
    """What the function says. In all cases but the first, nothing has happened."""

    DONE = "done"
    CONFLICT = "conflict"
    ENDED = "ended"
    OTHER_KEYS = "other keys"


FUNCTION: LiteralString = """
CREATE FUNCTION sameside.commit_change_v1(
    commit_id uuid,
    -- names at which nobody was: as numbers to lock, in order, and hidden
    nobody bigint[], absent bytea[],
    -- the records that are changed or relied upon, in order; the version each had, 0 for none
    touched text[], seen_ids text[], seen_versions bigint[],
    -- the keys that were used, wrapped
    key_ids text[], key_wrapped bytea[],
    dropped text[],
    put_ids text[], put_new boolean[], put_due timestamptz[], put_sealed bytea[], put_keys bytea[],
    name_hidden bytea[], name_records text[],
    queue_ids text[], queue_owners text[], queue_lanes smallint[], queue_tried boolean[], queue_sealed bytea[],
    queue_chats bytea[],
    settled text[], ending text, marked text[],
    -- the jobs that ring; the position of the one that this replica wants to take, and its own number as a worker
    bell_queues text[], bell_lanes smallint[], bell_chats bytea[], own integer, worker bigint,
    OUT verdict text, OUT job bigint, OUT ages float8[], OUT paused float8, OUT refused boolean
) LANGUAGE plpgsql AS $$
DECLARE
    still_waits boolean;
BEGIN
    -- Whoever else wants the same names or records waits until this is over.
    PERFORM pg_advisory_xact_lock(name) FROM unnest(nobody) AS name;
    PERFORM FROM sameside.records r WHERE r.id = ANY(touched) ORDER BY r.id FOR UPDATE;
    PERFORM FROM sameside.outbox o WHERE o.id = ending FOR UPDATE;
    still_waits := FOUND;

    IF EXISTS (SELECT FROM sameside.commits c WHERE c.id = commit_id) THEN
        verdict := 'done';  -- and only the answer was lost; so may have been what was taken
        SELECT j.id INTO job FROM procrastinate_jobs j
            WHERE j.worker_id = worker AND j.lock = encode(bell_chats[own], 'hex') AND j.status = 'doing';
    ELSIF EXISTS (SELECT FROM sameside.addresses a WHERE a.hidden = ANY(absent)) OR EXISTS (
        SELECT FROM unnest(seen_ids, seen_versions) AS seen (id, version)
        WHERE seen.version <> coalesce((SELECT r.version FROM sameside.records r WHERE r.id = seen.id), 0)
    ) THEN
        verdict := 'conflict';
    ELSIF ending IS NOT NULL AND NOT still_waits THEN
        verdict := 'ended';
    ELSIF EXISTS (
        SELECT FROM unnest(key_ids, key_wrapped) AS used (id, wrapped)
        WHERE used.wrapped IS DISTINCT FROM (SELECT k.wrapped FROM sameside.keys k WHERE k.record = used.id)
    ) THEN
        verdict := 'other keys';
    END IF;
    IF verdict IS NOT NULL THEN
        RETURN;
    END IF;
    verdict := 'done';
    INSERT INTO sameside.commits (id) VALUES (commit_id) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN;  -- the same commit, a moment ago
    END IF;

    -- What goes, first: others may take its names.
    IF dropped IS NOT NULL THEN
        DELETE FROM sameside.records r WHERE r.id = ANY(dropped);
        DELETE FROM sameside.keys k WHERE k.record = ANY(dropped);
    END IF;

    FOR n IN 1 .. coalesce(cardinality(put_ids), 0) LOOP
        IF put_new[n] THEN
            INSERT INTO sameside.records (id, version, due, sealed)
                VALUES (put_ids[n], nextval('sameside.versions'), put_due[n], put_sealed[n]);
        ELSE
            UPDATE sameside.records r SET version = nextval('sameside.versions'), due = put_due[n],
                taken_until = NULL, sealed = put_sealed[n] WHERE r.id = put_ids[n];
            IF NOT FOUND THEN
                RAISE unique_violation USING MESSAGE = 'a record has gone';
            END IF;
        END IF;
        IF put_keys[n] IS NOT NULL THEN
            INSERT INTO sameside.keys AS k (record, wrapped) VALUES (put_ids[n], put_keys[n])
                ON CONFLICT (record) DO UPDATE SET wrapped = excluded.wrapped;
        END IF;
    END LOOP;
    IF put_ids IS NOT NULL THEN
        DELETE FROM sameside.addresses a WHERE a.record = ANY(put_ids) AND a.hidden <> ALL(name_hidden);
        INSERT INTO sameside.addresses AS a (hidden, record)
            SELECT named.hidden, named.record FROM unnest(name_hidden, name_records) AS named (hidden, record)
            WHERE named.record IS DISTINCT FROM
                (SELECT b.record FROM sameside.addresses b WHERE b.hidden = named.hidden)
            ORDER BY named.hidden
            ON CONFLICT (hidden) DO UPDATE SET record = excluded.record;
    END IF;

    -- An id that another record has already is taken: no owner, which the table refuses.
    IF queue_ids IS NOT NULL THEN
        INSERT INTO sameside.outbox AS o (id, owner, lane, tried, sealed, chat)
            SELECT * FROM unnest(queue_ids, queue_owners, queue_lanes, queue_tried, queue_sealed, queue_chats)
            ON CONFLICT (id) DO UPDATE SET lane = excluded.lane, tried = excluded.tried, sealed = excluded.sealed,
                chat = excluded.chat, owner = CASE WHEN o.owner = excluded.owner THEN excluded.owner END;
    END IF;
    IF settled IS NOT NULL THEN
        DELETE FROM sameside.outbox o WHERE o.id = ANY(settled);
    END IF;
    IF marked IS NOT NULL THEN
        UPDATE sameside.outbox o SET tried = true WHERE o.id = ANY(marked);
    END IF;

    -- A reply is taken by the replica that has made it, unless somebody has its chat or something waits there already:
    -- so nobody need be woken, and nobody need look for it. This comes last: who has it holds up nobody for long.
    IF own IS NOT NULL
        AND NOT EXISTS (SELECT FROM procrastinate_jobs j
            WHERE j.lock = encode(bell_chats[own], 'hex') AND j.status IN ('todo', 'doing'))
        AND NOT EXISTS (SELECT FROM sameside.outbox o
            WHERE o.chat = bell_chats[own] AND o.lane = bell_lanes[own] AND o.id <> ALL(queue_ids))
        AND EXISTS (SELECT FROM procrastinate_workers w WHERE w.id = worker)
    THEN
        INSERT INTO procrastinate_jobs AS j (queue_name, task_name, priority, lock, status, worker_id)
            VALUES (bell_queues[own], 'deliver', -bell_lanes[own], encode(bell_chats[own], 'hex'), 'doing', worker)
            ON CONFLICT (lock) WHERE status = 'doing' DO NOTHING
            RETURNING j.id INTO job;
        SELECT ARRAY(SELECT extract(epoch FROM clock_timestamp() - at)::float8 FROM unnest(h.sent) AS at ORDER BY at),
            extract(epoch FROM h.paused_until - clock_timestamp())::float8, h.strict
            INTO ages, paused, refused FROM sameside.chats h WHERE h.hidden = bell_chats[own];
    END IF;
    PERFORM procrastinate_defer_jobs_v1(array_agg(
            ROW(bell.queue, 'deliver', -bell.lane, encode(bell.chat, 'hex'), NULL, '{}', NULL)
            ::procrastinate_job_to_defer_v1 ORDER BY bell.number))
        FROM unnest(bell_queues, bell_lanes, bell_chats) WITH ORDINALITY AS bell (queue, lane, chat, number)
        WHERE job IS NULL OR bell.number <> own
        HAVING count(*) > 0;
END
$$;
"""

COMMIT: LiteralString = """
SELECT * FROM sameside.commit_change_v1(
    %(commit_id)s, %(nobody)s::bigint[], %(absent)s::bytea[],
    %(touched)s::text[], %(seen_ids)s::text[], %(seen_versions)s::bigint[],
    %(key_ids)s::text[], %(key_wrapped)s::bytea[], %(dropped)s::text[],
    %(put_ids)s::text[], %(put_new)s::boolean[], %(put_due)s::timestamptz[], %(put_sealed)s::bytea[],
    %(put_keys)s::bytea[], %(name_hidden)s::bytea[], %(name_records)s::text[],
    %(queue_ids)s::text[], %(queue_owners)s::text[], %(queue_lanes)s::smallint[], %(queue_tried)s::boolean[],
    %(queue_sealed)s::bytea[], %(queue_chats)s::bytea[],
    %(settled)s::text[], %(ending)s::text, %(marked)s::text[],
    %(bell_queues)s::text[], %(bell_lanes)s::smallint[], %(bell_chats)s::bytea[], %(own)s::integer, %(worker)s::bigint
)
"""
