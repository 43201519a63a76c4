"""What records send each other, within one commit: a coach's family, a group, the house, a family that invites.

Only steps make these, so a record may trust what they say; who may cause them is decided by the step that makes them.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Literal

import msgspec

from bot.core.broadcasts import Planned, Post, Standing
from bot.core.coach_questions import Duty, Ending, Stand, Word


class Inner(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the events that records send each other. `person` is the coach that it is about, or who would be one;
    of a question to the coaches, the parent whose family it goes to or comes from."""

    person: int
    nonce: str


class CoachApplied(Inner, frozen=True, kw_only=True):
    """To the house: a parent would like to coach."""

    name: str
    why: str
    language: str = "en"


class CoachLeft(Inner, frozen=True, kw_only=True):
    """To the house: a coach, or somebody who applied, has deleted everything, so that their name goes too."""


class CoachDecided(Inner, frozen=True, kw_only=True):
    """To the coach's family: what the admin decided, at first or later."""

    approved: bool


class LinkAsked(Inner, frozen=True, kw_only=True):
    """To the coach's family: link this group, if the person is an approved coach. The group vouches that Telegram
    calls the person an administrator at this moment."""

    chat: int
    title: str
    language: str  # in which the group gets its tips
    members: int = 0  # 0: not known
    token: str = ""  # names the group in its deep links


class LinkAnswered(Inner, frozen=True, kw_only=True):
    """To the group: whether the person is an approved coach and so its coach from now on. `full` when the coach has as
    many groups as one may have."""

    granted: bool
    full: bool = False
    zone: str = ""  # the coach's own


class GroupAsked(Inner, frozen=True, kw_only=True):
    """To a group: its coach looks at it, or gives it new values. What is empty stays as it is. `message` is the
    coach's own, in the private chat; the answer takes its place."""

    chat: int
    message: int = 0
    language: str = ""
    zone: str = ""
    quiet: tuple[time, time] | None = None
    cap: int = 0
    unlink: bool = False


class GroupFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a coach may know of a linked group."""

    title: str
    language: str
    zone: str
    quiet_from: time
    quiet_to: time
    cap: int
    muted: bool
    member: bool
    today: int  # tips within the last day
    opened: dict[str, int] = {}  # tip -> how many people have opened it from there; small counts are left out


class GroupTold(Inner, frozen=True, kw_only=True):
    """To the coach's family: how a group stands; without `facts` it is not linked to this coach."""

    chat: int
    message: int
    facts: GroupFacts | None


class CoachGone(Inner, frozen=True, kw_only=True):
    """To the group: its coach may not send any more."""


class PostPlanned(Inner, frozen=True, kw_only=True):
    """To a group: its coach plans a post, for now or later."""

    chat: int
    planned: Planned


class PostSteered(Inner, frozen=True, kw_only=True):
    """To a group: its coach takes back, pauses or resumes what has not been sent."""

    chat: int
    broadcast: str
    what: Literal["cancel", "hold", "go"]


WhyNot = Literal["", "unlinked", "gone", "enough", "muted", "past", "full", "retired", "refused"]


class PostOutcome(Inner, frozen=True, kw_only=True):
    """To the coach's family: how a broadcast stands in one group. `why` tells why it failed. Where something is still
    to come, `when` is its time by the group's wall clock and `tip` the next one of a series."""

    chat: int
    broadcast: str
    title: str  # empty when there is no such group any more
    state: Standing
    why: WhyNot = ""
    when: datetime | None = None
    tip: str = ""


class GroupChanged(Inner, frozen=True, kw_only=True):
    """To the coach's family: a linked group has a new chat id, is not linked any more (`new_chat` 0), has thrown the
    bot out or taken it back, wants no tips or wants them again."""

    chat: int
    new_chat: int
    why: Literal["moved", "unlinked", "gone", "back", "muted", "unmuted"]


class TipOpened(Inner, frozen=True, kw_only=True):
    """To a group: somebody has opened a tip from there for the first time. `person` is 0: nobody needs to know."""

    tip: str


