"""One person who walks over the buttons of a private chat, in a town without a network. It must not judge."""

from __future__ import annotations

from random import Random

from bot.core.buttons import encode
from bot.core.coaching import REGISTRY
from bot.core.coaching.first_minutes import Agree, PickZone
from bot.core.coaching.privacy import DeleteAll
from bot.core.events import ButtonTapped, CommandReceived, Origin, TelegramEvent, TextReceived
from bot.core.requests import EditMessage, Outward, SendMessage
from tests.simulation.pure_town import PureTown

TEXTS = ("What helps with reading?", "yes", "home", "12:30", "Chicago", "a good day", "Mrs. Lee")


class Walk:
    """`shown` holds message numbers and callback data, newest last. Nothing of it deletes the family."""

    def __init__(self, town: PureTown, person: int, chance: Random) -> None:
        self.town = town
        self.person = person
        self.shown: list[tuple[int, str]] = []
        self._chance = chance
        self._events = 0

    def settle(self, child: str = "Ana") -> None:
        """The first minutes."""
        self.says("/start")
        self.taps(encode(Agree()))
        self.says(child)
        self.taps(encode(PickZone("America/New_York")))

    def step(self) -> list[Outward]:
        """A button of the newest ones, or an old one, a command, a text."""
        chance = self._chance
        kind = chance.random()
        if kind < 0.75 and self.shown:
            message, data = chance.choice(self.shown[-8 if kind < 0.65 else 0 :])
            return self.taps(data, message)
        if kind < 0.88:
            return self.says(f"/{chance.choice(sorted(REGISTRY.commands))}")
        return self.says(chance.choice(TEXTS))

    def says(self, text: str) -> list[Outward]:
        """Write a text or a command."""
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            return self.happens(CommandReceived(origin=self.origin(), name=name, argument=argument))
        return self.happens(TextReceived(origin=self.origin(), text=text))

    def taps(self, data: str, message: int = 1) -> list[Outward]:
        """Send any callback data."""
        return self.happens(ButtonTapped(origin=self.origin(message), data=data, query=f"q{self._events}"))

    def origin(self, message: int = 0) -> Origin:
        """The next event's."""
        self._events += 1
        number = self.person * 100_000 + self._events
        return Origin(person=self.person, chat=self.person, nonce=f"{number:x}", update=number, message=message)

    def happens(self, event: TelegramEvent) -> list[Outward]:
        """Let it happen; remember the buttons that came."""
        said = self.town.happen(event)
        for request in said:
            if isinstance(request, SendMessage | EditMessage) and request.chat == self.person:
                number = request.message if isinstance(request, EditMessage) else self._events
                self.shown += [
                    (number, button.data)
                    for row in request.rows
                    for button in row
                    if button.data and not isinstance(REGISTRY.codec.decode(button.data), DeleteAll)
                ]
        del self.shown[:-120]
        return said
