"""What leaves towards Sentry, seen at the last door: kinds of faults and places in the code."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from sentry_sdk.transport import Transport

from bot.settings import BadSetting
from bot.watching.sentry import report_faults

SECRET = "Rosalinda"
DSN = "https://public@sentry.example/1"


class Caught(Transport):
    """Keeps what would have been sent."""

    sent: list[str]

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self.sent = []

    def capture_envelope(self, envelope: Any) -> None:
        self.sent.append(envelope.serialize().decode())


@pytest.fixture
def caught() -> Iterator[Caught]:
    transport = Caught()
    handler = report_faults(DSN, transport)
    yield transport
    logging.getLogger().removeHandler(handler)
    sentry_sdk.init()


def test_only_kind_and_places_leave(caught: Caught) -> None:
    name = SECRET  # a local of this frame
    sentry_sdk.set_user({"id": SECRET})
    sentry_sdk.set_tag("parent", SECRET)
    sentry_sdk.set_context("family", {"child": SECRET})
    sentry_sdk.add_breadcrumb(message=SECRET)
    try:
        try:
            raise KeyError(name)
        except KeyError as fault:
            raise ValueError(f"{SECRET} wrote this") from fault
    except ValueError as fault:
        logging.getLogger("bot").error("an event was set aside: %s", SECRET, extra={"fault": fault})
    [sent] = caught.sent
    assert SECRET not in sent
    event = json.loads(sent.splitlines()[-1])
    assert [each["type"] for each in event["exception"]["values"]] == ["KeyError", "ValueError"]
    [frame] = event["exception"]["values"][0]["stacktrace"]["frames"]
    assert (frame["filename"], frame["function"]) == (
        "tests/watching/test_sentry.py",
        "test_only_kind_and_places_leave",
    )
    assert set(frame) == {"filename", "function", "lineno"}
    assert not {"user", "tags", "contexts", "breadcrumbs", "server_name", "modules", "message", "extra"} & set(event)


def test_a_line_without_a_fault_is_no_report(caught: Caught) -> None:
    logging.getLogger("bot").error("the disk is full")
    logging.getLogger("bot").warning("so so", exc_info=ValueError(SECRET))
    sentry_sdk.capture_message(SECRET)
    assert not any(SECRET in sent for sent in caught.sent)


def test_an_address_that_is_none_is_one_plain_line() -> None:
    with pytest.raises(BadSetting, match=r"^BOT_SENTRY_DSN: "):
        report_faults("hello")
