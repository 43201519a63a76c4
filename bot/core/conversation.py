"""What a conversation is once it has been read from its document, and what the core may ask of the content.

Plain frozen data. `bot.content` makes it from Markdown; `engine` plays it. Texts are HTML as Telegram reads it, with
`{placeholders}` that are filled, escaped, when the step is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from bot.core.safety import Safety

if TYPE_CHECKING:
    from bot.core.finding import Finder

END = "end"  # the built-in step that leaves a conversation
TIP = "tip"  # the section that coaches send to groups; not a step

AskKind = Literal["text", "chips", "choice", "days", "grid", "date", "time", "photo"]


class Target(msgspec.Struct, frozen=True):
    """Where a link leads: exactly one of a step here, a conversation (and a step of it), a command, a web address."""

    step: str = ""
    conversation: str = ""
    command: str = ""
    url: str = ""


class Link(msgspec.Struct, frozen=True):
    """A button of a step."""

    label: str
    target: Target
    line: int = 0


class Option(msgspec.Struct, frozen=True):
    """A choice of an ask; `id` is the same in every language."""

    id: str
    label: str
    line: int = 0


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What a step asks, and where the answer goes.

    `keep` replaces a note of the child, `add` appends to one (at most `most` items), `do` names an action of a
    capability. `own` lets the parent answer a choice or chips in words of their own. An empty `skip` means `next`;
    `required` takes the Skip button away.
    """

    kind: AskKind
    next: str
    keep: str = ""
    add: str = ""
    do: str = ""
    skip: str = ""
    required: bool = False
    own: bool = False
    most: int = 0
    options: tuple[Option, ...] = ()


class Branch(msgspec.Struct, frozen=True):
    """`{if: fact, go: step}`: taken on entry, before anything is shown."""

    fact: str
    wanted: bool
    go: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what is said, and what can happen next.

    `make`: the text is the thing that the parent takes away; it is sent as a message of its own and kept in the chat,
    the conversation counts as done. `do` runs on entry. `next` without an ask: with `make` or `do` the conversation
    goes on at once, otherwise through a "Go on" button.
    """

    name: str
    html: str
    links: tuple[Link, ...] = ()
    ask: Ask | None = None
    branches: tuple[Branch, ...] = ()
    do: str = ""
    make: bool = False
    next: str = ""
    source: str = ""  # of a legal statement
    line: int = 0


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """One document. `steps` is in the document's order; the first one is where it starts."""

    name: str
    title: str
    steps: Mapping[str, Step]
    practice: bool = True  # listed under /tips
    order: int = 0  # its place there
    source: str = ""
    covers: tuple[str, ...] = ()  # the article's bullets, by id
    minutes: int = 2
    tip: str = ""  # HTML for a group; empty when coaches cannot send it
    keywords: tuple[str, ...] = ()

    @property
    def first(self) -> Step:
        """The step it starts with."""
        return next(iter(self.steps.values()))

    @property
    def card(self) -> Step | None:
        """The step that makes the thing in hand, or None."""
        return next((step for step in self.steps.values() if step.make), None)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the operator's directory of help. `checked` is when the operator last looked, or None.

    `titles` and `abouts` say the same in other languages, by their codes.
    """

    region: str  # "US" for national, else a state's postal code
    names: tuple[str, ...]  # how people call the region
    title: str
    about: str
    url: str = ""
    phone: str = ""
    checked: date | None = None
    titles: Mapping[str, str] = {}
    abouts: Mapping[str, str] = {}


class Words(Protocol):
    """The interface of one language: strings from its PO file, and dates as people there write them."""

    language: str
    name: str  # the language as its speakers call it: `Español`
    right_to_left: bool

    def gettext(self, message: str) -> str:
        """The translation of an English interface string."""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The same with a plural."""

    def day(self, day: date) -> str:
        """In full with weekday and year: `Tuesday, November 24, 2026`."""

    def short_day(self, day: date) -> str:
        """Short, with weekday: `Tue, Nov 24`."""

    def clock(self, moment: time) -> str:
        """`4:30 PM`."""

    def month(self, day: date) -> str:
        """`November 2026`."""

    def weekday(self, number: int, *, short: bool = False) -> str:
        """`Monday` or `Mon` for 0."""

    def name_of(self, language: str) -> str:
        """Another language as it is called in the middle of a sentence: `Spanish` for `es`."""

    def zone(self, name: str, at: datetime) -> str:
        """`Eastern Time (New York)` for `America/New_York`."""


class Edition(Protocol):
    """All that the bot says in one language."""

    words: Words
    conversations: Mapping[str, Conversation]
    commands: Mapping[str, Target]  # other words that people type after a slash

    @property
    def finder(self) -> Finder:
        """Looks conversations up by a parent's own words."""

    def ask_of(self, field: str) -> Ask | None:
        """The ask that keeps this note, to show chosen option ids by their labels."""


class Content(Protocol):
    """All that the bot says."""

    languages: Sequence[str]  # the first one is the fallback
    places: Sequence[Place]
    bot_username: str  # for deep links
    safety: Safety
    retention: int  # months that a family is kept of which nobody writes; 0: for ever

    def edition(self, language: str) -> Edition:
        """The edition for a client's language code such as `es-419`; the fallback for an unknown one."""
