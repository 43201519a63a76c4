"""Counts the moments at which a process can die: each change of the disk and each request to Telegram, and lets it die
at a chosen one. It must not know what happens there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

How = Literal["before", "half", "after"]


class Boundaries:
    """Of one process. `die` is called when it dies at boundary number `at`, counted from 1; 0 for never."""

    def __init__(self, at: int = 0, how: How = "before") -> None:
        self.passed: list[str] = []
        self.dead = False
        self.die: Callable[[], None] = lambda: None
        self.end: Callable[[], None] = lambda: None  # called where a dead process would take its next step
        self._at = at
        self._how = how

    def pass_by(self, name: str) -> How | None:
        """One more boundary. How the process dies here, or None: it lives, or is dead already."""
        if self.dead:
            return None
        self.passed.append(name)
        if len(self.passed) != self._at:
            return None
        self.kill()
        return self._how

    def kill(self) -> None:
        """It dies now, between two boundaries."""
        if not self.dead:
            self.dead = True
            self.die()
