"""The three kinds of record, each a whole: a family, a group of parents, and the house (who runs this bot).

A record is loaded, stepped and committed as one. It is found by its addresses (`person:7`, `chat:-1007`, `house`),
never by a number that could be used again. `due` is the next instant at which the clock must wake it.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

import msgspec

from bot.core.broadcasts import Broadcast, Draft, Planned, Post
from bot.core.child import Child, Part
from bot.core.coach_questions import Answering, AskedCoach, CoachQuestion, Duty, QuestionDraft
from bot.core.older_records import SCHEMA, upgraded
from bot.core.seen import Seen

HOUSE = "house"


class Talk(Part, frozen=True, kw_only=True):
    """Where a carer is in a conversation. `mark` changes with every step shown, so older buttons are known."""

    conversation: str
    step: str
    mark: str
    path: tuple[str, ...] = ()  # the steps before this one, for Back
    chosen: tuple[str, ...] = ()  # options ticked so far on this step
    words: tuple[str, ...] = ()  # own words added to them so far
    tapped: int = 0  # the message whose button led here: a second tap on it is the same tap again


class GroupLink(Part, frozen=True, kw_only=True):
    """A group that a coach may send to, as the coach's own record knows it."""

    chat: int
    title: str
    language: str = "en"  # in which the group gets its tips
    token: str = ""  # names the group in its deep links
    members: int = 0  # people in it when they were counted, at its last /link; 0 where that is not known
    counted: datetime | None = None
    gone: bool = False  # the bot was removed from the group


Role = Literal["owner", "collaborator", "viewer"]


class Carer(Part, frozen=True, kw_only=True):
    """One person of a family, with the choices that are that person's own."""

    person: int  # Telegram user id; also the id of the private chat
    language: str
    consented: datetime
    role: Role = "owner"  # one owner; whoever was invited can change things, or only look
    id: str = ""  # how buttons name one who was invited
    word: str = ""  # as this person wishes to be called by the other carers, such as "Mom"
    zone: str = ""  # IANA name; empty until chosen
    child: str = ""  # the id of the child being talked about
    talk: Talk | None = None
    left: dict[str, Talk] = {}  # noqa: RUF012 - conversations left in the middle, by name
    next_up: str = ""  # the conversation to open once the first minutes are over
    loose: str = ""  # the last text that belonged to nothing, for "save it as a question"
    waiting: str = ""  # callback data of the action that the next text belongs to
    quiet_from: time = time(21, 0)
    quiet_to: time = time(7, 30)
    daily_cap: int = 3
    paused_until: date | None = None  # date.max: until /resume
    blocked: bool = False  # the person blocked the bot: nothing is sent until they come back
    reminded: dict[str, datetime] = {}  # noqa: RUF012 - reminder key -> when it was sent
    snoozed: dict[str, datetime] = {}  # noqa: RUF012 - reminder key -> when to say it again
    coach: Literal["no", "applied", "approved"] = "no"
    groups: tuple[GroupLink, ...] = ()
    opened: tuple[str, ...] = ()  # deep links of groups that this person has come through, so that each counts once
    draft: Draft | None = None
    broadcasts: tuple[Broadcast, ...] = ()  # that are not over
    asking: QuestionDraft | None = None  # a question to a coach that is not sent yet
    asked: tuple[AskedCoach, ...] = ()  # questions to coaches that are not settled
    asked_at: tuple[datetime, ...] = ()  # when new ones were sent, within the last day
    on_duty: bool = False  # as a coach: parents' questions may come
    answering: Answering | None = None


class Invite(Part, frozen=True, kw_only=True):
    """An open invitation to another carer: it works once, until it ends. Its token is kept nowhere."""

    token_hash: str  # SHA-256, hex
    role: Role
    until: datetime


class Family(Part, frozen=True, kw_only=True, tag="family"):
    """One family: its carers and its children."""

    id: str
    due: datetime | None = None
    seen: Seen = ()
    carers: tuple[Carer, ...] = ()
    children: tuple[Child, ...] = ()
    invite: Invite | None = None
    touched: date | None = None  # the last day, in UTC, on which a carer wrote
    warned: date | None = None  # when it was said that nothing is kept for ever


