"""Keep libraries from logging what must never be logged: tokens, names, message texts.

It must not know who logs what in our own rooms.
"""

from __future__ import annotations

import logging

_NOISY = {
    "telegram": logging.WARNING,  # prints whole updates and calls at DEBUG
    "httpx": logging.WARNING,  # prints addresses, with the token in them, at INFO
    "httpcore": logging.WARNING,
    "aiohttp.access": logging.WARNING,  # prints addresses at INFO
    "aiohttp.client": logging.WARNING,
    "apscheduler": logging.WARNING,  # prints job names at INFO
    "asyncio": logging.WARNING,  # prints arguments of slow callbacks at DEBUG
}


class BelowWarning(logging.Filter):
    """Lets pass only warnings and worse, whatever level somebody sets on the logger later."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING


def quiet_libraries() -> None:
    """Silence the libraries below WARNING, also when the log level of the house is DEBUG. Safe to call twice."""
    for name, level in _NOISY.items():
        logger = logging.getLogger(name)
        logger.setLevel(level)
        if not any(isinstance(known, BelowWarning) for known in logger.filters):
            logger.addFilter(BelowWarning())
