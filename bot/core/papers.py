"""What a paper says, and a calendar: pure data that the core composes and the documents room only sets.

Every string is plain text, set exactly as it is written: no HTML, no markup, any script. A paper is in one language,
the reader's or the school's; a family's own words stay as they are.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

import msgspec


class Block(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag=str.lower):
    """Base of the parts that a paper is made of, one below the other."""


class Part(Block, frozen=True, kw_only=True):
    """Begins a new page, with a title of its own: a binder is made of parts."""

    title: str
    subtitle: str = ""


class Contents(Block, frozen=True, kw_only=True):
    """Where each part begins."""

    title: str


class Heading(Block, frozen=True, kw_only=True):
    """Begins a section."""

    text: str


class Paragraph(Block, frozen=True, kw_only=True):
    """Running text; line breaks are kept. A `quiet` one explains in smaller letters."""

    text: str
    quiet: bool = False


class Bullets(Block, frozen=True, kw_only=True):
    """A list without order."""

    items: tuple[str, ...]


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of a numbered list, with a small note above its answer, both of which may be empty."""

    text: str
    note: str = ""
    answer: str = ""


class Numbered(Block, frozen=True, kw_only=True):
    """A list in order. `lines`: how many ruled lines to write on below each item that has no answer yet."""

    items: tuple[Item, ...]
    lines: int = 0


class Quote(Block, frozen=True, kw_only=True):
    """Somebody's own words, set apart."""

    text: str
    who: str = ""


class Table(Block, frozen=True, kw_only=True):
    """Rows of cells below a head; every row is as long as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class TwoColumns(Block, frozen=True, kw_only=True):
    """Two lists side by side, each below its own head."""

    left: str
    left_items: tuple[str, ...]
    right: str
    right_items: tuple[str, ...]


class Ticks(Block, frozen=True, kw_only=True):
    """A list with an empty box before each item, to tick by hand."""

    items: tuple[str, ...]


class Signatures(Block, frozen=True, kw_only=True):
    """A line to sign on, above each of these names."""

    names: tuple[str, ...]


class WeekGrid(Block, frozen=True, kw_only=True):
    """Days by parts of the day. `cells` has a row for each day; `yes` says in a word what a filled one means."""

    corner: str
    days: tuple[str, ...]
    parts: tuple[str, ...]
    cells: tuple[tuple[bool, ...], ...]
    yes: str


class Picture(Block, frozen=True, kw_only=True):
    """A photo, by Telegram's file id. As the first block it stands beside the title."""

    photo: str
    alt: str


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a trend: a value for each label of the chart, 0 for none, and the newest one in words."""

    name: str
    values: tuple[int, ...]
    now: str = ""


class Trend(Block, frozen=True, kw_only=True):
    """How several things went over time, on a scale from 1 to `top`. `alt` tells the same in words."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    top: int
    alt: str


class Month(Block, frozen=True, kw_only=True):
    """A month of days: what each is, in weeks that begin on Monday. `key` explains the signs in words."""

    weekdays: tuple[str, ...]
    first: date
    days: tuple[Literal["", "planned", "done", "off"], ...]
    key: tuple[tuple[Literal["planned", "done", "off"], str], ...]
    alt: str


class Facts(Block, frozen=True, kw_only=True):
    """Names and what belongs to them."""

    pairs: tuple[tuple[str, str], ...]


class Space(Block, frozen=True, kw_only=True):
    """A little air."""


AnyBlock = (
    Part | Contents | Heading | Paragraph | Bullets | Numbered | Quote | Table | TwoColumns | Ticks | Signatures
    | WeekGrid | Picture | Trend | Month | Facts | Space
)  # fmt: skip

Sheet = Literal["us-letter", "a4", "phone"]


class Paper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One document. `name` is a file's name without its ending, in plain letters. `pages` says which page it is, with
    `{page}` and `{pages}` in it. `one_page`: letters get larger or smaller to fill one page, within what reads well;
    then the longest answers are shortened, unless it is to be `whole`: that takes a second page. The sheet `phone` is
    a picture for the chat, as long as it needs to be."""

    name: str
    title: str
    language: str
    blocks: tuple[AnyBlock, ...]
    subtitle: str = ""
    footer: str = ""
    pages: str = "{page} / {pages}"
    right_to_left: bool = False
    one_page: bool = False
    whole: bool = False
    sheet: Sheet = "us-letter"


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One appointment. `uid` never changes; `sequence` rises with each change. `start` is a local wall time in `zone`;
    an all-day one has only its date. `alarms` are times before the start."""

    uid: str
    title: str
    start: datetime
    zone: str
    sequence: int = 0
    all_day: bool = False
    lasts: timedelta = timedelta(hours=1)
    description: str = ""
    place: str = ""
    alarms: tuple[timedelta, ...] = ()
    cancelled: bool = False


class Calendar(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What goes into one .ics file. `stamp` is when it was made, in UTC."""

    stamp: datetime
    events: tuple[Event, ...]
    language: str = "en"
