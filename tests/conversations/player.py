"""Plays chats against the pure core: one person who writes, taps and looks, in a `played_town.Town`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

from played_town import Shown, Town

from bot.core.buttons import Button, Row
from bot.core.events import (
    ButtonTapped,
    CommandReceived,
    Origin,
    PhotoReceived,
    TelegramEvent,
    TextReceived,
)
from bot.core.records import Family, House, person_address
from bot.core.text import plain

__all__ = ["Player", "Town", "house_of", "settled"]


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

    def taps_twice(self, label: str) -> None:
        """Tap a button once more as it was shown, because nothing seems to happen."""
        shown, button = self.find_button(label)
        for _ in range(2):
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
