"""Reports faults to a Sentry server of the operator's choice: the kind of fault and its places in the code, no more.

It needs the extra `sentry`. Every event is built anew from what may leave; what is not known here does not leave.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from bot.settings import BadSetting

ROOT = Path(__file__).parent.parent.parent


class FaultReports(logging.Handler):
    """Takes the exception that a line of the log carries as `fault`; its words stay here."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        import sentry_sdk

        fault = getattr(record, "fault", None) or (record.exc_info[1] if record.exc_info else None)
        if isinstance(fault, BaseException):
            sentry_sdk.capture_exception(fault)


def report_faults(dsn: str, transport: Any = None) -> FaultReports:
    """Begin to report. Raises `BadSetting` without the extra, or for an address that is none."""
    try:
        import sentry_sdk
        from sentry_sdk.integrations.excepthook import ExcepthookIntegration
    except ImportError:
        raise BadSetting("BOT_SENTRY_DSN: it needs the extra: pip install 'sameside[sentry]'") from None
    try:
        sentry_sdk.init(
            dsn=dsn,
            transport=transport,
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[ExcepthookIntegration()],
            include_local_variables=False,
            include_source_context=False,
            max_breadcrumbs=0,
            attach_stacktrace=False,
            auto_session_tracking=False,
            send_client_reports=False,
            before_send=scrub,
        )
    except sentry_sdk.utils.BadDsn:
        raise BadSetting("BOT_SENTRY_DSN: it must be the address that Sentry shows for a project") from None
    handler = FaultReports()
    logging.getLogger().addHandler(handler)
    return handler


def scrub(event: Any, _: Any = None) -> Any:
    """What may leave of an event: kinds of exceptions, and for each the files, lines and functions it passed."""
    faults = (event.get("exception") or {}).get("values") or []
    return {
        "event_id": event.get("event_id"),
        "timestamp": event.get("timestamp"),
        "level": "error",
        "platform": "python",
        "exception": {"values": [_fault(each) for each in faults]},
    }


def _fault(fault: Any) -> dict[str, Any]:
    frames = (fault.get("stacktrace") or {}).get("frames") or []
    return {"type": fault.get("type"), "stacktrace": {"frames": [_place(frame) for frame in frames]}}


def _place(frame: Any) -> dict[str, Any]:
    path = Path(frame.get("abs_path") or frame.get("filename") or "")
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    return {"filename": name, "function": frame.get("function"), "lineno": frame.get("lineno")}
