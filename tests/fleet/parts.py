"""The parts of a fleet, each a real process: replicas of the bot, and nginx with the file that the docs give."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
NGINX_FILE = ROOT / "docs" / "deploy" / "fleet" / "sameside-nginx.conf"
WEBHOOK_PATH = "/telegram"
RESTART_AFTER = 1.0  # seconds; in the unit it is 5
PATIENCE = 90.0  # seconds until a part that does not come up counts as broken


def free_ports(number: int) -> list[int]:
    """So many ports of loopback on which nobody listens."""
    held = [socket.socket() for _ in range(number)]
    try:
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()


async def answers(port: int, within: float = PATIENCE) -> None:
    """Wait until somebody listens on the port. Raises `TimeoutError`."""
    async with asyncio.timeout(within):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


class Replica:
    """The bot as an operator starts it, and as systemd does: one that ends by itself is started again. Its log goes to
    a file, which outlives that."""

    def __init__(self, number: int, port: int, environment: dict[str, str], folder: Path) -> None:
        self.number = number
        self.port = port
        self.log = folder / f"replica-{number}.log"
        self._environment = {**os.environ, **environment, "BOT_WEBHOOK_PORT": str(port)}
        self._process: asyncio.subprocess.Process | None = None
        self._tending: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """The process it is now; 0 for none."""
        return self._process.pid if self._process is not None and self._process.returncode is None else 0

    @property
    def wanted(self) -> bool:
        """Whether it is to be at work, though it may be on its way."""
        return self._tending is not None and not self._tending.done()

    async def start(self) -> None:
        """Start it; it may still be on its way when this returns."""
        await self._spawn()
        self._tending = asyncio.create_task(self._tend(), name=f"replica {self.number}")

    async def ready(self) -> None:
        """Wait until it listens. Raises `AssertionError` with what it says instead."""
        try:
            await answers(self.port)
        except TimeoutError:
            raise AssertionError(f"replica {self.number} does not start: {self.log.read_text()[-2000:]}") from None

    async def end(self, how: signal.Signals) -> int:
        """Signal it, wait for its end, and give its exit status."""
        if self._tending is not None:
            self._tending.cancel()
            await asyncio.gather(self._tending, return_exceptions=True)
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await self._process.wait()

    async def _spawn(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, str(ROOT / "run_bot.py"), "run",
                env=self._environment, cwd=self.log.parent, stdout=log, stderr=log,
            )  # fmt: skip

    async def _tend(self) -> None:
        while self._process is not None:
            await self._process.wait()
            await asyncio.sleep(RESTART_AFTER)
            await self._spawn()


class Nginx:
    """Debian's nginx on a port of loopback, with docs/deploy/fleet/sameside-nginx.conf."""

    def __init__(self, port: int, replicas: Sequence[int], folder: Path) -> None:
        self.port = port
        self._folder = folder / "nginx"
        self._folder.mkdir()
        (self._folder / "nginx.conf").write_text(_whole(self._folder, on_loopback(port, replicas)), encoding="ascii")
        self._process: asyncio.subprocess.Process | None = None

    @staticmethod
    def program() -> str | None:
        """Where it is installed."""
        return shutil.which("nginx") or shutil.which("/usr/sbin/nginx")

    def check(self) -> str:
        """What nginx says about the file; raises `AssertionError` when it is wrong."""
        done = subprocess.run(self._command("-t"), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stderr

    @property
    def pid(self) -> int:
        """The process that has started the others."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Returns when it listens."""
        self._process = await asyncio.create_subprocess_exec(*self._command())
        await answers(self.port)

    async def stop(self) -> None:
        """Let it end at once."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            await self._process.wait()

    def _command(self, *words: str) -> list[str]:
        program = self.program()
        assert program is not None, "nginx is not installed: apt-get install nginx-light"
        log = str(self._folder / "error.log")
        return [program, "-p", str(self._folder), "-c", str(self._folder / "nginx.conf"), "-e", log, *words]


def on_loopback(port: int, replicas: Sequence[int]) -> str:
    """The docs' file for these ports, without what needs a certificate."""
    text = NGINX_FILE.read_text(encoding="ascii")
    lines = [line for line in text.splitlines() if not re.match(r"\s*(ssl_|listen \[::\])", line)]
    text = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", "\n".join(lines))
    first, *others = [line for line in text.splitlines() if line.lstrip().startswith("server 127.0.0.1:")]
    options = first.split(maxsplit=2)[2]
    for line in others:
        text = text.replace(line + "\n", "")
    return text.replace(first, "\n".join(f"    server 127.0.0.1:{each} {options}" for each in replicas))


def _whole(folder: Path, site: str) -> str:
    """A configuration that needs no rights and nothing of the machine's own."""
    temporary = "\n".join(
        f"    {kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    head = f"{user}daemon off;\nworker_processes 1;\npid {folder}/pid;\nevents {{ worker_connections 1024; }}\n"
    return f"{head}http {{\n{temporary}\n{site}\n}}\n"
