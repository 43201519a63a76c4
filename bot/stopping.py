"""SIGTERM and SIGINT: they end a start at once, and later let what is in hand be finished.

This module must not know what runs.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Running(Protocol):
    """What runs until it is asked to stop."""

    async def run(self) -> None:
        """Until `stop`, or until it gives up."""

    def stop(self) -> None:
        """Ask `run` to end."""


class Stop:
    """What SIGTERM and SIGINT do: end the start-up at once, later let what runs finish what it has in hand."""

    def __init__(self) -> None:
        self._starting = asyncio.current_task()
        self._running: Running | None = None

    def __call__(self) -> None:
        """A signal has come."""
        if self._running is not None:
            self._running.stop()
        elif self._starting is not None:
            self._starting.cancel()

    async def when_told(self, running: Running) -> None:
        """Run it until a signal comes, or it gives up."""
        self._running = running
        await running.run()


@contextmanager
def told_to_stop() -> Iterator[Stop]:
    """Listen for the signals that ask a program to end."""
    loop, stop = asyncio.get_running_loop(), Stop()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, stop)
    try:
        yield stop
    finally:
        for wanted in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(wanted)
