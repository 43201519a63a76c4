"""What a capability is: the one floor plan on which every file in `coaching/` is built.

A capability offers handlers by kind; the registry merges those of all capabilities and refuses a name given twice.
Handlers get the `Turn`, which they change; they return nothing, except for what is said here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from bot.core.buttons import Action, Codec, Row
from bot.core.child import Child
from bot.core.records import Carer
from bot.core.text import Html

if TYPE_CHECKING:
    from bot.core.turn import Turn


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a parent answered to an ask, by kind: `text` for text (and for a choice in own words), `chosen` ids with
    their `labels` for chips, choice and grid, `words` added in own words, and so on. All empty when a step runs its
    action on entry."""

    text: str = ""
    words: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    day: date | None = None
    time: time | None = None
    days: tuple[int, ...] = ()
    photo: str = ""


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell a carer at an instant (UTC), once.

    `key` is unique for carer and occasion and starts with the capability's name: `homework/<child>/2026-11-24`. After
    `until` it would be of no use and is not sent at all. A lower `weight` goes first when the daily cap is short.
    """

    key: str
    at: datetime
    until: datetime
    child: str
    weight: int = 5

    @property
    def capability(self) -> str:
        """The name of the capability that tells it."""
        return self.key.partition("/")[0]


Does = Callable[["Turn", Answer], Html | None]  # a complaint to show when the answer cannot be used, else None


class Capability(NamedTuple):
    """What one file in `coaching/` offers.

    `commands`: by name, with the rest of the line. `taps`: by kind of action. `texts`: for an action set by
    `Turn.wait_for`, with the text that the parent wrote. `photos`: the same, with a picture's file id and its caption.
    `does`, `facts`, `views`: for conversations, see content/README.md. `reminders`: everything planned for a carer and
    child from the day before now on, sent or not, without regard to quiet hours and caps. `tell`: says one of them.
    `below`: buttons below a step of a conversation, given by both names, when there is something to offer. `menu`:
    commands for Telegram's menu with their English descriptions, marked for translation.
    """

    name: str
    commands: Mapping[str, Callable[[Turn, str], None]] = {}
    taps: Mapping[type[Action], Callable[[Turn, Any], None]] = {}
    texts: Mapping[type[Action], Callable[[Turn, Any, str], None]] = {}
    photos: Mapping[type[Action], Callable[[Turn, Any, str, str], None]] = {}
    does: Mapping[str, Does] = {}
    facts: Mapping[str, Callable[[Turn], bool]] = {}
    views: Mapping[str, Callable[[Turn], Html]] = {}
    reminders: Callable[[Carer, Child, datetime], Iterable[Reminder]] | None = None
    tell: Callable[[Turn, Reminder], None] | None = None
    below: Callable[[Turn, str, str], list[Row]] | None = None
    menu: Mapping[str, str] = {}


def mark(message: str) -> str:
    """Mark an English string for translation that is translated later, when it is shown."""
    return message


T = TypeVar("T")


class Registry:
    """All capabilities, merged. Raises `ValueError` when two offer the same name."""

    def __init__(self, capabilities: Iterable[Capability]) -> None:
        self.capabilities = {capability.name: capability for capability in capabilities}
        every = list(self.capabilities.values())
        self.planners = tuple(c.reminders for c in every if c.reminders is not None)
        self.commands = merge(c.commands for c in every)
        self.taps = merge(c.taps for c in every)
        self.texts = merge(c.texts for c in every)
        self.photos = merge(c.photos for c in every)
        self.does = merge(c.does for c in every)
        self.facts = merge(c.facts for c in every)
        self.views = merge(c.views for c in every)
        self.menu = merge(c.menu for c in every)
        self.codec = Codec({*self.taps, *self.texts})

    def below(self, turn: Turn, conversation: str, step: str) -> list[Row]:
        """What all capabilities offer below a step."""
        offers = (
            capability.below(turn, conversation, step) for capability in self.capabilities.values() if capability.below
        )
        return [row for rows in offers for row in rows]


K = TypeVar("K")


def merge(maps: Iterable[Mapping[K, T]]) -> dict[K, T]:
    """One map of several that share no key."""
    merged: dict[K, T] = {}
    for each in maps:
        for key, value in each.items():
            if key in merged:
                raise ValueError(f"two capabilities offer {key!r}")
            merged[key] = value
    return merged
