"""Records behind the pure step, without a disk, a network or a loop: for millions of events.

Every record is encoded after each event and read again before the next. What is asked of the world is checked against
Telegram's limits and handed to whoever plays. It must not know who plays.
"""

from __future__ import annotations

from collections import deque
from datetime import timedelta

from bot.core.buttons import DATA_LIMIT, Button
from bot.core.conversation import Content
from bot.core.events import ButtonTapped, ClockStruck, Event, TelegramEvent
from bot.core.records import Record, addresses, decode, encode
from bot.core.requests import AnswerInline, AnswerTap, EditMessage, Forward, Outward, SendMessage
from bot.core.step import address_of, step
from bot.core.text import MESSAGE_LIMIT, plain, units
from tests.simulation.town import MORNINGS

STEPS_MOST = 1000


class PureTown:
    """All records. `happen` gives what is to be sent; `touched` are the ids of the records that it changed."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.now = MORNINGS[0]
        self.records: dict[str, bytes] = {}
        self.touched: set[str] = set()
        self._at: dict[str, str] = {}
        self._nonces = 0

    def record(self, address: str) -> Record | None:
        """The record with this address, freshly read."""
        name = self._at.get(address)
        return decode(self.records[name]) if name is not None else None

    def name_of(self, address: str) -> str | None:
        """The id of the record with this address."""
        return self._at.get(address)

    def put(self, record: Record) -> None:
        """Keep a record."""
        self.forget(record.id)
        self.records[record.id] = encode(record)
        self._at.update(dict.fromkeys(addresses(record), record.id))

    def forget(self, name: str) -> None:
        """Drop a record."""
        if name in self.records:
            for address in addresses(decode(self.records.pop(name))):
                if self._at.get(address) == name:
                    del self._at[address]

    def happen(self, event: TelegramEvent) -> list[Outward]:
        """One event from Telegram and all that follows from it. Raises what a step raises, `AssertionError` for an
        answer that Telegram would refuse or a tap that is left spinning."""
        requests = self._happen(address_of(event), event)
        if isinstance(event, ButtonTapped):
            assert any(isinstance(each, AnswerTap) and each.query == event.query for each in requests), "a spinning tap"
        return requests

    def wait(self, how_long: timedelta) -> list[Outward]:
        """Let time pass, and wake everybody who is due then."""
        self.now += how_long
        requests: list[Outward] = []
        for name in list(self.records):
            record = decode(self.records[name])
            if record.due is not None and record.due <= self.now:
                self._nonces += 1
                address = min(addresses(record))
                requests += self._happen(address, ClockStruck(nonce=f"c{self._nonces}"))
        return requests

    def _happen(self, address: str, event: Event) -> list[Outward]:
        self.touched = set()
        waiting = deque([(address, event)])
        said: list[Outward] = []
        for _ in range(STEPS_MOST):
            if not waiting:
                return said
            address, event = waiting.popleft()
            name = address.removeprefix("record:") if address.startswith("record:") else self._at.get(address)
            data = self.records.get(name) if name is not None else None
            before = decode(data) if data is not None else None
            after, requests = step(self.content, before, event, self.now)
            if before is not None and (after is None or after.id != before.id):
                self.touched.add(before.id)
                self.forget(before.id)
            if after is not None and after != before:
                self.touched.add(after.id)
                self.put(after)
                assert decode(self.records[after.id]) == after, "a record that is not the same when it is read again"
            for request in requests:
                if isinstance(request, Forward):
                    waiting.append((request.address, request.event))
                else:
                    _check(request)
                    said.append(request)
        raise AssertionError("records never stop sending each other events")


def _check(request: Outward) -> None:
    if isinstance(request, SendMessage | EditMessage):
        text = plain(request.html)
        assert text.strip(), "an empty message"
        assert units(text) <= MESSAGE_LIMIT, "a message that is too long"
        for row in request.rows:
            for button in row:
                _check_button(button)


def _check_button(button: Button) -> None:
    assert button.label.strip(), "a button without a label"
    assert bool(button.data) != bool(button.url), "a button that does two things, or nothing"
    assert len(button.data.encode()) <= DATA_LIMIT, "callback data that is too long"


def chat_of(request: Outward) -> int:
    """Where a request goes; 0 for the answer to a tap or to an inline query."""
    return 0 if isinstance(request, AnswerTap | AnswerInline) else request.chat
