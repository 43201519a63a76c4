"""A family and a clock for tests of the rules of time: reminders are said by a capability made for the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import msgspec

from bot.content import load
from bot.core import reminders
from bot.core.buttons import Action
from bot.core.capability import Capability, Registry, Reminder
from bot.core.child import Child
from bot.core.conversation import Content
from bot.core.records import Carer, Family
from bot.core.requests import Lane, SendMessage
from bot.core.text import Html
from bot.core.turn import Turn

CONTENT = load(Path(__file__).parents[2] / "content", retention=0)  # the end of long silence has its own script
NEW_YORK = "America/New_York"
NASTY = (  # zones whose clocks change at odd hours, by odd steps, or have skipped a day
    NEW_YORK,
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "America/St_Johns",
    "America/Havana",
    "America/Nuuk",
    "Asia/Beirut",
    "Africa/Casablanca",
    "Antarctica/Troll",
)
NEVER_QUIET = time(0)


class AButton(Action, frozen=True, tag="test"):
    """A registry needs at least one."""


def family_with(zone: str = NEW_YORK, child: Child | None = None, **carer: Any) -> Family:
    """One carer (1) with one child ("c"), without quiet hours unless they are given."""
    settings: dict[str, Any] = {"quiet_from": NEVER_QUIET, "quiet_to": NEVER_QUIET, **carer}
    parent = Carer(
        person=1, language="en", consented=datetime(2026, 1, 1, tzinfo=UTC), zone=zone, child="c", **settings
    )
    return Family(id="f", carers=(parent,), children=(child or Child(id="c", name="Ana"),))


def reminder(name: str, at: datetime, until: datetime, weight: int = 5) -> Reminder:
    """A reminder of the test's capability."""
    return Reminder(key=f"test/{name}", at=at, until=until, child="c", weight=weight)


@dataclass
class Clockwork:
    """Strikes the clock for a family whose reminders are all given. `heard` has each key with its instant."""

    family: Family
    planned: Sequence[Reminder]
    now: datetime
    heard: list[tuple[str, datetime]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    content: Content = CONTENT

    def __post_init__(self) -> None:
        test = Capability(name="test", reminders=lambda *_: self.planned, tell=self._tell)
        self.registry = Registry((test, Capability(name="buttons", taps={AButton: lambda *_: None})))

    @property
    def carer(self) -> Carer:
        """The family's carer."""
        return self.family.carers[0]

    @property
    def due(self) -> datetime | None:
        """When to strike next."""
        return reminders.due_next(self.family, self.registry, self.now)

    def set_carer(self, **changes: Any) -> None:
        """Give the carer other settings."""
        self.family = msgspec.structs.replace(self.family, carers=(msgspec.structs.replace(self.carer, **changes),))

    def strike(self, now: datetime) -> int:
        """The clock strikes; returns how many reminders were said."""
        self.now = now
        before = len(self.heard)
        while True:
            due = reminders.planned(self.family, self.carer, self.registry, now)[:1]
            if not due or due[0].at > now:
                return len(self.heard) - before
            turn = Turn(self.content, self.registry, self.family, self.carer, now, "n", lane=Lane.REMINDER, about="c")
            reminders.tell(turn, due[0])
            assert turn.family is not None
            self.family = turn.family
            self.texts += [each.html for each in turn.requests if isinstance(each, SendMessage)]

    def run(self, until: datetime, most: int = 1000) -> None:
        """Strike whenever something is due."""
        for _ in range(most):
            due = self.due
            if due is None or due > until:
                self.now = until
                return
            assert self.strike(due), f"woken at {due}, and nothing was said"
        raise AssertionError("the clock never rests")

    def _tell(self, turn: Turn, told: Reminder) -> None:
        self.heard.append((told.key.partition("/")[2], turn.now))
        turn.say(Html(told.key))