class Noted(Inner, frozen=True, kw_only=True):
    """To the house, for the audit log: a coach (`person`; 0: an administrator of a group) did something to a group or
    a broadcast, by its id."""

    what: Literal["linked", "unlinked", "set", "muted", "unmuted", "planned", "stopped"]
    about: str


class ReviewAsked(Inner, frozen=True, kw_only=True):
    """To the house: a broadcast needs a second pair of eyes, where the operator wants that."""

    broadcast: str
    post: Post
    groups: int
    languages: tuple[str, ...] = ()  # of these groups, each once


class ReviewWithdrawn(Inner, frozen=True, kw_only=True):
    """To the house: nobody needs to look at it any more."""

    broadcast: str


class ReviewDecided(Inner, frozen=True, kw_only=True):
    """To the coach's family: the broadcast may go out, or not; `nobody` when there is nobody else to look at it."""

    broadcast: str
    granted: bool
    nobody: bool = False


class DutyChanged(Inner, frozen=True, kw_only=True):
    """To the house: whether and when this coach may be asked by parents."""

    duty: Duty


class QuestionAsked(Inner, frozen=True, kw_only=True):
    """To the house: a parent has a question for the coaches on duty. `family` are the parent's own people."""

    question: str
    text: str
    language: str
    family: tuple[int, ...] = ()


class AskerSaid(Inner, frozen=True, kw_only=True):
    """To the house: what the parent does about a question of theirs. `text` is what is asked once more."""

    question: str
    what: Word
    text: str = ""


class AskerLeft(Inner, frozen=True, kw_only=True):
    """To the house: a parent with questions to coaches has deleted everything."""


class AnswerWritten(Inner, frozen=True, kw_only=True):
    """To the house: a coach answers. `message` is the coach's own, whose place the outcome takes."""

    question: str
    text: str
    message: int


class QuestionStands(Inner, frozen=True, kw_only=True):
    """To the parent's family: how the question stands. `nudge` when it has taken long."""

    question: str
    stand: Stand
    nudge: bool = False


class AnswerGiven(Inner, frozen=True, kw_only=True):
    """To the parent's family: a coach has answered. Which one is not told."""

    question: str
    text: str


class QuestionEnded(Inner, frozen=True, kw_only=True):
    """To the parent's family: the house keeps nothing of the question any more."""

    question: str
    why: Ending


class MeetingAnswered(Inner, frozen=True, kw_only=True):
    """To the parent's family: the coach would like to meet too, and is this `coach`; 0: would rather not."""

    question: str
    coach: int = 0


class AnswerAsked(Inner, frozen=True, kw_only=True):
    """To the coach's family: the coach answers this question, so the next words are the answer."""

    question: str


class AnswerTaken(Inner, frozen=True, kw_only=True):
    """To the coach's family: whether the answer is on its way to the parent. `message` is the coach's own."""

    question: str
    message: int
    kept: bool


class AnswerSpared(Inner, frozen=True, kw_only=True):
    """To the coach's family: this question is not theirs to answer any more."""

    question: str


class InviteOpened(Inner, frozen=True, kw_only=True):
    """To the family that invites: somebody has opened the link. `own` says what is kept of the person so far: nothing,
    a record of their own without a word in it, or more than that."""

    token: str
    language: str
    own: Literal["nothing", "empty", "full"]


class InviteAccepted(Inner, frozen=True, kw_only=True):
    """To the family that invites: the person has agreed, and there is no other record of them any more."""

    token: str
    language: str


InnerEvent = (
    CoachApplied | CoachLeft | CoachDecided | LinkAsked | LinkAnswered | CoachGone
    | PostPlanned | PostSteered | PostOutcome | GroupChanged | GroupAsked | GroupTold
    | TipOpened | Noted | ReviewAsked | ReviewWithdrawn | ReviewDecided
    | InviteOpened | InviteAccepted
    | DutyChanged | QuestionAsked | AskerSaid | AskerLeft | AnswerWritten
    | QuestionStands | AnswerGiven | QuestionEnded | MeetingAnswered | AnswerAsked | AnswerTaken | AnswerSpared
)  # fmt: skip
