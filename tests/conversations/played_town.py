"""The pure core as a town: all records and what each chat shows, without network or clock.

Every record is serialised and read again between turns. What a courier does with a request is done here at once, so a
message can be edited, tapped and looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bot.content import load
from bot.core.buttons import Row
from bot.core.conversation import Content
from bot.core.events import (
    ClockStruck,
    Event,
    SendDelivered,
    TelegramEvent,
)
from bot.core.papers import Calendar, Paper
from bot.core.records import HOUSE, Record, addresses, chat_address, decode, encode
from bot.core.requests import (
    AnswerTap,
    ClearButtons,
    CountMembers,
    EditMessage,
    Forward,
    LeaveChat,
    Outgoing,
    SendCalendar,
    SendFile,
    SendMessage,
    SendPaper,
    SendPhoto,
    SendPreview,
)
from bot.core.step import address_of, step
from bot.core.text import MESSAGE_LIMIT, plain, units

MORNING = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # Tuesday, 10:00 in New York
CONTENT = Path(__file__).parents[2] / "content"


@dataclass
class Shown:
    """A message as a chat shows it. `at` counts changes, so that news can be told from what was there before."""

    id: int
    text: str
    rows: tuple[Row, ...] = ()
    photo: str = ""
    file: bytes = b""
    called: str = ""  # the name of a file
    paper: Paper | None = None
    calendar: Calendar | None = None
    reply_to: int = 0
    at: int = 0
    silent: bool = False


@dataclass
class Town:
    """All records, and all chats."""

    content: Content = field(default_factory=lambda: load(CONTENT))
    now: datetime = MORNING
    records: dict[str, bytes] = field(default_factory=dict)
    chats: dict[int, list[Shown]] = field(default_factory=dict)
    toasts: list[str] = field(default_factory=list)
    open_queries: set[str] = field(default_factory=set)
    left: list[int] = field(default_factory=list)
    counts_asked: list[int] = field(default_factory=list)  # groups of which it was asked how many are in there
    wrote: dict[int, str] = field(default_factory=dict)  # what people wrote, by the number of the message
    lost: set[int] = field(default_factory=set)  # chats for which Telegram gives no answer to posts by itself
    count: int = 0

    def record_at(self, address: str) -> Record | None:
        """The record with this address, freshly read."""
        for data in self.records.values():
            record = decode(data)
            if address in addresses(record):
                return record
        return None

    def happen(self, event: TelegramEvent) -> None:
        """Let an event from Telegram happen, with all that follows from it."""
        self._happen(address_of(event), event)

    def _happen(self, address: str, event: Event) -> None:
        """All that follows from it; only then comes Telegram's word on the posts among it."""
        posted = self._follow(address, event)
        for owner, chat, about, message in posted:
            if chat not in self.lost:
                self.count += 1
                delivered = SendDelivered(chat=chat, nonce=f"d{self.count}", about=about, message=message)
                self._happen(owner, delivered)

    def _follow(self, address: str, event: Event) -> list[tuple[str, int, str, int]]:
        before = self.record_at(address)
        after, requests = step(self.content, before, event, self.now)
        if before is not None and (after is None or after.id != before.id):
            del self.records[before.id]
        if after is not None:
            self.records[after.id] = encode(after)
        posted: list[tuple[str, int, str, int]] = []
        for request in requests:
            if isinstance(request, Forward):
                posted += self._follow(request.address, request.event)
                continue
            wire = msgspec.json.encode(Outgoing(id="1", owner="", request=request, created=self.now))
            self._send(msgspec.json.decode(wire, type=Outgoing))
            if isinstance(request, SendMessage | SendPhoto) and request.about:
                owner = HOUSE if request.chat > 0 else chat_address(request.chat)
                posted.append((owner, request.chat, request.about, self.count))
        return posted

    def _send(self, outgoing: Outgoing) -> None:
        self.count += 1
        match outgoing.request:
            case SendMessage() as m:
                _check(m.html, m.rows)
                shown = Shown(self.count, m.html, m.rows, reply_to=m.reply_to, at=self.count, silent=m.silent)
                self._chat(m.chat).append(shown)
            case EditMessage() as m:
                _check(m.html, m.rows)
                shown = self._find(m.chat, m.message)
                shown.text, shown.rows, shown.at = m.html, m.rows, self.count
            case ClearButtons() as m:
                self._find(m.chat, m.message).rows = ()
            case SendPhoto() as m:
                self._chat(m.chat).append(Shown(self.count, m.html, m.rows, photo=m.photo, at=self.count))
            case SendFile() as m:
                self._chat(m.chat).append(
                    Shown(self.count, m.html, m.rows, file=m.content, called=m.name, at=self.count)
                )
            case SendPaper() | SendPreview() as m:
                name = f"{m.paper.name}.pdf" if isinstance(m, SendPaper) else ""
                self._chat(m.chat).append(Shown(self.count, m.html, m.rows, paper=m.paper, called=name, at=self.count))
            case SendCalendar() as m:
                shown = Shown(self.count, m.html, m.rows, calendar=m.calendar, called=f"{m.name}.ics", at=self.count)
                self._chat(m.chat).append(shown)
            case AnswerTap() as m:
                self.open_queries.discard(m.query)
                if m.text:
                    self.toasts.append(m.text)
            case LeaveChat() as m:
                self.left.append(m.chat)
            case CountMembers() as m:
                self.counts_asked.append(m.chat)

    def _chat(self, chat: int) -> list[Shown]:
        return self.chats.setdefault(chat, [])

    def _find(self, chat: int, message: int) -> Shown:
        return next(m for m in self._chat(chat) if m.id == message)

    def strike_clock(self, until: datetime) -> None:
        """Move on to an instant, waking every record when its time has come, in order."""
        while True:
            due = [r for r in map(decode, self.records.values()) if r.due is not None and r.due <= until]
            if not due:
                break
            record = min(due, key=lambda r: (r.due or until, r.id))
            self.now = max(self.now, record.due or self.now)
            before = encode(record)
            self._happen(min(addresses(record)), ClockStruck(nonce=f"c{self.count}"))
            self.count += 1
            if self.records.get(record.id) == before:
                raise AssertionError(f"woken at {record.due}, and nothing came of it")
        self.now = max(self.now, until)


def _check(html: str, rows: tuple[Row, ...]) -> None:
    assert plain(html).strip(), "an empty message"
    assert units(plain(html)) <= MESSAGE_LIMIT
    for button in (b for row in rows for b in row):
        assert button.label.strip(), "a button without a label"
        assert bool(button.data) != bool(button.url)
        assert len(button.data.encode()) <= 64
