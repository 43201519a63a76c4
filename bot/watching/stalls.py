"""Notices when the event loop stands still, and says where: nobody is answered while it does. Places, no values."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

log = logging.getLogger(__name__)

BEAT = 0.25  # seconds between two beats of the loop's heart
STALL = 1.0  # seconds without a beat that are worth a line
PLACES = 4  # of the innermost ones that are named


class StallWatch:
    """Runs from `start`, on the event loop's own thread, to `stop`. `beaten` is told how late each beat was."""

    def __init__(self, beaten: Callable[[float], None] = lambda _: None, *, beat: float = BEAT, stall: float = STALL):
        self._told = beaten
        self._beat = beat
        self._stall = stall
        self._last = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="stall watch", daemon=True)
        self._timer: asyncio.TimerHandle | None = None
        self._watched = 0
        self.stalls = 0

    def start(self) -> None:
        """Begin to watch the running loop."""
        self._watched = threading.get_ident()
        self._last = time.monotonic()
        self._arm()
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._ended.set()
        if self._timer is not None:
            self._timer.cancel()
        self._thread.join()

    def _arm(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._beat, self._beaten)

    def _beaten(self) -> None:
        now = time.monotonic()
        self._told(max(now - self._last - self._beat, 0.0))
        self._last = now
        self._arm()

    def _watch(self) -> None:
        reported = -1.0
        while not self._ended.wait(self._beat):
            last = self._last
            if time.monotonic() - last > self._stall + self._beat and last != reported:
                reported = last
                self.stalls += 1
                log.warning("the event loop stands still at %s", place(sys._current_frames().get(self._watched)))


def place(frame: FrameType | None) -> str:
    """Where a thread is: files, lines and functions, the innermost first."""
    found: list[str] = []
    while frame is not None and len(found) < PLACES:
        code = frame.f_code
        found.append(f"{Path(code.co_filename).name}:{frame.f_lineno} {code.co_name}")
        frame = frame.f_back
    return " < ".join(found) or "an unknown place"
