"""Keep libraries from logging what must never be logged: tokens, names, message texts.

It must not know who logs what in our own rooms.
"""

from __future__ import annotations

import logging

# What they print below WARNING:
NOISY = (
    "telegram",  # whole updates and calls, and addresses with the token in them
    "httpx", "httpcore",  # addresses
    "aiohttp",  # addresses
    "apscheduler", "procrastinate",  # names and locks of jobs
    "markdown_it", "tzlocal",  # thousands of lines at a start
    "asyncio",  # arguments of slow callbacks
)  # fmt: skip


class Discreet(logging.Filter):
    """For a handler: drops what the noisy libraries say below WARNING, whatever level their loggers are set to."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in NOISY


def quiet_libraries() -> None:
    """Silence the libraries below WARNING, also when the level of the house is DEBUG. To be called after the handlers
    of the root logger are in place; calling it twice is harmless."""
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        if not any(isinstance(known, Discreet) for known in handler.filters):
            handler.addFilter(Discreet())
