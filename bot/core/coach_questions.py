"""Parents' questions to the coaches on duty, as records keep them. Plain frozen data, and what a question may hold.

The house has the working copy, because it alone knows both sides. The parent's own record has the parent's copy, so
that `/export` shows it and nobody else's record holds a word of it.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

import regex

from bot.core.child import Part

QUESTION_LIMIT = 500  # UTF-16 units of what a parent asks
ANSWER_LIMIT = 900  # of what a coach answers: three rounds of both fit into one message, but for the last answer
ROUNDS = 3  # a question, and how often it may be asked once more

# Addresses, names with @, and numbers to call: whatever leads from the words to a person or away from the chat. What
# only lacks a blank behind a full stop is no address.
_DOOR = regex.compile(
    r"(?i:https?:|www\.|t\.me/|tg:|@\w)"
    r"|\b[\w-]+\.(?:com|org|net|edu|gov|info|app|us|io|me|mx|es|co|ly|gle)\b"
    r"|(?:\d[\s().+-]{0,3}){9,}"
)

Stand = Literal["", "offered", "later", "waiting", "taken", "answered", "reported"]
Word = Literal["withdrawn", "settled", "thanked", "again", "meet", "reported"]  # what the house hears of the parent
Ending = Literal["full", "old", "gone", "looked_at"]  # why the house keeps it no longer


def has_door(text: str) -> bool:
    """Whether a text holds a link, a name with @ or a telephone number."""
    return bool(_DOOR.search(text))


class Card(Part, frozen=True, kw_only=True):
    """A question as it lies before one coach. `message` is 0 until Telegram has said its number."""

    person: int
    message: int = 0
    again: bool = False  # it was lost on the way, and shown once more


class CoachQuestion(Part, frozen=True, kw_only=True):
    """A parent's question in the house's hands. `words` are by turns the parent's and a coach's."""

    id: str
    person: int
    family: tuple[int, ...] = ()  # the parent's own people, who are not asked
    language: str
    words: tuple[str, ...]
    asked: datetime  # the full hour
    stand: Stand = ""  # as the parent was told last
    nudged: bool = False  # the parent knows that it takes long
    cards: tuple[Card, ...] = ()
    passed: tuple[int, ...] = ()  # coaches who are not asked again
    taker: int = 0  # the coach who answers, or has answered
    until: datetime | None = None  # the answer is awaited until then
    told: bool = True  # the taker has seen the last words
    reminded: bool = False
    meet: Literal["", "asked", "told", "no"] = ""  # the parent would like to meet; the coach knows; would rather not
    meet_again: bool = False  # the card that asks the coach was lost on the way, and is shown once more

    @property
    def may_meet(self) -> bool:
        """Whether the coach has been asked, and has not said yes or no."""
        return self.meet == "told" or (self.meet == "asked" and self.meet_again)

    @property
    def answered(self) -> bool:
        """Whether the last word is a coach's."""
        return len(self.words) % 2 == 0


class Duty(Part, frozen=True, kw_only=True):
    """When a coach may be asked: told by the coach's own record, whenever it changes."""

    person: int
    on: bool
    language: str
    zone: str
    quiet_from: time
    quiet_to: time
    cap: int  # questions a day at most
    free_from: datetime | None = None  # the end of a pause
    offered: tuple[datetime, ...] = ()  # when questions were shown, within the last day
    thanks: int = 0  # thank-yous that wait for the end of quiet hours


class AskedCoach(Part, frozen=True, kw_only=True):
    """The parent's own copy. `message` shows how it stands."""

    id: str
    words: tuple[str, ...]
    on: date
    stand: Stand = ""
    message: int = 0
    meet: bool = False  # the coach has been asked whether they would like to meet

    @property
    def answered(self) -> bool:
        """Whether the last word is a coach's."""
        return len(self.words) % 2 == 0

    @property
    def has_rounds_left(self) -> bool:
        """Whether the same coach may be asked once more."""
        return len(self.words) < 2 * ROUNDS


class QuestionDraft(Part, frozen=True, kw_only=True):
    """What a parent is about to ask; `again` is the question that it goes on with. `id` is in every button."""

    id: str
    text: str
    again: str = ""


class Answering(Part, frozen=True, kw_only=True):
    """The question that a coach answers, and the words so far."""

    question: str
    text: str = ""
