"""Plays chats against the pure core: no network, no clock, every record serialised and read again between turns.

`Town` holds the records and what each chat shows; `Player` is one person in it. What a courier does with a request is
done here at once, so a message can be edited, tapped and looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from bot.content import load
from bot.core.buttons import Button, Row
from bot.core.conversation import Content
from bot.core.events import (
    ButtonTapped,
    ClockStruck,
    CommandReceived,
    Event,
    Origin,
    PhotoReceived,
    SendDelivered,
    TelegramEvent,
    TextReceived,
)
from bot.core.papers import Calendar, Paper
from bot.core.records import Family, House, Record, addresses, chat_address, decode, encode, person_address
from bot.core.requests import (
    AnswerTap,
    ClearButtons,
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
    paper: Paper | None = None
    calendar: Calendar | None = None
    reply_to: int = 0
    at: int = 0


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
        for chat, about in posted:
            if chat not in self.lost:
                self.count += 1
                self._happen(chat_address(chat), SendDelivered(chat=chat, nonce=f"d{self.count}", about=about))

    def _follow(self, address: str, event: Event) -> list[tuple[int, str]]:
        before = self.record_at(address)
        after, requests = step(self.content, before, event, self.now)
        if before is not None and (after is None or after.id != before.id):
            del self.records[before.id]
        if after is not None:
            self.records[after.id] = encode(after)
        posted: list[tuple[int, str]] = []
        for request in requests:
            if isinstance(request, Forward):
                posted += self._follow(request.address, request.event)
                continue
            wire = msgspec.json.encode(Outgoing(id="1", owner="", request=request, created=self.now))
            self._send(msgspec.json.decode(wire, type=Outgoing))
            if isinstance(request, SendMessage | SendPhoto) and request.about:
                posted.append((request.chat, request.about))
        return posted

    def _send(self, outgoing: Outgoing) -> None:
        self.count += 1
        match outgoing.request:
            case SendMessage() as m:
                _check(m.html, m.rows)
                self._chat(m.chat).append(Shown(self.count, m.html, m.rows, reply_to=m.reply_to, at=self.count))
            case EditMessage() as m:
                _check(m.html, m.rows)
                shown = self._find(m.chat, m.message)
                shown.text, shown.rows, shown.at = m.html, m.rows, self.count
            case ClearButtons() as m:
                self._find(m.chat, m.message).rows = ()
            case SendPhoto() as m:
                self._chat(m.chat).append(Shown(self.count, m.html, m.rows, photo=m.photo, at=self.count))
            case SendFile() as m:
                self._chat(m.chat).append(Shown(self.count, m.html, m.rows, file=m.content, at=self.count))
            case SendPaper() | SendPreview() as m:
                self._chat(m.chat).append(Shown(self.count, m.html, m.rows, paper=m.paper, at=self.count))
            case SendCalendar() as m:
                self._chat(m.chat).append(Shown(self.count, m.html, m.rows, calendar=m.calendar, at=self.count))
            case AnswerTap() as m:
                self.open_queries.discard(m.query)
                if m.text:
                    self.toasts.append(m.text)
            case LeaveChat() as m:
                self.left.append(m.chat)

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


E = TypeVar("E", bound=TelegramEvent)


class Player:
    """One person, mostly in the private chat with the bot."""

    def __init__(self, town: Town, person: int = 1001, language: str = "en") -> None:
        self.town = town
        self.person = person
        self.language = language
        self.chat = person
        self._mark = 0

    # ---- what the person does -----------------------------------------------------------------------------------

    def says(self, text: str, *, group_admin: bool = False) -> None:
        """Write a text or a command."""
        self.town.wrote[self.town.count + 1] = text
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            self._do(lambda o: CommandReceived(origin=o, name=name, argument=argument.strip()), group_admin=group_admin)
        else:
            self._do(lambda o: TextReceived(origin=o, text=text))

    def taps(self, label: str) -> None:
        """Tap the newest button with this label."""
        shown, button = self.find_button(label)
        self.taps_data(button.data, shown.id)

    def taps_data(self, data: str, message: int = 0) -> None:
        """Send any callback data, as a forged client could."""
        query = f"q{self.town.count}-{self.person}"
        self.town.open_queries.add(query)
        shown = next((each for each in self.shown if each.id == message), None)
        replied = self.town.wrote.get(shown.reply_to, "") if shown else ""
        self._do(lambda o: ButtonTapped(origin=o, data=data, query=query, replied=replied), message=message)
        assert query not in self.town.open_queries, "a button was left spinning"

    def opens(self, payload: str) -> None:
        """Follow a deep link."""
        self.says(f"/start {payload}")

    def sends_photo(self, photo: str = "photo-1", caption: str = "") -> None:
        """Send a picture."""
        self._do(lambda o: PhotoReceived(origin=o, photo=photo, caption=caption))

    def picks(self, day: date) -> None:
        """Pick a day in the newest calendar, turning its pages."""
        for _ in range(15):
            title = self.newest_rows()[0][0].label
            if title == self.town.content.edition(self.language).words.month(day):
                return self.taps_last(str(day.day))
            self.taps(self.newest_rows()[-2][-1].label if "›" in self.newest_rows()[-2][-1].label else self._arrow())
        raise AssertionError(f"no page for {day}")

    def picks_time(self, at: time) -> None:
        """Pick a time in the newest clock."""
        words = self.town.content.edition(self.language).words
        self.taps(words.clock(at.replace(minute=0)))
        self.taps_last(words.clock(at))

    def waits(self, how_long: timedelta) -> None:
        """Let time pass; what is due comes."""
        self._mark = self.town.count
        self.town.strike_clock(self.town.now + how_long)

    # ---- what the person sees -----------------------------------------------------------------------------------

    @property
    def shown(self) -> list[Shown]:
        """Everything in the chat, oldest first."""
        return self.town.chats.get(self.chat, [])

    @property
    def news(self) -> str:
        """What came or changed since the last thing done, without tags; toasts too."""
        return "\n\n".join(plain(m.text) + (f"[photo {m.photo}]" if m.photo else "") for m in self.fresh)

    @property
    def fresh(self) -> list[Shown]:
        """The messages that came or changed since the last thing done."""
        return sorted((m for m in self.shown if m.at > self._mark), key=lambda m: m.at)

    def newest_rows(self) -> tuple[Row, ...]:
        """The buttons of the newest message that has any."""
        found = max((m for m in self.shown if m.rows), key=lambda m: m.at, default=None)
        return found.rows if found else ()

    def labels(self) -> list[str]:
        """The labels of the newest buttons."""
        return [b.label for row in self.newest_rows() for b in row]

    def find_button(self, label: str) -> tuple[Shown, Button]:
        """The newest button with this label."""
        for shown in sorted(self.shown, key=lambda m: -m.at):
            for button in (b for row in shown.rows for b in row):
                if button.label.strip() == label.strip():
                    return shown, button
        raise AssertionError(f"no button {label!r}; there are {self.labels()}")

    def family(self) -> Family:
        """The person's record."""
        record = self.town.record_at(person_address(self.person))
        assert isinstance(record, Family)
        return record

    # ---- helpers ------------------------------------------------------------------------------------------------

    def taps_last(self, label: str) -> None:
        """Tap the last button with this label on the newest keyboard."""
        shown = max((m for m in self.shown if m.rows), key=lambda m: m.at)
        button = [b for row in shown.rows for b in row if b.label == label][-1]
        self.taps_data(button.data, shown.id)

    def _arrow(self) -> str:
        return next(label for label in self.labels() if "›" in label)

    def _do(
        self, make: Callable[[Origin], TelegramEvent], *, message: int | None = None, group_admin: bool = False
    ) -> None:
        town = self.town
        self._mark = town.count
        town.count += 1
        origin = Origin(
            person=self.person,
            chat=self.chat,
            private=self.chat == self.person,
            nonce=f"n{town.count}",
            update=town.count,
            language=self.language,
            message=town.count if message is None else message,
            group_admin=group_admin,
        )
        town.happen(make(origin))


def settled(town: Town, person: int = 1001, child: str = "Ana", language: str = "en") -> Player:
    """A parent whose first minutes are over."""
    player = Player(town, person, language)
    player.says("/start")
    player.taps_data(player.newest_rows()[0][0].data, player.shown[-1].id)
    player.says(child)
    player.says("New York")
    player.taps_last(player.labels()[0])
    return player


def house_of(town: Town) -> House:
    """The house's record."""
    record = town.record_at("house")
    assert isinstance(record, House)
    return record
