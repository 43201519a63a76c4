"""How a line of the log looks: plain, or one JSON object. Of an exception only its kind and its places are written.

An exception's message may quote a family's words, and so may the representation of a task that ended with one.
"""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal

from bot.service.apology import describe

log = logging.getLogger(__name__)

Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Plain(logging.Formatter):
    """Time, level, what was said."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have kept a whole traceback there
        try:
            return super().format(record)
        finally:
            record.exc_text = None

    def formatException(self, ei: Fault) -> str:
        return describe(ei[1]) if ei[1] is not None else ""

    def formatStack(self, stack_info: str) -> str:
        return ""


class Json(logging.Formatter):
    """One object a line: `at` (UTC), `level`, `where`, `said`, and `fault` where there was one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "where": record.name,
            "said": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = describe(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def set_up_logging(level: str, form: Literal["plain", "json"]) -> None:
    """Let everything that is logged from now on have this form, on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Json() if form == "json" else Plain())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def say_little_of_lost_faults(loop: asyncio.AbstractEventLoop) -> None:
    """asyncio prints a task together with the exception that ended it; let it name kind and places only."""

    def handle(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        fault = context.get("exception")
        if fault is None:
            log.error("something went wrong in the event loop")
        else:
            log.error("a task ended with a fault: %s", describe(fault), extra={"fault": fault})

    loop.set_exception_handler(handle)