class Group(Part, frozen=True, kw_only=True, tag="group"):
    """A group of parents that a coach has linked. It never holds anything about a family."""

    id: str
    chat: int
    title: str
    language: str = "en"
    due: datetime | None = None
    seen: Seen = ()
    coach: int = 0  # the person who linked it; 0 while nobody coaches it
    thread: int = 0  # the topic in which /link was sent; 0 for none
    member: bool = True  # the bot is in the group
    muted: bool = False  # an administrator wants no tips until /unmute
    zone: str = ""  # IANA name; the coach's own at first
    quiet_from: time = time(21, 0)
    quiet_to: time = time(7, 30)
    cap: int = 3  # tips a day at most
    tips: tuple[datetime, ...] = ()  # when tips were sent, within the last day
    planned: tuple[Planned, ...] = ()
    opened: dict[str, int] = {}  # noqa: RUF012 - tip -> how many people have opened it from here
    under_way: tuple[str, ...] = ()  # broadcasts that Telegram has not answered for yet
    told: dict[str, datetime] = {}  # noqa: RUF012 - what any member can make the bot say -> when it said it last


class Application(Part, frozen=True, kw_only=True):
    """A parent who would like to coach others, or does. One that was declined or revoked is forgotten."""

    id: str
    person: int
    name: str  # as the person wishes to be called by the admins
    why: str
    on: date
    state: Literal["open", "approved"] = "open"
    language: str = "en"


class Admin(Part, frozen=True, kw_only=True):
    """One who runs the bot."""

    person: int
    language: str


class WrongClaim(Part, frozen=True, kw_only=True):
    """A try to become admin with a wrong code."""

    person: int
    at: datetime


class AuditEntry(Part, frozen=True, kw_only=True):
    """Who did what, by ids; `hash` is over this entry and the hash of the one before (SHA-256, hex)."""

    at: datetime
    who: str
    what: str
    about: str
    hash: str


class Review(Part, frozen=True, kw_only=True):
    """A broadcast that waits for a second pair of eyes."""

    id: str
    person: int  # whose it is
    broadcast: str
    post: Post
    groups: int
    at: datetime


class House(Part, frozen=True, kw_only=True, tag="house"):
    """Who runs the bot and who coaches. There is one."""

    id: str = HOUSE
    due: datetime | None = None
    seen: Seen = ()
    claim_hash: str = ""  # SHA-256 of the one-time code, hex; empty once it is used
    wrong_claims: tuple[WrongClaim, ...] = ()  # of the last hour
    admins: tuple[Admin, ...] = ()
    applications: tuple[Application, ...] = ()
    two_pairs_of_eyes: bool = True  # the operator's setting, put here at each start
    reviews: tuple[Review, ...] = ()
    questions: tuple[CoachQuestion, ...] = ()  # of parents to the coaches on duty
    duties: tuple[Duty, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    audit_root: str = ""  # the hash of the last entry that is not kept any more
    audit_count: int = 0  # entries ever written


Record = Family | Group | House


def addresses(record: Record) -> frozenset[str]:
    """The names under which the store finds this record."""
    match record:
        case Family():
            people = (person_address(carer.person) for carer in record.carers)
            invites = (invite_address(record.invite.token_hash),) if record.invite else ()
            return frozenset((*people, *invites))
        case Group():
            return frozenset({chat_address(record.chat), door_address(record.id)})
        case House():
            return frozenset({HOUSE})


def person_address(person: int) -> str:
    """The address of the family that a Telegram user belongs to."""
    return f"person:{person}"


def invite_address(token_hash: str) -> str:
    """The address of the family that has an open invitation with this hash."""
    return f"invite:{token_hash}"


def chat_address(chat: int) -> str:
    """The address of a group chat."""
    return f"chat:{chat}"


def door_address(token: str) -> str:
    """The address of the group below whose tips a deep link stands."""
    return f"door:{token}"


def inline_address(person: int) -> str:
    """Where no record ever is: for what needs none."""
    return f"inline:{person}"


class Envelope(Part, frozen=True, kw_only=True):
    """What is written: the record and the schema version it was written with."""

    schema: int
    record: Record


class _Version(msgspec.Struct, frozen=True):
    schema: int


def encode(record: Record) -> bytes:
    """The record as JSON bytes, with its schema version; `decode` gives it back equal."""
    return msgspec.json.encode(Envelope(schema=SCHEMA, record=record))


def decode(data: bytes) -> Record:
    """The record of these bytes, brought up to this release's schema where an earlier one has written it. Raises
    `msgspec.ValidationError` for anything else, for a record of a later release too: what this one does not know of
    would be lost when it writes the record again."""
    schema = msgspec.json.decode(data, type=_Version).schema
    if schema == SCHEMA:
        return msgspec.json.decode(data, type=Envelope).record
    try:
        plain = upgraded(msgspec.json.decode(data)["record"], schema)
    except KeyError:
        raise msgspec.ValidationError(f"schema version {schema}, not {SCHEMA}") from None
    return msgspec.convert(plain, Record)  # type: ignore[no-any-return]
