"""What a family keeps about one child: plain frozen data, one small struct per capability.

Dates are local calendar dates of the carer who set them, times are local wall times; only `records.py` and
`reminders.py` know zones. Every text is the parent's own and is kept verbatim.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every struct of the record is: frozen, by keyword, and small on disk."""


class Note(Part, frozen=True, kw_only=True):
    """One answer of a conversation: chosen options by id, and the parent's own words, each verbatim."""

    chosen: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Jotting(Part, frozen=True, kw_only=True):
    """Something written down at a meeting. `by` is the carer's Telegram user id."""

    text: str
    by: int = 0


class Question(Part, frozen=True, kw_only=True):
    """A question for the team and its life. The order in the child's tuple is its rank."""

    id: str
    text: str
    added: date
    team: str = ""  # for whom: an option id such as "teacher", or the parent's own word
    state: Literal["open", "asked", "answered", "follow_up"] = "open"
    answer: str = ""
    carried: int = 0  # how many meetings it has been carried over
    by: int = 0  # who wrote it: a carer's Telegram user id
    met: str = ""  # the meeting at which it came up last
    jottings: tuple[Jotting, ...] = ()  # what was written down about it there
    owner: str = ""  # who follows up: an id such as "teacher", or the parent's own word
    follow_on: date | None = None  # by when
    follow_carer: int = 0  # who wants to be told then
    follow_quiet: bool = False  # "less often" was tapped: it is not brought up again


class Meeting(Part, frozen=True, kw_only=True):
    """An IEP meeting. `after` is what the parent said about it afterwards."""

    id: str
    carer: int  # who set it and gets its reminders: a Telegram user id
    on: date
    at: time  # 00:00 while no time is known: no school meets at midnight
    since: datetime | None = None  # when the date was set last; nothing is sent for a moment before
    moves: int = 0  # how often day or time were changed: a calendar takes only what is newer
    in_calendar: bool = False  # the family took the file for its own calendar
    light: bool = False  # "less often" was tapped: only the day before and the day itself
    held: bool = False
    ended: bool = False  # "we are done" was tapped
    mood: str = ""
    after: str = ""
    jottings: tuple[Jotting, ...] = ()  # what was written down about the meeting as a whole


class Routine(Part, frozen=True, kw_only=True):
    """The school work routine of one child."""

    carer: int
    days: tuple[int, ...]  # 0 is Monday
    at: time
    place: str = ""
    look_at: str = ""
    often: Literal["each", "other", "weekly", "off"] = "off"  # each planned day, every other, only the week's summary
    since: date  # the first day that this plan asks about; every other planned day is counted from here
    log: dict[date, Literal["done", "not_today", "ill"]] = {}


class Rhythm(Part, frozen=True, kw_only=True):
    """How often to nudge: for feedback from school, for thanks, for the monthly progress note."""

    carer: int
    every: Literal["week", "two_weeks", "month", "off"]
    weekday: int  # 0 is Monday; each month it is the first one
    at: time
    since: date  # no nudge before this day


class Thanks(Part, frozen=True, kw_only=True):
    """One good thing, from the family to the school or the other way round."""

    id: str
    on: date
    who: str
    what: str
    effect: str = ""
    from_school: bool = False
    by: int = 0  # who wrote it down: a carer's Telegram user id


class SchoolForm(Part, frozen=True, kw_only=True):
    """A form to return to the school."""

    id: str
    carer: int
    name: str
    due: date
    since: datetime | None = None  # when it was added; nothing is sent for a moment before
    returned: date | None = None
    quiet: bool = False  # "less often" was tapped: only the day before
    photo: str = ""  # Telegram's file id


class SelfCheck(Part, frozen=True, kw_only=True):
    """One self-check: a score of 1 to 4 for each of the six items, in the article's order."""

    on: date
    scores: tuple[int, ...]
    carer: int = 0  # who did it, and is asked again next term
    quiet: bool = False  # "less often" was tapped: it is not brought up again


class View(Part, frozen=True, kw_only=True):
    """How one person sees the child. `who` is "me" for the parent, else the parent's word for a team member."""

    id: str
    who: str
    on: date
    strengths: str = ""
    needs: str = ""
    social: str = ""


class Goal(Part, frozen=True, kw_only=True):
    """A goal of the child, and the one thing done for it at home."""

    id: str
    text: str
    home: str = ""


class Progress(Part, frozen=True, kw_only=True):
    """The monthly three answers."""

    on: date
    success: str = ""
    concern: str = ""
    next: str = ""


class Child(Part, frozen=True, kw_only=True):
    """Everything that a family keeps about one child."""

    id: str
    name: str  # a nickname will do
    notes: dict[str, Note] = {}
    made: dict[str, date] = {}
    photo: str = ""  # Telegram's file id; the picture itself stays with Telegram
    questions: tuple[Question, ...] = ()
    removed: Question | None = None  # the last deleted one, for "undo"
    meeting: Meeting | None = None
    meetings: tuple[Meeting, ...] = ()  # those that were held
    routine: Routine | None = None
    rhythms: dict[str, Rhythm] = {}
    thanks: tuple[Thanks, ...] = ()
    forms: tuple[SchoolForm, ...] = ()
    checks: tuple[SelfCheck, ...] = ()
    views: tuple[View, ...] = ()
    goals: tuple[Goal, ...] = ()
    progress: tuple[Progress, ...] = ()
