"""A turn of the house: the record as it changes, and what is to be sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec

from bot.core import audit
from bot.core.conversation import Content
from bot.core.events import Origin
from bot.core.records import Application, House
from bot.core.requests import ClearButtons
from bot.core.turn import Speaker


class Desk(Speaker):
    """A turn of the house."""

    def __init__(self, content: Content, house: House, language: str, now: datetime, nonce: str) -> None:
        super().__init__(content, language, now, nonce)
        self.house = house
        self.toast = ""

    def change(self, **changes: object) -> None:
        """Give the house new values."""
        self.house = msgspec.structs.replace(self.house, **changes)

    def is_admin(self, person: int) -> bool:
        """Whether this person runs the bot."""
        return any(admin.person == person for admin in self.house.admins)

    def find(self, application: str) -> Application | None:
        """The application with this id."""
        return next((each for each in self.house.applications if each.id == application), None)

    def put(self, application: Application) -> None:
        """Replace the application with this id."""
        every = tuple(application if each.id == application.id else each for each in self.house.applications)
        self.change(applications=every)

    def forget(self, application: Application) -> None:
        """Keep nothing of this application."""
        self.change(applications=tuple(each for each in self.house.applications if each.id != application.id))

    def coach(self, person: int) -> Application | None:
        """The approved coach with this Telegram number."""
        found = (each for each in self.house.applications if each.person == person and each.state == "approved")
        return next(found, None)

    def coaches(self) -> list[Application]:
        """Everybody who may coach."""
        return [each for each in self.house.applications if each.state == "approved"]

    def note(self, person: int, what: str, about: str) -> None:
        """Write down who did it: an admin by number, a coach by the id of the application, anybody else not at all."""
        coach = self.coach(person)
        who = coach.id if coach else f"admin {person}" if self.is_admin(person) else ""
        self.house = audit.add(self.house, self.now, who, what, about)

    def clear_buttons(self, origin: Origin) -> None:
        """Take the buttons off the tapped message: it is decided."""
        if origin.message:
            self.requests.append(ClearButtons(chat=origin.chat, message=origin.message))

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """Speak to somebody in their language, and then as before."""
        before, self.language = self.language, language
        try:
            yield
        finally:
            self.language = before

    def waiting(self) -> list[Application]:
        """Applications that nobody has decided on."""
        return [each for each in self.house.applications if each.state == "open"]
