"""Listens to everything that is logged, at every level, for what must never be there."""

from __future__ import annotations

import logging
from types import TracebackType

FORBIDDEN = ("Canary", "a-token-for-tests", "Maria", "Omar", "Ruth", "5310200")


class Listening(logging.Handler):
    """While it is open, every record of every logger is read, tracebacks too."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.found: list[str] = []
        self.worst: list[str] = []
        self._level = logging.root.level

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        if any(word in text for word in FORBIDDEN):
            self.found.append(f"{record.name}: {text[:300]}")
        if record.levelno >= logging.ERROR:
            self.worst.append(f"{record.name}: {text[-600:]}")

    def __enter__(self) -> Listening:
        logging.root.addHandler(self)
        logging.root.setLevel(logging.DEBUG)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        logging.root.removeHandler(self)
        logging.root.setLevel(self._level)
