"""Ids of outgoing requests: each sorts after all that its replica has made, and no other replica makes it.

They begin with the instant of their making, so that over replicas with clocks that agree they sort by time, too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

_TIME = 14  # hex digits of microseconds since 1970


class Ids:
    """`replica` is the end of each id: hex digits that no other process has at the same time."""

    def __init__(self, now: Callable[[], datetime], replica: str = "") -> None:
        self._now = now
        self._replica = replica
        self._last = 0

    def after(self, left: str) -> None:
        """An earlier run has made this one. New ids come after it, whatever the clock says."""
        self._last = max(self._last, int(left[:_TIME], 16))

    def next(self) -> str:
        """A new one."""
        self._last = max(int(self._now().timestamp() * 1_000_000), self._last + 1)
        return f"{self._last:0{_TIME}x}{self._replica}"
