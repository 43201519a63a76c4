"""Runs one contender in a process of its own, on one core, and ends it. Knows no contender."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Child:
    """A running contender. `printed` is what it said, once it has ended."""

    printed = ""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    def cpu(self) -> float:
        """Seconds of processor time so far; 0 where there is no /proc."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / TICK


@asynccontextmanager
async def contender(
    module: str, *arguments: str, environment: dict[str, str] | None = None, core: int | None = 1
) -> AsyncIterator[Child]:
    """Run `python -m tests.benchmarks.<module>`, or a script of ours when it ends in .py, until the context ends. It
    has a core to itself, unless that is None."""
    command = [module] if module.endswith(".py") else ["-m", f"tests.benchmarks.{module}"]
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed below, after it is read; a pipe that nobody reads could fill up
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        *arguments,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=out,
    )
    if core is not None:
        pin(process.pid, core)
    child = Child(process)
    try:
        yield child
    finally:
        await _end(process)
        out.seek(0)
        child.printed = out.read().decode()
        out.close()


async def figures_of(module: str, *arguments: str, patience: float) -> str:
    """What a program of ours prints. Raises `RuntimeError` when it fails, `TimeoutError` when it takes too long."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.benchmarks.{module}", *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    pin(process.pid, 1)
    try:
        async with asyncio.timeout(patience):
            printed, _ = await process.communicate()
    finally:
        await _end(process)
    if process.returncode:
        raise RuntimeError(f"{module} ended with {process.returncode}")
    return printed.decode()


def pin(process: int, core: int) -> None:
    """Let a process (0: this one) have one core to itself, where the system can do that and has two."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(os.getppid()))
        if len(cores) > 1:
            os.sched_setaffinity(process, {cores[core]})


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(15):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
